"""Lists in and out: CSV, XLSX and ODS, safe against formulas in cells and against hostile files."""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterable, Sequence
from xml.sax.saxutils import escape

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from .workbook import Limits, WorkbookError, first_sheet

LARGEST_FILE = 25 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_TEXT = 50_000_000  # characters
PLAIN_NUMBER = re.compile(r"-?\d+(,\d+)?")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"  # .xls, and every workbook with a password
ODS_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{ODS}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
ODS_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"><office:body><office:spreadsheet>\
<table:table table:name="{name}">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""


class FileProblem(ValueError):
    """The file cannot be read at all; ``kind`` names the text, ``value`` what was found."""

    def __init__(self, kind: str, value: str = "") -> None:
        super().__init__(f"{kind} {value}".strip())
        self.kind, self.value = kind, value


def safe_cell(value: object) -> object:
    """Return the value with a text that a spreadsheet would run as a formula made harmless.

    >>> safe_cell("=1+1"), safe_cell("plan"), safe_cell(-3)
    ("'=1+1", 'plan', -3)
    """
    is_formula = isinstance(value, str) and value.startswith(FORMULA_STARTS) and not PLAIN_NUMBER.fullmatch(value)
    return f"'{value}" if is_formula else value


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return a CSV download: UTF-8 with byte order mark and semicolons, as Dutch and Flemish spreadsheets open it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe_cell("" if cell is None else cell) for cell in row] for row in rows)
    return _download(name + ".csv", "text/csv; charset=utf-8", out.getvalue().encode("utf-8-sig"))


def xlsx_response(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return an XLSX download in which no text is ever a formula or a link."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(name[:31])
        sheet.write_row(0, 0, header, book.add_format({"bold": True}))
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, ["" if cell is None else safe_cell(cell) for cell in row])
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return _download(name + ".xlsx", XLSX, out.getvalue())


def ods_response(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return an ODS download in which every text is typed as text. Written as it is: a library took 13 s for 10,000 rows."""
    out = io.BytesIO()
    lines = (_ods_row(header), *map(_ods_row, rows))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), ODS)  # first and not compressed: by this a reader knows the file
        archive.writestr("META-INF/manifest.xml", ODS_MANIFEST)
        archive.writestr("content.xml", ODS_CONTENT.format(name=_xml(name[:31]), rows="".join(lines)))
    return _download(name + ".ods", ODS, out.getvalue())


def _ods_row(row: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
    paragraphs = "".join(f"<text:p>{_xml(line)}</text:p>" for line in str("" if value is None else safe_cell(value)).split("\n"))
    return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'


def _xml(text: str) -> str:
    return escape(UNSTORABLE.sub("", text), {'"': "&quot;"})


EXPORTS: dict[str, Callable[[str, Sequence[str], Iterable[Sequence[object]]], HttpResponse]] = {
    "csv": csv_response,
    "xlsx": xlsx_response,
    "ods": ods_response,
}


def export(kind: str, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return the list as the kind of file that was asked for; a kind that we do not make gives CSV."""
    return EXPORTS.get(kind, csv_response)(name, header, rows)


def _download(name: str, media_type: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def read_rows(content: bytes) -> list[tuple[int, list[str]]]:
    """Return (line in the file, cells as texts) of a CSV or the first sheet of an XLSX or ODS, the header first.

    The type follows from the content. Empty lines are left out, and counted: a person finds an error by its line.

    Formulas are read as their stored value, macros never run. Raises FileProblem for anything that is no such list, is larger
    than 25 MB, unpacks to more than 200 MB, or has more than 50,000 rows or 200 columns.
    """
    if len(content) > LARGEST_FILE:
        raise FileProblem("too_large")
    if content.startswith(OLD_WORKBOOK):
        raise FileProblem("old_workbook")
    found = _workbook_rows(content) if content.startswith(b"PK") else _csv_rows(content)
    if not found:
        raise FileProblem("empty")
    return [(line, [UNSTORABLE.sub("", cell) for cell in row]) for line, row in found]


def _csv_rows(content: bytes) -> list[tuple[int, list[str]]]:
    if b"\x00" in content or content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"{", b"%PDF")):
        raise FileProblem("not_a_list")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileProblem("wrong_encoding", str(line)) from error
    header = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    number_of_rows = -1  # the header is none
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if len(cells) > MOST_COLUMNS:
                raise FileProblem("too_many_columns", str(len(cells)))
            number_of_rows += 1
            if number_of_rows <= MOST_ROWS:
                rows.append((reader.line_num - "".join(row).count("\n"), cells))
    except csv.Error as error:
        raise FileProblem("not_a_list") from error
    if number_of_rows > MOST_ROWS:
        raise FileProblem("too_many_rows", str(number_of_rows))
    return rows


def _workbook_rows(content: bytes) -> list[tuple[int, list[str]]]:
    parts = _parts(content)
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise FileProblem("zip_bomb")
    if any(_is_macro(part.filename) for part in parts):
        raise FileProblem("macros")
    try:
        found = first_sheet(content, Limits(rows=MOST_ROWS + 1, columns=MOST_COLUMNS, text=MOST_TEXT))
    except WorkbookError as error:
        raise FileProblem("not_a_list") from error
    if isinstance(found, str):
        limit, number = found.split()
        raise {"rows": FileProblem("too_many_rows", str(int(number) - 1)), "columns": FileProblem("too_many_columns", number),
               "text": FileProblem("too_large")}[limit]  # fmt: skip
    return found


def _parts(content: bytes) -> list[zipfile.ZipInfo]:
    """Return what the file says to be packed in it. Besides BadZipFile Python raises the others: a version to come, a name that is
    no UTF-8, a place before the beginning."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise FileProblem("not_a_list") from error


def _is_macro(name: str) -> bool:
    """Excel keeps its macros in one file; ODS in two folders."""
    return name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/"))
