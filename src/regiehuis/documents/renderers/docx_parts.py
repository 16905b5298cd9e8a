"""Pieces of a Word document for which python-docx has no method of its own."""

import hashlib
import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shape import InlineShape
from docx.shared import Mm
from docx.text.paragraph import Paragraph as WordParagraph

from regiehuis.documents.domain.content import Heading, Table
from regiehuis.documents.renderers import docx_styles as styles
from regiehuis.documents.renderers.docx_styles import edge

_DEEPEST = 2  # heading level in the contents list
_WHOLE_ROW = 600  # letters in a cell up to which its row stays on one page


def split_page_words(text: str) -> list[str]:
    """Split "Pagina {page} van {pages}" into words and field names."""
    names = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    return [names.get(piece, piece) for piece in re.split(r"(\{pages?\})", text) if piece]


def add_field(paragraph: WordParagraph, name: str) -> None:
    for kind in ("begin", name, "separate", "1", "end"):
        run = paragraph.add_run()
        if kind in {"begin", "separate", "end"}:
            _field_mark(run._r, kind)
        elif kind == name:
            _instruction(run._r, name)
        else:
            run.text = kind


def _field_mark(run: Any, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run.append(mark)


def _instruction(run: Any, text: str) -> None:
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {text} "
    run.append(instruction)


def bookmark_name(anchor: str) -> str:
    """Return a name Word accepts: letters, digits and underscores, at most 40."""
    name = anchor.replace("-", "_")
    if len(name) > 37:
        name = f"{name[:28]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return f"rh_{name}"


def add_bookmark(paragraph: WordParagraph, anchor: str, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), bookmark_name(anchor))
    first = paragraph._p.find(qn("w:r"))
    first.addprevious(start)
    paragraph._p.append(end)


def add_contents(document: Document, headings: Sequence[Heading]) -> None:
    """Add a contents list that is right at once; Word can bring it up to date as an ordinary field."""
    shown = [heading for heading in headings if heading.level <= _DEEPEST]
    for number, heading in enumerate(shown):
        entry = document.add_paragraph(style=styles.ENTRY)
        entry.paragraph_format.left_indent = Mm(5 * (heading.level - 1))
        if number == 0:
            for kind in ("begin", "instruction", "separate"):
                run = entry.add_run()._r
                if kind == "instruction":
                    _instruction(run, f'TOC \\o "1-{_DEEPEST}" \\h \\z \\n')
                else:
                    _field_mark(run, kind)
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), bookmark_name(heading.anchor))
        link.append(entry.add_run(heading.text)._r)
        entry._p.append(link)
        if number == len(shown) - 1:
            _field_mark(entry.add_run()._r, "end")


def new_numbering(document: Document, style: str) -> int:
    """Return the id of a numbering that starts at 1, in the form of the style."""
    properties = document.styles[style].element.pPr.numPr
    numbering = document.part.numbering_part.element
    source = numbering.num_having_numId(properties.numId.val)
    fresh = numbering.add_num(source.abstractNumId.val)
    fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(fresh.numId)


def number_by(paragraph: WordParagraph, numbering: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = numbering


def describe(shape: InlineShape, *, name: str, alt: str, number: int) -> None:
    properties = shape._inline.docPr
    properties.set("id", str(number + 1))
    properties.set("name", name)
    properties.set("descr", alt)


def add_table(document: Document, table: Table, *, widths: Sequence[float], style: str = "") -> None:
    """Add the table with a header row that Word repeats on each page; widths in mm. Without a style it draws its own lines."""
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
    head, cell = (document.styles[name].style_id for name in (styles.HEAD, styles.CELL))
    rows = [_row([column.label for column in table.columns], table, widths, head, is_head=True, is_lined=not style)]
    rows += [_row(row, table, widths, cell) for row in table.rows]
    lines = (
        f"<w:tblBorders>{edge('bottom')}{edge('insideH')}</w:tblBorders>",
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="142" w:type="dxa"/></w:tblCellMar>',
    )
    borders, margins = ("", "") if style else lines
    named = f"<w:tblStyle w:val={quoteattr(style)}/>" if style else ""
    element = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr>{named}<w:tblW w:w="{sum(map(_twips, widths))}" w:type="dxa"/>'
        f'{borders}<w:tblLayout w:type="fixed"/>{margins}'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/><w:tblCaption w:val={quoteattr(table.caption)}/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    document.element.body._insert_tbl(element)


def _row(cells: Sequence[str], table: Table, widths: Sequence[float], style: str, *, is_head: bool = False, is_lined: bool = False) -> str:
    """Written as XML at once: looking up a style for each cell makes a long table slow."""
    whole = is_head or all(len(cell) <= _WHOLE_ROW for cell in cells)
    properties = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if is_head else "")
    bottom = f'<w:tcBorders>{edge("bottom", 10, "18222C")}</w:tcBorders><w:vAlign w:val="bottom"/>' if is_lined else ""
    written = [f"<w:tr><w:trPr>{properties}</w:trPr>" if properties else "<w:tr>"]
    for text, column, width in zip(cells, table.columns, widths, strict=True):
        side = '<w:jc w:val="right"/>' if column.numeric else ""
        written.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/>{bottom}</w:tcPr>'
            f"<w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/>{side}</w:pPr>"
            f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
        )
    return "".join(written) + "</w:tr>"


def _twips(mm: float) -> int:
    return round(mm * 1440 / 25.4)
