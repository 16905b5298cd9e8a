"""The words for what stops a list that somebody brings along."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .domain.imports import LineState
from .domain.obstacles import Obstacle

OBSTACLES = {
    Obstacle.ALREADY_STORED: _("Deze lijst is al opgeslagen. Er is nu niets gewijzigd."),
    Obstacle.EXPIRED: _(
        "Dit bestand stond langer dan 24 uur klaar en is daarom verwijderd. Er is niets opgeslagen. Kies het bestand opnieuw."
    ),
    Obstacle.COLUMNS_NOT_CHOSEN: _("Kies eerst welke kolom wat is. Er is nog niets opgeslagen."),
    Obstacle.HAS_ERRORS: _("Niet alle regels zijn goed; er is niets opgeslagen. Verbeter het bestand en kies het opnieuw."),
    Obstacle.NOT_IN_CHARTER: _(
        "De leden hebben niet afgesproken dit te delen. Vraag de beheerder van het samenwerkingsverband de afspraken aan te passen."
    ),
    Obstacle.ALREADY_SHARED: _("Dit is al gedeeld met dit samenwerkingsverband. Er is niets opnieuw gedeeld."),
    Obstacle.CHANGED_SINCE_PREVIEW: _(
        "De uitkomst is gewijzigd nadat u deze pagina opende. Er is niets gedeeld. Kijk de nieuwe inhoud hieronder na."
    ),
    Obstacle.ALREADY_WITHDRAWN: _("Dit is al ingetrokken."),
}

EVENTS = {
    "documents.publication.shared": _("Gedeeld met een samenwerkingsverband"),
    "documents.publication.withdrawn": _("Ingetrokken bij een samenwerkingsverband"),
    "documents.publication.published": _("Publicatie van een lid ontvangen"),
    "documents.publication.gone": _("Publicatie van een lid ingetrokken"),
}

LINE_STATES = {
    LineState.NEW: _("nieuw"),
    LineState.CHANGED: _("gewijzigd"),
    LineState.UNCHANGED: _("ongewijzigd"),
    LineState.WRONG: _("niet goed"),
}

FILE_PROBLEMS = {
    "too_large": _("Het bestand is groter dan 25 MB, of er staat te veel tekst in. Deel het op, of bewaar alleen de lijst zelf."),
    "too_many_rows": _("Het bestand heeft %(value)s regels. Regiehuis leest er hoogstens 50.000 tegelijk. Deel het op."),
    "too_many_columns": _("Het bestand heeft %(value)s kolommen. Regiehuis leest er hoogstens 200. Bewaar alleen de lijst zelf."),
    "empty": _("Het bestand is leeg. Verwacht: een regel met kopjes en daaronder de lijst."),
    "only_headings": _(
        "Onder de kopjes staat niets. Verwacht: een regel met kopjes en daaronder de lijst. Vul de lijst en kies het bestand opnieuw."
    ),
    "foreign": _(
        "De naam van dit bestand eindigt op %(value)s, en er staat geen kopje in dat bij deze lijst hoort. Sla uw lijst op als CSV (UTF-8), Excel-werkmap (.xlsx) of ODS en kies dat bestand."
    ),
    "not_a_list": _(
        "Dit bestand is geen CSV, XLSX of ODS, wat de naam ook zegt. Sla uw lijst op als CSV (UTF-8), Excel-werkmap (.xlsx) of ODS."
    ),
    "old_workbook": _(
        "Dit is een oude Excel-werkmap (.xls) of een werkmap met een wachtwoord. Sla uw lijst op als Excel-werkmap (.xlsx) zonder wachtwoord."
    ),
    "wrong_encoding": _("Regel %(value)s is geen UTF-8. Sla het bestand op als 'CSV UTF-8' en kies het opnieuw."),
    "zip_bomb": _("Het bestand wordt uitgepakt groter dan 200 MB en is daarom niet geopend."),
    "macros": _("Het bestand bevat macro's en is daarom niet geopend. Sla het op zonder macro's, als .xlsx of .ods."),
}
