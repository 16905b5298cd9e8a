"""A report with everything in it, and the words that a reader finds in each format."""

import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import docx
import odfdo
import pypdfium2
import pytest
from docx.table import Table as WordTable

from regiehuis.documents.charts import chain, consensus
from regiehuis.documents.charts.figure import figure
from regiehuis.documents.domain.content import (
    Chart,
    Column,
    Heading,
    Notice,
    PageBreak,
    Report,
    Table,
    Text,
    bullets,
    paragraph,
    plain_text,
)
from regiehuis.documents.renderers import docx as docx_renderer
from regiehuis.documents.renderers import html as html_renderer
from regiehuis.documents.renderers import odt as odt_renderer
from regiehuis.documents.renderers import pdf as pdf_renderer


def numbers(caption: str, rows: int = 3) -> Table:
    return Table(
        caption=caption,
        columns=(Column(label="Dimensie"), Column(label="Waarde", numeric=True), Column(label="Bron")),
        rows=tuple((f"Dimensie {row}", f"{1 + row % 3},{row % 10}", "enqu\u00eate") for row in range(rows)),
        note=f"Bij {caption}: groepen met minder dan 5 antwoorden zijn niet getoond.",
    )


def charts() -> tuple[Chart, ...]:
    links = tuple(chain.Link(label=name, value_text=value) for name, value in (("Technisch", "2,8"), ("Semantisch", "1,7")))
    first = chain.Chain(title="Keten", description="Lagen", links=links, weakest="zwakste")
    words = ("sterk verdeeld", "verdeeld", "eensgezind")
    parts = tuple(consensus.Part(start=n / 3, start_text=str(n), word=word) for n, word in enumerate(words))
    scale = consensus.Consensus(
        title="Schaal",
        description="Verdeeld",
        parts=parts,
        end=1,
        end_text="1",
        value=0.5,  # type: ignore[arg-type]
    )
    return (
        figure(
            "Interoperabiliteit",
            "Semantisch is de zwakste laag.",
            chain.draw(first, prefix="keten"),
            numbers("Lagen"),
            "De zwakste schakel bepaalt.",
        ),
        figure("Eensgezindheid", "De groep is verdeeld.", consensus.draw(scale, prefix="schaal"), numbers("Stemmen")),
    )


def full_report(**changes: Any) -> Report:
    blocks = (
        Heading(level=1, text="Samenvatting", anchor="samenvatting"),
        paragraph(
            "Grensgeval: ",
            Text(text="type IV", strong=True),
            " of type III, ",
            Text(text="zie 5", href="/scan/5/"),
            ".",
        ),
        bullets("Gegevens staat het laagst: 1,7.", paragraph("De ", Text(text="grens", strong=True), " is een keuze.")),
        Heading(level=2, text="Drie stappen", anchor="stappen"),
        bullets("Bespreek het profiel.", "Leg de waarden vast.", ordered=True),
        paragraph("Daarna opnieuw, in een andere volgorde."),
        bullets("Kies de aanbevelingen.", "Leg ze voor.", ordered=True),
        Notice(kind="info", title="Een spiegel", text="Geen rapportcijfer."),
        Notice(kind="attention", title="Let op", text="De kansen zijn gelijk."),
        PageBreak(),
        Heading(level=1, text="In beeld", anchor="in-beeld"),
        *charts(),
        Heading(level=1, text="Bijlage", anchor="bijlage"),
        numbers("Alle antwoorden", rows=70),
    )
    return replace(
        Report(
            title="Rapport I-scan & O-scan 2026",
            subtitle="Een spiegel, geen rapportcijfer",
            organisation="Gemeente Merenland",
            language="nl",
            date=date(2026, 10, 12),
            fictitious=True,
            provenance="Instrument I-scan en O-scan, versie 1.0.0. Berekend op 12 oktober 2026.",
            blocks=blocks,
        ),
        **changes,
    )


@pytest.fixture
def report() -> Report:
    return full_report()


def pdf_text(rendered: bytes) -> str:
    document = pypdfium2.PdfDocument(rendered)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def docx_text(rendered: bytes) -> str:
    lines = []
    for part in docx.Document(io.BytesIO(rendered)).iter_inner_content():
        if isinstance(part, WordTable):
            lines += [cell.text for row in part.rows for cell in row.cells]
        elif part.style is None or not part.style.name.startswith("Rh Contents"):
            lines.append(part.text)
    return "\n".join(lines)


def odt_text(rendered: bytes) -> str:
    body = odfdo.Document(io.BytesIO(rendered)).body
    for contents in body.get_elements("//text:table-of-content"):
        contents.delete()
    for frame in body.get_elements("//draw:frame"):
        frame.delete()
    return "\n".join(part.inner_text for part in body.get_elements("//text:h | //text:p"))


class _Words(HTMLParser):
    skipped = ("svg", "nav")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.depth += tag in self.skipped

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in self.skipped

    def handle_data(self, data: str) -> None:
        if not self.depth:
            self.found.append(data)


def html_text(rendered: str) -> str:
    parser = _Words()
    parser.feed(rendered)
    return "".join(parser.found)


def bare(text: str) -> str:
    """The letters and digits in order, without spaces, hyphenation and joins of letters."""
    return re.sub("[\\s\\-\u2010\u00ad\u200b\ufffe\x02]", "", unicodedata.normalize("NFKC", text))


def said(report: Report) -> str:
    return bare("".join(plain_text(report)))


FORMATS: dict[str, tuple[Callable[[Report], Any], Callable[[Any], str]]] = {
    "pdf": (pdf_renderer.render, pdf_text),
    "docx": (docx_renderer.render, docx_text),
    "odt": (odt_renderer.render, odt_text),
    "html": (html_renderer.render, html_text),
}


@pytest.fixture(params=FORMATS.values(), ids=FORMATS.keys())
def form(request: pytest.FixtureRequest) -> Any:
    return request.param
