"""Profile: dimensions by phases, the words of each phase in the cells and a stepped line through the values.

The left edge of a column is the start of that phase, so 2.4 lies 40 % into column 2.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import floor
from typing import Literal

import svg

from regiehuis.documents.charts.marks import (
    Key,
    Mark,
    box,
    haloed,
    hatch,
    hatched,
    legend,
    line,
    mark,
    path,
    picture,
    words,
)
from regiehuis.documents.charts.scale import check_interval, check_within
from regiehuis.documents.charts.text import longest_word, wrap
from regiehuis.documents.charts.theme import LINE, SIZE

Source = Literal["survey", "agreed", "other"]

_MARKS: dict[Source, Mark] = {"survey": "ring", "agreed": "dot", "other": "square"}
_GROUP = 40  # px: the line that names a group
_ROW = 56  # px: the lowest row
_PAD = 7
_OPEN = 94  # px: the column of the phase that the instrument leaves open


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    number: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    label: str
    value_text: str  # the number as printed, or the word for unknown
    source_text: str
    value: float | None  # None: unknown, no mark and a gap in the line
    source: Source
    words: tuple[str, ...]  # one per phase
    interval: tuple[float, float] | None = None
    ambition: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    label: str
    value_text: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """Words for the marks; only those that occur in the picture are printed."""

    value: str
    interval: str
    survey: str
    agreed: str
    other: str
    ambition: str
    open_phase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    title: str
    description: str
    dimension_head: str
    source_head: str
    phases: tuple[Phase, ...]
    groups: tuple[Group, ...]
    legend: Legend
    open_phase: Phase | None = None
    width: int = 896  # px; with few rows 720 prints larger on paper, with many rows it runs into the height of the page

    def __post_init__(self) -> None:
        if not self.phases:
            raise ValueError("a profile has at least one phase")
        top = len(self.phases) + 1
        for row in self.rows:
            if len(row.words) != len(self.phases):
                raise ValueError(f"{row.label}: {len(row.words)} words for {len(self.phases)} phases")
            check_within(row.value, 1, top, row.label)
            check_within(row.ambition, 1, top, row.label)
            check_interval(row.interval, 1, top, row.label)
            if row.value is None and row.interval is not None:
                raise ValueError(f"{row.label}: an interval around an unknown value")

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.rows)


@dataclass(frozen=True, slots=True)
class _Place:
    """A row and where it stands."""

    row: Row
    top: float
    bottom: float
    label: tuple[str, ...]
    under: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]

    @property
    def dot(self) -> float:
        return self.bottom - 11


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the columns stand."""

    label: float
    phase: float
    phases: int
    right: float  # end of the last phase
    edge: float  # end of the picture's content

    def x(self, value: float) -> float:
        return self.label + (value - 1) * self.phase

    @property
    def columns(self) -> list[float]:
        return [self.x(number + 1) for number in range(self.phases)]


def draw(profile: Profile, *, prefix: str) -> str:
    """Return the profile as SVG text; `prefix` makes its ids unique on a page."""
    grid = _grid(profile)
    drawn, at = _head(profile, grid)
    for group in profile.groups:
        places, bottom = _places(group, grid, at + _GROUP)
        drawn += _group(profile, group, grid, places, at, bottom, prefix)
        at = bottom
    key, height = legend(_keys(profile, prefix), 2, at + 16, profile.width - 4)
    defs = [svg.Defs(elements=[hatch(prefix)])] if profile.open_phase else []
    return picture(prefix, profile.width, at + 16 + height, profile.title, profile.description, [*defs, *drawn, *key])


def _grid(profile: Profile) -> _Grid:
    names = [longest_word(row.label, 14, bold=True) for row in profile.rows]
    share = profile.width * 0.24
    label = max(min(share, 146), min(max(names, default=0) + 2 * _PAD, share))
    opened = 0.0
    if profile.open_phase:
        opened = max(_OPEN, min(longest_word(profile.open_phase.title, SIZE) + 2 * _PAD, profile.width * 0.17))
    edge = profile.width - (0 if profile.open_phase else 8)
    right = edge - opened
    return _Grid(round(label), (right - round(label)) / len(profile.phases), len(profile.phases), right, edge)


def _head(profile: Profile, grid: _Grid) -> tuple[list[svg.Element], float]:
    first = wrap(profile.dimension_head, grid.label - _PAD, SIZE, bold=True, most=2)
    drawn: list[svg.Element] = [words(0, 14, first, bold=True)]
    second = wrap(profile.source_head, grid.label - _PAD, SIZE, most=3)
    drawn.append(words(0, 33 + LINE * (len(first) - 1), second))
    most = len(first) + len(second) - 1
    for x, phase in zip(grid.columns, profile.phases, strict=True):
        title = wrap(phase.title, grid.phase - 2 * _PAD, SIZE)
        drawn += [words(x + _PAD, 14, _number(phase, grid.phase), size=16, bold=True), words(x + _PAD, 33, title)]
        most = max(most, len(title))
    if profile.open_phase:
        title = wrap(profile.open_phase.title, grid.edge - grid.right - _PAD, SIZE)
        drawn += [
            words(grid.right + _PAD, 14, _number(profile.open_phase, grid.edge - grid.right), size=16, bold=True),
            words(grid.right + _PAD, 33, title),
        ]
        most = max(most, len(title))
    return drawn, 33 + LINE * most - 7


def _number(phase: Phase, room: float) -> tuple[str, ...]:
    return wrap(phase.number, room - _PAD, 16, bold=True, most=1)


def _places(group: Group, grid: _Grid, top: float) -> tuple[list[_Place], float]:
    places = []
    for row in group.rows:
        label = wrap(row.label, grid.label - _PAD, 14, bold=True, most=3)
        under = wrap(f"{row.value_text} {row.source_text}".strip(), grid.label - _PAD, SIZE, most=2)
        cells = tuple(
            wrap(word, grid.phase - 2 * _PAD, SIZE, bold=number == _reached(row, grid.phases), spare=_PAD)
            for number, word in enumerate(row.words, start=1)
        )
        lines = max(len(label) + len(under), *(len(cell) for cell in cells))
        most = max(len(cell) for cell in cells)
        height = max(_ROW, 16 + LINE * lines, 29 + LINE * most)
        places.append(_Place(row, top, top + height, label, under, cells))
        top += height
    return places, top


def _reached(row: Row, phases: int) -> int | None:
    return None if row.value is None else min(floor(round(row.value, 4)), phases)


def _group(profile: Profile, group: Group, grid: _Grid, places: list[_Place], top: float, bottom: float, prefix: str) -> list[svg.Element]:
    """The layers of a group, from the back: hatching, bands, rules, lines, words, marks."""
    start = top + _GROUP
    drawn: list[svg.Element] = _group_name(group, top, profile.width)
    if profile.open_phase and places:
        drawn.append(hatched(prefix, grid.right, start, grid.edge - grid.right, bottom - start))
    for place in places:
        if place.row.interval is not None:
            low, high = (grid.x(value) for value in place.row.interval)
            drawn.append(box(low, place.top, high - low, place.bottom - place.top, fill="band"))
    drawn += [line(0, place.bottom, profile.width, place.bottom, "rule") for place in places]
    drawn.append(line(0, start, profile.width, start, "ink", width=2))
    if places:
        columns = grid.columns + ([grid.right] if profile.open_phase else [])
        drawn += [line(x, start, x, bottom, "edge", dash=(1, 4)) for x in columns]
    drawn += [path(steps, stroke="soft", width=1.5, dash=(5, 4)) for steps in _steps(places, grid, _ambition)]
    drawn += [path(steps, stroke="accent", width=2.5) for steps in _steps(places, grid, _value)]
    for place in places:
        drawn += _words(place, grid, opened=profile.open_phase is not None)
    return drawn + [one for place in places for one in _marks(place, grid)]


def _group_name(group: Group, top: float, width: float) -> list[svg.Element]:
    name = wrap(group.label, width * 0.7, 16, bold=True, most=1)
    text = words(0, top + 28, "", size=16)
    text.text = None
    text.elements = [
        svg.TSpan(font_weight="700", text=words(0, 0, name).text or ""),
        svg.TSpan(dx=5, text=words(0, 0, wrap(group.value_text, width * 0.2, 16, most=1)).text or ""),
    ]
    return [text] if name else []


def _value(row: Row) -> float | None:
    return row.value


def _ambition(row: Row) -> float | None:
    return row.ambition


def _steps(places: list[_Place], grid: _Grid, of: Callable[[Row], float | None]) -> list[Sequence[svg.PathData]]:
    """One path per unbroken run of known values."""
    paths: list[Sequence[svg.PathData]] = []
    for known, run in groupby(places, key=lambda place: of(place.row) is not None):
        steps: list[svg.PathData] = []
        for place in run if known else ():
            x = grid.x(of(place.row) or 1)
            steps += [svg.L(x, place.top) if steps else svg.M(x, place.top), svg.L(x, place.bottom)]
        if steps:
            paths.append(steps)
    return paths


def _words(place: _Place, grid: _Grid, *, opened: bool) -> list[svg.Element]:
    under = place.top + 21 + LINE * len(place.label)
    drawn: list[svg.Element] = [
        words(0, place.top + 20, place.label, size=14, bold=True),
        words(0, under, place.under, role="soft"),
    ]
    reached = _reached(place.row, grid.phases)
    for number, (x, cell) in enumerate(zip(grid.columns, place.cells, strict=True), start=1):
        if cell:
            drawn.append(haloed(x + _PAD, place.top + 20, cell, bold=number == reached))
    if opened:
        middle = (place.top + place.bottom) / 2 + 5
        drawn.append(haloed((grid.right + grid.edge) / 2, middle, "?", bold=True, anchor="middle"))
    return drawn


def _marks(place: _Place, grid: _Grid) -> list[svg.Element]:
    row, drawn = place.row, []
    if row.ambition is not None:
        same = row.value is not None and abs(grid.x(row.ambition) - grid.x(row.value)) < 3
        radius, edge = (7.0, 1.5) if same else (4.0, 1.75)  # around the value, so that both stay visible
        drawn.append(mark("diamond", grid.x(row.ambition), place.dot, radius=radius, role="soft", edge=edge))
    if row.value is not None:
        drawn.append(mark(_MARKS[row.source], grid.x(row.value), place.dot))
    return drawn


def _keys(profile: Profile, prefix: str) -> list[Key]:
    texts, rows = profile.legend, profile.rows
    keys: list[Key] = []
    if any(row.value is not None for row in rows):
        keys.append(Key(30, lambda x, y: [line(x, y, x + 30, y, "accent", width=2.5)], texts.value))
    if any(row.interval is not None for row in rows):
        keys.append(Key(30, lambda x, y: [box(x, y - 10, 30, 20, fill="band")], texts.interval))
    labels: dict[Source, str] = {"survey": texts.survey, "agreed": texts.agreed, "other": texts.other}
    for source, label in labels.items():
        if any(row.value is not None and row.source == source for row in rows):
            keys.append(Key(12, _dot_key(_MARKS[source]), label))
    if any(row.ambition is not None for row in rows):
        keys.append(Key(34, _ambition_key, texts.ambition))
    if profile.open_phase:
        keys.append(Key(30, lambda x, y: [hatched(prefix, x, y - 10, 30, 20, edge=True)], texts.open_phase))
    return keys


def _dot_key(kind: Mark) -> Callable[[float, float], Sequence[svg.Element]]:
    return lambda x, y: [mark(kind, x + 6, y)]


def _ambition_key(x: float, y: float) -> Sequence[svg.Element]:
    return [
        line(x, y, x + 34, y, "soft", width=1.5, dash=(5, 4)),
        mark("diamond", x + 17, y, radius=4, role="soft", edge=1.75),
    ]
