"""The list of units as an import: its columns, and what is done with its lines."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from regiehuis.documents.domain.imports import Checked, Column, Line
from regiehuis.documents.facade import ImportKind

from . import selectors
from .domain.actors import Actor
from .domain.units import CODE, NAME, PARENT, UnitRow, check
from .services import units
from .texts import OBSTACLES, ROW_ERRORS

COLUMNS = (
    Column(field="code", label=CODE, names=("eenheidcode", "afdelingscode", "organisatiecode")),
    Column(field="name", label=NAME, names=("eenheid", "afdeling", "omschrijving")),
    Column(field="parent", label=PARENT, names=("bovenliggende", "hoort bij", "bovenliggende eenheid", "ouder"), is_required=False),
)
HEADINGS = [column.label for column in COLUMNS]


def unit_list(by: Actor) -> ImportKind:
    """Return the import as this person would do it."""
    return ImportKind(
        key="organisations.units",
        columns=COLUMNS,
        check=lambda lines: check(_rows(lines), selectors.known_units()),
        store=lambda lines: _store(by, lines),
        obstacles=OBSTACLES,
        errors=ROW_ERRORS,
        title=_("Eenheden importeren"),
        explanation=_(
            "Een regel per eenheid. In 'bovenliggend' staat de code van de eenheid erboven. Een code die al bestaat, krijgt de naam en de plaats uit het bestand."
        ),
        crumbs=[
            (_("Organisatie"), reverse("organisations:detail")),
            (_("Eenheden"), reverse("organisations:units")),
            (_("Importeren"), ""),
        ],
        route="organisations:unit-import",
        done_url=reverse("organisations:units"),
    )


def _store(by: Actor, lines: Sequence[Line]) -> Checked:
    return units.import_rows(by=by, rows=_rows(lines))


def _rows(lines: Sequence[Line]) -> list[UnitRow]:
    return [UnitRow(line=line.number, code=line["code"], name=line["name"], parent_code=line["parent"]) for line in lines]
