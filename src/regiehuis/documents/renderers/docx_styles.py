"""Styles of the Word document: one typeface, one accent, hairlines."""

from typing import Any, Literal

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

FONT = "Arial"  # the same widths as the typeface of the PDF, present or replaced by its twin everywhere
INK, SOFT = RGBColor(0x18, 0x22, 0x2C), RGBColor(0x47, 0x53, 0x5F)
RULE = "D3DAE0"

ORGANISATION, SIGN, DATE = "Rh Organisation", "Rh Sign", "Rh Date"
CONTENTS, ENTRY = "Rh Contents", "Rh Contents Entry"
FIGURE_TITLE, FIGURE, TABLE_TITLE = "Rh Figure Title", "Rh Figure", "Rh Table Title"
CELL, HEAD, NOTE, PROVENANCE = "Rh Cell", "Rh Column Head", "Rh Note", "Rh Provenance"

_NOTICES = {"attention": ("7A4B00", "FDF3DE")}


def notice(kind: str, part: Literal["title", "text"] | str) -> str:
    return f"Rh {kind.capitalize()} {part.capitalize()}"


def identifier(name: str) -> str:
    """Return the id under which python-docx files a style of this name."""
    return name.replace(" ", "")


def prepare(document: Document, *, locale: str, accent: str) -> None:
    """Give the default template our look and language."""
    _defaults(document, locale)
    _look(document, "Normal", size=10, after=8, line=1.3)
    _look(document, "Title", size=26, bold=True, before=6, after=6)
    _look(document, "Subtitle", size=13, colour=SOFT, after=6)
    for level, (size, before, after) in enumerate(((17, 26, 8), (13, 20, 6), (11, 14, 5), (10, 12, 4)), start=1):
        colour = SOFT if level == 4 else INK
        _look(document, f"Heading {level}", size=size, bold=True, before=before, after=after, colour=colour, keep=True)
    for name in ("List Bullet", "List Number"):
        _look(document, name, size=10, after=4, line=1.3)
    for name in ("Header", "Footer"):
        _look(document, name, size=8.5, colour=SOFT)
        stops = document.styles[name].paragraph_format.tab_stops
        for stop in list(stops):
            del stops[list(stops).index(stop)]
        stops.add_tab_stop(Mm(170), WD_TAB_ALIGNMENT.RIGHT)
    _border(document, "Header", "bottom", RULE, 4, space=4)
    _own(document, accent.removeprefix("#").upper())


def _own(document: Document, accent: str) -> None:
    _add(document, ORGANISATION, size=11, bold=True, colour=RGBColor.from_string(accent), after=2)
    _add(document, DATE, size=10, colour=SOFT, after=18)
    _add(document, CONTENTS, size=13, bold=True, before=12, after=6, keep=True)
    _add(document, ENTRY, size=10, after=2)
    _add(document, FIGURE_TITLE, size=11, bold=True, before=16, after=6, keep=True)
    _add(document, FIGURE, size=10, after=4, keep=True)
    _add(document, TABLE_TITLE, size=10, bold=True, before=12, after=4, keep=True)
    _add(document, CELL, size=9, before=3, after=3)
    _add(document, HEAD, size=9, bold=True, colour=SOFT, before=3, after=3, keep=True)
    _add(document, NOTE, size=8.5, colour=SOFT, before=3, after=10)
    _add(document, PROVENANCE, size=8.5, colour=SOFT, before=18)
    _border(document, PROVENANCE, "top", RULE, 4, space=6)
    for kind, (edge, tint) in ({"info": (accent, "E3EEF1")} | _NOTICES).items():
        _add(document, notice(kind, "title"), size=10, bold=True, before=10, keep=True)
        _add(document, notice(kind, "text"), size=10, after=12, line=1.3)
        for part in ("title", "text"):
            style = document.styles[notice(kind, part)]
            style.paragraph_format.left_indent = style.paragraph_format.right_indent = Mm(4)
            _border(document, style.name, "left", edge, 32, space=9)
            properties = style.element.get_or_add_pPr()
            shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{tint}"/>')
            properties.insert_element_before(shade, *_AFTER_BORDER[1:])
    sign = document.styles.add_style(SIGN, WD_STYLE_TYPE.CHARACTER)
    sign.font.size, sign.font.bold, sign.font.color.rgb = Pt(8.5), True, SOFT


def _defaults(document: Document, locale: str) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:val"), locale)
    settings = document.settings.element
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), locale)


def _add(document: Document, name: str, **look: Any) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    _look(document, name, **look)


def _look(
    document: Document,
    name: str,
    *,
    size: float,
    bold: bool = False,
    colour: RGBColor = INK,
    before: float = 0,
    after: float = 0,
    line: float = 1.15,
    keep: bool = False,
) -> None:
    style = document.styles[name]
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for attribute in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{attribute}"), FONT)
    font, layout = style.font, style.paragraph_format
    font.size, font.bold, font.italic, font.color.rgb = Pt(size), bold, False, colour
    layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), line
    layout.keep_with_next = keep
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)


# What Word expects after the borders in the properties of a paragraph, in its order.
_ORDER = (
    "shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi "
    "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection "
    "textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
)
_AFTER_BORDER = tuple(f"w:{name}" for name in _ORDER.split())


def _border(document: Document, name: str, side: str, colour: str, eighths: int, *, space: int) -> None:
    edge = f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{colour}"/>'
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{edge}</w:pBdr>")
    document.styles[name].element.get_or_add_pPr().insert_element_before(border, *_AFTER_BORDER)
