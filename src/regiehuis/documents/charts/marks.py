"""The marks that all forms share: words, lines, dots, hatching, legend, and the frame around a picture."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from xml.sax.saxutils import escape

import svg

from regiehuis.documents.charts import text as texts
from regiehuis.documents.charts.scale import number
from regiehuis.documents.charts.theme import FONT, LINE, SIZE, Role, paint
from regiehuis.documents.domain.cleaning import clean

Anchor = Literal["start", "middle", "end"]
Mark = Literal["dot", "ring", "square", "diamond", "triangle", "cross"]

HALO = 5


def words(
    x: float,
    y: float,
    lines: str | Sequence[str],
    *,
    size: float = SIZE,
    bold: bool = False,
    anchor: Anchor = "start",
    role: Role = "ink",
    line: float = LINE,
) -> svg.Text:
    """Return one text, however many lines."""
    attributes: dict[str, Any] = {"fill": paint(fill=role)["fill"], "class_": [f"rh-c-{role}"]}
    if bold:
        attributes["font_weight"] = "700"
    if anchor != "start":
        attributes["text_anchor"] = anchor
    parts = [lines] if isinstance(lines, str) else list(lines)
    if len(parts) == 1:
        attributes["text"] = escape(clean(parts[0]))
    else:
        attributes["elements"] = [
            svg.TSpan(x=number(x), y=number(y + index * line), text=escape(clean(part))) for index, part in enumerate(parts)
        ]
    return svg.Text(x=number(x), y=number(y), font_size=number(size), **attributes)


def haloed(
    x: float,
    y: float,
    lines: str | Sequence[str],
    *,
    size: float = SIZE,
    bold: bool = False,
    anchor: Anchor = "start",
    role: Role = "ink",
) -> svg.G:
    """Return a text with a white outline behind it, so that the lines of the chart pass behind the words.

    The outline is a text of its own: as an outline of the same text it would eat into the letters in a PDF.
    """
    outline = words(x, y, lines, size=size, bold=bold, anchor=anchor)
    outline.extra = {"aria-hidden": "true"}
    for name, value in paint(stroke="paper", width=HALO).items():
        setattr(outline, name, value)
    outline.stroke_linejoin = "round"
    return svg.G(elements=[outline, words(x, y, lines, size=size, bold=bold, anchor=anchor, role=role)])


def line(x1: float, y1: float, x2: float, y2: float, role: Role, *, width: float = 1, dash: Sequence[float] | None = None) -> svg.Line:
    colours = paint(stroke=role, width=width)
    del colours["fill"]
    return svg.Line(
        x1=number(x1),
        y1=number(y1),
        x2=number(x2),
        y2=number(y2),
        stroke_dasharray=list(dash) if dash else None,
        **colours,
    )


def box(x: float, y: float, width: float, height: float, *, fill: Role | None, stroke: Role | None = None, edge: float = 1) -> svg.Rect:
    return svg.Rect(
        x=number(x),
        y=number(y),
        width=number(width),
        height=number(height),
        **paint(fill=fill, stroke=stroke, width=edge),
    )


def mark(kind: Mark, x: float, y: float, *, radius: float = 4.5, role: Role = "accent", edge: float = 2.5) -> svg.Element:
    """Return a small mark; the kinds differ in shape or filling, never in colour alone."""
    r = radius
    if kind in {"dot", "ring"}:
        colours = paint(fill=role if kind == "dot" else "paper", stroke=role, width=edge)
        return svg.Circle(cx=number(x), cy=number(y), r=number(r), **colours)
    if kind == "square":
        return box(x - r, y - r, 2 * r, 2 * r, fill="paper", stroke=role, edge=edge)
    if kind == "cross":
        r *= 0.95
        strokes = [svg.M(x - r, y - r), svg.L(x + r, y + r), svg.M(x - r, y + r), svg.L(x + r, y - r)]
        return path(strokes, stroke=role, width=edge)
    corners: tuple[tuple[float, float], ...]
    if kind == "diamond":
        r *= 1.3
        corners = ((x, y - r), (x + r, y), (x, y + r), (x - r, y))
    else:
        r *= 1.2
        corners = ((x, y - r), (x + r, y + 0.8 * r), (x - r, y + 0.8 * r))
    points: list[Any] = [number(value) for corner in corners for value in corner]
    fill: Role = "paper" if kind == "diamond" else role
    return svg.Polygon(points=points, stroke_linejoin="round", **paint(fill=fill, stroke=role, width=edge))


def path(steps: Sequence[svg.PathData], *, stroke: Role, width: float, dash: Sequence[float] | None = None) -> svg.Path:
    rounded = [type(step)(*(number(value) for value in vars(step).values())) for step in steps]
    return svg.Path(
        d=rounded,
        stroke_linejoin="round",
        stroke_dasharray=list(dash) if dash else None,
        **paint(stroke=stroke, width=width),
    )


def hatch(prefix: str) -> svg.Pattern:
    """Hatching means: not filled in by the instrument. Nothing else is hatched."""
    return svg.Pattern(
        id=f"{prefix}-hatch",
        width=7,
        height=7,
        patternUnits="userSpaceOnUse",
        patternTransform=[svg.Rotate(45)],
        elements=[line(0, 0, 0, 7, "hatch", width=1.5)],
    )


def hatched(prefix: str, x: float, y: float, width: float, height: float, *, edge: bool = False) -> svg.Rect:
    return svg.Rect(
        x=number(x),
        y=number(y),
        width=number(width),
        height=number(height),
        fill=f"url(#{prefix}-hatch)",
        stroke=paint(stroke="edge")["stroke"] if edge else None,
        class_=["rh-s-edge"] if edge else None,
    )


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend: a mark of a given width, drawn around (x, y), and its words."""

    width: float
    draw: Callable[[float, float], Sequence[svg.Element]]
    label: str


def legend(keys: Sequence[Key], x: float, y: float, room: float) -> tuple[list[svg.Element], float]:
    """Return the entries in as many lines as they need, and the height taken; y is the top."""
    drawn: list[svg.Element] = []
    at, top = x, y
    for key in keys:
        lines = texts.wrap(key.label, max(room - key.width - 8, 60), SIZE, most=2)
        wide = key.width + 8 + max((texts.width(part, SIZE) for part in lines), default=0)
        if at > x and at + wide > x + room:
            at, top = x, top + 28
        drawn += key.draw(at, top + 14)
        drawn.append(words(at + key.width + 8, top + 18.5, lines))
        if len(lines) > 1:
            at, top = x, top + 28 + LINE
        else:
            at += wide + 22
    return drawn, top + 28 - y if at > x else top - y


def picture(prefix: str, width: float, height: float, title: str, description: str, elements: Sequence[svg.Element]) -> str:
    """Return the whole picture as SVG text, named and described for a screen reader."""
    if not clean(title).strip():
        raise ValueError("a chart needs a title")
    named: list[svg.Element] = [svg.Title(id=f"{prefix}-title", text=escape(clean(title)))]
    labels = f"{prefix}-title"
    if description.strip():
        named.append(svg.Desc(id=f"{prefix}-desc", text=escape(clean(description))))
        labels += f" {prefix}-desc"
    return svg.SVG(
        width=number(width),
        height=number(height),
        viewBox=svg.ViewBoxSpec(0, 0, number(width), number(height)),
        class_=["rh-chart"],
        extra={"font-family": FONT, "role": "img", "aria-labelledby": labels},
        elements=[*named, *elements],
    ).as_str()
