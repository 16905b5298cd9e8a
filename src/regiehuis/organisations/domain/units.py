"""The unit tree: what an imported list must satisfy, and how a tree is walked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regiehuis.documents.domain.imports import Checked, LineError, LineState

CODE, NAME, PARENT = "code", "naam", "bovenliggend"  # as the columns are headed


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One line of an imported unit list. ``line`` is the line number in the file; an empty cell says nothing about its column."""

    line: int
    code: str
    name: str
    parent_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUnit:
    """A unit as it is stored now."""

    name: str
    parent_code: str


LONGEST_CODE = 40
LONGEST_NAME = 200


def wanted(row: UnitRow, known: Mapping[str, KnownUnit]) -> KnownUnit:
    """Return how the unit would be after this line: an empty cell keeps what is stored."""
    stored = known.get(row.code, KnownUnit(name="", parent_code=""))
    return KnownUnit(name=row.name or stored.name, parent_code=row.parent_code or stored.parent_code)


def check(rows: Sequence[UnitRow], known: Mapping[str, KnownUnit]) -> Checked:
    """Return what this list would do to the units that exist, and every error in file order. Linear in rows and units.

    A parent may be a line anywhere in the list or a unit that exists. No circle may come about, also not through what exists.
    """
    counts = Counter(row.code for row in rows)
    after = {row.code: wanted(row, known) for row in rows if row.code and counts[row.code] == 1}  # of two lines neither is it
    on_cycle = codes_on_cycles({code: unit.parent_code for code, unit in {**known, **after}.items()})
    errors = [error for row in rows for error in _errors(row, counts, known, on_cycle)]
    wrong = {error.line for error in errors}
    return Checked(states=tuple(_state(row, known, wrong) for row in rows), errors=tuple(errors))


def _errors(row: UnitRow, counts: Counter[str], known: Mapping[str, KnownUnit], on_cycle: set[str]) -> list[LineError]:
    parent = wanted(row, known).parent_code
    checks = (
        (
            bool(row.parent_code) and row.parent_code not in counts and row.parent_code not in known,
            PARENT,
            "unknown_parent",
            row.parent_code,
        ),
        (bool(row.code) and row.code in on_cycle, PARENT, "cycle", parent),
        (not row.code, CODE, "empty", ""),
        (len(row.code) > LONGEST_CODE, CODE, "too_long", row.code),
        (bool(row.code) and counts[row.code] > 1, CODE, "duplicate", row.code),
        (not row.name and row.code not in known, NAME, "empty", ""),
        (len(row.name) > LONGEST_NAME, NAME, "too_long", row.name),
    )
    return [LineError(line=row.line, column=column, kind=kind, value=value) for applies, column, kind, value in checks if applies]


def _state(row: UnitRow, known: Mapping[str, KnownUnit], wrong: set[int]) -> LineState:
    if row.line in wrong:
        return LineState.WRONG
    if row.code not in known:
        return LineState.NEW
    return LineState.UNCHANGED if wanted(row, known) == known[row.code] else LineState.CHANGED


def codes_on_cycles(parents: dict[str, str]) -> set[str]:
    """Return the codes that are, directly or further on, their own parent.

    >>> sorted(codes_on_cycles({"A": "B", "B": "A", "C": "A", "D": ""}))
    ['A', 'B']
    """
    state: dict[str, int] = {}
    found: set[str] = set()
    for start in parents:
        path: list[str] = []
        code = start
        while code in parents and state.get(code) is None:
            state[code] = 1
            path.append(code)
            code = parents[code]
        if state.get(code) == 1:
            found.update(path[path.index(code) :])
        for visited in path:
            state[visited] = 2
    return found


def in_tree_order(parents: dict[str, str]) -> list[str]:
    """Return the codes so that each parent comes before its children; siblings by code. The parents have no cycle."""
    children: dict[str, list[str]] = {}
    for code, parent in parents.items():
        children.setdefault(parent if parent in parents else "", []).append(code)
    ordered: list[str] = []
    stack = sorted(children.get("", []), reverse=True)
    while stack:
        code = stack.pop()
        ordered.append(code)
        stack.extend(sorted(children.get(code, []), reverse=True))
    return ordered
