"""The overview of a scan: six stones, the one next action, what is known and what is still to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regiehuis.organisations.facade import Actor
from regiehuis.organisations.facade import Right as SharedRight
from regiehuis.trail import facade as trail

from ..domain.instrument import Side
from ..domain.outcome import Outcome
from ..domain.permissions import Right, may
from ..domain.workflow import DECIDING, ORDER, Obstacle, ScanState, SurveyState, obstacles_to_going_back
from ..models import Scan, SurveyRound
from ..selectors import scans as selectors
from ..selectors.outcomes import obstacles_to_next_step, stored_outcome
from ..selectors.outcomes import outcome as outcome_of
from ..selectors.remarks import unread_remarks
from ..texts import MIRROR, OBSTACLES, STATES
from .wording import level_sentence, percent, type_sentence

STONES = (
    (ScanState.INTAKE, "intake"), (ScanState.MEASUREMENT, "survey"), (ScanState.INTERPRETATION, "interpretation"), (ScanState.REPORT, "report"),
    (ScanState.ADOPTED, "decision"), (ScanState.HANDED_OVER, "recommendations"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Stone:
    """One step of the path."""

    number: int
    title: str
    state: str  # done, now or planned
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAction:
    """The one thing to do now. ``url`` opens a page; without it the button takes the scan to its next state."""

    title: str
    text: str
    button: str
    url: str
    obstacles: str


def scan_card(scan: Scan) -> dict[str, object]:
    """Return what the list says of one scan, from its stored outcome."""
    stored = stored_outcome(scan)
    levels = stored.content["levels"] if stored else {}
    return {
        "scan": scan, "state": STATES[ScanState(scan.state)],
        "organisation": level_sentence(levels.get("O", {}).get("value")) if stored else "",
        "ict": level_sentence(levels.get("I", {}).get("value")) if stored else "",
    }  # fmt: skip


def stones(scan: Scan) -> list[Stone]:
    """Return the path: done before the current state, planned after it."""
    names = (_("Intake"), _("Meting"), _("Duiding"), _("Rapport"), _("Besluit"), _("Programma"))
    entered = {change.state: change.at for change in scan.state_changes.order_by("id")}
    position = ORDER.index(ScanState(scan.state))
    found = []
    for number, ((state, _page), name) in enumerate(zip(STONES, names, strict=True), 1):
        index = ORDER.index(state)
        if position > index or (state in (ScanState.ADOPTED, ScanState.HANDED_OVER) and position >= index):
            left = entered.get(ORDER[min(index + 1, len(ORDER) - 1)].value) or entered.get(state.value)
            note = date_format(timezone.localtime(left), "j F Y") if left else ""
            found.append(Stone(number=number, title=name, state="done", note=note))
        elif position == index:
            since = entered.get(state.value)
            note = _("sinds %(day)s") % {"day": date_format(timezone.localtime(since), "j F")} if since else ""
            found.append(Stone(number=number, title=name, state="now", note=note))
        else:
            found.append(Stone(number=number, title=name, state="planned", note=""))
    return found


def overview(scan: Scan, by: Actor) -> dict[str, object]:
    """Return everything the overview page shows."""
    found = outcome_of(scan)
    obstacles = obstacles_to_next_step(scan, found)
    survey = selectors.survey_of(scan)
    instrument = selectors.instrument_of(scan)
    facts = []
    if took_part := response_sentence(survey, found):
        facts.append((_("Vragenlijst"), took_part))
    if agreed := agreed_sentence(found):
        facts.append((_("Werksessie"), agreed))
    may_see_outcome = ORDER.index(ScanState(scan.state)) >= ORDER.index(ScanState.INTERPRETATION)
    if may_see_outcome:
        facts += _outcome_facts(found, instrument)
    return {
        "stones": stones(scan), "step": step_sentence(scan), "state": STATES[ScanState(scan.state)], "mirror": MIRROR, "facts": facts, "todo": _todo(scan, found, by),
        "next": next_action(scan, obstacles) if may(by.roles, Right.LEAD) else deciding_action(scan, by), "is_closed": scan.state == ScanState.CLOSED, "may_lead": may(by.roles, Right.LEAD),
        "earlier": [scan_card(each) for each in selectors.visible_scans(by).filter(created_at__lt=scan.created_at)[:4]],
        "may_compare": may_see_outcome and selectors.earlier_round(by, scan) is not None,
        "may_share": by.may(SharedRight.SHARE) and ORDER.index(ScanState(scan.state)) >= ORDER.index(ScanState.ADOPTED),
        "may_go_back": may(by.roles, Right.LEAD) and not obstacles_to_going_back(ScanState(scan.state)),
        "stored": stored_outcome(scan), "instrument": instrument,
        "thread": trail.find(module="scan", kind="scan", key=str(scan.public_id)) if by.may(SharedRight.SEE_TRAIL) else None,
    }  # fmt: skip


def response_sentence(survey: SurveyRound | None, found: Outcome) -> str:
    """Say how many of those who were asked took part; empty before the round opened."""
    if survey is None or survey.state == SurveyState.CONCEPT:
        return ""
    invited = survey.invitations.count() or sum(survey.headcounts.values())
    if survey.state == SurveyState.PROCESSED and not selectors.answers_possible(survey):
        return _("Minder dan %(k)s van %(invited)s mensen deden mee; er is niets bewaard") % {"k": survey.scan.k, "invited": invited}
    answered = survey.invitations.filter(is_used=True).count() if survey.state == SurveyState.OPEN else found.responses
    return _("%(answered)s van %(invited)s mensen deden mee (%(share)s)") % {
        "answered": answered, "invited": invited, "share": percent(answered / invited) if invited else "",
    }  # fmt: skip


def agreed_sentence(found: Outcome) -> str:
    """Say for how many dimensions a value was agreed; empty when for none."""
    agreed = sum(each.source == "agreed" for each in found.dimensions)
    return _("%(agreed)s van %(all)s dimensies afgesproken") % {"agreed": agreed, "all": len(found.dimensions)} if agreed else ""


def step_sentence(scan: Scan) -> str:
    """Say at which of the six stones this scan is; empty before the first and after the last."""
    names = [state for state, _page in STONES]
    return (
        _("Stap %(step)s van %(all)s") % {"step": names.index(ScanState(scan.state)) + 1, "all": len(names)} if scan.state in names else ""
    )


def _outcome_facts(found: Outcome, instrument: object) -> list[tuple[str, str]]:
    applies = sum(each.verdict.value == "van toepassing" for each in found.recommendations)
    unknown = sum(each.verdict.value == "niet te beoordelen" for each in found.recommendations)
    own = sum(each.verdict.value == "van toepassing" and each.recommendation.actor == "gemeente" for each in found.recommendations)
    return [
        (_("Organisatie"), level_sentence(found.level(Side.ORGANISATION).value)),
        (_("ICT"), level_sentence(found.level(Side.ICT).value)),
        (_("Type"), type_sentence(found.type, instrument)),  # type: ignore[arg-type]
        (
            _("Aanbevelingen"),
            _("%(applies)s van toepassing, waarvan %(own)s aan de gemeente; %(unknown)s niet te beoordelen")
            % {"applies": applies, "own": own, "unknown": unknown},
        ),
    ]


def next_action(scan: Scan, obstacles: Sequence[Obstacle]) -> NextAction | None:
    """Return the one next action of this state; None when the scan is finished."""

    def page(name: str) -> str:
        return reverse(f"scan:{name}", args=[scan.public_id])

    text = " ".join(str(OBSTACLES[each]) for each in obstacles)
    actions = {
        ScanState.CONCEPT: (_("begin met de intake"), _("Met 25 vragen legt u vast hoe de organisatie en de ICT er nu voor staan."), _("Begin met de intake"), ""),
        ScanState.INTAKE: (_("vul de intake aan"), text, _("Open de intake"), page("intake")) if obstacles else
            (_("ga door naar de meting"), _("De controlelijst is af. Onbekende feiten kunt u later nog aanvullen."), _("Begin met de meting"), ""),
        ScanState.MEASUREMENT: (_("vul de werksessie in"), text, _("Open de werksessie"), page("workshop")) if Obstacle.TOO_FEW_ANSWERS in obstacles else
            (_("meet met uw mensen"), text, _("Open de vragenlijst"), page("survey")) if obstacles else
            (_("bekijk wat de meting zegt"), _("Er zijn waarden bekend. De duiding laat zien hoe organisatie en ICT zich verhouden."), _("Ga naar de duiding"), ""),
        ScanState.INTERPRETATION: (_("bespreek de duiding met het managementteam"), _("Spreek samen af welk beeld u herkent. Daarna kunt u het rapport maken."),
                                   _("Open de duiding"), page("interpretation")) if obstacles else
            (_("ga door naar het rapport"), _("Het gesprek is vastgelegd. Nu volgen het besluit over de aanbevelingen en het rapport."), _("Ga naar het rapport"), ""),
        ScanState.REPORT: _report_action(obstacles, page, text) if obstacles else
            (_("stel de scan vast"), _("Rapport, besluiten en besluitdocument zijn er. Hierna staan de gegevens vast."), _("Stel vast"), page("advance")),
        ScanState.ADOPTED: (_("draag de aanbevelingen over"), text or _("Elke overgenomen aanbeveling wordt werk voor het programma."), _("Draag over naar het programma"), ""),
        ScanState.HANDED_OVER: (_("sluit de scan af"), _("De aanbevelingen zijn overgedragen. Over twee jaar is een nieuwe meting zinvol."), _("Sluit af"), ""),
    }  # fmt: skip
    found = actions.get(ScanState(scan.state))
    if found is None:
        return None
    title, why, button, url = found
    return NextAction(title=title, text=why, button=button, url=url, obstacles=text)


def deciding_action(scan: Scan, by: Actor) -> NextAction | None:
    """The one next action of whoever decides and does not lead: the recommendations that wait for a decision."""
    number = selectors.undecided(scan) if may(by.roles, Right.DECIDE) and ScanState(scan.state) in DECIDING else 0
    if not number:
        return None
    text = ngettext(
        "Bij %(number)s aanbeveling aan de gemeente staat nog geen besluit.",
        "Bij %(number)s aanbevelingen aan de gemeente staat nog geen besluit.",
        number,
    )
    return NextAction(title=_("besluit over de aanbevelingen"), text=text % {"number": number}, button=_("Open de aanbevelingen"),
                      url=reverse("scan:recommendations", args=[scan.public_id]), obstacles="")  # fmt: skip


def _report_action(obstacles: Sequence[Obstacle], page: Callable[[str], str], text: str) -> tuple[str, str, str, str]:
    if Obstacle.RECOMMENDATIONS_UNDECIDED in obstacles:
        return _("besluit over de aanbevelingen"), text, _("Open de aanbevelingen"), page("recommendations")
    if Obstacle.NO_REPORT_YET in obstacles:
        return _("maak het rapport"), text, _("Open het rapport"), page("report")
    return _("leg het besluit vast"), text, _("Leg het besluit vast"), page("decision")


def _todo(scan: Scan, found: Outcome, by: Actor) -> list[dict[str, str]]:
    """Return what can still be done in this step, beside the next action."""
    state, instrument = ScanState(scan.state), selectors.instrument_of(scan)
    todo: list[dict[str, str]] = []

    def add(text: str, name: str, who: str) -> None:
        todo.append({"text": text, "url": reverse(f"scan:{name}", args=[scan.public_id]), "who": who})

    lead = may(by.roles, Right.LEAD)
    before_report = ORDER.index(state) <= ORDER.index(ScanState.REPORT)
    answered = selectors.facts(scan)
    unknown = sum(fact.key not in answered or answered[fact.key].value is None for fact in instrument.facts)
    if lead and unknown and before_report and state != ScanState.CONCEPT:
        add(_("Vul %(number)s onbekende feiten uit de intake aan") % {"number": unknown}, "intake", _("Begeleider"))
    if lead and state == ScanState.MEASUREMENT:
        add(_("Vul de uitkomst van de werksessie in"), "workshop", _("Begeleider"))
    if lead and before_report and (unread := unread_remarks(scan)):
        add(
            ngettext("Lees %(number)s opmerking uit de vragenlijst", "Lees %(number)s opmerkingen uit de vragenlijst", unread)
            % {"number": unread},
            "remarks",
            _("Begeleider"),
        )
    if state in (ScanState.INTERPRETATION, ScanState.REPORT):
        if not scan.ambition and may(by.roles, Right.DECIDE):
            add(_("Kies de gewenste fase per dimensie"), "ambition", _("Secretaris of managementteam"))
        undecided = selectors.undecided(scan)
        if undecided and may(by.roles, Right.DECIDE):
            add(_("Besluit over %(number)s aanbevelingen") % {"number": undecided}, "recommendations", _("Secretaris of managementteam"))
        if lead and state == ScanState.REPORT and not scan.decision_on:
            add(_("Leg het besluit over het rapport vast"), "decision", _("Begeleider"))
    return todo


def home_cards(by: Actor) -> dict[str, object]:
    """Return what the start page says of scans: those in progress, each with its next action for this person; else the latest."""
    lead = may(by.roles, Right.LEAD)
    latest = list(selectors.visible_scans(by)[:5])
    active = [scan for scan in latest if scan.state != ScanState.CLOSED]
    cards: list[dict[str, object]] = []
    reported = selectors.reported(latest)
    for scan in active:
        obstacles = obstacles_to_next_step(scan, outcome_of(scan))
        cards.append(
            {
                "scan": scan,
                "state": STATES[ScanState(scan.state)],
                "next": next_action(scan, obstacles) if lead else deciding_action(scan, by),
                "has_report": scan.pk in reported and ORDER.index(ScanState(scan.state)) >= ORDER.index(ScanState.INTERPRETATION),
            }
        )
    if not active and latest:
        cards = [{"scan": latest[0], "state": STATES[ScanState(latest[0].state)], "next": None, "has_report": latest[0].pk in reported}]
    hands_over = lead or by.may(SharedRight.MANAGE_PEOPLE)
    return {
        "scans": cards,
        "may_start": lead and not active,
        "is_first": not latest,
        "may_lead": lead,
        "without_lead": selectors.scans_without_lead(by) if hands_over else [],
    }
