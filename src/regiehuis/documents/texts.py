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
    Obstacle.NO_TEMPLATE: _("Dit sjabloon is al niet meer in gebruik. Er is nu niets gewijzigd."),
}

EVENTS = {
    "documents.publication.shared": _("Gedeeld met een samenwerkingsverband"),
    "documents.publication.withdrawn": _("Ingetrokken bij een samenwerkingsverband"),
    "documents.publication.published": _("Publicatie van een lid ontvangen"),
    "documents.publication.gone": _("Publicatie van een lid ingetrokken"),
    "documents.template.put": _("Sjabloon voor rapporten gekozen"),
    "documents.template.removed": _("Sjabloon voor rapporten uit gebruik genomen"),
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

TEMPLATE_PROBLEMS = {
    "too_large": _("Dit bestand is groter dan 5 MB. Verklein de afbeeldingen in het sjabloon en kies het opnieuw."),
    "old_word": _(
        "Dit is een oud Word-bestand (.doc). Open het in Word, bewaar het als Word-document (.docx) of -sjabloon (.dotx) en kies dat."
    ),
    "password": _("Dit bestand heeft een wachtwoord en is daarom niet te lezen. Haal het wachtwoord eraf en kies het opnieuw."),
    "not_a_template": _(
        "Dit is geen Word-document of OpenDocument-tekst, wat de naam ook zegt. Bewaar uw sjabloon als .docx, .dotx, .odt of .ott en kies dat."
    ),
    "name_differs": _(
        "De naam ('%(value)s') past niet bij wat er in het bestand staat. Open het, bewaar het opnieuw als .docx, .dotx, .odt of .ott en kies dat."
    ),
    "damaged": _("Dit bestand is beschadigd of niet compleet. Open het in Word of LibreOffice, bewaar het opnieuw en kies dat bestand."),
    "zip_bomb": _("In dit bestand zit veel meer dan in een sjabloon past. Begin met een leeg document, neem de stijlen over en kies dat."),
    "macros": _("Dit bestand bevat macro's of scripts en is daarom niet opgeslagen. Bewaar het zonder, als .docx, .dotx, .odt of .ott."),
    "template_link": _(
        "Dit bestand hangt aan een ander sjabloon ('%(value)s'). Kies in Word Bestand, Opties, Invoegtoepassingen, Beheren: Sjablonen, en maak het "
        "vak leeg. Bewaar het bestand en kies het opnieuw."
    ),
    "external": _(
        "Dit bestand haalt iets van buiten op ('%(value)s'). Voeg afbeeldingen in het bestand zelf in, verwijder velden die iets ophalen, en kies "
        "het opnieuw. Gewone links naar websites en e-mailadressen mogen blijven."
    ),
    "embedded": _(
        "In dit bestand zit een ingesloten object, zoals een rekenblad of formulierknop. Vervang het door een afbeelding en kies het opnieuw."
    ),
    "declarations": _(
        "In dit bestand staan XML-declaraties die er niet in horen. Open het in Word of LibreOffice, bewaar het opnieuw en kies dat."
    ),
    "strict": _("Dit is een 'Strict Open XML'-document. Bewaar het in Word als gewoon Word-document (.docx) en kies dat."),
    "marker_twice": _("[[inhoud]] staat er meer dan eens. Laat er één staan, op de plaats waar het rapport moet komen."),
    "marker_misplaced": _(
        "[[inhoud]] staat in een tabel, tekstvak of besturingselement. Zet het in een gewone alinea, met niets anders erin, en kies het bestand opnieuw."
    ),
    "too_narrow": _(
        "Tussen de marges is maar %(value)s mm ruimte voor tekst; nodig is minstens 100 mm. Maak de marges kleiner of kies één kolom."
    ),
    "unreadable": _(
        "Op dit bestand lukte het niet een rapport te maken. Begin met ons sjabloon of een leeg document, neem uw stijlen over en kies dat."
    ),
}

TEMPLATE_PARTS = {
    "body": _("Gewone tekst"),
    "title": _("Titel"),
    "subtitle": _("Ondertitel"),
    "heading_1": _("Kop 1"),
    "heading_2": _("Kop 2"),
    "heading_3": _("Kop 3"),
    "heading_4": _("Kop 4"),
    "bullets": _("Opsomming"),
    "numbers": _("Genummerde opsomming"),
    "organisation": _("Naam van de organisatie boven de titel"),
    "date": _("Datum"),
    "contents": _("Kop van de inhoudsopgave"),
    "entry": _("Regel van de inhoudsopgave"),
    "table": _("Tabel: lijnen en vlakken"),
    "table_title": _("Titel van een tabel"),
    "head": _("Kop van een kolom"),
    "cell": _("Tekst in een tabel"),
    "figure_title": _("Titel van een figuur"),
    "figure": _("Alinea met een figuur"),
    "note": _("Noot onder tabel of figuur"),
    "info_title": _("Opmerking: titel"),
    "info": _("Opmerking: tekst"),
    "attention_title": _("Let op: titel"),
    "attention": _("Let op: tekst"),
    "provenance": _("Herkomst, aan het eind"),
    "sign": _("Teken van een fictieve gemeente"),
}

WORD_NAMES = {  # as Word in Dutch shows the styles that it brings itself
    "Normal": "Standaard",
    "Title": "Titel",
    "Subtitle": "Ondertitel",
    **{f"Heading {level}": f"Kop {level}" for level in range(1, 5)},
    "List Bullet": "Lijst opsom.teken",
    "List Number": "Lijstnummering",
    "Caption": "Bijschrift",
    "TOC Heading": "Kop van inhoudsopgave",
    "toc 1": "Inhopg 1",
}
