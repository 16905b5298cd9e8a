"""DOCX by python-docx: real styles, marked header rows, alternative texts; opens in Word and LibreOffice."""

import base64
import io
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
from regiehuis.documents.renderers.archive import rewritten
from regiehuis.documents.renderers.layout import TEXT_WIDTH, column_shares, footer_line, logo_on_paper, picture_size
from regiehuis.documents.renderers.raster import png


def render(report: Report) -> bytes:
    """Return the document; its dates are that of the report, so that the same report gives the same bytes."""
    document = docx.Document()
    styles.prepare(document, locale=words(report.language).locale, accent=report.look.accent)
    _properties(document, report)
    _page(document, report)
    _front(document, report)
    for number, block in enumerate(report.blocks):
        _block(document, block, number, report.look)
    document.add_paragraph(report.provenance, style=styles.PROVENANCE)
    target = io.BytesIO()
    document.save(target)
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


def _page(document: Document, report: Report) -> None:
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
    footer.add_run(footer_line(report))
    footer = section.footer.add_paragraph()
    for piece in parts.split_page_words(words(report.language).page):
        if piece in {"PAGE", "NUMPAGES"}:
            parts.add_field(footer, piece)
        else:
            footer.add_run(piece)


def _front(document: Document, report: Report) -> None:
    if report.look.logo:
        size = logo_on_paper(report.look.logo)
        shape = (
            document.add_paragraph()
            .add_run()
            .add_picture(io.BytesIO(base64.b64decode(report.look.logo)), width=Mm(size.width), height=Mm(size.height))
        )
        alt = words(report.language).logo.format(organisation=report.organisation)
        parts.describe(shape, name=alt, alt=alt, number=len(report.blocks))
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


def _block(document: Document, block: Block, number: int, look: Look) -> None:
    match block:
        case Heading():
            heading = document.add_heading(block.text, level=block.level)
            parts.add_bookmark(heading, block.anchor, number)
        case Paragraph():
            _runs(document.add_paragraph(), block)
        case Bullets():
            _bullets(document, block)
        case Table():
            _table(document, block)
        case Chart():
            _chart(document, block, number, look)
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


def _chart(document: Document, chart: Chart, number: int, look: Look) -> None:
    document.add_paragraph(chart.title, style=styles.FIGURE_TITLE)
    place = document.add_paragraph(style=styles.FIGURE)
    size = picture_size(chart)
    shape = place.add_run().add_picture(io.BytesIO(png(look.painted(chart.svg))), width=Mm(size.width), height=Mm(size.height))
    parts.describe(shape, name=chart.title, alt=chart.alt, number=number)
    if chart.caption:
        document.add_paragraph(chart.caption, style=styles.NOTE)
    _table(document, chart.table)


def _table(document: Document, table: Table) -> None:
    document.add_paragraph(table.caption, style=styles.TABLE_TITLE)
    shares = column_shares(table)
    parts.add_table(document, table, widths=[share * TEXT_WIDTH for share in shares])
    document.add_paragraph(table.note, style=styles.NOTE)
