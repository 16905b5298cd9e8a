"""What a picture in a report may be: a still SVG that can safely stand inside a web page."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"

_ELEMENTS = frozenset(
    SVG + name
    for name in (
        *("svg", "g", "defs", "pattern", "clipPath", "title", "desc", "text", "tspan"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    )
)
_REFERENCE = re.compile(r"(?!url\(#[\w-]+\)\Z).*(url\s*\(|[a-z]script:)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    width: float  # CSS pixels at natural size
    height: float
    ids: tuple[str, ...]


def inspect(svg: str) -> Picture:
    """Return size and ids; raises ValueError for anything that runs, styles, loads or links."""
    if "<!" in svg or "<?" in svg:
        raise ValueError("a picture has no declarations, comments or processing instructions")
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise ValueError(f"the picture is not well-formed SVG: {error}") from None
    if root.tag != f"{SVG}svg":
        raise ValueError("the picture is not an SVG")
    width, height = _size(root)
    return Picture(width=width, height=height, ids=tuple(_ids(root)))


def _ids(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag not in _ELEMENTS:
            raise ValueError(f"a picture cannot hold the element {element.tag.removeprefix(SVG)!r}")
        for name, value in element.attrib.items():
            if name == "style" or name.startswith(("on", "{")) or name in {"href", "src"} or _REFERENCE.match(value):
                raise ValueError(f"a picture cannot have the attribute {name!r} with value {value[:40]!r}")
            if name == "id":
                yield value


def _size(root: ElementTree.Element) -> tuple[float, float]:
    try:
        _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
    except (KeyError, ValueError):
        raise ValueError("a picture needs a viewBox of four numbers") from None
    if not (math.isfinite(width) and math.isfinite(height) and width > 0 and height > 0):
        raise ValueError("a picture needs a width and a height")
    return width, height
