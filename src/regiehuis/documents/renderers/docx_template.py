"""A Word file of the municipality, made ready to write a report in: emptied, complete in styles, and with nothing of who made it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, nsmap, qn
from docx.parts.numbering import NumberingPart
from docx.section import Section
from docx.shared import Mm
from docx.styles import BabelFish
from docx.text.paragraph import Paragraph

from regiehuis.documents.domain.template_files import Kind, TemplateProblem, as_document
from regiehuis.documents.domain.templates import IN_WORD, MARKER, MOST_STYLES, NARROWEST, WORD, Found, squeezed
from regiehuis.documents.renderers import docx_styles as styles
from regiehuis.documents.renderers.layout import EASE, Room

FIRST = 9000  # blocks are numbered from here: bookmarks and pictures of a cover have lower numbers
_TWIPS = 1440 / 25.4  # in a mm
_MARGIN = 25.4  # mm, where a section names none
_ABOVE_PICTURE = 34.0  # mm for title and caption, as on our own page
_ALWAYS = frozenset({"styles", "settings", "webSettings", "theme", "fontTable", "numbering", "footnotes", "endnotes"})
_NOT_IN_A_REPORT = (
    "documentProtection", "writeProtection", "trackRevisions", "docVars", "mailMerge", "attachedTemplate", "readModeInkLockDown",
)  # fmt: skip
_LEVELS = {
    "List Bullet": '<w:numFmt w:val="bullet"/><w:lvlText w:val="&#8226;"/>',
    "List Number": '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    document: Document
    room: Room
    table_style: str  # its id; empty where the template has none for us
    before: int  # parts of the body above the content
    starts_page: bool
    closing: list[Any]  # what stood under the place of the content
    found: Found


def opened(content: bytes, *, locale: str, accent: str) -> Opened:
    """Return the template with an empty body up to the place of the content. Raises TemplateProblem where nothing can be written."""
    document = docx.Document(io.BytesIO(as_document(content, Kind.DOCX)))
    marker, closing = _emptied(document)
    is_marked = marker is not None
    section = next((each for element in closing for each in element.iter(qn("w:sectPr"))), None)
    room = _room(Section(document.element.body.sectPr if section is None else section, document.part))
    if room.width < NARROWEST:
        raise TemplateProblem("too_narrow", str(round(room.width)))
    found = _completed(document, accent.removeprefix("#").upper())
    styles.speak(document, locale)
    _forget_its_makers(document)
    table = found["table"]
    return Opened(
        document=document, room=room, closing=closing, table_style=document.styles[table].style_id if table else "",
        before=len(document.element.body) - 1, starts_page=is_marked and _starts_page(marker),
        found=Found(styles=found, is_marked=is_marked, width=round(room.width, 1)),
    )  # fmt: skip


def close(opened: Opened) -> None:
    """Start the content on a page of its own where the marker did, put back what stands under it, and let go of what is no longer used."""
    body = opened.document.element.body
    if opened.starts_page:
        Paragraph(body[opened.before], opened.document._body).paragraph_format.page_break_before = True
    for element in opened.closing:
        body.sectPr.addprevious(element)
    _drop_unused(opened.document)


def sign_every_page(document: Document, text: str) -> None:
    """Add the sign of a fictitious municipality to each header in use; also where the template has none."""
    odd_even = document.settings.odd_and_even_pages_header_footer
    for number, section in enumerate(document.sections):
        headers = [section.header]
        headers += [section.first_page_header] if section.different_first_page_header_footer else []
        headers += [section.even_page_header] if odd_even else []
        for header in headers:
            if number == 0 or not header.is_linked_to_previous:
                header.add_paragraph().add_run(text, style=styles.SIGN)


# ---- the place of the content --------------------------------------------------------------------------------------------


def _emptied(document: Document) -> tuple[Any, list[Any]]:
    """Empty the body, or take out the marker and what stands under it; return both."""
    body = document.element.body
    section = body.sectPr
    body.append(parse_xml(f"<w:sectPr {nsdecls('w')}/>") if section is None else section)
    marked = [each for each in body.iter(qn("w:p")) if _text(each).strip().casefold() == MARKER]
    if len(marked) > 1:
        raise TemplateProblem("marker_twice")
    parts = list(body)[:-1]  # the last one is the page
    if not marked:
        for part in parts:
            body.remove(part)
        return None, []
    marker = marked[0]
    if marker not in parts:
        raise TemplateProblem("marker_misplaced")
    closing = parts[parts.index(marker) :]
    for part in closing:
        body.remove(part)
    if marker.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None:
        return marker, closing[1:]
    ending = deepcopy(marker)  # it ends a section: that stays
    for run in [each for each in ending if each.tag != qn("w:pPr")]:
        ending.remove(run)
    return marker, [ending, *closing[1:]]


def _starts_page(marker: Any) -> bool:
    return marker.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}") is not None or any(
        each.get(qn("w:type")) == "page" for each in marker.iter(qn("w:br"))
    )


def _text(paragraph: Any) -> str:
    return "".join(each.text or "" for each in paragraph.iter(qn("w:t")))


def _room(section: Section) -> Room:
    """What fits between the margins, in one column. A section that names no size is A4, as Word in the Netherlands makes it."""
    if not section.page_width or not section.page_height:
        section.page_width, section.page_height = Mm(210), Mm(297)
    margins: dict[str, float] = {}
    for side in ("left", "right", "top", "bottom"):
        found = getattr(section, f"{side}_margin")
        margins[side] = abs(found.mm) if found is not None else _MARGIN
        setattr(section, f"{side}_margin", Mm(_MARGIN) if found is None else found)
    width = section.page_width.mm - margins["left"] - margins["right"] - (section.gutter.mm if section.gutter else 0)
    columns = section._sectPr.find(qn("w:cols"))
    number = max(int(columns.get(qn("w:num"), 1)), 1) if columns is not None else 1
    between = int(columns.get(qn("w:space"), 708)) / _TWIPS if columns is not None else 0
    return Room(
        width=(width - (number - 1) * between) / number,
        ease=EASE,
        height=max(section.page_height.mm - margins["top"] - margins["bottom"] - _ABOVE_PICTURE, 60.0),
    )


# ---- styles --------------------------------------------------------------------------------------------------------------


def _completed(document: Document, accent: str) -> dict[str, str]:
    """Add each style that we use and the template lacks; return the style of the template that each part takes, empty for ours.

    An added style takes typeface, size and colour of running text from the template: ours are only its distances and weight.
    """
    if len(document.styles) > MOST_STYLES:  # each paragraph of a report looks for its own
        raise TemplateProblem("zip_bomb")
    _name_properly(document)
    there = {(style.name, style.type) for style in document.styles}
    found: dict[str, str] = {}
    for part, names in WORD.items():
        kind = {"table": WD_STYLE_TYPE.TABLE, "sign": WD_STYLE_TYPE.CHARACTER}.get(part, WD_STYLE_TYPE.PARAGRAPH)
        found[part] = next((name for name in names if (name, kind) in there), "")
        if part == "table" or found[part] == names[0]:
            continue
        if names[0] in document.styles:
            other = document.styles[names[0]]
            other.name = f"{other.name} ({other.style_id})"  # one name, one style: this one is of another kind
        if part == "sign":
            styles.add_sign(document)
        else:
            styles.fall_back(document, names[0], found[part], accent=accent)
    if not found["table"]:
        own = [style.name for style in document.styles if style.type == WD_STYLE_TYPE.TABLE and not style.builtin]
        found["table"] = own[0] if len(own) == 1 else ""
    for name in _LEVELS:
        _ensure_numbering(document, name)
    return found


def _name_properly(document: Document) -> None:
    """Give our styles the name that the library looks for: other programs write "Heading 1", "TOC 1" or "RhCell"."""
    there = {name.get(qn("w:val"), "") for name in document.styles.element.iter(qn("w:name"))}
    for style in document.styles.element.iter(qn("w:style")):
        name = style.find(qn("w:name"))
        found = name.get(qn("w:val"), "") if name is not None else ""
        proper = IN_WORD.get(squeezed(found), found)
        stored = BabelFish.ui2internal(proper)
        if stored not in there:
            name.set(qn("w:val"), stored)
            there.add(stored)
    if document.styles.default(WD_STYLE_TYPE.PARAGRAPH) is None and "Normal" in document.styles:
        document.styles["Normal"].element.set(qn("w:default"), "1")


def _ensure_numbering(document: Document, name: str) -> None:
    """Let the style carry its own numbering: that of the template, also one that it inherits, or else ours."""
    style = document.styles[name]
    numbering = _numbering(document)
    known = {int(each.numId) for each in numbering.findall(qn("w:num"))}
    above = style
    while above is not None:
        properties = above.element.pPr.numPr if above.element.pPr is not None else None
        if properties is not None and properties.numId is not None and properties.numId.val in known:
            style.element.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = properties.numId.val
            return
        above = above.base_style
    number = max((int(each.get(qn("w:abstractNumId"))) for each in numbering.findall(qn("w:abstractNum"))), default=-1) + 1
    level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/>{_LEVELS[name]}<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="357" w:hanging="357"/></w:pPr></w:lvl>'
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>{level}</w:abstractNum>'
    )
    first = numbering.find(qn("w:num"))
    numbering.append(abstract) if first is None else first.addprevious(abstract)
    style.element.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = int(numbering.add_num(number).numId)


def _numbering(document: Document) -> Any:
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            return relation.target_part.element
    part = NumberingPart(
        PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, parse_xml(f"<w:numbering {nsdecls('w')}/>"), document.part.package
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    return part.element


# ---- what stays behind ---------------------------------------------------------------------------------------------------


def _forget_its_makers(document: Document) -> None:
    """Leave out properties and protection: a report says nothing of who made its template, and may be changed."""
    package = document.part.package.rels
    for key in [key for key, relation in package.items() if relation.reltype != RELATIONSHIP_TYPE.OFFICE_DOCUMENT]:
        del package[key]
    settings = document.settings.element
    for name in _NOT_IN_A_REPORT:
        for element in settings.findall(qn(f"w:{name}")):
            settings.remove(element)


def _drop_unused(document: Document) -> None:
    """Leave out remarks, pictures of former text and the like: every part that the text does not use, and notes that it does not name."""
    for name in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        for element in list(document.element.body.iter(qn(f"w:{name}"))):
            element.getparent().remove(element)
    used = set(_references(document.element))
    relations = document.part.rels
    for key in [key for key, relation in relations.items() if key not in used and relation.reltype.rpartition("/")[2] not in _ALWAYS]:
        del relations[key]
    for kind in ("footnote", "endnote"):
        noted = {each.get(qn("w:id")) for each in document.element.iter(qn(f"w:{kind}Reference"))}
        for relation in relations.values():
            if relation.reltype.endswith(f"/{kind}s"):
                notes = parse_xml(relation.target_part.blob)
                for note in notes.findall(qn(f"w:{kind}")):
                    if note.get(qn("w:type")) is None and note.get(qn("w:id")) not in noted:
                        notes.remove(note)
                relation.target_part._blob = serialize_part_xml(notes)


def _references(root: Any) -> Iterator[str]:
    for element in root.iter():
        yield from (value for name, value in element.attrib.items() if name.startswith(f"{{{nsmap['r']}}}"))
