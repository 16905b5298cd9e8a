"""Consensus scale: three equal parts with their borders printed, because the word matters more than the number."""

from dataclasses import dataclass

import svg

from regiehuis.documents.charts.marks import Anchor, box, picture, words
from regiehuis.documents.charts.scale import Linear, check_within
from regiehuis.documents.charts.text import width as text_width
from regiehuis.documents.charts.text import wrap
from regiehuis.documents.charts.theme import LINE, SIZE

_BAR = 16
_ANCHORS: tuple[Anchor, ...] = ("start", "middle", "end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the three parts, from `start` up to the start of the next."""

    start: float
    start_text: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consensus:
    title: str
    description: str
    parts: tuple[Part, Part, Part]
    end: float
    end_text: str
    value: float | None  # None: unknown, no marker
    value_text: str = ""  # printed above the marker, or in its place
    width: int = 368

    def __post_init__(self) -> None:
        borders = self.borders
        if list(borders) != sorted(set(borders)):
            raise ValueError(f"the borders {borders} do not rise")
        check_within(self.value, borders[0], borders[-1], self.title)

    @property
    def borders(self) -> tuple[float, ...]:
        return (*(part.start for part in self.parts), self.end)

    @property
    def reached(self) -> int | None:
        """Index of the part that holds the value; a border belongs to the part above it."""
        if self.value is None:
            return None
        value = round(self.value, 4)
        return max(number for number, part in enumerate(self.parts) if part.start <= value)


def draw(consensus: Consensus, *, prefix: str) -> str:
    """Return the scale as SVG text."""
    wide = (consensus.width - 2) / 3
    value = wrap(consensus.value_text, consensus.width - 2, 14, bold=True, most=1)
    bar = (26 if value else 0) + 26
    drawn: list[svg.Element] = []
    for number in range(3):
        here = number == consensus.reached
        drawn.append(box(1 + number * wide, bar, wide, _BAR, fill="band" if here else "paper", stroke="edge"))
    borders = (*(part.start_text for part in consensus.parts), consensus.end_text)
    for number, text in enumerate(borders):
        drawn.append(words(1 + number * wide, bar - 8, text, role="soft", anchor=_anchor(number)))
    most = 1
    for number, part in enumerate(consensus.parts):
        lines = wrap(part.word, wide - 8, SIZE, bold=number == consensus.reached, most=3)
        x = (1 + number * wide, 1 + 1.5 * wide, 1 + 3 * wide)[number]
        anchor = _ANCHORS[number]
        drawn.append(words(x, bar + _BAR + 20, lines, bold=number == consensus.reached, anchor=anchor))
        most = max(most, len(lines))
    drawn += _marker(consensus, wide, bar, value)
    return picture(prefix, consensus.width, bar + _BAR + 9 + LINE * most, consensus.title, consensus.description, drawn)


def _anchor(border: int) -> Anchor:
    return "start" if border == 0 else "end" if border == 3 else "middle"


def _marker(consensus: Consensus, wide: float, bar: float, value: tuple[str, ...]) -> list[svg.Element]:
    reached = consensus.reached
    if reached is None or consensus.value is None:
        return [words(1, 16, value, size=14, bold=True, role="soft")] if value else []
    start, end = consensus.borders[reached], consensus.borders[reached + 1]
    x = Linear(low=start, high=end, start=1 + reached * wide, end=1 + (reached + 1) * wide).at(consensus.value)
    x = min(max(x, 4), consensus.width - 4)
    drawn: list[svg.Element] = [box(x - 3, bar - 6, 6, _BAR + 12, fill="accent", stroke="paper", edge=1)]
    if value:
        half = text_width(value[0], 14, bold=True) / 2
        middle = min(max(x, half + 1), consensus.width - half - 1)
        drawn.append(words(middle, 16, value, size=14, bold=True, anchor="middle", role="accent"))
    return drawn
