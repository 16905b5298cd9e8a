"""DOCX, ODT and HTML: real headings, header rows, alternative texts, and nothing that a page policy forbids."""

import io
import re
import zipfile
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import docx
import odfdo
import pytest
from docx.oxml.ns import qn

from regiehuis.documents.domain.content import Chart, Heading, Report, paragraph
from regiehuis.documents.renderers import docx as docx_renderer
from regiehuis.documents.renderers import html as html_renderer
from regiehuis.documents.renderers import odt as odt_renderer
from regiehuis.documents.renderers.docx_parts import bookmark_name

from .conftest import full_report

CHARTS = [block for block in full_report().blocks if isinstance(block, Chart)]
HEADINGS = [block for block in full_report().blocks if isinstance(block, Heading)]


@pytest.fixture(scope="module")
def word() -> Any:
    return docx.Document(io.BytesIO(docx_renderer.render(full_report())))


@pytest.fixture(scope="module")
def writer() -> Any:
    return odfdo.Document(io.BytesIO(odt_renderer.render(full_report())))


@pytest.fixture(scope="module")
def page() -> str:
    return html_renderer.render(full_report())


def test_word_has_real_headings(word: Any) -> None:
    found = [(part.style.name, part.text) for part in word.paragraphs if part.style.name.startswith("Heading")]
    assert found == [(f"Heading {heading.level}", heading.text) for heading in HEADINGS]
    assert [part.text for part in word.paragraphs if part.style.name == "Title"] == ["Rapport I-scan & O-scan 2026"]


def test_word_repeats_header_rows(word: Any) -> None:
    assert len(word.tables) == len(CHARTS) + 1
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None


def test_word_pictures_have_alternative_texts(word: Any) -> None:
    assert [shape._inline.docPr.get("descr") for shape in word.inline_shapes] == [chart.alt for chart in CHARTS]
    ids = [shape._inline.docPr.get("id") for shape in word.inline_shapes]
    assert len(set(ids)) == len(ids)


def test_word_properties_language_header_and_footer(word: Any) -> None:
    properties = word.core_properties
    assert (properties.title, properties.author) == ("Rapport I-scan & O-scan 2026", "Gemeente Merenland")
    assert (properties.language, properties.created.date()) == ("nl-NL", full_report().date)
    assert {one.get(qn("w:val")) for one in word.styles.element.iter(qn("w:lang"))} == {"nl-NL"}
    assert "Fictieve gemeente" in word.sections[0].header.paragraphs[0].text
    footer = word.sections[0].footer
    fields = [one.text.strip() for one in footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert "versie 1.0.0" in footer.paragraphs[0].text


def test_word_numbers_each_list_from_one(word: Any) -> None:
    numbered = [part._p.pPr.numPr.numId.val for part in word.paragraphs if part.style.name == "List Number"]
    assert len(numbered) == 4
    assert len(set(numbered)) == 2


def test_word_contents_lead_to_the_headings(word: Any) -> None:
    marks = {one.get(qn("w:name")) for one in word.element.iter(qn("w:bookmarkStart"))}
    links = {one.get(qn("w:anchor")) for one in word.element.iter(qn("w:hyperlink"))}
    assert links
    assert links <= marks


def test_word_bookmarks_of_long_anchors_differ() -> None:
    long = "verschillen-tussen-managementteam-en-medewerkers"
    names = {bookmark_name(f"{long}-{number}") for number in range(3)} | {bookmark_name("kort")}
    assert len(names) == 4
    assert all(len(name) <= 40 for name in names)


def test_office_files_are_well_formed_zip_files() -> None:
    for made in (docx_renderer.render(full_report()), odt_renderer.render(full_report())):
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            assert archive.testzip() is None
            for name in archive.namelist():
                if name.endswith((".xml", ".rels", ".rdf")):
                    ElementTree.fromstring(archive.read(name))


def test_odt_begins_with_its_uncompressed_type() -> None:
    made = odt_renderer.render(full_report())
    assert made[30:77] == b"mimetypeapplication/vnd.oasis.opendocument.text"
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        listed = set(re.findall(r'full-path="([^"/][^"]*)"', archive.read("META-INF/manifest.xml").decode()))
        assert listed == set(archive.namelist()) - {"mimetype", "META-INF/manifest.xml"}


def test_odt_headings_header_rows_and_alternative_texts(writer: Any) -> None:
    body = writer.body
    found = [(int(one.get_attribute("text:outline-level")), one.inner_text) for one in body.get_elements("//text:h")]
    assert found == [(heading.level, heading.text) for heading in HEADINGS]
    assert len(body.get_elements("//table:table-header-rows")) == len(CHARTS) + 1
    assert [one.inner_text for one in body.get_elements("//svg:desc")] == [chart.alt for chart in CHARTS]
    assert [one.inner_text for one in body.get_elements("//svg:title")] == [chart.title for chart in CHARTS]


def test_odt_metadata_language_header_and_footer(writer: Any) -> None:
    assert (writer.meta.title, writer.meta.language) == ("Rapport I-scan & O-scan 2026", "nl-NL")
    assert writer.meta.creation_date.date() == full_report().date
    styles = writer.get_part("styles.xml").serialize().decode()
    assert 'fo:language="nl" fo:country="NL"' in styles
    assert "Fictieve gemeente" in styles
    assert "text:page-count" in styles
    assert "versie 1.0.0" in styles


def test_odt_uses_only_styles_that_exist(writer: Any) -> None:
    content = writer.get_part("content.xml").serialize().decode()
    styles = writer.get_part("styles.xml").serialize().decode()
    used = set(re.findall(r'(?:text|table|draw):style-name="([^"]+)"', content))
    assert used <= set(re.findall(r'style:name="([^"]+)"', content + styles))


def test_html_is_well_formed_and_plain(page: str) -> None:
    ElementTree.fromstring(page)
    outside = re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", page)
    assert all(name.startswith("rh-report") for names in re.findall(r'class="([^"]*)"', outside) for name in names.split())


def test_html_contents_lead_to_the_headings(page: str) -> None:
    root = ElementTree.fromstring(page)
    links = [one.get("href") for one in root.findall(".//nav//a")]
    assert links == [f"#{heading.anchor}" for heading in HEADINGS]
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(set(ids)) == len(ids)
    assert {link.removeprefix("#") for link in links if link} <= set(ids)


def test_html_figures_tables_and_evidence(page: str) -> None:
    root = ElementTree.fromstring(page)
    pictures = root.findall(".//figure/div[@role='img']")
    assert [one.get("aria-label") for one in pictures] == [chart.alt for chart in CHARTS]
    assert len(root.findall(".//details/div/table")) == len(CHARTS)
    assert root.find(".//a[@href='/scan/5/']") is not None
    assert all(one.get("scope") for one in root.iter("th"))


@pytest.mark.parametrize(("level", "tags"), [(1, ["h1", "h2", "h3"]), (2, ["h2", "h3", "h4"])])
def test_html_headings_follow_the_page(report: Report, level: Any, tags: list[str]) -> None:
    root = ElementTree.fromstring(html_renderer.render(report, title_level=level))
    assert sorted({one.tag for one in root.iter() if re.fullmatch(r"h\d", one.tag)}) == tags


def test_html_nests_its_contents(report: Report) -> None:
    levels = [1, 2, 3, 2, 1, 2]
    blocks = tuple(Heading(level=n, text=f"K{i}", anchor=f"k{i}") for i, n in enumerate(levels))
    root = ElementTree.fromstring(html_renderer.render(replace(report, blocks=(*blocks, paragraph("x")))))
    depth = {one.text: 0 for one in root.findall(".//nav//a")}
    for link in root.findall("./nav/ol/li/a"):
        depth[link.text] = 1
    for link in root.findall("./nav/ol/li/ol/li/a"):
        depth[link.text] = 2
    for link in root.findall("./nav/ol/li/ol/li/ol/li/a"):
        depth[link.text] = 3
    assert list(depth.values()) == levels
