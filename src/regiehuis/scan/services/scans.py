"""Writes to a scan itself: its start, steps, ambition, the talk and the decision on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from regiehuis.audit import facade as audit
from regiehuis.organisations.facade import Actor
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.trail import facade as trail

from ..domain.permissions import Right, may
from ..domain.workflow import Obstacle, ScanState, following, obstacles_to_advancing, obstacles_to_going_back, preceding
from ..models import Scan, StateChange
from ..selectors import scans as selectors
from ..selectors.outcomes import outcome
from . import outcomes, recommendations
from .access import locked, locked_for_inputs


def create(*, by: Actor, title: str, lead_id: int, sponsor_id: int | None, now: datetime) -> Scan:
    """Start a scan on the newest instrument, in state concept."""
    if not may(by.roles, Right.LEAD):
        raise Forbidden
    with transaction.atomic():
        instrument = selectors.latest_instrument()
        knowledge_base = selectors.latest_knowledge_base(instrument.code) if instrument else None
        if instrument is None or knowledge_base is None:
            raise LookupError("no instrument is loaded: run regiehuis load-reference")
        scan = Scan.objects.create(
            title=title, lead_id=lead_id, sponsor_id=sponsor_id, instrument=instrument, knowledge_base=knowledge_base
        )
        StateChange.objects.create(scan=scan, state=scan.state, at=now, by_name=by.name)
        _tell_trail(scan)
        audit.record(by=by, event="scan.scan.created", subject=scan.public_id, detail={"titel": title})
    return scan


def advance(*, by: Actor, scan: Scan, now: datetime, seen: ScanState | None = None) -> Scan:
    """Take the scan from the state that was seen to the next one. Raises NotAllowed with what still has to be done.

    When someone else, or a second click, was first, nothing happens: the scan is already there.
    """
    with transaction.atomic():
        scan = locked(by, scan, Right.LEAD)
        if seen is not None and scan.state != seen:
            return scan
        found = outcome(scan)
        readiness = selectors.readiness(scan, values_known=sum(each.value is not None for each in found.dimensions))
        if obstacles := obstacles_to_advancing(readiness):
            raise NotAllowed(obstacles)
        _enter(by=by, scan=scan, state=following(ScanState(scan.state)), now=now)
        if scan.state == ScanState.INTERPRETATION:
            outcomes.refresh(scan)
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
        audit.record(by=by, event="scan.checklist.changed", subject=scan.public_id, detail={item: scan.checklist.get(item)})


def set_ambition(*, by: Actor, scan: Scan, ambition: Mapping[str, int]) -> None:
    """Store the wanted phase per dimension; a dimension that is left out follows the default of the ranking."""
    with transaction.atomic():
        scan = locked_for_inputs(by, scan, Right.DECIDE)
        scan.ambition = dict(ambition)
        scan.save()
        audit.record(by=by, event="scan.ambition.changed", subject=scan.public_id, detail=scan.ambition)
        outcomes.refresh(scan)


def record_talk(*, by: Actor, scan: Scan, recognised_type: str, note: str, talk_on: date) -> None:
    """Record which type the management team recognised in the talk about the outcome."""
    with transaction.atomic():
        scan = locked_for_inputs(by, scan)
        scan.recognised_type, scan.talk_note, scan.talk_on = recognised_type, note, talk_on
        scan.save()
        audit.record(
            by=by, event="scan.talk.recorded", subject=scan.public_id, detail={"herkend type": recognised_type, "op": talk_on.isoformat()}
        )


def record_decision(*, by: Actor, scan: Scan, body: str, decided_on: date, document: str) -> None:
    """Record that a body decided on the report: until there is a decisions module, by the lead."""
    with transaction.atomic():
        scan = locked_for_inputs(by, scan)
        if scan.state != ScanState.REPORT:
            raise NotAllowed([Obstacle.WRONG_STATE])
        scan.decision_body, scan.decision_on, scan.decision_document = body, decided_on, document
        scan.save()
        audit.record(by=by, event="scan.decision.recorded", subject=scan.public_id,
                     detail={"orgaan": body, "op": decided_on.isoformat(), "kenmerk": document})  # fmt: skip
