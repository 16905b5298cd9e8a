"""Differences between groups: one row per dimension, a mark of its own for each group."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import svg

from regiehuis.documents.charts.marks import Key, Mark, legend, line, mark, picture, words
from regiehuis.documents.charts.scale import Linear, check_interval, check_within
from regiehuis.documents.charts.text import longest_word, wrap
from regiehuis.documents.charts.theme import LINE, SIZE, Role

_SHAPES: tuple[tuple[Mark, Role], ...] = (
    ("dot", "accent"),
    ("square", "ink"),
    ("triangle", "soft"),
    ("ring", "accent"),
    ("diamond", "ink"),
    ("cross", "soft"),
)
_LANE = 13
_NEAR = 12  # px: marks closer than this stand in lanes above each other


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    group: int  # index in the names
    value: float
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    label: str
    means: tuple[Mean, ...]  # groups that may be shown; the others are named by the caller in words
    remark: str = ""  # printed at the end of the row


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    title: str
    description: str
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, str], ...]  # first and last are the ends of the scale
    width: int = 720

    def __post_init__(self) -> None:
        if not 1 <= len(self.names) <= len(_SHAPES):
            raise ValueError(f"one to {len(_SHAPES)} groups can be told apart, not {len(self.names)}")
        if len(self.ticks) < 2 or list(self.ticks) != sorted(self.ticks) or self.ticks[0][0] >= self.ticks[-1][0]:
            raise ValueError("the scale needs ticks from low to high")
        low, high = self.ticks[0][0], self.ticks[-1][0]
        for row in self.rows:
            seen = [mean.group for mean in row.means]
            if len(set(seen)) < len(seen) or not set(seen) <= set(range(len(self.names))):
                raise ValueError(f"{row.label}: groups {seen} do not match the names")
            for mean in row.means:
                check_within(mean.value, low, high, row.label)
                check_interval(mean.interval, low, high, row.label)


def draw(groups: Groups, *, prefix: str) -> str:
    """Return the dot plot as SVG text."""
    names = max((longest_word(row.label, 14, bold=True) for row in groups.rows), default=0)
    left = max(150, min(names + 12, groups.width * 0.28))
    remarks = groups.width * 0.24 if any(row.remark for row in groups.rows) else 10
    low, high = groups.ticks[0][0], groups.ticks[-1][0]
    scale = Linear(low=low, high=high, start=left + 10, end=groups.width - remarks - 10)
    keys = [Key(14, _key(number), name) for number, name in enumerate(groups.names)]
    drawn, taken = legend(keys, 0, 0, groups.width)
    top = taken + 34
    for place, label in groups.ticks:
        drawn.append(words(scale.at(place), top - 9, label, role="soft", anchor="middle"))
    rows: list[svg.Element] = []
    at = top
    for row in groups.rows:
        row_drawn, tall = _row(row, scale, left, at, groups.width - remarks + 8, remarks - 8)
        rows += row_drawn
        at += tall
        rows.append(line(0, at, groups.width, at, "rule"))
    drawn += [line(scale.at(place), top, scale.at(place), at, "edge", dash=(1, 4)) for place, _ in groups.ticks]
    drawn += [line(0, top, groups.width, top, "ink", width=2), *rows]
    return picture(prefix, groups.width, at + 2, groups.title, groups.description, drawn)


def _key(number: int) -> Callable[[float, float], Sequence[svg.Element]]:
    kind, role = _SHAPES[number]
    return lambda x, y: [mark(kind, x + 7, y, radius=5, role=role, edge=2)]


def _lanes(row: Row, scale: Linear) -> list[tuple[Mean, int]]:
    """Give each mark the first lane where it touches no other."""
    ends: list[float] = []
    placed = []
    for mean in sorted(row.means, key=lambda one: ((one.interval or (one.value,))[0], one.group)):
        low, high = mean.interval or (mean.value, mean.value)
        start, end = min(scale.at(low), scale.at(mean.value) - 5), max(scale.at(high), scale.at(mean.value) + 5)
        lane = next((number for number, last in enumerate(ends) if start > last + _NEAR - 10), len(ends))
        if lane == len(ends):
            ends.append(end)
        ends[lane] = end
        placed.append((mean, lane))
    return placed


def _row(row: Row, scale: Linear, left: float, top: float, remark_at: float, remark_room: float) -> tuple[list[svg.Element], float]:
    label = wrap(row.label, left - 12, 14, bold=True, most=3)
    remark = wrap(row.remark, max(remark_room, 40), SIZE, most=3) if row.remark else ()
    placed = _lanes(row, scale)
    lanes = max((lane for _, lane in placed), default=0) + 1
    tall = max(40, 20 + _LANE * lanes, 16 + LINE * max(len(label), len(remark)))
    middle = top + tall / 2
    drawn: list[svg.Element] = [words(0, middle + 5 - (len(label) - 1) * LINE / 2, label, size=14, bold=True)]
    for mean, lane in placed:
        kind, role = _SHAPES[mean.group]
        y = middle + (lane - (lanes - 1) / 2) * _LANE
        if mean.interval:
            drawn.append(line(scale.at(mean.interval[0]), y, scale.at(mean.interval[1]), y, "edge", width=1.5))
        drawn.append(mark(kind, scale.at(mean.value), y, radius=5, role=role, edge=2))
    if remark:
        drawn.append(words(remark_at, middle + 5 - (len(remark) - 1) * LINE / 2, remark))
    return drawn, tall
