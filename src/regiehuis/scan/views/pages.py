"""What the pages of intake, survey, workshop and report show."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from regiehuis.documents import facade as documents
from regiehuis.organisations.facade import Actor, TenantRequest
from regiehuis.platform.web import page_of

from ..domain.characteristics import characteristics
from ..domain.instrument import Fact, Instrument
from ..domain.permissions import Right, may
from ..domain.workflow import ScanState, SurveyState, obstacles_to_changing_inputs
from ..forms import FactForm, frozen, initial_fact
from ..models import DimensionResult, IntakeFact, Scan, SurveyRound
from ..presentation.response import response_of
from ..presentation.wording import number, source_word, spread_number, type_name
from ..selectors import scans as selectors
from ..selectors.outcomes import known_facts
from ..selectors.outcomes import outcome as outcome_of
from ..selectors.remarks import unread_remarks
from ..services.facts import INHABITANTS
from ..services.reports import FORMATS, TASK
from ..services.surveys import obstacles_to_opening
from ..texts import CHECKLIST, MIRROR, OBSTACLES, SPREAD_LABELS, SURVEY_STATES

Source = DimensionResult.Source


class HasInhabitants(Protocol):
    """What the intake may propose from the organisation's own details."""

    inhabitants: int | None
    inhabitants_year: int | None
    inhabitants_source: str


def intake_page(scan: Scan, organisation: HasInhabitants) -> dict[str, Any]:
    done = {item: date.fromisoformat(day) for item, day in scan.checklist.items()}
    fixed = fixed_words(scan)
    return {
        "themes": fact_forms(scan, organisation), "mirror": MIRROR, "fixed": fixed, "is_open": not fixed, **intake_so_far(scan),
        "checklist": [{"item": item, "text": CHECKLIST[item], "done_on": done.get(item)} for item in selectors.CHECKLIST],
    }  # fmt: skip


def intake_so_far(scan: Scan) -> dict[str, Any]:
    """What moves with every answer: how many there are, and the characteristics test."""
    answered = selectors.facts(scan)
    known = sum(fact.value is not None for fact in answered.values())
    progress = {"answered": len(answered), "known": known, "all": len(selectors.instrument_of(scan).facts)}
    return {"progress": progress, "match": match_of(scan)}


def fact_forms(scan: Scan, organisation: HasInhabitants, replaced: FactForm | None = None) -> list[dict[str, Any]]:
    """Return the questions by theme; ``replaced`` is the form that was just sent, with its errors."""
    instrument, answered = selectors.instrument_of(scan), selectors.facts(scan)
    labels = {theme.code: theme.label for theme in selectors.knowledge_base_of(scan).themes}
    labels |= {"": _("De gemeente en haar ICT-dienst"), "rol": _("De I-professionals")}
    is_fixed = bool(fixed_words(scan))
    grouped: dict[str, list[dict[str, Any]]] = {code: [] for code in ("", "rol", *labels)}
    for fact in instrument.facts:
        stored = answered.get(fact.key)
        form = (
            replaced
            if replaced and replaced.fact.key == fact.key
            else frozen(FactForm(fact=fact, initial=initial_fact(fact, stored)), is_fixed)
        )
        grouped.setdefault(_theme_of(fact, instrument), []).append(
            {"fact": fact, "form": form, "stored": stored, "proposal": "" if is_fixed else proposal(fact, stored, organisation)}
        )
    return [{"title": labels.get(code, code), "questions": questions} for code, questions in grouped.items() if questions]


def _theme_of(fact: Fact, instrument: Instrument) -> str:
    """The theme of the first characteristic that tests this fact; none for what only describes the municipality."""
    tests = (each for found in instrument.types for each in found.characteristics if each.test and each.test.fact == fact.key)
    return next((each.theme for each in tests), "")


def proposal(fact: Fact, stored: IntakeFact | None, organisation: HasInhabitants) -> str:
    """What Regiehuis knows already is proposed, never filled in silently; empty when there is nothing to take over."""
    if fact.key != INHABITANTS or organisation.inhabitants in (None, stored and stored.value):
        return ""
    return _("Bekend in Regiehuis: %(number)s inwoners (%(year)s, %(source)s).") % {
        "number": f"{organisation.inhabitants:,}".replace(",", get_format("THOUSAND_SEPARATOR")),
        "year": organisation.inhabitants_year, "source": organisation.inhabitants_source,
    }  # fmt: skip


def match_of(scan: Scan) -> list[dict[str, Any]]:
    """The characteristics test as it stands now."""
    instrument = selectors.instrument_of(scan)
    found = characteristics(known_facts(scan), instrument)
    return [
        {
            "name": type_name(instrument, each.code),
            "met": each.met,
            "known": each.known,
            "testable": each.testable,
            "is_typical": each.code in found.typical,
        }
        for each in found.matches
    ]


def survey_page(request: TenantRequest, scan: Scan, survey: SurveyRound | None) -> dict[str, Any]:
    """The survey for the lead. While it is open only the response is told, and of small groups not even that (R17)."""
    context: dict[str, Any] = {
        "survey": survey,
        "mirror": MIRROR,
        "state": survey.state if survey else "",
        "state_word": SURVEY_STATES[SurveyState(survey.state)] if survey else "",
    }
    if survey is None:
        return context
    instrument = selectors.instrument_of(scan)
    labels, response = {role.code: role.label for role in instrument.role_groups}, response_of(scan, survey)
    obstacles = obstacles_to_opening(survey, today=timezone.localdate())
    page = page_of(request, selectors.participants(survey))
    for invitation in page.object_list:
        invitation.role_label = labels[invitation.role_group]
    return context | {
        "groups": response.groups, "invited": response.invited, "answered": response.answered, "is_empty": survey.state == SurveyState.PROCESSED and not selectors.answers_possible(survey),
        "role_labels": labels,
        "open_obstacles": " ".join(str(OBSTACLES[each]) for each in obstacles),
        "page": page,
        "delivery": selectors.delivery(survey),
        "unread": unread_remarks(scan),
    }  # fmt: skip


def workshop_page(scan: Scan) -> dict[str, Any]:
    """All dimensions; where people differ most is talked about first (R7)."""
    found, instrument = outcome_of(scan), selectors.instrument_of(scan)
    rows = [
        {"dimension": instrument.dimension(each.dimension), "value": number(each.value), "source": source_word(each) if each.value is not None else "",
         "spread": spread_number(each.spread), "label": SPREAD_LABELS[each.spread_label.value] if each.spread_label else "", "order": each.spread if each.spread is not None else 2.0}
        for each in found.dimensions
    ]  # fmt: skip
    return {"rows": sorted(rows, key=lambda row: row["order"]), "mirror": MIRROR}


def dimension_page(scan: Scan, code: str) -> dict[str, Any]:
    """What is stored of one dimension, as the forms' starting values."""
    stored = selectors.latest_results(scan)
    initial: dict[str, dict[str, Any]] = {}
    for source in (Source.WORKSHOP1, Source.WORKSHOP2):
        result = stored.get((code, source))
        counts = {f"level{level}": count for level, count in enumerate(result.counts or [], 1)} if result else {}
        initial[source] = {**counts, "dont_know": result.dont_know} if result else {}
    for source in (Source.AGREED, Source.INTAKE):
        result = stored.get((code, source))
        initial[source] = {"value": result.value, "reason": result.reason} if result else {}
    outcome = outcome_of(scan).dimension(code)
    return {
        "initial": initial,
        "found": outcome,
        "value": number(outcome.value),
        "source": source_word(outcome),
        "spread": spread_number(outcome.spread),
    }


def fixed_words(scan: Scan) -> str:
    """Why nothing on the pages of this scan can change any more; empty while it can."""
    return " ".join(str(OBSTACLES[each]) for each in obstacles_to_changing_inputs(ScanState(scan.state)))


def confirmation(request: TenantRequest, scan: Scan, *, title: str, text: str, button: str, back: str) -> HttpResponse:
    """Ask before what cannot be undone: the same address, posted, does it."""
    return render(
        request,
        "scan/confirmation.html",
        {"scan": scan, "title": title, "text": text, "button": button, "back": reverse(f"scan:{back}", args=[scan.public_id])},
    )


def report_page(scan: Scan, by: Actor) -> dict[str, Any]:
    """The report's progress, its files and earlier versions."""
    reports = list(selectors.reports(scan)[:10])
    wanted = [public_id for report in reports for public_id in report.files.values()]
    files = documents.files(wanted)
    adopted_at = selectors.adopted_at(scan)
    is_last = adopted_at is not None and any(report.made_at >= adopted_at for report in reports)
    return {
        "is_last": is_last,
        "job": documents.latest_progress(task=TASK, subject=str(scan.public_id)), "mirror": MIRROR, "may_lead": may(by.roles, Right.LEAD),
        "reports": [{"report": each, "files": {kind: files[key] for kind in FORMATS if (key := each.files.get(kind)) in files}} for each in reports],
    }  # fmt: skip
