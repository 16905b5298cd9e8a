"""Votes per phase, to be read from ten metres: large numbers, one bar per phase, an earlier round beside it in outline."""

from dataclasses import dataclass

import svg

from regiehuis.documents.charts.marks import Anchor, box, hatch, hatched, line, picture, words
from regiehuis.documents.charts.scale import check_within
from regiehuis.documents.charts.text import width as text_width
from regiehuis.documents.charts.text import wrap

WIDTH = 820
_BASE = 400  # y of the line that the bars stand on
_ROOM = 300  # px of the tallest bar
_WORD = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One phase: its number and its word."""

    number: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A value from elsewhere, in phases, as a thin line; ``note`` says what it rests on."""

    value: float
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """`counts` per column; `earlier` of an earlier round, with both names for the legend. `is_open`: the last phase was left open."""

    title: str
    description: str
    columns: tuple[Column, ...]
    counts: tuple[int, ...]
    earlier: tuple[int, ...] | None = None
    names: tuple[str, str] = ("", "")  # of the earlier round and of this one
    is_open: bool = False
    marker: Marker | None = None

    def __post_init__(self) -> None:
        for counts in (self.counts, self.earlier):
            if counts is not None and (len(counts) != len(self.columns) or min(counts) < 0):
                raise ValueError(f"{self.title}: {counts} does not fit {len(self.columns)} columns")
        check_within(self.marker.value if self.marker else None, 1, len(self.columns), self.title)


def draw(votes: Votes, *, prefix: str) -> str:
    """Return the bars as SVG text."""
    wide = WIDTH / len(votes.columns)
    drawn: list[svg.Element] = [svg.Defs(elements=[hatch(prefix)])] if votes.is_open else []
    if votes.is_open:
        drawn.append(hatched(prefix, WIDTH - wide + 6, _BASE - _ROOM - 48, wide - 12, _ROOM + 48))
    most = max([1, *votes.counts, *(votes.earlier or ())])
    for index, count in enumerate(votes.counts):
        middle = (index + 0.5) * wide
        if votes.earlier is None:
            drawn += _bar(middle - 40, 80, count, most, is_earlier=False)
        else:
            drawn += _bar(middle - 60, 56, votes.earlier[index], most, is_earlier=True)
            drawn += _bar(middle + 4, 56, count, most, is_earlier=False)
    drawn.append(line(0, _BASE, WIDTH, _BASE, "ink", width=2))
    lines = 1
    for index, column in enumerate(votes.columns):
        middle = (index + 0.5) * wide
        word = wrap(column.word, wide - 14, _WORD, most=4, spare=14)
        lines = max(lines, len(word))
        drawn += [words(middle, _BASE + 38, column.number, size=26, bold=True, anchor="middle"),
                  words(middle, _BASE + 68, word, size=_WORD, anchor="middle", line=22)]  # fmt: skip
    drawn += _marker(votes.marker, wide)
    height = _BASE + 56 + 22 * lines
    if votes.earlier is not None:
        drawn += _legend(votes.names, height + 12)
        height += 40
    return picture(prefix, WIDTH, height, votes.title, votes.description, drawn)


def _bar(x: float, width: float, count: int, most: int, *, is_earlier: bool) -> list[svg.Element]:
    tall = _ROOM * count / most
    number = words(x + width / 2, _BASE - tall - 12, str(count), size=28, bold=not is_earlier, anchor="middle",
                   role="soft" if is_earlier else "ink")  # fmt: skip
    if not count:
        return [number]
    if is_earlier:
        return [box(x, _BASE - tall, width, tall, fill="paper", stroke="soft", edge=2), number]
    return [box(x, _BASE - tall, width, tall, fill="accent"), number]


def _legend(names: tuple[str, str], y: float) -> list[svg.Element]:
    second = 60 + text_width(names[0], _WORD)
    return [
        box(1, y, 18, 18, fill="paper", stroke="soft", edge=2), words(30, y + 16, names[0], size=_WORD),
        box(second, y, 18, 18, fill="accent"), words(second + 29, y + 16, names[1], size=_WORD),
    ]  # fmt: skip


def _marker(marker: Marker | None, wide: float) -> list[svg.Element]:
    """The line stands at its value; its words stand above the bars, on the side where there is room."""
    if marker is None:
        return []
    x = (marker.value - 0.5) * wide
    is_left = x > 0.6 * WIDTH
    anchor: Anchor = "end" if is_left else "start"
    side = x - 12 if is_left else x + 12
    return [
        line(x, 4, x, _BASE, "paper", width=7),
        line(x, 4, x, _BASE, "ink", width=2.5, dash=(7, 5)),
        words(side, 20, marker.text, size=18, bold=True, anchor=anchor),
        *([words(side, 44, marker.note, size=16, role="soft", anchor=anchor)] if marker.note else []),
    ]
