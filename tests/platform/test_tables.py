"""Lists in and out: hostile files are refused before they are read, and no cell that we write runs as a formula."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import resource
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from regiehuis.platform import tables
from regiehuis.platform.tables import (
    EXPORTS,
    LARGEST_FILE,
    MOST_ROWS,
    FileProblem,
    csv_response,
    export,
    ods_response,
    read_rows,
    safe_cell,
    xlsx_response,
)

HOSTILE = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example")']
HARMLESS = ["plan", "1+1", "a=b", " =1", "'=1"]


def cells(content):
    return [row for _line, row in read_rows(content)]


def workbook(*rows, **options):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                (sheet.write_formula if str(value).startswith("=") else sheet.write)(number, column, value)
    return out.getvalue()


def spreadsheet(*rows):
    """An ODS, as we write it; a row is its XML or its cells."""
    return ods_response("x", [], []).content if not rows else ods_response("x", rows[0], rows[1:]).content


def with_content(xml):
    """An ODS with this as its table."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(spreadsheet(["PLAATS"]))) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name).decode()
            target.writestr(name, re.sub("<table:table-row>.*</table:table-row>", lambda _: xml, data) if name == "content.xml" else data)
    return out.getvalue()


def rezipped(content, **extra):
    """The same workbook with files added."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in extra.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


# ---- in ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [
    pytest.param(b"code;naam\nA;Afdeling\n", id="semicolon"),
    pytest.param(b"code,naam\nA,Afdeling\n", id="comma"),
    pytest.param(b"code\tnaam\nA\tAfdeling\n", id="tab"),
    pytest.param(b"\xef\xbb\xbfcode;naam\r\n\r\nA; Afdeling \r\n", id="windows-with-mark-and-empty-line"),
    pytest.param(workbook(["code", "naam"], ["A", "Afdeling"]), id="xlsx"),
    pytest.param(spreadsheet(["code", "naam"], ["A", "Afdeling"]), id="ods"),
])  # fmt: skip
def test_lists_as_people_save_them(content):
    assert cells(content) == [["code", "naam"], ["A", "Afdeling"]]


def test_accents_and_quoted_line_ends_survive():
    assert cells('code;naam\nA;"Coördinatie\nen façade"\n'.encode())[1] == ["A", "Coördinatie\nen façade"]


def test_whole_numbers_of_a_workbook_have_no_decimals():
    assert cells(workbook(["code", "fte"], [101, 2.5])) == [["code", "fte"], ["101", "2.5"]]


def test_a_formula_in_a_workbook_is_read_as_its_stored_value():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["code", "naam"])
        sheet.write_formula(1, 0, '=CONCAT("A","B")', value="AB")
        sheet.write_formula(1, 1, "=1+1", value=2)
    assert cells(out.getvalue()) == [["code", "naam"], ["AB", "2"]]


@pytest.mark.parametrize(("content", "kind", "value"), [
    pytest.param(b"", "empty", "", id="empty"),
    pytest.param(b";;\n\n ;\n", "empty", "", id="only-separators"),
    pytest.param("code;naam\nA;Coördinatie\n".encode("latin-1"), "wrong_encoding", "2", id="latin-1-on-line-2"),
    pytest.param("code;naam\n".encode("utf-16"), "not_a_list", "", id="utf-16"),
    pytest.param(b"%PDF-1.7\x00", "not_a_list", "", id="pdf"),
    pytest.param(b"PK\x03\x04 broken", "not_a_list", "", id="broken-zip"),
    pytest.param(rezipped(workbook(["code"]), **{"xl__vbaProject.bin": b"macro"}), "macros", "", id="macros"),
    pytest.param(rezipped(workbook(["code"]), **{"xl__media__x.bin": b"\0" * (201 * 1024 * 1024)}), "zip_bomb", "", id="zip-bomb"),
    pytest.param(rezipped(spreadsheet(["code"]), Basic__Standard__Module1=b"macro"), "macros", "", id="macros-of-ods"),
    pytest.param(rezipped(spreadsheet(["code"]), Scripts__python__x=b"macro"), "macros", "", id="scripts-of-ods"),
    pytest.param(rezipped(spreadsheet(["code"]), Pictures__x=b"\0" * (201 * 1024 * 1024)), "zip_bomb", "", id="zip-bomb-of-ods"),
    pytest.param(b"\xd0\xcf\x11\xe0" + b"x" * 100, "old_workbook", "", id="xls-or-password"),
    pytest.param(b" <!doctype html><table>", "not_a_list", "", id="html"),
    pytest.param(b"a;" * 200 + b"b\n", "too_many_columns", "201", id="201-columns"),
    pytest.param(workbook(["k"] * 201), "too_many_columns", "201", id="201-columns-of-a-workbook"),
    pytest.param(b"x" * (LARGEST_FILE + 1), "too_large", "", id="too-large"),
    pytest.param(b"code\n" + b"A\n" * (MOST_ROWS + 1), "too_many_rows", "50001", id="50001-rows"),
    pytest.param(b"code\n" + b"A\n" * 90_000, "too_many_rows", "90000", id="90000-rows"),
])  # fmt: skip
def test_what_is_no_list_is_refused_with_the_reason(content, kind, value):
    with pytest.raises(FileProblem) as refused:
        cells(content)
    assert (refused.value.kind, refused.value.value) == (kind, value)


def test_a_zip_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "niets")
    with pytest.raises(FileProblem, match="not_a_list"):
        cells(out.getvalue())


def test_a_zip_that_lies_about_its_size_is_refused():
    """The size in the directory of a ZIP is a claim of whoever made it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["code"]))) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(b"<sheetData>", b"<!--" + b" " * 30_000_000 + b"--><sheetData>")
                size = len(data)
            target.writestr(name, data)
    honest = out.getvalue()
    assert cells(honest) == [["code"]]
    with pytest.raises(FileProblem, match="not_a_list"):
        cells(honest.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little")))


def test_a_workbook_with_an_external_entity_reads_no_file():
    """XML with a DTD may name a file of ours or grow without end."""
    sheet = (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet xmlns="http://schemas.openxmlformats.org/'
             b'spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>')  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["code"]))) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else source.read(name))
    try:
        assert "root:" not in str(cells(out.getvalue()))
    except FileProblem as refused:
        assert refused.kind in {"not_a_list", "empty"}


@pytest.mark.parametrize(("row", "column"), [(1_048_575, 16_383), (1_048_575, 100), (9, 16_383)])
def test_a_cell_far_away_does_not_take_the_memory_of_the_server(row, column):
    """5 kB that ask for 500 GB: the reader makes room for everything up to the farthest cell."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "code")
        sheet.write(row, column, "ver weg")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with contextlib.suppress(FileProblem):
        cells(out.getvalue())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000, "kB"


@pytest.mark.parametrize("repeats", ['rows-repeated="1048576"', 'columns-repeated="16384"'])
def test_a_spreadsheet_that_repeats_a_cell_a_million_times_does_not_take_the_memory_of_the_server(repeats):
    """ODS says in three words what XLSX needs a file for."""
    where = ("table-row", "table-cell") if "rows" in repeats else ("table-cell", "table-row")
    cell = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'
    row = "<table:table-row{}>{}</table:table-row>"
    xml = row.format(
        f" table:number-{repeats}" if where[0] == "table-row" else "",
        cell.format(f" table:number-{repeats}" if where[0] == "table-cell" else ""),
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FileProblem) as refused:
        cells(with_content(xml))
    assert refused.value.kind in {"too_many_rows", "too_many_columns", "not_a_list"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000, "kB"


def test_a_formula_in_a_spreadsheet_is_read_as_its_stored_value():
    xml = ('<table:table-row><table:table-cell table:formula="of:=CONCATENATE(&quot;A&quot;;&quot;B&quot;)" office:value-type="string" office:string-value="AB">'
           "<text:p>AB</text:p></table:table-cell></table:table-row>")  # fmt: skip
    assert cells(with_content(xml)) == [["AB"]]


def test_what_no_database_can_store_is_left_out():
    assert cells(b"co\x07de;na\x0bam\n") == cells(workbook(["co\x07de", "na\x0bam"])) == [["code", "naam"]]


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(EXPORTS))
def test_50_000_lines_are_written_and_read_back(kind):
    rows = [[f"E{n}", f"Afdeling {n}", f"E{n - 1}"] for n in range(MOST_ROWS)]
    started = time.process_time()
    content = export(kind, "lijst", ["code", "naam", "bovenliggend"], rows).content
    assert time.process_time() - started < 15, "seconds"
    assert cells(content)[1:] == rows


def test_lines_are_numbered_as_in_the_file():
    assert [line for line, _row in read_rows(b'\ncode;naam\n\nA;"twee\nregels"\nB;x\n')] == [2, 4, 6]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(1, 0, ["code", "naam"])
        sheet.write_row(3, 0, ["A", "Alle"])
    assert [line for line, _row in read_rows(out.getvalue())] == [2, 4]


# ---- out ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [*HARMLESS, -3, 2.5, None])
def test_other_cells_stay_as_they_are(value):
    assert safe_cell(value) == value


@pytest.mark.parametrize("text", HOSTILE)
def test_no_export_holds_a_formula(text):
    response = csv_response("lijst", ["kop"], [[text]])
    (_, (cell,)) = csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert cell == f"'{text}"
    assert cells(ods_response("lijst", ["kop"], [[text]]).content)[1] == [f"'{text}".replace("\r", "\n")]
    with zipfile.ZipFile(io.BytesIO(ods_response("lijst", ["kop"], [[text]]).content)) as archive:
        assert b"formula" not in archive.read("content.xml")
    content = xlsx_response("lijst", ["kop"], [[text]]).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert not any("hyperlink" in name.lower() for name in archive.namelist())


@pytest.mark.parametrize(("respond", "extension"), [(csv_response, "csv"), (xlsx_response, "xlsx"), (ods_response, "ods")])
def test_a_download_is_an_attachment_that_no_browser_guesses_about(respond, extension):
    response = respond("mensen", ["naam"], [["Jan"]])
    assert response["Content-Disposition"] == f'attachment; filename="mensen.{extension}"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_what_we_write_we_read_back():
    rows = [["E1", "Façade; en zo"], ["E2", '"aanhaling"']]
    assert cells(csv_response("x", ["code", "naam"], rows).content)[1:] == rows
    assert cells(xlsx_response("x", ["code", "naam"], rows).content)[1:] == rows
    assert cells(ods_response("x", ["code", "naam"], rows).content)[1:] == rows
    assert CalamineWorkbook.from_filelike(io.BytesIO(xlsx_response("x", ["a"], []).content)).sheet_names == ["x"]


@pytest.mark.parametrize(("kind", "extension"), [("csv", "csv"), ("xlsx", "xlsx"), ("ods", "ods"), ("exe", "csv"), ("", "csv")])
def test_one_function_writes_every_kind_and_an_unknown_one_is_csv(kind, extension):
    assert export(kind, "lijst", ["kop"], [["x"]])["Content-Disposition"].endswith(f'.{extension}"')


def test_the_ods_is_what_its_kind_asks_for():
    """The type comes first and uncompressed; a number is a number; nothing that XML forbids gets in."""
    from odfdo import Document

    content = ods_response("lijst <&", ["kop"], [[2.5, "<b>&\x0b", None, True, -3]]).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    table = Document(io.BytesIO(content)).body.get_table(0)
    assert table.name == "lijst <&"
    assert [str(value) for value in table.get_row_values(1)] == ["2.5", "<b>&", "", "True", "-3"]


def test_every_list_is_written_by_the_same_function():
    """A list that wrote its own file would miss what makes it safe."""
    source = Path(tables.__file__).parent.parent
    assert {str(path.relative_to(source)) for path in source.rglob("*.py") if re.search("csv.writer|xlsxwriter", path.read_text())} == {
        "platform/tables.py"
    }
