"""ODT by odfdo: real headings, header rows, and pictures with a title and a description."""

import base64
import hashlib
import io
from collections.abc import Collection, Iterator
from datetime import datetime, time
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape, quoteattr

from odfdo import Container, Document, Element

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
from regiehuis.documents.renderers import odt_template
from regiehuis.documents.renderers.archive import rewritten
from regiehuis.documents.renderers.layout import OWN_PAGE, Room, Size, column_shares, footer_line, logo_on_paper, picture_size
from regiehuis.documents.renderers.raster import png

STYLES = Path(__file__).with_name("odt_styles.xml")
_DEEPEST = 2  # heading level in the contents list
_LOGO = "Pictures/logo.png"
_LEFT_OUT = ("Thumbnails/", "Configurations2/", "META-INF/documentsignatures", "META-INF/macrosignatures", "layout-cache")


def render(report: Report, template: bytes = b"") -> bytes:
    """Return the document; its dates are that of the report, so that the same report gives the same bytes.

    On a template its styles, pages, header, footer and cover are used. Raises ValueError for another template than the report names.
    """
    if hashlib.sha256(template).hexdigest() != report.look.odt_template if template else report.look.odt_template:
        raise ValueError("this is not the template of the report")
    return _on_template(report, template) if template else _on_own_page(report, footer_line(report))


def starting_point(report: Report) -> bytes:
    """Return the report as a template to begin with: nothing of the report stands on every page."""
    return _on_own_page(report, "")


def opened(report: Report, template: bytes) -> odt_template.Opened:
    """Return the template, ready to write in, with what is in it."""
    own = Document("text")
    # LibreOffice leaves a page empty after a break behind a line, in a document that was a Word file once; before a line it does not
    _container(own).set_part("styles.xml", _styles(report, "").replace("fo:break-after", "fo:break-before").encode())
    language, country = words(report.language).locale.split("-")
    return odt_template.opened(template, own=own.get_part("styles.xml"), language=language, country=country)


def _on_own_page(report: Report, foot: str) -> bytes:
    document = Document("text")
    _container(document).set_part("styles.xml", _styles(report, foot).encode())
    document.body.clear()
    for part in (*_logo(report), *_parts(report)):
        document.body.append(Element.from_tag(part))
    if report.look.logo:
        _container(document).set_part(_LOGO, base64.b64decode(report.look.logo))
        document.manifest.add_full_path(_LOGO, "image/png")
    _attach(document, report)
    return _saved(document, report)


def _on_template(report: Report, template: bytes) -> bytes:
    ready = opened(report, template)
    document = ready.document
    _container(document).set_part("meta.xml", Document("text").meta.serialize())
    if report.fictitious:
        odt_template.sign_every_page(document, words(report.language).fictitious)
    for part in _parts(report, ready.room, odt_template.FIRST):
        document.body.append(Element.from_tag(part))
    odt_template.close(ready)
    _attach(document, report, ready.room, odt_template.FIRST)
    return _saved(document, report, odt_template.unused_pictures(document))


def _saved(document: Document, report: Report, unused: Collection[str] = ()) -> bytes:
    _metadata(document, report)
    for path in document.manifest.get_paths():
        if str(path).startswith(_LEFT_OUT) or path in unused:
            document.manifest.del_full_path(str(path))
    target = io.BytesIO()
    document.save(target)
    return rewritten(
        target.getvalue(), day=report.date, keep=lambda name: not name.startswith(_LEFT_OUT) and name not in unused, stored_first="mimetype"
    )


def _container(document: Document) -> Container:
    if document.container is None:
        raise RuntimeError("odfdo gave a document without a container")
    return document.container


def _styles(report: Report, foot: str) -> str:
    chosen = words(report.language)
    language, country = chosen.locale.split("-")
    sign = f'<text:tab/><text:span text:style-name="RhStrong">{chosen.fictitious}</text:span>'
    pages = chosen.page.format(
        page='<text:page-number text:select-page="current">1</text:page-number>',
        pages="<text:page-count>1</text:page-count>",
    )
    return Template(STYLES.read_text("utf-8").replace(Look().accent, report.look.accent)).substitute(
        language=language,
        country=country,
        header=escape(report.organisation) + (sign if report.fictitious else ""),
        footer=escape(foot),
        pages=pages,
    )


def _metadata(document: Document, report: Report) -> None:
    moment = datetime.combine(report.date, time.min)
    meta = document.meta
    meta.title = report.title
    meta.subject = report.subtitle
    meta.language = words(report.language).locale
    meta.initial_creator = meta.creator = report.organisation
    meta.creation_date = meta.date = moment
    meta.editing_cycles = 1
    statistic = meta.get_element("//meta:document-statistic")
    if statistic is not None:
        statistic.delete()


def _attach(document: Document, report: Report, room: Room = OWN_PAGE, first: int = 0) -> None:
    """Add the pictures and the widths of the columns."""
    for number, block in enumerate(report.blocks, start=first):
        if isinstance(block, Chart):
            _container(document).set_part(_picture_path(number), png(report.look.painted(block.svg)))
            document.manifest.add_full_path(_picture_path(number), "image/png")
        table = block if isinstance(block, Table) else block.table if isinstance(block, Chart) else None
        if table:
            for style in _table_styles(table, number, room):
                document.insert_style(Element.from_tag(style), automatic=True)  # type: ignore[arg-type]
    for style in _CELL_STYLES:
        document.insert_style(Element.from_tag(style), automatic=True)  # type: ignore[arg-type]


_CELL_STYLES = tuple(
    f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties fo:padding-left="0mm" '
    f'fo:padding-right="2.5mm" fo:padding-top="1.3mm" fo:padding-bottom="1.3mm" fo:border-bottom="{edge}"{more}/>'
    "</style:style>"
    for name, edge, more in (
        ("RhHeadCell", "1.2pt solid #18222c", ' style:vertical-align="bottom"'),
        ("RhBodyCell", "0.5pt solid #d3dae0", ""),
    )
)


def _picture_path(number: int) -> str:
    return f"Pictures/chart-{number}.png"


def _table_styles(table: Table, number: int, room: Room) -> Iterator[str]:
    shares = column_shares(table, room)
    width = round(sum(shares) * room.width, 1)
    yield (
        f'<style:style style:name="RhTable{number}" style:family="table"><style:table-properties '
        f'style:width="{width}mm" table:align="left" fo:margin-bottom="2mm"/></style:style>'
    )
    for index, share in enumerate(shares):
        yield (
            f'<style:style style:name="RhTable{number}.{index}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{round(share * room.width, 1)}mm"/></style:style>'
        )


def _paragraph(style: str, inner: str) -> str:
    return f'<text:p text:style-name="{style}">{inner}</text:p>'


def _logo(report: Report) -> Iterator[str]:
    if report.look.logo:
        alt = words(report.language).logo.format(organisation=report.organisation)
        yield _paragraph("Standard", _frame("logo", _LOGO, logo_on_paper(report.look.logo), alt))


def _parts(report: Report, room: Room = OWN_PAGE, first: int = 0) -> Iterator[str]:
    chosen = words(report.language)
    sign = f'\u2003<text:span text:style-name="RhSign">{chosen.fictitious}</text:span>' if report.fictitious else ""
    yield _paragraph("RhOrganisation", escape(report.organisation) + sign)
    yield _paragraph("Title", escape(report.title))
    if report.subtitle:
        yield _paragraph("Subtitle", escape(report.subtitle))
    yield _paragraph("RhDate", written_date(report.date, report.language))
    if report.headings:
        yield _contents(report.headings, chosen.contents)
    for number, block in enumerate(report.blocks, start=first):
        yield from _block(block, number, room)
    yield _paragraph("RhProvenance", escape(report.provenance))


def _contents(headings: tuple[Heading, ...], title: str) -> str:
    name = quoteattr(title)
    entries = "".join(
        _paragraph(
            f"Contents_20_{heading.level}",
            f'<text:a xlink:type="simple" xlink:href="#{heading.anchor}">{escape(heading.text)}</text:a>',
        )
        for heading in headings
        if heading.level <= _DEEPEST
    )
    templates = "".join(
        f'<text:table-of-content-entry-template text:outline-level="{level}" text:style-name="Contents_20_{level}">'
        "<text:index-entry-link-start/><text:index-entry-text/><text:index-entry-link-end/>"
        "</text:table-of-content-entry-template>"
        for level in range(1, _DEEPEST + 1)
    )
    return (
        f'<text:table-of-content text:name={name}><text:table-of-content-source text:outline-level="{_DEEPEST}">'
        f'<text:index-title-template text:style-name="RhContents">{escape(title)}</text:index-title-template>'
        f"{templates}</text:table-of-content-source><text:index-body><text:index-title text:name={name}>"
        f"{_paragraph('RhContents', escape(title))}</text:index-title>{entries}</text:index-body>"
        "</text:table-of-content>"
    )


def _block(block: Block, number: int, room: Room) -> Iterator[str]:
    match block:
        case Heading():
            yield (
                f'<text:h text:style-name="Heading_20_{block.level}" text:outline-level="{block.level}">'
                f'<text:bookmark text:name="{block.anchor}"/>{escape(block.text)}</text:h>'
            )
        case Paragraph():
            yield _paragraph("Text_20_body", _runs(block))
        case Bullets():
            items = "".join(f"<text:list-item>{_paragraph('Standard', _runs(item))}</text:list-item>" for item in block.items)
            style = "RhNumbers" if block.ordered else "RhBullets"
            yield f'<text:list xml:id="list{number}" text:style-name="{style}">{items}</text:list>'
            yield _paragraph("Standard", "")
        case Table():
            yield from _table(block, number)
        case Chart():
            yield from _chart(block, number, room)
        case Notice():
            kind = block.kind.capitalize()
            yield _paragraph(f"Rh{kind}Title", escape(block.title))
            yield _paragraph(f"Rh{kind}", escape(block.text))
            yield _paragraph("Standard", "")
        case PageBreak():
            yield _paragraph("RhBreak", "")


def _runs(paragraph: Paragraph) -> str:
    return "".join(
        f'<text:span text:style-name="RhStrong">{escape(run.text)}</text:span>' if run.strong else escape(run.text)
        for run in paragraph.runs
    )


def _chart(chart: Chart, number: int, room: Room) -> Iterator[str]:
    size = picture_size(chart, room)
    yield _paragraph("RhFigureTitle", escape(chart.title))
    yield _paragraph("RhFigure", _frame(f"chart-{number}", _picture_path(number), size, chart.title, chart.alt))
    if chart.caption:
        yield _paragraph("RhNote", escape(chart.caption))
    yield from _table(chart.table, number)


def _frame(name: str, path: str, size: Size, title: str, alt: str = "") -> str:
    """A picture in the line, with a title and a description for who cannot see it."""
    return (
        f'<draw:frame draw:name="{name}" draw:style-name="RhGraphics" text:anchor-type="as-char" '
        f'svg:width="{size.width}mm" svg:height="{size.height}mm"><draw:image xlink:href="{path}" '
        'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
        f"<svg:title>{escape(title)}</svg:title><svg:desc>{escape(alt or title)}</svg:desc></draw:frame>"
    )


def _table(table: Table, number: int) -> Iterator[str]:
    yield _paragraph("RhTableTitle", escape(table.caption))
    columns = "".join(f'<table:table-column table:style-name="RhTable{number}.{index}"/>' for index in range(len(table.columns)))
    head = _row([column.label for column in table.columns], table, "Head")
    rows = "".join(_row(row, table, "Body") for row in table.rows)
    yield (
        f'<table:table table:name="Table{number}" table:style-name="RhTable{number}">{columns}'
        f"<table:table-header-rows>{head}</table:table-header-rows>{rows}</table:table>"
    )
    yield _paragraph("RhNote", escape(table.note))


def _row(cells: list[str] | tuple[str, ...], table: Table, kind: str) -> str:
    paragraph = "RhHead" if kind == "Head" else "RhCell"
    written = "".join(
        f'<table:table-cell table:style-name="Rh{kind}Cell" office:value-type="string">'
        f"{_paragraph(paragraph + ('Number' if column.numeric else ''), escape(text))}</table:table-cell>"
        for text, column in zip(cells, table.columns, strict=True)
    )
    return f"<table:table-row>{written}</table:table-row>"
