"""The unit tree: what an imported list must satisfy, and how a tree is walked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One line of an imported unit list. ``line`` is the line number in the file, counted from 1 with the header."""

    line: int
    code: str
    name: str
    parent_code: str  # empty at the top


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """What is wrong where; ``column`` is the heading in the file, empty when the whole line is meant."""

    line: int
    column: str
    kind: str
    value: str = ""


LONGEST_CODE = 40
LONGEST_NAME = 200


def row_errors(rows: Sequence[UnitRow], known_codes: Iterable[str] = ()) -> list[RowError]:
    """Return everything that stops this list from being imported, in file order; an empty list means: go ahead.

    ``known_codes`` are units that exist already: a parent may be one of them. Linear in the number of rows.
    """
    counts = Counter(row.code for row in rows)
    codes = set(counts) | set(known_codes)
    errors: list[RowError] = []
    for row in rows:
        if not row.code:
            errors.append(RowError(line=row.line, column="code", kind="empty"))
        elif len(row.code) > LONGEST_CODE:
            errors.append(RowError(line=row.line, column="code", kind="too_long", value=row.code[:LONGEST_CODE]))
        elif counts[row.code] > 1:
            errors.append(RowError(line=row.line, column="code", kind="duplicate", value=row.code))
        if not row.name:
            errors.append(RowError(line=row.line, column="naam", kind="empty"))
        elif len(row.name) > LONGEST_NAME:
            errors.append(RowError(line=row.line, column="naam", kind="too_long", value=row.name[:LONGEST_CODE]))
        if row.parent_code and row.parent_code not in codes:
            errors.append(RowError(line=row.line, column="bovenliggend", kind="unknown_parent", value=row.parent_code))
    on_cycle = codes_on_cycles({row.code: row.parent_code for row in rows if row.code})
    errors += [RowError(line=row.line, column="bovenliggend", kind="cycle", value=row.parent_code) for row in rows if row.code in on_cycle]
    return sorted(errors, key=lambda error: (error.line, error.column))


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
