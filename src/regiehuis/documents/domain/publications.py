"""Snapshots that a municipality shares: what one holds, how it is written down, and several beside each other. Never a ranking."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

FORM = "measures-1"  # a later form gets a name of its own; what was shared stays readable in the form it has


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One value, in the digits in which the member's own report shows it ("2.40"); None = unknown or not to be shown."""

    code: str
    group: str
    label: str
    value: str | None
    phase: int | None = None
    word: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What is shared. ``comparable_by`` names the yardstick: only snapshots with the same one may stand beside each other."""

    kind: str
    comparable_by: str
    provenance: tuple[tuple[str, str], ...]  # (label, text)
    measures: tuple[Measure, ...]


def as_data(snapshot: Snapshot) -> dict[str, Any]:
    """Return the snapshot as JSON values."""
    return {
        "form": FORM, "kind": snapshot.kind, "comparable_by": snapshot.comparable_by,
        "provenance": [list(pair) for pair in snapshot.provenance], "measures": [asdict(each) for each in snapshot.measures],
    }  # fmt: skip


def from_data(data: Mapping[str, Any]) -> Snapshot:
    """Return the snapshot that ``as_data`` wrote down; raises ValueError for another form."""
    if data["form"] != FORM:
        raise ValueError(f"unknown form of a publication: {data['form']!r}")
    return Snapshot(
        kind=data["kind"], comparable_by=data["comparable_by"], provenance=tuple((label, text) for label, text in data["provenance"]),
        measures=tuple(Measure(**each) for each in data["measures"]),
    )  # fmt: skip


def content_hash(snapshot: Snapshot) -> str:
    """Return the SHA-256 of the content: the same content always gives the same one, whatever the order in which JSON keeps its keys."""
    return hashlib.sha256(json.dumps(as_data(snapshot), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One measure over all columns; None = unknown there."""

    group: str
    label: str
    values: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Snapshots with one yardstick, a column each, in the order of the alphabet."""

    kind: str
    comparable_by: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def side_by_side(found: Iterable[tuple[str, Snapshot]]) -> list[Comparison]:
    """Return a table per kind and yardstick. Columns by name, lines as the yardstick has them: nothing is sorted by value.

    A measure that one snapshot has and another lacks is a line too, unknown where it lacks.
    """
    tables: dict[tuple[str, str], list[tuple[str, Snapshot]]] = {}
    for name, snapshot in found:
        tables.setdefault((snapshot.kind, snapshot.comparable_by), []).append((name, snapshot))
    return [_comparison(kind, yardstick, members) for (kind, yardstick), members in sorted(tables.items())]


def _comparison(kind: str, yardstick: str, members: list[tuple[str, Snapshot]]) -> Comparison:
    ordered = sorted(members, key=lambda pair: (pair[0].casefold(), pair[0]))  # stable: two of one name keep their order
    values = [{each.code: each.value for each in snapshot.measures} for _name, snapshot in ordered]
    named: dict[str, Measure] = {}
    for _name, snapshot in ordered:
        for each in snapshot.measures:
            named.setdefault(each.code, each)
    lines = tuple(
        Line(group=each.group, label=each.label, values=tuple(column.get(code) for column in values)) for code, each in named.items()
    )
    return Comparison(kind=kind, comparable_by=yardstick, columns=tuple(name for name, _snapshot in ordered), lines=lines)
