"""Read a unit list from a file and say what is wrong where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from regiehuis.platform.tables import FileProblem, read_rows

from .domain.units import RowError, UnitRow, row_errors

HEADINGS = {"code": ("code", "eenheidcode"), "name": ("naam", "eenheid"), "parent": ("bovenliggend", "bovenliggende", "hoort bij")}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFile:
    """What a file holds: rows to import, and what stops them."""

    rows: tuple[UnitRow, ...]
    errors: tuple[RowError, ...]


def read(content: bytes, known_codes: Iterable[str]) -> UnitFile:
    """Return rows and errors. Raises FileProblem when this is no unit list at all."""
    (_first, header), *lines = read_rows(content)
    headings = [cell.lower() for cell in header]
    columns: dict[str, int] = {}
    for field, names in HEADINGS.items():
        found = next((headings.index(name) for name in names if name in headings), None)
        if found is None and field != "parent":
            raise FileProblem("missing_column", names[0])
        if found is not None:
            columns[field] = found

    def cell(line: list[str], field: str) -> str:
        index = columns.get(field)
        return line[index] if index is not None and index < len(line) else ""

    rows = tuple(
        UnitRow(line=number, code=cell(line, "code"), name=cell(line, "name"), parent_code=cell(line, "parent")) for number, line in lines
    )
    return UnitFile(rows=rows, errors=tuple(row_errors(rows, known_codes)))
