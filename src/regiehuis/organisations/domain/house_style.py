"""The house style of an organisation: a few colours and shapes, checked for contrast, and the style sheet that follows from them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3: text of ordinary size
WHITE, INK = "#ffffff", "#18222c"
HEX = re.compile(r"#[0-9a-f]{6}")


class Typeface(StrEnum):
    """Typefaces that readers have: none is loaded from elsewhere, and none is uploaded."""

    SYSTEM = "systeem"
    ARIAL = "arial"
    VERDANA = "verdana"
    GEORGIA = "georgia"


class Corners(StrEnum):
    """How round buttons and cards are."""

    SQUARE = "recht"
    SMALL = "klein"
    ROUND = "rond"


FONTS = {
    Typeface.SYSTEM: '-apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif',
    Typeface.ARIAL: 'Arial, "Liberation Sans", sans-serif',
    Typeface.VERDANA: 'Verdana, "DejaVu Sans", sans-serif',
    Typeface.GEORGIA: 'Georgia, "DejaVu Serif", serif',
}
RADIUS = {Corners.SQUARE: "0", Corners.SMALL: "3px", Corners.ROUND: "8px"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseStyle:
    """What an organisation chooses. Colours are #rrggbb in small letters; the rest follows from them."""

    accent: str = "#0d5267"  # buttons, selection, own data in charts
    on_accent: str = WHITE  # words on a button
    link: str = "#0d5267"
    nav: str = "#0d5267"  # the bar with the menu
    on_nav: str = WHITE
    typeface: Typeface = Typeface.SYSTEM
    corners: Corners = Corners.SMALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """How two colours that stand on each other differ; ``text`` and ``ground`` name what they are for."""

    text: str
    ground: str
    ratio: float

    @property
    def is_enough(self) -> bool:
        return self.ratio >= TEXT_CONTRAST


def colour(text: str) -> str | None:
    """Return #rrggbb in small letters, also from #RGB or without the sign; None for what is no colour.

    >>> colour("0D5267"), colour("#abc"), colour("petrol")
    ('#0d5267', '#aabbcc', None)
    """
    bare = text.strip().lower().removeprefix("#")
    if re.fullmatch(r"[0-9a-f]{3}", bare):
        bare = "".join(2 * digit for digit in bare)
    return f"#{bare}" if HEX.fullmatch(f"#{bare}") else None


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of WCAG 2.2 (1 to 21), the same both ways.

    >>> round(contrast("#0d5267", "#ffffff"), 1)
    8.7
    """
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(value: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(value))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(value: str) -> tuple[float, float, float]:
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def mixed(value: str, with_: str, share: float) -> str:
    """Return a colour that is for ``share`` (0 to 1) the second one.

    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = zip(_parts(value), _parts(with_), strict=True)
    return "#" + "".join(f"{int(255 * ((1 - share) * first + share * second) + 0.5):02x}" for first, second in pairs)


def deep(style: HouseStyle) -> str:
    """The pressed accent: further from its words than the accent itself."""
    has_light_words = _luminance(style.on_accent) >= _luminance(style.accent)
    return mixed(style.accent, "#000000" if has_light_words else WHITE, 0.3)


def tint(style: HouseStyle) -> str:
    """The surface of a selected row or the next action."""
    return mixed(style.accent, WHITE, 0.885)


def band(style: HouseStyle) -> str:
    """The band of uncertainty around own data in a chart."""
    return mixed(style.accent, WHITE, 0.8)


def contrasts(style: HouseStyle) -> list[Contrast]:
    """Return every pair of colours that carries words, with its contrast."""
    pairs = (
        ("on_accent", "accent", style.on_accent, style.accent),
        ("on_accent", "deep", style.on_accent, deep(style)),
        ("accent", "paper", style.accent, WHITE),
        ("link", "paper", style.link, WHITE),
        ("link", "tint", style.link, tint(style)),
        ("on_nav", "nav", style.on_nav, style.nav),
        ("ink", "tint", INK, tint(style)),
    )
    return [Contrast(text=text, ground=ground, ratio=contrast(first, second)) for text, ground, first, second in pairs]


def tokens(style: HouseStyle) -> Iterator[tuple[str, str]]:
    """Yield the custom properties that differ from the product's own."""
    yield from (
        ("accent", style.accent), ("accent-deep", deep(style)), ("accent-tint", tint(style)), ("on-accent", style.on_accent),
        ("link", style.link), ("nav", style.nav), ("on-nav", style.on_nav), ("chart-band", band(style)),
        ("font", FONTS[style.typeface]), ("radius", RADIUS[style.corners]),
    )  # fmt: skip


def style_sheet(style: HouseStyle) -> str:
    """Return the style sheet: one unlayered block, so that it goes over the layered theme of the product."""
    return ":root{" + "".join(f"--rh-{name}:{value};" for name, value in tokens(style)) + "}\n"


def style_hash(text: str | bytes) -> str:
    """Return the short hash that stands in the address of a style sheet or logo: other content, other address."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()[:16]


def as_data(style: HouseStyle) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(style).items()}


def from_data(data: dict[str, str]) -> HouseStyle:
    """Return what was stored; a colour that a later version adds has its default."""
    known = {field.name for field in fields(HouseStyle)}
    chosen = {name: value for name, value in data.items() if name in known}
    typeface, corners = chosen.pop("typeface", Typeface.SYSTEM), chosen.pop("corners", Corners.SMALL)
    return HouseStyle(**chosen, typeface=Typeface(typeface), corners=Corners(corners))
