"""Alignment per area: bars around zero, one direction for each of the two sides compared."""

from dataclasses import dataclass

import svg

from regiehuis.documents.charts.marks import Anchor, box, haloed, line, picture, words
from regiehuis.documents.charts.scale import Linear, check_within
from regiehuis.documents.charts.text import longest_word, wrap
from regiehuis.documents.charts.text import width as text_width
from regiehuis.documents.charts.theme import LINE, SIZE

_ROW = 40
_VALUE = 14  # px, the size of the printed values


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    label: str
    value: float | None  # None: unknown, no bar
    value_text: str  # the number with its sign as printed, or the word for unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    title: str
    description: str
    negative: str  # what a bar to the left means
    positive: str  # what a bar to the right means
    areas: tuple[Area, ...]
    ticks: tuple[tuple[float, str], ...]  # place and printed number
    limit: float  # the scale runs from -limit to limit
    width: int = 720

    def __post_init__(self) -> None:
        if not self.limit > 0:
            raise ValueError("the scale needs a limit above zero")
        for area in self.areas:
            check_within(area.value, -self.limit, self.limit, area.label)
        for place, label in self.ticks:
            check_within(place, -self.limit, self.limit, label)


def draw(alignment: Alignment, *, prefix: str) -> str:
    """Return the bars as SVG text."""
    names = max((longest_word(area.label, SIZE + 1, bold=True) for area in alignment.areas), default=0)
    left = max(150, min(names + 12, alignment.width * 0.3))
    known = [text_width(area.value_text, _VALUE, bold=True) for area in alignment.areas if area.value is not None]
    room = min(max(known, default=30), alignment.width * 0.12) + 10
    scale = Linear(low=-alignment.limit, high=alignment.limit, start=left + room, end=alignment.width - room)
    drawn, top = _head(alignment, scale)
    at = top
    rows: list[svg.Element] = []
    for area in alignment.areas:
        label = wrap(area.label, left - 12, SIZE + 1, bold=True, most=3)
        high = max(_ROW, 16 + LINE * len(label))
        rows += _row(area, label, scale, at, high, room)
        at += high
        rows.append(line(0, at, alignment.width, at, "rule"))
    drawn += [line(scale.at(place), top, scale.at(place), at, "edge", dash=(1, 4)) for place, _ in alignment.ticks]
    drawn += [*rows, line(scale.at(0), top, scale.at(0), at + 4, "ink", width=2)]
    drawn += [_tick(scale, place, label, at) for place, label in alignment.ticks]
    return picture(prefix, alignment.width, at + 28, alignment.title, alignment.description, drawn)


def _tick(scale: Linear, place: float, label: str, bottom: float) -> svg.Element:
    return words(scale.at(place), bottom + 20, label, role="soft", anchor="middle")


def _head(alignment: Alignment, scale: Linear) -> tuple[list[svg.Element], float]:
    side = (scale.end - scale.start) / 2 - 14
    negative = wrap(alignment.negative, side, SIZE, bold=True, most=3)
    positive = wrap(alignment.positive, side, SIZE, bold=True, most=3)
    zero = scale.at(0)
    top = 14 + LINE * max(len(negative), len(positive), 1) - LINE + 12
    return [
        words(zero - 14, 14, negative, bold=True, anchor="end"),
        words(zero + 14, 14, positive, bold=True),
        line(0, top, alignment.width, top, "ink", width=2),
    ], top


def _row(area: Area, label: tuple[str, ...], scale: Linear, top: float, high: float, room: float) -> list[svg.Element]:
    middle = top + high / 2
    first = middle + 5 - (len(label) - 1) * LINE / 2
    drawn: list[svg.Element] = [words(0, first, label, size=SIZE + 1, bold=True)]
    zero = scale.at(0)
    if area.value is None:
        unknown = wrap(area.value_text, scale.end - zero - 10, SIZE, most=1)
        return [*drawn, haloed(zero + 10, middle + 5, unknown, role="soft")]
    text = wrap(area.value_text, room - 9, _VALUE, bold=True, most=1)
    end = scale.at(area.value)
    if area.value:
        drawn.append(box(min(zero, end), middle - 9, abs(end - zero), 18, fill="accent"))
    anchor: Anchor = "end" if area.value < 0 else "start"
    away = -8 if area.value < 0 else 8
    return [*drawn, haloed(end + away, middle + 5, text, size=_VALUE, bold=True, anchor=anchor)]
