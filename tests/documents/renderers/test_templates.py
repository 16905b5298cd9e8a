"""On a template of the municipality: its looks, our words and our care for who reads with a screen reader."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import replace
from functools import cache
from typing import Any
from xml.etree import ElementTree

import docx
import odfdo
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from regiehuis.documents.domain.content import Chart, Heading, Report, as_data, report_hash
from regiehuis.documents.domain.stored import report_from_data
from regiehuis.documents.domain.template_files import TemplateProblem, inspect
from regiehuis.documents.renderers import docx as word_renderer
from regiehuis.documents.renderers import odt as odt_renderer
from regiehuis.documents.renderers.layout import Room, picture_size
from tests.documents.office_files import as_template, changed, inserted, open_document, word

from .conftest import bare, docx_text, full_report, odt_text, said

RENDERERS = {"docx": word_renderer, "odt": odt_renderer}
READERS = {"docx": docx_text, "odt": odt_text}
CHARTS = [block for block in full_report().blocks if isinstance(block, Chart)]
COVER = ("Een voorblad", "[[Inhoud]]", "Een colofon")


def named(kind: str, template: bytes, **changes: Any) -> Report:
    report = full_report(**changes)
    return replace(report, look=replace(report.look, **{f"{kind}_template": hashlib.sha256(template).hexdigest()}))


@cache
def made(kind: str, template: bytes, **changes: Any) -> bytes:
    return RENDERERS[kind].render(named(kind, template, **changes), template)


def opened(rendered: bytes) -> Any:
    return docx.Document(io.BytesIO(rendered))


def texts(rendered: bytes) -> str:
    """Every part that is XML, to look for what should not be there."""
    with zipfile.ZipFile(io.BytesIO(rendered)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels")))


TEMPLATES = {
    "word": ("docx", word()),
    "word-cover": ("docx", word(lambda document: None, *COVER)),
    "word-dotx": ("docx", as_template(word())),
    "word-ours": ("docx", word_renderer.starting_point(full_report(fictitious=False))),
    "odt": ("odt", open_document("Oude tekst")),
    "odt-cover": ("odt", open_document(*COVER)),
    "odt-ott": ("odt", as_template(open_document())),
    "odt-ours": ("odt", odt_renderer.starting_point(full_report(fictitious=False))),
}
each_template = pytest.mark.parametrize(("kind", "template"), TEMPLATES.values(), ids=TEMPLATES.keys())


@each_template
def test_the_words_are_those_of_every_other_format(kind, template):
    text = bare(READERS[kind](made(kind, template)))
    assert text.removeprefix(bare("Een voorblad")).removesuffix(bare("Een colofon")) == said(full_report())


@each_template
def test_the_same_report_on_the_same_template_gives_the_same_bytes_and_comes_back_from_what_is_stored(kind, template):
    report = named(kind, template)
    again = report_from_data(as_data(report))
    assert again == report
    assert RENDERERS[kind].render(again, template) == RENDERERS[kind].render(report, template)


@each_template
def test_the_result_is_an_ordinary_document_that_may_itself_be_a_template(kind, template):
    result = made(kind, template)
    assert inspect(f"x.{kind}", result) == kind
    with zipfile.ZipFile(io.BytesIO(result)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))
    assert bare(READERS[kind](made(kind, result))) == said(full_report())


@each_template
def test_a_template_is_part_of_what_a_report_was_made_from(kind, template):
    report = named(kind, template)
    assert report_hash(report) != report_hash(full_report())
    for wrong in (b"", template + b"\0"):
        with pytest.raises(ValueError, match="not the template"):
            RENDERERS[kind].render(report, wrong)
    with pytest.raises(ValueError, match="not the template"):
        RENDERERS[kind].render(full_report(), template)


def test_what_was_stored_before_there_were_templates_keeps_its_hash():
    data = as_data(replace(full_report(), look=replace(full_report().look, accent="#a32014")))
    assert set(data["look"]) == {"kind", "accent", "band", "logo"}


@each_template
def test_every_page_of_a_fictitious_municipality_says_so(kind, template):
    assert "Fictieve gemeente" in texts(made(kind, template))
    assert "Fictieve gemeente" not in texts(made(kind, template, fictitious=False))


def test_word_signs_the_first_and_the_even_pages_too_where_the_template_has_those():
    def three_headers(document: Any) -> None:
        document.settings.odd_and_even_pages_header_footer = True
        document.sections[0].different_first_page_header_footer = True
        document.sections[0].first_page_header.paragraphs[0].text = "Voorkant"
        document.add_section()

    section, following = opened(made("docx", word(three_headers, "[[inhoud]]"))).sections
    for header in (section.header, section.first_page_header, section.even_page_header):
        assert header.paragraphs[-1].text == "Fictieve gemeente"
    assert section.first_page_header.paragraphs[0].text == "Voorkant"
    assert following.header.is_linked_to_previous


@each_template
def test_nothing_tells_who_made_the_template(kind, template):
    assert "Anja Maker" not in texts(made(kind, template))


@pytest.mark.parametrize(("kind", "template"), [TEMPLATES["word"], TEMPLATES["odt"]])
def test_without_a_marker_the_text_of_the_template_is_gone_and_its_paper_stays(kind, template):
    result = texts(made(kind, template))
    assert "Oude tekst" not in result
    assert "Briefpapier van Toetsdam" in result


# ---- Word ----------------------------------------------------------------------------------------------------------------


def test_word_takes_styles_paper_header_and_footer():
    document = opened(made("docx", TEMPLATES["word"][1]))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.left_margin.mm)) == (297, 40)
    assert [line.text for line in section.header.paragraphs] == ["Briefpapier van Toetsdam", "Fictieve gemeente"]
    assert section.footer.paragraphs[0].text == "Postbus 1, Toetsdam"
    heading = document.styles["Heading 1"]
    assert (heading.font.name, heading.font.size.pt, str(heading.font.color.rgb)) == ("Georgia", 21.0, "116622")
    assert {table.style.name for table in document.tables} == {"Tabel Toetsdam"}
    assert all(table._tbl.tblPr.find(qn("w:tblBorders")) is None for table in document.tables)


def test_word_keeps_headings_header_rows_alternative_texts_language_and_title():
    document = opened(made("docx", TEMPLATES["word-cover"][1]))
    found = [(part.style.name, part.text) for part in document.paragraphs if part.style.name.startswith("Heading")]
    assert found == [(f"Heading {block.level}", block.text) for block in full_report().blocks if isinstance(block, Heading)]
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in document.tables)
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == [chart.alt for chart in CHARTS]
    properties = document.core_properties
    assert (properties.title, properties.author, properties.language) == ("Rapport I-scan & O-scan 2026", "Gemeente Merenland", "nl-NL")
    assert {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))} == {"nl-NL"}


def test_word_pictures_and_tables_fit_the_paper_of_the_template():
    document = opened(made("docx", TEMPLATES["word"][1]))
    room = Room(width=217.0, height=210 - 2 * 25.4 - 34)
    assert [round(shape.width.mm) for shape in document.inline_shapes] == [round(picture_size(chart, room).width) for chart in CHARTS]
    assert all(sum(int(cell.get(qn("w:w"))) for cell in table._tbl.tblGrid) <= 217 / 25.4 * 1440 for table in document.tables)


def test_word_makes_lists_also_where_the_template_has_none():
    def bare_lists(document: Any) -> None:
        for name in ("List Bullet", "List Number", "Heading 4", "Title"):
            document.styles[name].element.getparent().remove(document.styles[name].element)
        relations = document.part.rels
        for key in [key for key, each in relations.items() if each.reltype.endswith("/numbering")]:
            del relations[key]

    document = opened(made("docx", word(bare_lists)))
    numbered = [part._p.pPr.numPr.numId.val for part in document.paragraphs if part.style.name == "List Number"]
    assert (len(numbered), len(set(numbered))) == (4, 2)
    numbering = document.part.numbering_part.element
    assert {numbering.num_having_numId(each).abstractNumId.val for each in numbered} == {1}
    assert document.styles["Heading 4"].element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == "3"
    assert "Title" in document.styles


def test_word_knows_styles_whatever_their_capitals():
    template = word(lambda document: document.styles["Heading 1"].element.find(qn("w:name")).set(qn("w:val"), "Heading 1"))
    document = opened(made("docx", template))
    assert str(document.styles["Heading 1"].font.color.rgb) == "116622"
    assert len([style for style in document.styles.element.iter(qn("w:name")) if style.get(qn("w:val")).lower() == "heading 1"]) == 1


def test_word_takes_a_template_that_another_program_made_of_an_odt():
    """LibreOffice then names styles and their ids as in the ODT, and no paragraph style is the ordinary one."""

    def as_libreoffice(document: Any) -> None:
        for name in ("RhCell", "RhHead", "TOC 1"):
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).font.size = Pt(7)
        document.styles.add_style("Rh Note", WD_STYLE_TYPE.CHARACTER).element.styleId = "RhDate"
        del document.styles["Normal"].element.attrib[qn("w:default")]

    rendered = made("docx", word(as_libreoffice))
    document = opened(rendered)
    assert bare(docx_text(rendered)) == said(full_report())
    assert {cell.paragraphs[0].style.font.size.pt for cell in document.tables[0].columns[0].cells} == {7.0}
    ids = [style.style_id for style in document.styles]
    assert len(ids) == len(set(ids))


def test_word_puts_the_content_in_the_section_of_the_marker():
    def two_sections(document: Any) -> None:
        document.add_paragraph("Voorblad")
        document.add_section()
        document.sections[1].left_margin = document.sections[1].right_margin = document.sections[0].left_margin // 2
        marker = document.add_paragraph("[[inhoud]]")
        marker.paragraph_format.page_break_before = True
        document.add_paragraph("Achterblad")

    ready = word_renderer.opened(full_report(), word(two_sections))
    assert (round(ready.room.width), ready.found.is_marked) == (257, True)
    document = opened(made("docx", word(two_sections)))
    parts = [part for part in document.paragraphs if part.text]
    assert (parts[0].text, parts[-1].text, len(document.sections)) == ("Voorblad", "Achterblad", 2)
    assert parts[1].paragraph_format.page_break_before is True


def test_a_section_that_ends_at_the_marker_still_ends_there():
    def ends(document: Any) -> None:
        document.add_paragraph("[[inhoud]]")
        document.add_section()
        document.element.body.remove(document.paragraphs[-1]._p)
        document.paragraphs[-1]._p.get_or_add_pPr().append(parse_xml(f"<w:sectPr {nsdecls('w')}/>"))

    document = opened(made("docx", word(ends)))
    assert len(document.sections) == 2
    assert "[[inhoud]]" not in docx_text(made("docx", word(ends)))


def test_word_leaves_remarks_protection_and_the_notes_of_former_text_behind():
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>Geheime noot</w:t></w:r></w:p></w:footnote></w:footnotes>'
    ).encode()
    relation = (
        '<Relationship Id="rId9{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{kind}.xml"/>'
    )
    template = changed(word(), {
        "word/settings.xml": inserted("<w:zoom", '<w:documentProtection w:edit="readOnly" w:enforcement="1"/><w:trackRevisions/>'),
        "word/footnotes.xml": notes,
        "word/comments.xml": notes.replace(b"footnote", b"comment").replace(b"Geheime noot", b"Geheime opmerking"),
        "word/_rels/document.xml.rels": inserted("</Relationships>", relation.format(n=1, kind="footnotes") + relation.format(n=2, kind="comments")),
        "[Content_Types].xml": inserted("</Types>", "".join(
            f'<Override PartName="/word/{kind}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>'
            for kind in ("footnotes", "comments")
        )),
    })  # fmt: skip
    result = texts(made("docx", template))
    assert "Geheime" not in result
    assert "documentProtection" not in result
    assert "trackRevisions" not in result
    assert 'w:type="separator"' in result


def test_remarks_on_a_cover_or_a_closing_stay_behind():
    note = '<office:annotation><dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">Anja Maker</dc:creator><text:p>Geheim</text:p></office:annotation>'
    template = changed(open_document(*COVER), {"content.xml": lambda part: part.replace(b"Een voorblad", f"Een voorblad{note}".encode()).replace(b"Een colofon", f"Een colofon{note}".encode())})  # fmt: skip
    result = texts(made("odt", template))
    assert ("Een colofon" in result, "Geheim" in result, "Anja Maker" in result) == (True, False, False)

    def remarked(document: Any) -> None:
        for line in (document.paragraphs[0], document.paragraphs[-1]):
            document.add_comment(line.runs, text="Geheim", author="Anja Maker")

    result = texts(made("docx", word(remarked, *COVER)))
    assert ("Een colofon" in result, "Geheim" in result, "comment" in result.replace("comments/>", "")) == (True, False, False)


# ---- OpenDocument --------------------------------------------------------------------------------------------------------


def test_odt_takes_styles_paper_and_header():
    rendered = made("odt", TEMPLATES["odt"][1])
    styles = odfdo.Document(io.BytesIO(rendered)).get_part("styles.xml")
    heading = styles.get_element("//style:style[@style:name='Heading_20_1']/style:text-properties")
    assert heading.get_attribute("fo:color") == "#116622"
    header = styles.get_element("//style:master-page[@style:name='Standard']/style:header")
    assert [line.inner_text for line in header.children] == ["Briefpapier van Toetsdam", "Fictieve gemeente"]
    assert odt_renderer.opened(full_report(), TEMPLATES["odt"][1]).room.width == pytest.approx(140.0, abs=0.1)


@pytest.mark.parametrize("name", ["odt", "odt-cover", "odt-ours"])
def test_odt_keeps_structure_and_uses_only_styles_that_exist(name):
    rendered = made("odt", TEMPLATES[name][1])
    document = odfdo.Document(io.BytesIO(rendered))
    found = [(int(each.get_attribute("text:outline-level")), each.inner_text) for each in document.body.get_elements("//text:h")]
    assert found == [(block.level, block.text) for block in full_report().blocks if isinstance(block, Heading)]
    assert len(document.body.get_elements("//table:table-header-rows")) == len(CHARTS) + 1
    assert [each.inner_text for each in document.body.get_elements("//svg:desc")] == [chart.alt for chart in CHARTS]
    assert (document.meta.title, document.meta.language) == ("Rapport I-scan & O-scan 2026", "nl-NL")
    content, styles = (document.get_part(part).serialize().decode() for part in ("content.xml", "styles.xml"))
    used = set(re.findall(r'(?:text|table|draw):style-name="([^"]+)"', content))
    assert used <= set(re.findall(r'style:name="([^"]+)"', content + styles))
    assert 'fo:language="nl" fo:country="NL"' in styles
    with zipfile.ZipFile(io.BytesIO(rendered)) as archive:
        listed = set(re.findall(r'full-path="([^"/][^"]*)"', archive.read("META-INF/manifest.xml").decode()))
        assert {each for each in listed if not each.endswith("/")} == set(archive.namelist()) - {"mimetype", "META-INF/manifest.xml"}


def test_odt_takes_the_names_of_a_word_file_that_was_saved_as_odt():
    style = '<style:style style:name="Rh_20_Column_20_Head" style:display-name="Rh Column Head" style:family="paragraph"/>'
    template = changed(open_document(), {"styles.xml": inserted("</office:styles>", style)})
    assert odt_renderer.opened(full_report(), template).found.styles["head"] == "Rh_20_Column_20_Head"
    styles = odfdo.Document(io.BytesIO(made("odt", template))).get_part("styles.xml")
    assert styles.get_element("//style:style[@style:name='RhHead']").get_attribute("style:parent-style-name") == "Rh_20_Column_20_Head"


def test_odt_starts_on_the_page_that_the_template_starts_on():
    style = '<style:style style:name="P1" style:family="paragraph" style:master-page-name="Voorblad"/>'
    template = changed(open_document("Oude tekst"), {
        "content.xml": lambda part: part.replace(b"<office:automatic-styles/>", f"<office:automatic-styles>{style}</office:automatic-styles>".encode())
                                       .replace(b"<text:p>Oude", b'<text:p text:style-name="P1">Oude'),
        "styles.xml": inserted("</office:master-styles>", '<style:master-page style:name="Voorblad" style:page-layout-name="Mpm1" style:next-style-name="Standard"/>'),
    })  # fmt: skip
    content = odfdo.Document(io.BytesIO(made("odt", template))).get_part("content.xml")
    first = content.get_elements("//office:text/text:p")[0]
    style = content.get_element(f"//style:style[@style:name='{first.get_attribute('text:style-name')}']")
    assert (style.get_attribute("style:master-page-name"), style.get_attribute("style:parent-style-name")) == ("Voorblad", "RhOrganisation")


# ---- where nothing can be written ----------------------------------------------------------------------------------------


def in_a_table(document: Any) -> None:
    document.add_table(1, 1).cell(0, 0).text = "[[inhoud]]"


def narrow(document: Any) -> None:
    document.sections[0].left_margin = document.sections[0].page_width // 3 * 2


def columns(document: Any) -> None:
    document.element.body.sectPr.find(qn("w:cols")).set(qn("w:num"), "3")


TABLE = "<table:table><table:table-column/><table:table-row><table:table-cell><text:p>[[inhoud]]</text:p></table:table-cell></table:table-row></table:table>"


MANY = "".join(f'<w:style w:type="paragraph" w:styleId="x{number}"><w:name w:val="x{number}"/></w:style>' for number in range(2_000))


@pytest.mark.parametrize(("kind", "template", "problem"), [
    ("docx", word(lambda document: None, "[[inhoud]]", "[[inhoud]]"), "marker_twice"),
    ("docx", word(in_a_table), "marker_misplaced"),
    ("docx", word(narrow), "too_narrow"),
    ("docx", word(columns), "too_narrow"),
    ("docx", changed(word(), {"word/styles.xml": inserted("</w:styles>", MANY)}), "zip_bomb"),
    ("odt", open_document("[[inhoud]]", "[[inhoud]]"), "marker_twice"),
    ("odt", changed(open_document("x"), {"content.xml": inserted("</office:text>", TABLE)}), "marker_misplaced"),
    ("odt", changed(open_document(), {"styles.xml": lambda part: part.replace(b'fo:margin-left="3.5cm"', b'fo:margin-left="9cm"')}), "too_narrow"),
])  # fmt: skip
def test_where_nothing_can_be_written_it_says_why(kind, template, problem):
    with pytest.raises(TemplateProblem) as refused:
        RENDERERS[kind].opened(full_report(), template)
    assert refused.value.kind == problem
