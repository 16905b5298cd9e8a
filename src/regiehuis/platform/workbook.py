"""Read the first sheet of a workbook, as a process of its own: workbook on standard input, rows as JSON on standard output.

The reader makes room for everything up to the farthest cell, so that 5 kB can ask for 500 GB. It then ends the process it runs
in: let that not be the web server.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import dataclass

MOST_MEMORY = 1 << 30  # bytes
MOST_SECONDS = 30


class WorkbookError(ValueError):
    """This is no workbook, or one that takes more memory or time than a list needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a list may hold at most. Checked where the workbook is read, so that the answer stays small as well."""

    rows: int
    columns: int
    text: int  # characters, over all cells


def first_sheet(content: bytes, limits: Limits) -> list[tuple[int, list[str]]] | str:
    """Return (row number in the sheet, cells as texts) of each row that is not empty, or the name of the limit it passes and by how much."""
    command = [sys.executable, "-m", __name__, *map(str, (limits.rows, limits.columns, limits.text))]
    try:
        done = subprocess.run(command, input=content, capture_output=True, check=True, timeout=MOST_SECONDS)
    except subprocess.SubprocessError as error:
        raise WorkbookError from error
    found = json.loads(done.stdout)
    return found if isinstance(found, str) else [(number, cells) for number, cells in found]


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _rows(content: bytes, limits: Limits) -> list[tuple[int, list[str]]] | str:
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    rows: list[tuple[int, list[str]]] = []
    widest = text = number_of_rows = 0
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        number_of_rows, widest, text = number_of_rows + 1, max(widest, len(cells)), text + sum(map(len, cells))
        if number_of_rows <= limits.rows and widest <= limits.columns and text <= limits.text:
            rows.append((number, cells))
    for name, found, most in (("columns", widest, limits.columns), ("rows", number_of_rows, limits.rows), ("text", text, limits.text)):
        if found > most:
            return f"{name} {found}"
    return rows


def _read() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    rows, columns, text = map(int, sys.argv[1:])
    json.dump(_rows(sys.stdin.buffer.read(), Limits(rows=rows, columns=columns, text=text)), sys.stdout)


if __name__ == "__main__":
    _read()
