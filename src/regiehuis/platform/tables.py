"""Lists in and out: CSV and XLSX, safe against formulas in cells and against hostile files."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from .workbook import WorkbookError, first_sheet

LARGEST_FILE = 25 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 20_000
PLAIN_NUMBER = re.compile(r"-?\d+(,\d+)?")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


def _download(name: str, media_type: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def read_rows(content: bytes) -> list[tuple[int, list[str]]]:
    """Return (line in the file, cells as texts) of a CSV or the first sheet of an XLSX, the header first.

    The type follows from the content. Empty lines are left out, and counted: a person finds an error by its line.

    Formulas are read as their stored value, macros never run. Raises FileProblem for anything that is no such list, is larger
    than 25 MB, unpacks to more than 200 MB or has more than 20,000 rows.
    """
    if len(content) > LARGEST_FILE:
        raise FileProblem("too_large")
    found = _xlsx_rows(content) if content.startswith(b"PK") else _csv_rows(content)
    rows = [(line, [cell.strip() for cell in row]) for line, row in found if any(cell.strip() for cell in row)]
    if not rows:
        raise FileProblem("empty")
    if len(rows) - 1 > MOST_ROWS:
        raise FileProblem("too_many_rows", str(len(rows) - 1))
    return rows


def _csv_rows(content: bytes) -> list[tuple[int, list[str]]]:
    if b"\x00" in content:
        raise FileProblem("not_a_list")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileProblem("wrong_encoding", str(line)) from error
    header = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [(reader.line_num - "".join(row).count("\n"), row) for row in reader]
    except csv.Error as error:
        raise FileProblem("not_a_list") from error


def _xlsx_rows(content: bytes) -> list[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
                raise FileProblem("zip_bomb")
            if any(entry.filename.lower().endswith("vbaproject.bin") for entry in archive.infolist()):
                raise FileProblem("macros")
        return list(enumerate(first_sheet(content), 1))
    except (zipfile.BadZipFile, WorkbookError) as error:
        raise FileProblem("not_a_list") from error
