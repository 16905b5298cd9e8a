"""Quadrant plot: two levels against each other, four named corners, and the border zone between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import svg

from regiehuis.documents.charts.marks import Anchor, box, haloed, line, mark, picture, words
from regiehuis.documents.charts.scale import Linear, check_interval, check_within
from regiehuis.documents.charts.text import width as text_width
from regiehuis.documents.charts.text import wrap
from regiehuis.documents.charts.theme import LINE, SIZE, Role

_LEFT, _TOP, _BOTTOM, _RIGHT = 36, 8, 54, 14  # px around the square
_PAD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    x: float
    y: float
    label: str
    x_interval: tuple[float, float] | None = None
    y_interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quadrant:
    title: str
    description: str
    x_name: str
    y_name: str
    top_left: Corner
    top_right: Corner
    bottom_left: Corner
    bottom_right: Corner
    threshold: float
    band: tuple[float, float]
    ticks: tuple[tuple[float, str], ...]  # place and printed number; first and last are the ends of both scales
    point: Point | None = None
    missing: str = ""  # printed when there is no point
    earlier: tuple[Point, ...] = ()  # oldest first
    width: int = 360

    def __post_init__(self) -> None:
        if len(self.ticks) < 2 or list(self.ticks) != sorted(self.ticks) or self.low >= self.high:
            raise ValueError("a quadrant needs ticks from low to high")
        check_within(self.threshold, self.low, self.high, "threshold")
        check_interval(self.band, self.low, self.high, "band")
        for point in (*self.earlier, *([self.point] if self.point else [])):
            check_within(point.x, self.low, self.high, point.label)
            check_within(point.y, self.low, self.high, point.label)
            check_interval(point.x_interval, self.low, self.high, point.label)
            check_interval(point.y_interval, self.low, self.high, point.label)

    @property
    def low(self) -> float:
        return self.ticks[0][0]

    @property
    def high(self) -> float:
        return self.ticks[-1][0]


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: "_Box") -> float:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across * down if across > 0 and down > 0 else 0.0


@dataclass(frozen=True, slots=True)
class _Plot:
    x: Linear
    y: Linear

    @property
    def frame(self) -> _Box:
        return _Box(self.x.start, self.y.end, self.x.end, self.y.start)


def draw(quadrant: Quadrant, *, prefix: str) -> str:
    """Return the plot as SVG text; names and labels keep clear of the points where there is room."""
    side = quadrant.width - _LEFT - _RIGHT
    plot = _Plot(
        Linear(low=quadrant.low, high=quadrant.high, start=_LEFT, end=_LEFT + side),
        Linear(low=quadrant.low, high=quadrant.high, start=_TOP + side, end=_TOP),
    )
    taken = [mark for point in _points(quadrant) for mark in _boxes(plot, point)]
    drawn = [*_ground(quadrant, plot), *_axes(quadrant, plot)]
    drawn += [*_trail(quadrant, plot), *_corners(quadrant, plot, taken)]
    drawn += [one for point in quadrant.earlier for one in _earlier(plot, point)]
    if quadrant.point:
        drawn += _cross(plot, quadrant.point)
        drawn += _label(plot, quadrant.point, taken, bold=True)
    elif quadrant.missing:
        middle = (plot.frame.left + plot.frame.right) / 2
        lines = wrap(quadrant.missing, side * 0.62, 14, bold=True, most=3)
        top = (plot.frame.top + plot.frame.bottom) / 2 + 5 - (len(lines) - 1) * LINE / 2
        drawn.append(haloed(middle, top, lines, size=14, bold=True, anchor="middle"))
    for point in quadrant.earlier:
        drawn += _label(plot, point, taken, bold=False)
    return picture(prefix, quadrant.width, side + _TOP + _BOTTOM, quadrant.title, quadrant.description, drawn)


def _points(quadrant: Quadrant) -> tuple[Point, ...]:
    return (*quadrant.earlier, *([quadrant.point] if quadrant.point else []))


def _boxes(plot: _Plot, point: Point) -> list[_Box]:
    x, y = plot.x.at(point.x), plot.y.at(point.y)
    boxes = [_Box(x - 8, y - 8, x + 8, y + 8)]
    if point.x_interval:
        boxes.append(_Box(plot.x.at(point.x_interval[0]), y - 7, plot.x.at(point.x_interval[1]), y + 7))
    if point.y_interval:
        boxes.append(_Box(x - 7, plot.y.at(point.y_interval[1]), x + 7, plot.y.at(point.y_interval[0])))
    return boxes


def _ground(quadrant: Quadrant, plot: _Plot) -> list[svg.Element]:
    frame = plot.frame
    (left, right), (bottom, top) = (tuple(scale.at(v) for v in quadrant.band) for scale in (plot.x, plot.y))
    side = frame.right - frame.left
    border_x, border_y = plot.x.at(quadrant.threshold), plot.y.at(quadrant.threshold)
    return [
        box(left, frame.top, right - left, side, fill="grey"),
        box(frame.left, top, side, bottom - top, fill="grey"),
        box(frame.left, frame.top, side, side, fill=None, stroke="edge"),
        line(border_x, frame.top, border_x, frame.bottom, "edge", dash=(4, 4)),
        line(frame.left, border_y, frame.right, border_y, "edge", dash=(4, 4)),
    ]


def _axes(quadrant: Quadrant, plot: _Plot) -> list[svg.Element]:
    frame, drawn = plot.frame, []
    middle = (frame.left + frame.right) / 2
    for place, label in quadrant.ticks:
        drawn.append(words(plot.x.at(place), frame.bottom + 18, label, role="soft", anchor="middle"))
        drawn.append(words(frame.left - 7, plot.y.at(place) + 5, label, role="soft", anchor="end"))
    name = wrap(quadrant.x_name, frame.right - frame.left, SIZE, bold=True, most=1)
    drawn.append(words(middle, frame.bottom + 42, name, bold=True, anchor="middle"))
    upright = words(0, 0, wrap(quadrant.y_name, frame.bottom - frame.top, SIZE, bold=True, most=1), bold=True)
    upright.text_anchor = "middle"
    upright.transform = [svg.Translate(12, (frame.top + frame.bottom) / 2), svg.Rotate(-90)]
    return [*drawn, upright]


def _corners(quadrant: Quadrant, plot: _Plot, taken: list[_Box]) -> list[svg.Element]:
    frame = plot.frame
    low, high = (plot.x.at(value) for value in quadrant.band)
    top, bottom = plot.y.at(quadrant.band[1]), plot.y.at(quadrant.band[0])
    drawn: list[svg.Element] = []
    for corner, left, above in (
        (quadrant.top_left, True, True),
        (quadrant.top_right, False, True),
        (quadrant.bottom_left, True, False),
        (quadrant.bottom_right, False, False),
    ):
        room = (low - frame.left if left else frame.right - high) - _PAD
        lines = wrap(corner.name, max(room, 40), SIZE, most=4)
        height = 24 + LINE * len(lines)
        outer, inner = (frame.top + 8, top - height - 6) if above else (frame.bottom - height - 10, bottom + 4)
        start = min((outer, inner), key=lambda y: _crowding(y, height, left, lines, frame, taken))
        x = frame.left + _PAD if left else frame.right - _PAD
        anchor: Anchor = "start" if left else "end"
        drawn.append(haloed(x, start + 16, corner.code, size=20, bold=True, anchor=anchor))
        drawn.append(haloed(x, start + 35, lines, anchor=anchor))
    return drawn


def _crowding(y: float, height: float, left: bool, lines: Sequence[str], frame: _Box, taken: list[_Box]) -> float:
    wide = max((text_width(part, SIZE) for part in lines), default=0) + _PAD
    start = frame.left if left else frame.right - wide
    here = _Box(start, y, start + wide, y + height)
    return sum(here.overlap(other) for other in taken)


def _trail(quadrant: Quadrant, plot: _Plot) -> list[svg.Element]:
    points = _points(quadrant)
    return [
        line(plot.x.at(a.x), plot.y.at(a.y), plot.x.at(b.x), plot.y.at(b.y), "soft", width=1.5, dash=(2, 3)) for a, b in pairwise(points)
    ]


def _earlier(plot: _Plot, point: Point) -> list[svg.Element]:
    return [mark("ring", plot.x.at(point.x), plot.y.at(point.y), radius=5, role="soft", edge=2)]


def _cross(plot: _Plot, point: Point) -> list[svg.Element]:
    x, y = plot.x.at(point.x), plot.y.at(point.y)
    drawn: list[svg.Element] = []
    if point.x_interval:
        left, right = (plot.x.at(value) for value in point.x_interval)
        drawn += [line(left, y, right, y, "accent", width=3)]
        drawn += [line(end, y - 6, end, y + 6, "accent", width=2) for end in (left, right)]
    if point.y_interval:
        low, high = (plot.y.at(value) for value in point.y_interval)
        drawn += [line(x, low, x, high, "accent", width=3)]
        drawn += [line(x - 6, end, x + 6, end, "accent", width=2) for end in (low, high)]
    return [*drawn, mark("dot", x, y, radius=6, edge=2)]


def _label(plot: _Plot, point: Point, taken: list[_Box], *, bold: bool) -> list[svg.Element]:
    """Put the label where it covers least: beside the mark, else above or below it."""
    lines = wrap(point.label, (plot.frame.right - plot.frame.left) * 0.6, 14, bold=bold, most=1)
    if not lines:
        return []
    x, y = plot.x.at(point.x), plot.y.at(point.y)
    wide = text_width(lines[0], 14, bold=bold)
    left, right = (plot.x.at(value) for value in point.x_interval or (point.x, point.x))
    low, high = (plot.y.at(value) for value in point.y_interval or (point.y, point.y))
    right, left = max(right, x + 8), min(left, x - 8)
    places = [
        (right + 7, y + 5),
        (left - 7 - wide, y + 5),
        (x + 10, min(high, y - 8) - 5),
        (x + 10, max(low, y + 8) + 15),
    ]
    places += [(x - 10 - wide, min(high, y - 8) - 5), (x - 10 - wide, max(low, y + 8) + 15)]
    boxes = [_Box(at, base - 12, at + wide, base + 4) for at, base in places]
    best = min(range(len(places)), key=lambda index: _cost(boxes[index], plot.frame, taken) + index)
    place = boxes[best]
    shift = max(plot.frame.left + 4 - place.left, 0) - max(place.right - plot.frame.right + 4, 0)
    drop = max(plot.frame.top + 2 - place.top, 0) - max(place.bottom - plot.frame.bottom + 2, 0)
    taken.append(place)
    role: Role = "accent" if bold else "ink"
    at, base = places[best][0] + shift, places[best][1] + drop
    return [haloed(at, base, lines, size=14 if bold else SIZE, bold=bold, role=role)]


def _cost(place: _Box, frame: _Box, taken: list[_Box]) -> float:
    inside = _Box(frame.left + 2, frame.top + 2, frame.right - 2, frame.bottom - 2)
    area = (place.right - place.left) * (place.bottom - place.top)
    return sum(place.overlap(other) for other in taken) + 4 * (area - place.overlap(inside))
