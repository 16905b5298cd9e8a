"""The words for what the domain names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .domain.municipality_type import Lead
from .domain.official_value import Source
from .domain.remarks import Hint, RemarkState
from .domain.rescan import Certainty, Incomparable
from .domain.session import Stage
from .domain.triggers import Verdict
from .domain.workflow import Decision, Obstacle, ScanState, SurveyState

MIRROR = _("Een spiegel, geen rapportcijfer")

OBSTACLES = {
    Obstacle.NOT_ALLOWED: _("U hebt hier geen rechten voor."),
    Obstacle.SCAN_IS_ADOPTED: _(
        "Over deze scan is al besloten. De gegevens en de uitkomst staan daarom vast. Een volgende meting is een nieuwe scan."
    ),
    Obstacle.CHECKLIST_OPEN: _("De controlelijst van de intake is nog niet af. Vink eerst elk punt af."),
    Obstacle.WRONG_STATE: _("Dat kan in deze stap van de scan niet."),
    Obstacle.NOT_IN_MEASUREMENT: _("De scan is niet in de stap Meting. Rond eerst de intake af."),
    Obstacle.NO_VALUES_YET: _("Er is nog geen enkele waarde. Open eerst de vragenlijst, of vul de uitkomst van de werksessie in."),
    Obstacle.TOO_FEW_ANSWERS: _(
        "De vragenlijst is gesloten met te weinig antwoorden om te tonen; ze zijn verwijderd. Vul de uitkomst van de werksessie in."
    ),
    Obstacle.SURVEY_STILL_OPEN: _("De vragenlijst staat nog open. U kunt verder zodra zij gesloten is."),
    Obstacle.SURVEY_NOT_OPEN: _("De vragenlijst is gesloten."),
    Obstacle.SURVEY_ALREADY_OPENED: _("De vragenlijst is al geopend; de deelnemers staan nu vast."),
    Obstacle.LINK_ALREADY_USED: _("U hebt al meegedaan. Dank u wel."),
    Obstacle.NO_PARTICIPANTS: _("Er zijn nog geen deelnemers. Voeg eerst mensen toe."),
    Obstacle.TOO_MANY_PARTICIPANTS: _("Deze vragenlijst is voor hoogstens 200 mensen. Er is niemand toegevoegd."),
    Obstacle.PARTICIPANTS_HAVE_ERRORS: _("Niet alle regels zijn goed; er is niemand toegevoegd. Verbeter het bestand en kies het opnieuw."),
    Obstacle.TOO_FEW_PARTICIPANTS: _(
        "Er zijn minder deelnemers dan de kleinste groep die wij tonen. Er zou dus nooit een uitkomst zijn. Voeg mensen toe."
    ),
    Obstacle.CLOSES_IN_THE_PAST: _("De sluitdatum is al voorbij. Kies vandaag of later."),
    Obstacle.TALK_NOT_RECORDED: _("Het gesprek over de duiding is nog niet vastgelegd."),
    Obstacle.RECOMMENDATIONS_UNDECIDED: _("Over een of meer aanbevelingen aan de gemeente is nog niet besloten."),
    Obstacle.NOTHING_ADOPTED: _("Er is geen enkele aanbeveling overgenomen, dus er is niets over te dragen."),
    Obstacle.NO_REPORT_YET: _("Er is nog geen rapport gemaakt."),
    Obstacle.NO_DECISION_YET: _("Het besluit over het rapport is nog niet vastgelegd."),
    Obstacle.FIRST_STEP: _("Dit is de eerste stap; er is geen stap terug."),
    Obstacle.NOT_A_DECISION: _("Kies een besluit. Een besluit dat er is, kunt u alleen door een ander vervangen."),
    Obstacle.REASON_REQUIRED: _("Vul een reden in."),
    Obstacle.DATE_REQUIRED: _("Kies de datum waarop u dit opnieuw bespreekt."),
    Obstacle.DATE_HAS_PASSED: _("Kies een datum na vandaag."),
    Obstacle.TEXT_REQUIRED: _("Schrijf op hoe u de aanbeveling aanpast."),
    Obstacle.SMALLEST_GROUP_TOO_SMALL: _(
        "De kleinste groep die wij tonen is vijf mensen. Lager kan niet, voor niemand: anders zijn antwoorden tot iemand te herleiden. Deze poging staat in het logboek."
    ),
    Obstacle.SMALLEST_GROUP_MAY_ONLY_GROW: _(
        "Mensen zijn gevraagd met de belofte dat kleinere groepen niet te zien zijn. De kleinste groep kan daarom alleen nog groter worden. Deze poging staat in het logboek."
    ),
    Obstacle.SMALLEST_GROUP_EXCEEDS_ANSWERS: _(
        "Zoveel antwoorden zijn er niet. Alle antwoorden zouden verborgen of verwijderd worden, en lager kan daarna niet meer. Kies een kleiner getal."
    ),
    Obstacle.DECIDED_IN_THE_FUTURE: _("Deze datum ligt in de toekomst. Leg het besluit vast als het genomen is."),
    Obstacle.NOT_THE_NEXT_STEP: _("Een scan gaat één stap vooruit of één stap terug."),
    Obstacle.NOTHING_TO_TAKE_OVER: _(
        "Regiehuis kent het aantal inwoners niet. Vul het hier zelf in, of laat de beheerder het invullen bij Organisatie."
    ),
    Obstacle.NOT_ADOPTED_YET: _("Delen kan zodra de scan is vastgesteld: daarvoor kan de uitkomst nog wijzigen."),
    Obstacle.SESSION_ENDED: _("Deze werksessie is gesloten."),
    Obstacle.SESSION_IS_FULL: _("Er doen al 400 telefoons mee; meer kan niet. Stem samen met iemand naast u."),
    Obstacle.NO_SUCH_STEP: _("Die stap kan nu niet. Het scherm toont waar de werksessie is."),
    Obstacle.NO_VOTES_YET: _("Er is nog niet gestemd. Onthullen kan zodra er minstens één stem is."),
    Obstacle.VOTING_CLOSED: _("De stemming is gesloten."),
    Obstacle.SCALE_IS_FIXED: _("Er zijn al antwoorden of waarden. Of fase 5 meetelt, staat daarom vast. Een nieuwe scan kan anders meten."),
}

PARTICIPANT_ERRORS = {
    "empty": _("Dit is leeg. Vul het in."),
    "no_address": _("is geen e-mailadres."),
    "unknown_role_group": _("is geen rolgroep van deze scan. Gebruik de code of de naam die op de pagina Vragenlijst staat."),
    "conflict": _("staat met verschillende rolgroepen in het bestand. Laat er één over."),
    "too_many": _("past niet meer: deze vragenlijst is voor hoogstens 200 mensen."),
}

INCOMPARABLE = {
    Incomparable.OTHER_INSTRUMENT: _("De rondes zijn met een ander instrument gemeten. Zij staan naast elkaar; een verschil zegt niets."),
    Incomparable.OTHER_MAJOR: _(
        "De rondes zijn gemeten met een andere hoofdversie van het instrument: stellingen hebben er een andere betekenis. Een verschil zegt niets."
    ),
    Incomparable.OTHER_SCALE: _("De ene ronde telde fase 5 mee en de andere niet. De schalen verschillen; een verschil zegt niets."),
}

CHANGES = {
    (Certainty.CLEARLY, 1): _("duidelijk verbeterd"),
    (Certainty.CLEARLY, -1): _("duidelijk verslechterd"),
    (Certainty.POSSIBLY, 1): _("mogelijk verbeterd"),
    (Certainty.POSSIBLY, -1): _("mogelijk verslechterd"),
}
NO_CHANGE = _("geen aantoonbare verandering")
CHANGE_UNKNOWN = _("niet te zeggen: de zekerheid van een van de waarden is onbekend")

ITEM_STATUSES = {
    "adopted": _("overgenomen"),
    "adapted": _("aangepast overgenomen"),
    "": _("overgenomen, nog niet overgedragen"),
}

STATES = {
    ScanState.CONCEPT: _("Concept"),
    ScanState.INTAKE: _("Intake"),
    ScanState.MEASUREMENT: _("Meting"),
    ScanState.INTERPRETATION: _("Duiding"),
    ScanState.REPORT: _("Rapport"),
    ScanState.ADOPTED: _("Vastgesteld"),
    ScanState.HANDED_OVER: _("Overgedragen"),
    ScanState.CLOSED: _("Afgesloten"),
}

SESSION_STAGES = {
    Stage.READY: _("nog niet begonnen"),
    Stage.VOTING1: _("eerste stemming"),
    Stage.REVEALED1: _("onthuld"),
    Stage.TALK: _("gesprek"),
    Stage.VOTING2: _("tweede stemming"),
    Stage.REVEALED2: _("opnieuw onthuld"),
    Stage.RECORDED: _("afgesproken"),
}

ARRIVALS = {
    ScanState.ADOPTED: _("De scan is vastgesteld. Het rapport met het besluit wordt nu gemaakt."),
    ScanState.HANDED_OVER: _("De overgenomen aanbevelingen zijn overgedragen. Onder Rode draad ziet u wat eruit volgt."),
    ScanState.CLOSED: _("De scan is afgesloten. Zij blijft te lezen."),
}

DECISIONS = {
    Decision.PROPOSED: _("nog niet besloten"),
    Decision.ADOPTED: _("overgenomen"),
    Decision.ADAPTED: _("aangepast overgenomen"),
    Decision.REJECTED: _("niet overgenomen"),
    Decision.LATER: pgettext_lazy("besluit", "later"),
}

# What can be shared with a partnership: the kind of publication and its word.
PUBLICATION_KINDS = {"scan.outcome": _("Uitkomst van de scan")}

# What the golden thread says of a scan and of a recommendation that was handed over: (module, kind) -> status -> word.
TRAIL_STATUSES = {
    ("scan", "scan"): {state.value: word for state, word in STATES.items()},
    ("scan", "recommendation"): {"adopted": DECISIONS[Decision.ADOPTED], "adapted": DECISIONS[Decision.ADAPTED]},
}

SOURCES = {
    Source.AGREED: _("afgesproken"),
    Source.SURVEY: _("enquête"),
    Source.WORKSHOP_2: _("werksessie, tweede stemming"),
    Source.WORKSHOP_1: _("werksessie, eerste stemming"),
    Source.INTAKE: _("schatting intake"),
}

CHECKLIST = {
    "works_council_informed": _("De ondernemingsraad is geïnformeerd"),
    "privacy_text_agreed": _("De tekst over privacy is afgestemd"),
    "units_imported": _("De eenheden van de organisatie zijn ingevoerd"),
    "participants_chosen": _("De deelnemers zijn gekozen"),
}

TYPE_LABELS = {"duidelijk": _("duidelijk"), "waarschijnlijk": _("waarschijnlijk"), "grensgeval": _("grensgeval")}
SPREAD_LABELS = {"eensgezind": _("eensgezind"), "verdeeld": _("verdeeld"), "sterk verdeeld": _("sterk verdeeld")}
LEADS = {Lead.ICT: _("ICT loopt voor"), Lead.ORGANISATION: _("de organisatie loopt voor"), Lead.NEITHER: _("gelijk op")}
VERDICTS = {Verdict.APPLIES: _("van toepassing"), Verdict.DOES_NOT: _("niet van toepassing"), Verdict.CANNOT_TELL: _("niet te beoordelen")}
SURVEY_STATES = {
    SurveyState.CONCEPT: _("in voorbereiding"),
    SurveyState.OPEN: pgettext_lazy("vragenlijst", "open"),
    SurveyState.CLOSED: _("gesloten"),
    SurveyState.PROCESSED: _("gesloten en geteld"),
}

REMARK_STATES = {
    RemarkState.WAITING: _("nog te lezen"),
    RemarkState.SHOWN: _("wordt getoond"),
    RemarkState.WITHHELD: _("achtergehouden"),
}
HINTS = {
    Hint.NUMBER: _("Hier stond het nummer van een persoon; dat is verwijderd"),
    Hint.EMAIL: _("Let op: misschien een e-mailadres"),
    Hint.PHONE: _("Let op: misschien een telefoonnummer"),
    Hint.NAME: _("Let op: misschien een naam"),
}

LOG_NAMES = {"k": _("kleinste groep"), "phase5_mode": _("fase 5"), "title": _("titel"), **CHECKLIST}
LOG_WORDS = {
    "van": {state.value: word for state, word in STATES.items()},
    "naar": {state.value: word for state, word in STATES.items()},
    "besluit": {decision.value: word for decision, word in DECISIONS.items()},
    "oordeel": {state.value: word for state, word in REMARK_STATES.items()},
    "bron": {source.value: word for source, word in SOURCES.items()},
}

EVENTS = {
    "scan.scan.created": _("Scan gestart"),
    "scan.settings.changed": _("Instellingen van de scan gewijzigd"),
    "scan.anonymity.weakening_refused": _("Poging om kleinere groepen te tonen geweigerd"),
    "scan.state.changed": _("Scan naar een andere stap"),
    "scan.checklist.changed": _("Controlelijst bijgewerkt"),
    "scan.fact.recorded": _("Antwoord van de intake bewaard"),
    "scan.survey.set_up": _("Vragenlijst ingericht"),
    "scan.participants.added": _("Deelnemers toegevoegd"),
    "scan.participant.removed": _("Deelnemer verwijderd"),
    "scan.survey.opened": _("Vragenlijst geopend"),
    "scan.survey.closed": _("Vragenlijst gesloten"),
    "scan.result.recorded": _("Waarde van een dimensie bewaard"),
    "scan.session.opened": _("Werksessie met telefoons geopend"),
    "scan.session.closed": _("Werksessie met telefoons gesloten"),
    "scan.remark.judged": _("Opmerking uit de vragenlijst beoordeeld"),
    "scan.ambition.changed": _("Gewenste fasen gewijzigd"),
    "scan.talk.recorded": _("Gesprek over de duiding vastgelegd"),
    "scan.recommendation.decided": _("Besluit over een aanbeveling"),
    "scan.recommendation.moved": _("Aanbeveling verplaatst"),
    "scan.report.requested": _("Rapport aangevraagd"),
    "scan.report.made": _("Rapport gemaakt"),
    "scan.decision.recorded": _("Besluit over het rapport vastgelegd"),
    "scan.recommendations.handed_over": _("Aanbevelingen overgedragen"),
}
