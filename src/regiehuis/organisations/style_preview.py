"""A picture of what the chosen colours do: drawn, because a page may hold no styles of its own."""

from __future__ import annotations

from dataclasses import dataclass

import svg
from django.utils.translation import gettext as _

from .domain import house_style as rules
from .texts import STYLE_PARTS

WIDTH, HEIGHT = 400, 250
ROUND = {rules.Corners.SQUARE: 0, rules.Corners.SMALL: 3, rules.Corners.ROUND: 8}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContrastLine:
    """One pair of colours in words."""

    what: str
    ratio: float
    is_enough: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    picture: str
    contrasts: tuple[ContrastLine, ...]


def preview(style: rules.HouseStyle) -> Preview:
    lines = tuple(
        ContrastLine(what=_("%(text)s op %(ground)s") % {"text": STYLE_PARTS[each.text], "ground": STYLE_PARTS[each.ground]}, ratio=each.ratio, is_enough=each.is_enough)
        for each in rules.contrasts(style)
    )  # fmt: skip
    return Preview(picture=_picture(style), contrasts=lines)


def _picture(style: rules.HouseStyle) -> str:
    """A page in small: menu bar, next action with a button, a link, a piece of a chart."""
    font, round_ = rules.FONTS[style.typeface], ROUND[style.corners]

    def words(x: int, y: int, text: str, fill: str, *, size: int = 14, bold: bool = False, underline: bool = False) -> svg.Text:
        return svg.Text(x=x, y=y, text=text, fill=fill, font_size=size, font_family=font, font_weight="700" if bold else "400",
                        text_decoration="underline" if underline else None)  # fmt: skip

    elements: list[svg.Element] = [
        svg.Rect(width=WIDTH, height=HEIGHT, fill=rules.WHITE, stroke="#d3dae0"),
        svg.Rect(width=WIDTH, height=40, fill=style.nav),
        words(16, 25, _("Mijn dag"), style.on_nav), words(96, 25, _("Scan"), style.on_nav, bold=True),
        svg.Rect(x=88, y=36, width=52, height=4, fill=style.on_nav),
        svg.Rect(x=16, y=56, width=WIDTH - 32, height=76, fill=rules.tint(style)), svg.Rect(x=16, y=56, width=6, height=76, fill=style.accent),
        words(34, 84, _("Volgende stap"), rules.INK, bold=True), words(34, 108, _("Zo leest gewone tekst."), rules.INK),
        svg.Rect(x=250, y=74, width=120, height=40, rx=round_, fill=style.accent), words(278, 99, _("Een knop"), style.on_accent, bold=True),
        words(16, 164, _("Een link"), style.link, underline=True),
        svg.Rect(x=110, y=184, width=170, height=44, fill=rules.band(style)), svg.Line(x1=16, y1=206, x2=380, y2=206, stroke="#d3dae0"),
        svg.Circle(cx=195, cy=206, r=7, fill=style.accent), words(212, 211, "2,5", style.accent, bold=True),
    ]  # fmt: skip
    return str(
        svg.SVG(viewBox=svg.ViewBoxSpec(0, 0, WIDTH, HEIGHT), width=WIDTH, height=HEIGHT, elements=elements, class_=["rh-style-preview"])
    )
