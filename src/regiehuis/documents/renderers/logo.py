"""A logo that somebody sent in, drawn anew as PNG: what is kept is a picture and nothing else."""

from __future__ import annotations

import base64
import re
import struct
from xml.etree import ElementTree

import resvg_py

from regiehuis.documents import fonts

HEIGHT = 160  # pixels: sharp at 40 px on a screen, and 12 mm high on paper
LARGEST_SIDE, LARGEST_AREA = 8_000, 16_000_000  # pixels
FLATTEST = 10  # times as wide as high, or as high as wide
MOST_WORDS = 2_000  # characters: ten times as many take a hundred times as long to set
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_FONT = re.compile(r"""(font-family\s*(?:=\s*["']|:))[^;"']*""")  # words in a typeface that is not here would be left out
# What asks for something outside the drawing, and filters: a few bytes of those keep a processor busy for minutes.
# No alternative may look ahead without bound: this runs over a megabyte of whatever was sent.
_FORBIDDEN = re.compile(
    r"<!|<\?(?!xml )|<\s*(?:[\w.-]{1,40}:)?(?:script|foreignObject|image|iframe|filter|fe[A-Z])|\bfilter\s*[:=]|(?:href|src)\s*=\s*[\"'](?!#)|url\(\s*[\"']?(?!#)",
    re.I,
)


def logo_png(content: bytes) -> bytes:
    """Return the logo as PNG, HEIGHT pixels high, at most FLATTEST times as wide. Raises ValueError for anything else than a
    PNG, JPEG or SVG that stands on its own."""
    if content.startswith(_PNG):
        width, height = struct.unpack(">II", content[16:24]) if len(content) > 24 else (0, 0)
        return _draw(_wrapped(content, "image/png", width, height), width, height)
    if content.startswith(_JPEG):
        width, height = _jpeg_size(content)
        return _draw(_wrapped(content, "image/jpeg", width, height), width, height)
    return _from_svg(content)


def _from_svg(content: bytes) -> bytes:
    try:
        text = content.decode("utf-8-sig").strip()
        if _FORBIDDEN.search(text):
            raise ValueError("the drawing asks for something outside itself")
        root = ElementTree.fromstring(text)  # noqa: S314  (no declarations: refused above)
    except (UnicodeDecodeError, ElementTree.ParseError) as error:
        raise ValueError("this is no picture") from error
    if not root.tag.endswith("}svg"):
        raise ValueError("this is no drawing")
    if sum(map(len, root.itertext())) > MOST_WORDS:
        raise ValueError("there is too much text for a logo")
    width, height = _svg_size(root)
    return _draw(_FONT.sub(rf"\1{fonts.FAMILY}", text), width, height)


def _svg_size(root: ElementTree.Element) -> tuple[float, float]:
    """Return width and height in whatever unit: only how they relate counts."""
    try:
        if "viewBox" in root.attrib:
            _x, _y, width, height = (float(part) for part in re.split(r"[\s,]+", root.attrib["viewBox"].strip()))
        else:
            width, height = (float(re.sub(r"[a-z%]+$", "", root.attrib[name].strip())) for name in ("width", "height"))
    except (KeyError, ValueError) as error:
        raise ValueError("the drawing says no size") from error
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Return width and height from the first frame header."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if marker in {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise ValueError("the photo has no frame")


def _wrapped(content: bytes, media_type: str, width: int, height: int) -> str:
    data = base64.b64encode(content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:{media_type};base64,{data}"/></svg>'
    )


def _draw(drawing: str, width: float, height: float) -> bytes:
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE and width * height <= LARGEST_AREA):
        raise ValueError("the picture has no size, or is too large")
    if not 1 / FLATTEST <= width / height <= FLATTEST:
        raise ValueError("the picture is too flat or too narrow for a logo")
    shown = round(HEIGHT * width / height)
    drawn = _raster(drawing, shown)
    if drawn == _raster(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"></svg>', shown):
        raise ValueError("there is nothing to see")  # also a broken PNG or JPEG: the library leaves it out in silence
    return drawn


def _raster(drawing: str, width: int) -> bytes:
    try:
        drawn = resvg_py.svg_to_bytes(
            svg_string=drawing, width=width, height=HEIGHT, skip_system_fonts=True,
            font_files=[str(path) for path in fonts.FILES], font_family=fonts.FAMILY, sans_serif_family=fonts.FAMILY,
        )  # fmt: skip
    except Exception as error:  # the library raises its own kinds for every fault in the picture
        raise ValueError("the picture cannot be drawn") from error
    return bytes(drawn)
