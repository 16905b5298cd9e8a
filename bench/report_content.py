"""The report that all make: 30 chapters, each with a table of 25 rows. Other words for every number, so that no cache helps."""

from __future__ import annotations

from datetime import date
from typing import Any

from regiehuis.documents.domain.content import Block, Column, Heading, Report, Table, paragraph

CHAPTERS, ROWS = 30, 25
TEXT = "De gemeente ordent haar taken opnieuw. Dit hoofdstuk zegt wat er is gevonden, waarop dat rust en wat de volgende stap is. " * 3
COLUMNS = ("Nummer", "Onderwerp", "Bevinding", "Uren")


def content(number: int) -> dict[str, Any]:
    return {"title": f"Rapport {number} van de vergelijking", "chapters": [_chapter(number, at) for at in range(1, CHAPTERS + 1)]}


def _chapter(number: int, at: int) -> dict[str, Any]:
    rows = [
        (f"{number}.{at}.{row}", f"Onderwerp {row} van {number}", f"Werk {number}-{at} dat twee afdelingen doen, en dat niemand overziet", str(row * at + number))
        for row in range(1, ROWS + 1)
    ]  # fmt: skip
    return {"title": f"Hoofdstuk {at}", "text": f"{TEXT} Meting {number}.", "columns": COLUMNS, "rows": rows}


def report(number: int) -> Report:
    blocks: list[Block] = []
    columns = tuple(Column(label=label, numeric=label == "Uren") for label in COLUMNS)
    made = content(number)
    for at, each in enumerate(made["chapters"], 1):
        blocks += [
            Heading(level=1, text=each["title"], anchor=f"hoofdstuk-{at}"), paragraph(each["text"]),
            Table(caption=f"Bevindingen {at}", columns=columns, rows=tuple(each["rows"])),
        ]  # fmt: skip
    return Report(
        title=made["title"], subtitle="Om te meten", organisation="Gemeente Merenland", language="nl", date=date(2026, 11, 25), fictitious=False,
        provenance="Gemaakt om te meten.", blocks=tuple(blocks),
    )  # fmt: skip
