"""Read the first sheet of a workbook, as a process of its own: workbook on standard input, rows as JSON on standard output.

The reader makes room for everything up to the farthest cell, so that 5 kB can ask for 500 GB. It then ends the process it runs
in: let that not be the web server.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys

MOST_MEMORY = 1 << 30  # bytes
MOST_SECONDS = 30


class WorkbookError(ValueError):
    """This is no workbook, or one that takes more memory or time than a list needs."""


def first_sheet(content: bytes) -> list[list[str]]:
    """Return the cells as texts; the first row of the result is the first of the sheet, empty or not."""
    try:
        done = subprocess.run([sys.executable, "-m", __name__], input=content, capture_output=True, check=True, timeout=MOST_SECONDS)
    except subprocess.SubprocessError as error:
        raise WorkbookError from error
    rows: list[list[str]] = json.loads(done.stdout)
    return rows


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _read() -> None:
    import resource

    from python_calamine import CalamineWorkbook

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())).get_sheet_by_index(0)
    json.dump([[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)], sys.stdout)


if __name__ == "__main__":
    _read()
