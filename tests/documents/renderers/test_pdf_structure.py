"""The PDF is tagged, named, archivable and complete: what PDF/UA-1 and PDF/A-2a ask, as far as we can see ourselves."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
import pytest

from regiehuis.documents.domain.content import Chart, Heading, Report, Table
from regiehuis.documents.renderers import pdf

from .conftest import full_report


@pytest.fixture(scope="module")
def document() -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf.render(full_report())))


def elements(document: pikepdf.Pdf) -> Iterator[Any]:
    waiting = [document.Root.StructTreeRoot.K]
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Array):
            waiting += list(part)
        elif isinstance(part, pikepdf.Dictionary):
            if "/S" in part:
                yield part
            if "/K" in part and part.get("/Type") != "/MCR":
                waiting.append(part.K)


def test_it_is_marked_named_and_in_dutch(document: pikepdf.Pdf) -> None:
    root = document.Root
    assert bool(root.MarkInfo.Marked) is True
    assert str(root.Lang) == "nl-NL"
    assert bool(root.ViewerPreferences.DisplayDocTitle) is True
    assert str(document.docinfo.Title) == "Rapport I-scan & O-scan 2026"
    assert str(document.docinfo.CreationDate).startswith("D:20261012")


def test_it_declares_both_standards(document: pikepdf.Pdf) -> None:
    with document.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert metadata["{http://www.aiim.org/pdfa/ns/id/}part"] == "2"
        assert metadata["{http://www.aiim.org/pdfa/ns/id/}conformance"] == "A"


def test_every_figure_has_its_alternative_text(document: pikepdf.Pdf) -> None:
    figures = [str(one.Alt) for one in elements(document) if one.S == "/Figure"]
    assert sorted(figures) == sorted(block.alt for block in full_report().blocks if isinstance(block, Chart))


def test_tables_have_header_cells(document: pikepdf.Pdf) -> None:
    count = Counter(str(one.S) for one in elements(document))
    tables = [block if isinstance(block, Table) else block.table for block in full_report().blocks if isinstance(block, Table | Chart)]
    assert count["/Table"] == len(tables)
    assert count["/TH"] == sum(len(table.columns) for table in tables)
    assert count["/TD"] == sum(len(table.columns) * len(table.rows) for table in tables)


def test_headings_and_bookmarks(document: pikepdf.Pdf) -> None:
    count = Counter(str(one.S) for one in elements(document))
    headings = [block for block in full_report().blocks if isinstance(block, Heading)]
    assert count["/H2"] == sum(heading.level == 2 for heading in headings)
    assert count["/H1"] >= sum(heading.level == 1 for heading in headings)
    assert count["/P"] >= 10
    with document.open_outline() as outline:
        assert [item.title for item in outline.root] == [heading.text for heading in headings if heading.level == 1]


def test_all_fonts_are_embedded(document: pikepdf.Pdf) -> None:
    fonts = [part for part in document.objects if isinstance(part, pikepdf.Dictionary) and part.get("/Type") == "/FontDescriptor"]
    assert fonts
    for font in fonts:
        assert "LiberationSans" in str(font.FontName)
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys())


def test_each_page_has_header_and_footer() -> None:
    report = full_report()
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf.render(report))]
    assert len(pages) >= 4
    for number, text in enumerate(pages, start=1):
        assert "Fictieve gemeente" in text
        assert f"Pagina {number} van {len(pages)}" in re.sub(r"\s+", " ", text)
        assert "versie 1.0.0" in text


def test_a_long_table_repeats_its_header() -> None:
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf.render(full_report()))]
    with_rows = [text for text in pages if re.search(r"Dimensie [3-6]\d", text)]
    assert len(with_rows) >= 2
    assert all("Waarde" in text for text in with_rows)


def test_a_chart_stays_with_its_title(report: Report) -> None:
    for page in pypdfium2.PdfDocument(pdf.render(report)):
        text = page.get_textpage().get_text_range()
        if "Interoperabiliteit" in text and "zwakste" in text:
            return
    pytest.fail("title and picture are on different pages")
