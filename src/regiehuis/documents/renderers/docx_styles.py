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
TABLE = "Rh Table"

_NOTICES = {"attention": ("7A4B00", "FDF3DE")}


def notice(kind: str, part: Literal["title", "text"] | str) -> str:
    return f"Rh {kind.capitalize()} {part.capitalize()}"


def identifier(name: str) -> str:
    """Return the id under which python-docx files a style of this name."""
    return name.replace(" ", "")


# Size in points, space in points; without a colour: INK. In the order in which the styles stand in the file.
_BUILT_IN: dict[str, dict[str, Any]] = {
    "Normal": {"size": 10, "after": 8, "line": 1.3},
    "Title": {"size": 26, "bold": True, "before": 6, "after": 6},
    "Subtitle": {"size": 13, "colour": SOFT, "after": 6},
    "Heading 1": {"size": 17, "bold": True, "before": 26, "after": 8, "keep": True},
    "Heading 2": {"size": 13, "bold": True, "before": 20, "after": 6, "keep": True},
    "Heading 3": {"size": 11, "bold": True, "before": 14, "after": 5, "keep": True},
    "Heading 4": {"size": 10, "bold": True, "before": 12, "after": 4, "colour": SOFT, "keep": True},
    "List Bullet": {"size": 10, "after": 4, "line": 1.3},
    "List Number": {"size": 10, "after": 4, "line": 1.3},
    "Header": {"size": 8.5, "colour": SOFT},
    "Footer": {"size": 8.5, "colour": SOFT},
}
_OWN: dict[str, dict[str, Any]] = {
    ORGANISATION: {"size": 11, "bold": True, "after": 2},  # in the accent
    DATE: {"size": 10, "colour": SOFT, "after": 18},
    CONTENTS: {"size": 13, "bold": True, "before": 12, "after": 6, "keep": True},
    ENTRY: {"size": 10, "after": 2},
    FIGURE_TITLE: {"size": 11, "bold": True, "before": 16, "after": 6, "keep": True},
    FIGURE: {"size": 10, "after": 4, "keep": True},
    TABLE_TITLE: {"size": 10, "bold": True, "before": 12, "after": 4, "keep": True},
    CELL: {"size": 9, "before": 3, "after": 3},
    HEAD: {"size": 9, "bold": True, "colour": SOFT, "before": 3, "after": 3, "keep": True},
    NOTE: {"size": 8.5, "colour": SOFT, "before": 3, "after": 10},
    PROVENANCE: {"size": 8.5, "colour": SOFT, "before": 18},
    **{
        notice(kind, part): look
        for kind in ("info", "attention")
        for part, look in (
            ("title", {"size": 10, "bold": True, "before": 10, "keep": True}),
            ("text", {"size": 10, "after": 12, "line": 1.3}),
        )
    },
}
LOOKS = _BUILT_IN | _OWN


def prepare(document: Document, *, locale: str, accent: str) -> None:
    """Give the default template our look and language."""
    speak(document, locale)
    for name, given in _BUILT_IN.items():
        _look(document, name, **given)
    for name in ("Header", "Footer"):
        stops = document.styles[name].paragraph_format.tab_stops
        for stop in list(stops):
            del stops[list(stops).index(stop)]
        stops.add_tab_stop(Mm(170), WD_TAB_ALIGNMENT.RIGHT)
    _border(document, "Header", "bottom", RULE, 4, space=4)
    colour = accent.removeprefix("#").upper()
    for name, given in _OWN.items():
        _add(document, name)
        _look(document, name, **({"colour": RGBColor.from_string(colour)} if name == ORGANISATION else {}) | given)
        trim(document, name, accent=colour)
    add_sign(document)


def fall_back(document: Document, name: str, stands_in: str, *, accent: str) -> None:
    """Add a style that a template lacks: as the one that stands in for it, or as running text with our distances and weight only."""
    taken = {each.style_id for each in document.styles}
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=not name.startswith("Rh "))
    while style.style_id in taken:
        style.element.styleId += "0"
    if name == "Normal":
        style.element.set(qn("w:default"), "1")
        return
    given, font, layout = LOOKS[name], style.font, style.paragraph_format
    style.base_style = document.styles[stands_in or "Normal"]
    layout.keep_with_next = given.get("keep", False)
    if name.startswith("Heading "):
        level = parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{int(name[-1]) - 1}"/>')
        style.element.get_or_add_pPr().insert_element_before(level, "w:divId", "w:cnfStyle", "w:rPr")
    if stands_in:
        return
    layout.space_before, layout.space_after = Pt(given.get("before", 0)), Pt(given.get("after", 0))
    font.bold = given.get("bold", False)
    if given["size"] != _BUILT_IN["Normal"]["size"]:
        font.size = Pt(given["size"])
    if name == ORGANISATION:
        font.color.rgb = RGBColor.from_string(accent)
    trim(document, name, accent=accent)


def trim(document: Document, name: str, *, accent: str) -> None:
    """Draw what stands around the text of this style: a line, or the bar and tint of a notice."""
    if name == PROVENANCE:
        _border(document, PROVENANCE, "top", RULE, 4, space=6)
    kind = next((kind for kind in ("info", "attention") if name in (notice(kind, "title"), notice(kind, "text"))), None)
    if kind is None:
        return
    bar, tint = _NOTICES.get(kind, (accent, "E3EEF1"))
    style = document.styles[name]
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Mm(4)
    _border(document, name, "left", bar, 32, space=9)
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{tint}"/>')
    style.element.get_or_add_pPr().insert_element_before(shade, *_AFTER_BORDER[1:])


def add_sign(document: Document) -> None:
    sign = document.styles.add_style(SIGN, WD_STYLE_TYPE.CHARACTER)
    sign.font.size, sign.font.bold, sign.font.color.rgb = Pt(8.5), True, SOFT


def add_table_style(document: Document) -> None:
    """Give the look of our tables a name, so that it can be changed in a template."""
    document.styles.element.append(parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{identifier(TABLE)}"><w:name w:val="{TABLE}"/>'
        f'<w:tblPr><w:tblBorders>{edge("bottom")}{edge("insideH")}</w:tblBorders>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="142" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>{edge("bottom", 10, "18222C")}</w:tcBorders>'
        '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>'
    ))  # fmt: skip


def edge(side: str, eighths: int = 4, colour: str = RULE, *, space: int = 0) -> str:
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{colour}"/>'


def speak(document: Document, locale: str) -> None:
    """Make the language that of the report, wherever a style names one."""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), locale)
    settings = document.settings.element
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), locale)


def _add(document: Document, name: str) -> None:
    document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]


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
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{edge(side, eighths, colour, space=space)}</w:pBdr>")
    document.styles[name].element.get_or_add_pPr().insert_element_before(border, *_AFTER_BORDER)
