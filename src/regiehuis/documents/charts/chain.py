"""Chain of linked layers, of which the weakest decides."""

from dataclasses import dataclass

import svg

from regiehuis.documents.charts.marks import line, picture, words
from regiehuis.documents.charts.text import wrap
from regiehuis.documents.charts.theme import LINE, paint

_GAP = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    label: str
    value_text: str  # the number as printed, or the word for unknown
    known: bool = True
    weakest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    title: str
    description: str
    links: tuple[Link, ...]
    weakest: str  # the word
    width: int = 720

    def __post_init__(self) -> None:
        if not 2 <= len(self.links) <= 6:
            raise ValueError(f"a chain has two to six links, not {len(self.links)}")
        if sum(link.weakest for link in self.links) > 1:
            raise ValueError("a chain has one weakest link")
        if any(link.weakest and not link.known for link in self.links):
            raise ValueError("an unknown link cannot be called the weakest")


def draw(chain: Chain, *, prefix: str) -> str:
    """Return the chain as SVG text."""
    count = len(chain.links)
    wide = (chain.width - 6 - _GAP * (count - 1)) / count
    labels = [wrap(link.label, wide - 28, 14, most=3) for link in chain.links]
    high = 62 + 18 * max(len(label) for label in labels)
    word = max(len(wrap(chain.weakest, wide, 14, bold=True, most=2)), 1)
    drawn: list[svg.Element] = []
    for number in range(count - 1):
        x = 3 + wide + number * (wide + _GAP)
        drawn += _joint(x, 3 + high / 2)
    for number, (link, label) in enumerate(zip(chain.links, labels, strict=True)):
        drawn += _link(link, label, 3 + number * (wide + _GAP), wide, high)
        if link.weakest:
            lines = wrap(chain.weakest, wide, 14, bold=True, most=2)
            middle = 3 + number * (wide + _GAP) + wide / 2
            drawn.append(words(middle, high + 26, lines, size=14, bold=True, anchor="middle", role="accent"))
    return picture(prefix, chain.width, high + 18 + word * LINE, chain.title, chain.description, drawn)


def _joint(x: float, y: float) -> list[svg.Element]:
    """Two rings' worth of line: the layers hold together here."""
    return [line(x, y, x + _GAP, y, "edge", width=6), line(x, y, x + _GAP, y, "paper", width=2)]


def _link(link: Link, label: tuple[str, ...], x: float, wide: float, high: float) -> list[svg.Element]:
    frame = svg.Rect(
        x=round(x, 2),
        y=3,
        width=round(wide, 2),
        height=high,
        rx=3,
        stroke_dasharray=None if link.known else [5, 4],
        **paint(fill="paper", stroke="accent" if link.weakest else "edge", width=5 if link.weakest else 1.5),
    )
    value = wrap(link.value_text, wide - 24, 24 if link.known else 16, bold=True, most=1)
    return [
        frame,
        words(x + 14, 27, label, size=14, line=18),
        words(x + 14, high - 12, value, size=24 if link.known else 16, bold=True, role="ink" if link.known else "soft"),
    ]
