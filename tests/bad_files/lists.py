"""Lists that are nearly right: good rows of each import, one to three mistakes in them, written as some CSV, XLSX or ODS."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from random import Random

import xlsxwriter

from regiehuis.platform.tables import ods_response

Rows = list[list[str]]

# What somebody types, pastes or plants in a cell.
ODD_CELLS = (
    "", " ", "\x00", "a\x00b", "\ufeff", "\u200b", "\u202eomgekeerd", "\ud800", "\U0001f3db", "e\u0301", "\x1b[31m", "_x0000_", "a\nb", "a\r\nb", '"', "';", '";"', "\\",
    "=1+1", '=HYPERLINK("http://kwaad.example";"klik")', "=cmd|' /C calc'!A0", "+31612345678", "-1", "@SUM(A1)", "\t=1", "'=1",
    "NaN", "Infinity", "1e308", "-0", "1,5", "1.5", "0x10", "١٢", "１２", "1" * 5000, "9" * 20, "2147483648", "true", "WAAR", "null", "None", "#N/B", "#REF!",
    "31-02-2026", "0000-00-00", "9999-12-31T25:61", "2026-W53-7", "29-2-2025", "1-1-26",
    "<script>alert(1)</script>", "&lt;", "]]>", "<!--", "'; drop table x; --", "{{ 7*7 }}", "{% debug %}", "%(value)s", "%s%n", "../../etc/passwd", "file:///etc/passwd",
    "x" * 41, "x" * 121, "x" * 201, "x" * 255 + "@gemeente.example", "x" * 64 + "@" + "y" * 63 + "." + "z" * 63 + "." + "q" * 60 + ".nl", "x" * 33_000, "x" * 140_000,
    "a@b", "ANNA@GEMEENTE.EXAMPLE", "é@gemeente.example", "a@[127.0.0.1]", "a@b.nl\nBcc: c@d.nl", "Anna <anna@gemeente.example>", "E1", "e1", "GM0000", "GM9999", "gm0363", "MT", "mt ",
)  # fmt: skip
HEADINGS = (
    "",
    "code",
    "Code",
    "naam",
    "email",
    "rolgroep",
    "bovenliggend",
    "x" * 300,
    "=1+1",
    "\u202e",
    "onbekend",
    "naam ",
    "NAAM",
    "0",
    "Codes en namen van gemeenten Code",
)
ENCODINGS = ("utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-32", "cp037", "utf-7", "shift-jis")


def units(rng: Random) -> Rows:
    number = rng.choice((1, 2, 5, 20, 60))
    return [["code", "naam", "bovenliggend"], *([f"E{n}", f"Eenheid {n}", f"E{rng.randrange(n)}" if n else ""] for n in range(number))]


def people(rng: Random) -> Rows:
    number = rng.choice((1, 2, 5, 20, 60))
    groups = ("mt", "iprof", "medewerker", "MT", "")
    return [["email", "rolgroep"], *([f"mens{n}@gemeente.example", rng.choice(groups)] for n in range(number))]


def municipalities(rng: Random) -> Rows:
    headings = [
        "Codes en namen van gemeenten Code",
        "Codes en namen van gemeenten Naam",
        "Provincies Naam",
        "Statistische gegevens Inwonertal",
    ]
    return [headings, *([f"GM{n:04}", f"Gemeente {n}", "Utrecht", f"{rng.randrange(1, 900)}.000"] for n in range(rng.choice((1, 2, 20))))]


# ---- mistakes in a list ------------------------------------------------------------------------------------------------


def odd_cells(rng: Random, rows: Rows) -> None:
    for _ in range(rng.randrange(1, 6)):
        row = rng.choice(rows)
        if row:
            row[rng.randrange(len(row))] = rng.choice(ODD_CELLS)


def odd_headings(rng: Random, rows: Rows) -> None:
    rows[0][rng.randrange(len(rows[0])) if rows[0] else 0 :] = [rng.choice(HEADINGS) for _ in range(rng.randrange(4))]


def column_twice(rng: Random, rows: Rows) -> None:
    at = rng.randrange(max(map(len, rows)) or 1)
    for row in rows:
        row.extend(row[at : at + 1])


def unknown_columns(rng: Random, rows: Rows) -> None:
    extra = rng.choice((1, 3, 250))
    for number, row in enumerate(rows):
        row[:0] = [f"kolom {n}" if number == 0 else str(n) for n in range(extra)]


def ragged(rng: Random, rows: Rows) -> None:
    for row in rng.sample(rows, min(3, len(rows))):
        row[:] = row[: rng.randrange(len(row) + 1)] if rng.random() < 0.5 else [*row, "", *row]


def lines_twice(rng: Random, rows: Rows) -> None:
    rows.extend(list(rng.choice(rows)) for _ in range(3))


def circles(rng: Random, rows: Rows) -> None:
    """Let the last column name the first of some other line, or of its own."""
    for row in rng.sample(rows, min(4, len(rows))):
        if row and (other := rng.choice(rows)):
            row[-1] = other[0]


def no_headings(_rng: Random, rows: Rows) -> None:
    del rows[0]


def headings_only(_rng: Random, rows: Rows) -> None:
    del rows[1:]


def empty_lines(rng: Random, rows: Rows) -> None:
    for _ in range(3):
        rows.insert(rng.randrange(len(rows) + 1), [""] * rng.randrange(4))


def shuffled(rng: Random, rows: Rows) -> None:
    rng.shuffle(rows)


def turned(_rng: Random, rows: Rows) -> None:
    width = max(map(len, rows))
    rows[:] = [[row[at] if at < len(row) else "" for row in rows] for at in range(width)]


def long(rng: Random, rows: Rows) -> None:
    rows.extend([f"L{n}", f"m{n}@gemeente.example", rng.choice(ODD_CELLS[:20])] for n in range(700))


MISTAKES: tuple[Callable[[Random, Rows], None], ...] = (
    odd_cells, odd_cells, odd_cells, odd_headings, column_twice, unknown_columns, ragged, lines_twice, circles, no_headings, headings_only, empty_lines, shuffled, turned, long,
)  # fmt: skip


# ---- kinds of file -----------------------------------------------------------------------------------------------------


def as_csv(rng: Random, rows: Rows) -> bytes:
    out = io.StringIO(newline="")
    options = {"delimiter": rng.choice(";;;,\t|"), "lineterminator": rng.choice(("\n", "\r\n", "\r")), "quoting": rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONE))}  # fmt: skip
    if options["quoting"] == csv.QUOTE_NONE:
        out.write(options["lineterminator"].join(options["delimiter"].join(row) for row in rows))
    else:
        csv.writer(out, **options).writerows(rows)
    encoding = "utf-8" if rng.random() < 0.7 else rng.choice(ENCODINGS)
    return out.getvalue().encode(encoding, "surrogatepass" if encoding == "utf-8" else "replace")


def as_xlsx(rng: Random, rows: Rows) -> bytes:
    """Cells may be numbers, dates, truths, formulas with any stored value, links and errors."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False}) as book:
        date = book.add_format({"num_format": "dd-mm-yyyy"})
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                text = _encodable(cell)[:32_767]
                kind = rng.randrange(60)
                if kind == 0:
                    sheet.write_number(number, at, rng.choice((0.1 + 0.2, 1e300, -1.0, 45_000)))
                elif kind == 1:
                    sheet.write_datetime(number, at, datetime(2026, 2, 28, 12, 30), date)
                elif kind == 2:
                    sheet.write_boolean(number, at, True)
                elif kind == 3:
                    sheet.write_formula(number, at, rng.choice(("=1/0", "='[http://kwaad.example/x.xlsx]Blad'!A1", "=WEBSERVICE(A1)")), None, rng.choice((text[:200], "#DIV/0!", 7)))  # fmt: skip
                elif kind == 4:
                    sheet.write_url(number, at, "http://kwaad.example/", string=text[:255])
                else:
                    sheet.write_string(number, at, text)
    return out.getvalue()


def as_ods(_rng: Random, rows: Rows) -> bytes:
    return ods_response(
        "lijst", [_encodable(cell) for cell in rows[0]] if rows else [], [list(map(_encodable, row)) for row in rows[1:]]
    ).content


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


WRITERS = {"csv": as_csv, "xlsx": as_xlsx, "ods": as_ods}
