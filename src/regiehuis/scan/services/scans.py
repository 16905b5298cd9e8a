"""Writes to a scan itself: its start, steps, ambition, the talk and the decision on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from regiehuis.audit import facade as audit
from regiehuis.organisations.facade import Actor
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.trail import facade as trail

from ..domain.instrument import SMALLEST_K, Phase5Mode
from ..domain.permissions import Right, may
from ..domain.workflow import (
    ORDER,
    WEAKER_PROTECTION,
    Obstacle,
    ScanState,
    SurveyState,
    following,
    obstacles_to_going_back,
    obstacles_to_measuring_so,
    obstacles_to_recording_decision,
    preceding,
)
from ..models import Scan, StateChange
from ..selectors import scans as selectors
from ..selectors.outcomes import obstacles_to_next_step, outcome
from . import notices, outcomes, recommendations, reports
from .access import locked, locked_for_inputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Who leads a scan, and how it measures. ``k`` is the smallest group that is ever shown."""

    title: str
    lead_id: int
    sponsor_id: int | None = None
    k: int = SMALLEST_K
    phase5_mode: Phase5Mode = Phase5Mode.EXPLORATORY


def create(*, by: Actor, settings: Settings, now: datetime) -> Scan:
    """Start a scan on the newest instrument, in state concept. Raises NotAllowed for groups under five, which is logged."""
    if not may(by.roles, Right.LEAD):
        raise Forbidden
    _refuse_weaker_protection(by, "", obstacles_to_measuring_so(k=settings.k, k_now=SMALLEST_K, survey_was_opened=False,
                                                                scale_changes=False, has_values=False), settings)  # fmt: skip
    with transaction.atomic():
        instrument = selectors.latest_instrument()
        knowledge_base = selectors.latest_knowledge_base(instrument.code) if instrument else None
        if instrument is None or knowledge_base is None:
            raise LookupError("no instrument is loaded: run regiehuis load-reference")
        scan = Scan.objects.create(instrument=instrument, knowledge_base=knowledge_base, **asdict(settings))
        StateChange.objects.create(scan=scan, state=scan.state, at=now, by_name=by.name)
        _tell_trail(scan)
        audit.record(by=by, event="scan.scan.created", subject=scan.public_id, detail={"titel": settings.title})
    return scan


def change_settings(*, by: Actor, scan: Scan, settings: Settings) -> Scan:
    """Change who leads and how the scan measures, until a body decided. Raises NotAllowed; a weaker protection is also logged."""
    with transaction.atomic():
        scan = locked_for_inputs(by, scan)
        survey = selectors.survey_of(scan)
        obstacles = obstacles_to_measuring_so(
            k=settings.k, k_now=scan.k, survey_was_opened=survey is not None and survey.state != SurveyState.CONCEPT,
            scale_changes=settings.phase5_mode != scan.phase5_mode, has_values=scan.results.exists(),
            answers_possible=selectors.answers_possible(survey),
        )  # fmt: skip
        before = {name: getattr(scan, name) for name in asdict(settings)}
        if not obstacles:
            for name, value in asdict(settings).items():
                setattr(scan, name, value)
            scan.save()
            changed = [name for name, value in asdict(settings).items() if value != before[name]]
            audit.record(by=by, event="scan.settings.changed", subject=scan.public_id,
                         detail=_told(scan, changed))  # fmt: skip
            _tell_trail(scan)
            outcomes.refresh_if_interpreted(scan)
    _refuse_weaker_protection(by, str(scan.public_id), obstacles, settings)
    return scan


def _told(scan: Scan, changed: Collection[str]) -> dict[str, object]:
    """What the log says of settings that changed: never an internal number."""
    people = {"lead_id": ("begeleider", scan.lead), "sponsor_id": ("opdrachtgever", scan.sponsor)}
    values = {name: getattr(scan, name) for name in changed if name not in people}
    return values | {word: person.name if person else None for name, (word, person) in people.items() if name in changed}


def _refuse_weaker_protection(by: Actor, subject: str, obstacles: list[Obstacle], settings: Settings) -> None:
    """Raise what stands in the way; an attempt on the protection of small groups is in the log, although nothing else is stored."""
    if not obstacles:
        return
    if WEAKER_PROTECTION & set(obstacles):
        audit.record(by=by, event="scan.anonymity.weakening_refused", subject=subject, detail={"gevraagd": settings.k})
    raise NotAllowed(obstacles)


def take_step(*, by: Actor, scan: Scan, state: ScanState, reason: str, now: datetime) -> Scan:
    """Take the scan to a state that is named: the next one, or with a reason the one before. Where it stands already, nothing happens."""
    steps = ORDER.index(state) - ORDER.index(ScanState(scan.state))
    if steps == 1:
        return advance(by=by, scan=scan, now=now, seen=ScanState(scan.state))
    if steps == -1:
        return go_back(by=by, scan=scan, reason=reason, now=now, seen=ScanState(scan.state))
    if not may(by.roles, Right.LEAD, ScanState(scan.state)):
        raise Forbidden
    if steps:
        raise NotAllowed([Obstacle.NOT_THE_NEXT_STEP])
    return scan


def advance(*, by: Actor, scan: Scan, now: datetime, seen: ScanState | None = None) -> Scan:
    """Take the scan from the state that was seen to the next one. Raises NotAllowed with what still has to be done.

    When someone else, or a second click, was first, nothing happens: the scan is already there.
    """
    with transaction.atomic():
        scan = locked(by, scan, Right.LEAD)
        if seen is not None and scan.state != seen:
            return scan
        if obstacles := obstacles_to_next_step(scan, outcome(scan)):
            raise NotAllowed(obstacles)
        _enter(by=by, scan=scan, state=following(ScanState(scan.state)), now=now)
        if scan.state == ScanState.INTERPRETATION:
            outcomes.refresh(scan)
        if scan.state == ScanState.ADOPTED:
            reports.request(by=by, scan=scan)  # the last report holds the decision
        if scan.state == ScanState.HANDED_OVER:
            recommendations.hand_over(by=by, scan=scan)
    return scan


def go_back(*, by: Actor, scan: Scan, reason: str, now: datetime, seen: ScanState | None = None) -> Scan:
    """Take the scan one step back from the state that was seen, with a reason; refused once a body decided."""
    with transaction.atomic():
        scan = locked(by, scan, Right.LEAD)
        if seen is not None and scan.state != seen:
            return scan
        obstacles: list[Obstacle] = obstacles_to_going_back(ScanState(scan.state))
        if not reason.strip():
            obstacles.append(Obstacle.REASON_REQUIRED)
        if obstacles:
            raise NotAllowed(obstacles)
        _enter(by=by, scan=scan, state=preceding(ScanState(scan.state)), now=now, reason=reason)
    return scan


def _enter(*, by: Actor, scan: Scan, state: ScanState, now: datetime, reason: str = "") -> None:
    before = scan.state
    scan.state = state.value
    scan.save()
    StateChange.objects.create(scan=scan, state=scan.state, at=now, by_name=by.name, reason=reason)
    _tell_trail(scan)
    notices.step_taken(by=by, scan=scan, back=ORDER.index(state) < ORDER.index(ScanState(before)))
    audit.record(by=by, event="scan.state.changed", subject=scan.public_id, detail={"van": before, "naar": scan.state}, reason=reason)


def _tell_trail(scan: Scan) -> None:
    trail.put(module="scan", kind="scan", key=str(scan.public_id), title=scan.title, status=scan.state,
              url=reverse("scan:detail", args=[scan.public_id]))  # fmt: skip


def check_off(*, by: Actor, scan: Scan, item: str, done_on: date | None) -> None:
    """Tick an item of the checklist with its date, or take the tick away."""
    with transaction.atomic():
        scan = locked_for_inputs(by, scan)
        if item not in selectors.CHECKLIST:
            raise ValueError(f"unknown checklist item {item!r}")
        if done_on:
            scan.checklist[item] = done_on.isoformat()
        else:
            scan.checklist.pop(item, None)
        scan.save()
        audit.record(by=by, event="scan.checklist.changed", subject=scan.public_id, detail={item: scan.checklist.get(item, False)})


def set_ambition(*, by: Actor, scan: Scan, ambition: Mapping[str, int]) -> None:
    """Store the wanted phase per dimension; a dimension that is left out follows the default of the ranking."""
    with transaction.atomic():
        scan = locked_for_inputs(by, scan, Right.DECIDE)
        scan.ambition = dict(ambition)
        scan.save()
        audit.record(by=by, event="scan.ambition.changed", subject=scan.public_id, detail=_in_words(scan, ambition))
        outcomes.refresh(scan)


def _in_words(scan: Scan, ambition: Mapping[str, int]) -> dict[str, object]:
    labels = {each.code: each.label for each in selectors.instrument_of(scan).dimensions}
    return {f"{labels.get(code, code)} ({code})": phase for code, phase in ambition.items()}


def record_talk(*, by: Actor, scan: Scan, recognised_type: str, note: str, talk_on: date) -> None:
    """Record which type the management team recognised in the talk about the outcome."""
    with transaction.atomic():
        scan = locked_for_inputs(by, scan)
        scan.recognised_type, scan.talk_note, scan.talk_on = recognised_type, note, talk_on
        scan.save()
        audit.record(
            by=by, event="scan.talk.recorded", subject=scan.public_id, detail={"herkend type": recognised_type, "op": talk_on.isoformat()}
        )


def record_decision(*, by: Actor, scan: Scan, body: str, decided_on: date, document: str, today: date) -> None:
    """Record that a body decided on the report: until there is a decisions module, by the lead."""
    with transaction.atomic():
        scan = locked_for_inputs(by, scan)
        if obstacles := obstacles_to_recording_decision(ScanState(scan.state), decided_on=decided_on, today=today):
            raise NotAllowed(obstacles)
        scan.decision_body, scan.decision_on, scan.decision_document = body, decided_on, document
        scan.save()
        audit.record(by=by, event="scan.decision.recorded", subject=scan.public_id,
                     detail={"orgaan": body, "op": decided_on.isoformat(), "kenmerk": document})  # fmt: skip
