"""A report that is about nothing: every form that a report can hold, once, to see a template at work. In Dutch, as reports are."""

from __future__ import annotations

from datetime import date

from regiehuis.documents.charts import chain
from regiehuis.documents.charts.figure import figure
from regiehuis.documents.domain.content import (
    Block,
    Column,
    Heading,
    Look,
    Notice,
    PageBreak,
    Report,
    Table,
    Text,
    bullets,
    paragraph,
)
from regiehuis.documents.domain.templates import MARKER

_USE = Notice(
    kind="attention",
    title="Zo gebruikt u dit bestand",
    text=(
        "Pas de stijlen, kop- en voettekst, marges en het papier aan, bewaar het bestand en kies het in Regiehuis als sjabloon. De tekst die hier "
        f"staat, vervalt dan. Wilt u een voorblad, zet dat dan bovenaan, met daaronder een alinea met alleen {MARKER}. Wat erboven en eronder "
        "staat, blijft dan; haal de rest van de tekst weg."
    ),
)


def report(*, organisation: str, day: date, look: Look, fictitious: bool = False) -> Report:
    """Return the report for a trial print."""
    return _report("Proefdocument", organisation, day, look, fictitious, ())


def starting_point(*, organisation: str, day: date, look: Look) -> Report:
    """Return the text of the template that we give to begin with: the same forms, and what to do with them."""
    return _report("Sjabloon voor rapporten", organisation, day, look, False, (_USE,))


def _report(title: str, organisation: str, day: date, look: Look, fictitious: bool, first: tuple[Block, ...]) -> Report:
    return Report(
        title=title, subtitle="Alle tekst en cijfers hieronder zijn verzonnen", organisation=organisation, language="nl", date=day,
        fictitious=fictitious, provenance="Herkomst: hier staat bij een echt rapport waar de cijfers vandaan komen en wat is weggelaten.",
        blocks=(*first, *_FORMS), look=look,
    )  # fmt: skip


def _table(caption: str, rows: int) -> Table:
    return Table(
        caption=caption, columns=(Column(label="Onderwerp"), Column(label="Waarde", numeric=True), Column(label="Toelichting")),
        rows=tuple((f"Onderwerp {row}", f"{1 + row % 3},{row % 10}", "Een korte toelichting bij deze waarde.") for row in range(1, rows + 1)),
        note="Onder een tabel staat wat de lezer erbij moet weten.",
    )  # fmt: skip


_CHAIN = chain.Chain(
    title="Figuur", description="Drie schakels, de tweede is de zwakste.", weakest="zwakste",
    links=tuple(chain.Link(label=label, value_text=value) for label, value in (("Eerste", "2,8"), ("Tweede", "1,7"), ("Derde", "3,1"))),
)  # fmt: skip
_FORMS: tuple[Block, ...] = (
    Heading(level=1, text="Een hoofdstuk", anchor="hoofdstuk"),
    paragraph("Zo leest gewone tekst in een rapport. Een alinea heeft ", Text(text="nadruk", strong=True), " waar dat nodig is. Zo ziet u ook hoe ver de regels uit elkaar staan en waar zij eindigen."),
    bullets("Een opsomming zonder nummers.", "Met een tweede punt."),
    Heading(level=2, text="Een paragraaf", anchor="paragraaf"),
    bullets("Een opsomming met nummers.", "Met een tweede stap.", ordered=True),
    Heading(level=3, text="Een tussenkop", anchor="tussenkop"),
    paragraph("Tekst onder een tussenkop."),
    Heading(level=4, text="Een kleine kop", anchor="kleine-kop"),
    paragraph("Tekst onder een kleine kop."),
    Notice(kind="info", title="Een opmerking", text="Zo staat iets apart dat de lezer moet weten."),
    Notice(kind="attention", title="Let op", text="Zo staat iets apart dat aandacht vraagt."),
    PageBreak(),
    Heading(level=1, text="Tabellen en figuren", anchor="tabellen"),
    _table("Een tabel", 6),
    figure("Een figuur", "Van drie schakels is de tweede de zwakste: 1,7.", chain.draw(_CHAIN, prefix="proef"), _table("De getallen bij de figuur", 3),
           "Onder een figuur staat hoe u haar leest."),
)  # fmt: skip
