"""Lists that people bring along: which column holds what, what each line would do, and what is wrong with it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum
from pathlib import PurePath

from .obstacles import Obstacle

KEPT_FOR = timedelta(hours=24)  # from choosing the file to storing it; our own choice
RECEIPT_KEPT_FOR = timedelta(days=30)  # how long we can still say that a list was stored, or ran out of time

LIST_ENDINGS = ("", ".csv", ".txt", ".tsv", ".xlsx", ".ods")


class LineState(StrEnum):
    """What storing a line would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that an import knows. ``label`` is its heading in our own files and in errors; ``names`` are what others call it."""

    field: str
    label: str
    names: tuple[str, ...] = ()
    is_required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a list; ``number`` as in the file, counted from 1 with the headings. A column that is not there reads as empty."""

    number: int
    values: Mapping[str, str]

    def __getitem__(self, field: str) -> str:
        return self.values.get(field, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineError:
    """What is wrong where. ``column`` is the label of a column."""

    line: int
    column: str
    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a list would do if it were stored now: a state for each line, and every error in file order."""

    states: tuple[LineState, ...]
    errors: tuple[LineError, ...] = ()

    def count(self, state: LineState) -> int:
        return Counter(self.states)[state]

    @property
    def wrong_lines(self) -> frozenset[int]:
        return frozenset(error.line for error in self.errors)


def obstacles_to_storing(*, created_at: datetime, is_stored: bool, has_columns: bool, now: datetime) -> list[Obstacle]:
    """Return why this list cannot be stored any more, or not yet; an empty list means: go ahead."""
    if is_stored:
        return [Obstacle.ALREADY_STORED]
    if created_at + KEPT_FOR <= now:
        return [Obstacle.EXPIRED]
    return [] if has_columns else [Obstacle.COLUMNS_NOT_CHOSEN]


def plain(heading: str) -> str:
    """Return a heading as it is compared.

    >>> plain(" Hoort_bij ")
    'hoort bij'
    """
    return " ".join(heading.casefold().replace("_", " ").replace("-", " ").split())


def headings_key(headings: Sequence[str]) -> str:
    """Return what recognises a file with the same headings in the same order."""
    return hashlib.sha256("\x1f".join(map(plain, headings)).encode()).hexdigest()


def _by_name(headings: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Columns whose heading is one that we know. A heading that occurs twice is nobody's: a person has to say which."""
    known, counts = [plain(heading) for heading in headings], Counter(map(plain, headings))
    found: dict[str, int] = {}
    for column in columns:
        names = [plain(name) for name in (column.label, *column.names)]
        position = next((known.index(name) for name in names if counts[name] == 1), None)
        if position is not None and position not in found.values():
            found[column.field] = position
    return found


def recognised(headings: Sequence[str], columns: Sequence[Column]) -> dict[str, int] | None:
    """Return the position of each column, or None when a person has to choose.

    A column that may be absent is missed only when the file holds a heading that nobody claims: that could be it.
    """
    found = _by_name(headings, columns)
    if any(column.is_required and column.field not in found for column in columns):
        return None
    unclaimed = len([heading for heading in headings if heading.strip()]) - len(found)
    return found if len(found) == len(columns) or not unclaimed else None


def foreign_ending(name: str) -> str:
    """Return the ending of a file name that no list has; empty for that of a list, and for none.

    >>> foreign_ending("Rapport.PDF"), foreign_ending("lijst.csv")
    ('.pdf', '')
    """
    ending = PurePath(name).suffix.lower()
    return "" if ending in LIST_ENDINGS else ending


def proposals(headings: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Return the most likely position of each column, for a person to confirm: by name, else by a name that looks like it."""
    found = _by_name(headings, columns)
    for column in columns:
        if column.field in found:
            continue
        free = {plain(heading): position for position, heading in enumerate(headings) if heading.strip() and position not in found.values()}
        for name in map(plain, (column.label, *column.names)):
            alike = next((heading for heading in free if name in heading.split()), None) or next(
                iter(get_close_matches(name, free, n=1, cutoff=0.75)), None
            )
            if alike:
                found[column.field] = free[alike]
                break
    return found


def lines_of(rows: Sequence[tuple[int, Sequence[str]]], positions: Mapping[str, int]) -> list[Line]:
    """Return the lines under the headings; the first row holds the headings. A line that stays empty in our columns is left out."""
    found = [
        Line(number=number, values={field: cells[position] for field, position in positions.items() if position < len(cells)})
        for number, cells in rows[1:]
    ]
    return [line for line in found if any(line.values.values())]
