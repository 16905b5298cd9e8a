"""DOCX by python-docx: real styles, marked header rows, alternative texts; opens in Word and LibreOffice."""

import base64
import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.shared import Mm
from docx.text.paragraph import Paragraph as WordParagraph

from regiehuis.documents.domain.content import (
    Block,
    Bullets,
    Chart,
    Heading,
    Look,
    Notice,
    PageBreak,
    Paragraph,
    Report,
    Table,
)
from regiehuis.documents.domain.words import words, written_date
from regiehuis.documents.renderers import docx_parts as parts
from regiehuis.documents.renderers import docx_styles as styles
from regiehuis.documents.renderers import docx_template
from regiehuis.documents.renderers.archive import rewritten
from regiehuis.documents.renderers.layout import OWN_PAGE, Room, column_shares, footer_line, logo_on_paper, picture_size
from regiehuis.documents.renderers.raster import png


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document to write in, and what it has for what we write."""

    document: Document
    room: Room = OWN_PAGE
    table_style: str = ""  # its id; empty: tables draw their own lines
    first: int = 0  # number from which blocks are named


def render(report: Report, template: bytes = b"") -> bytes:
    """Return the document; its dates are that of the report, so that the same report gives the same bytes.

    On a template its styles, page, header, footer and cover are used. Raises ValueError for another template than the report names.
    """
    if hashlib.sha256(template).hexdigest() != report.look.docx_template if template else report.look.docx_template:
        raise ValueError("this is not the template of the report")
    return _on_template(report, template) if template else _saved(_on_own_page(report, footer_line(report)), report)


def starting_point(report: Report) -> bytes:
    """Return the report as a template to begin with: each style has a name, and nothing of the report stands on every page."""
    paper = _on_own_page(report, "", with_table_style=True)
    return _saved(paper, report)


def _on_own_page(report: Report, foot: str, *, with_table_style: bool = False) -> Paper:
    document = docx.Document()
    styles.prepare(document, locale=words(report.language).locale, accent=report.look.accent)
    if with_table_style:
        styles.add_table_style(document)
    paper = Paper(document=document, table_style=styles.identifier(styles.TABLE) if with_table_style else "")
    _properties(document, report)
    _page(document, report, foot)
    _logo(document, report)
    _content(paper, report)
    return paper


def opened(report: Report, template: bytes) -> docx_template.Opened:
    """Return the template, ready to write in, with what is in it."""
    return docx_template.opened(template, locale=words(report.language).locale, accent=report.look.accent)


def _on_template(report: Report, template: bytes) -> bytes:
    ready = opened(report, template)
    paper = Paper(document=ready.document, room=ready.room, table_style=ready.table_style, first=docx_template.FIRST)
    _properties(paper.document, report)
    _content(paper, report)
    docx_template.close(ready)
    if report.fictitious:  # now that every section is back
        docx_template.sign_every_page(paper.document, words(report.language).fictitious)
    return _saved(paper, report)


def _content(paper: Paper, report: Report) -> None:
    _front(paper.document, report)
    for number, block in enumerate(report.blocks, start=paper.first):
        _block(paper, block, number, report.look)
    paper.document.add_paragraph(report.provenance, style=styles.PROVENANCE)


def _saved(paper: Paper, report: Report) -> bytes:
    target = io.BytesIO()
    paper.document.save(target)
    return rewritten(target.getvalue(), day=report.date, stored_first="[Content_Types].xml")


def _properties(document: Document, report: Report) -> None:
    moment = datetime(report.date.year, report.date.month, report.date.day, tzinfo=UTC)
    properties = document.core_properties
    properties.title = report.title[:255]
    properties.subject = report.subtitle[:255]
    properties.author = properties.last_modified_by = report.organisation[:255]
    properties.language = words(report.language).locale
    properties.comments = ""
    properties.created = properties.modified = moment
    properties.revision = 1
    relations = document.part.package.rels  # the picture of the empty template is not ours
    for name in [name for name, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[name]


def _page(document: Document, report: Report, foot: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(28), Mm(30)
    section.header_distance, section.footer_distance = Mm(13), Mm(12)
    header = section.header.paragraphs[0]
    header.add_run(report.organisation)
    if report.fictitious:
        header.add_run("\t")
        header.add_run(words(report.language).fictitious).bold = True
    footer = section.footer.paragraphs[0]
    footer.add_run(foot)
    footer = section.footer.add_paragraph()
    for piece in parts.split_page_words(words(report.language).page):
        if piece in {"PAGE", "NUMPAGES"}:
            parts.add_field(footer, piece)
        else:
            footer.add_run(piece)


def _logo(document: Document, report: Report) -> None:
    if report.look.logo:
        size = logo_on_paper(report.look.logo)
        shape = (
            document.add_paragraph()
            .add_run()
            .add_picture(io.BytesIO(base64.b64decode(report.look.logo)), width=Mm(size.width), height=Mm(size.height))
        )
        alt = words(report.language).logo.format(organisation=report.organisation)
        parts.describe(shape, name=alt, alt=alt, number=len(report.blocks))


def _front(document: Document, report: Report) -> None:
    line = document.add_paragraph(style=styles.ORGANISATION)
    line.add_run(report.organisation)
    if report.fictitious:
        line.add_run("\u2003")
        line.add_run(words(report.language).fictitious, style=styles.SIGN)
    document.add_paragraph(report.title, style="Title")
    if report.subtitle:
        document.add_paragraph(report.subtitle, style="Subtitle")
    document.add_paragraph(written_date(report.date, report.language), style=styles.DATE)
    if report.headings:
        document.add_paragraph(words(report.language).contents, style=styles.CONTENTS)
        parts.add_contents(document, report.headings)


def _block(paper: Paper, block: Block, number: int, look: Look) -> None:
    document = paper.document
    match block:
        case Heading():
            heading = document.add_heading(block.text, level=block.level)
            parts.add_bookmark(heading, block.anchor, number)
        case Paragraph():
            _runs(document.add_paragraph(), block)
        case Bullets():
            _bullets(document, block)
        case Table():
            _table(paper, block)
        case Chart():
            _chart(paper, block, number, look)
        case Notice():
            for text, kind in ((block.title, "title"), (block.text, "text")):
                document.add_paragraph(text, style=styles.notice(block.kind, kind))
        case PageBreak():
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _runs(target: WordParagraph, paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        target.add_run(run.text).bold = True if run.strong else None


def _bullets(document: Document, block: Bullets) -> None:
    numbering = parts.new_numbering(document, "List Number") if block.ordered else None
    for item in block.items:
        target = document.add_paragraph(style="List Number" if block.ordered else "List Bullet")
        if numbering is not None:
            parts.number_by(target, numbering)
        _runs(target, item)


def _chart(paper: Paper, chart: Chart, number: int, look: Look) -> None:
    document = paper.document
    document.add_paragraph(chart.title, style=styles.FIGURE_TITLE)
    place = document.add_paragraph(style=styles.FIGURE)
    size = picture_size(chart, paper.room)
    shape = place.add_run().add_picture(io.BytesIO(png(look.painted(chart.svg))), width=Mm(size.width), height=Mm(size.height))
    parts.describe(shape, name=chart.title, alt=chart.alt, number=number)
    if chart.caption:
        document.add_paragraph(chart.caption, style=styles.NOTE)
    _table(paper, chart.table)


def _table(paper: Paper, table: Table) -> None:
    document = paper.document
    document.add_paragraph(table.caption, style=styles.TABLE_TITLE)
    shares = column_shares(table, paper.room)
    parts.add_table(document, table, widths=[share * paper.room.width for share in shares], style=paper.table_style)
    document.add_paragraph(table.note, style=styles.NOTE)
