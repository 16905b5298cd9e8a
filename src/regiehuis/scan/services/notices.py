"""Who is told what: only people whose roles show them the scan at that moment, and not the one who did it."""

from __future__ import annotations

from regiehuis.notifications import facade as notifications
from regiehuis.organisations import facade as organisations
from regiehuis.organisations.facade import Actor

from ..domain.permissions import Right, may
from ..domain.workflow import ScanState
from ..models import Scan


def step_taken(*, by: Actor, scan: Scan, back: bool) -> None:
    notifications.tell(kind="scan.step", to=_others(by, scan, Right.SEE), subject=scan.public_id, detail={"step": scan.state, "back": back})


def survey_closed(*, by: Actor, scan: Scan) -> None:
    notifications.tell(kind="scan.survey", to=_others(by, scan, Right.LEAD), subject=scan.public_id)


def report_ended(*, scan: Scan, person_id: int | None, made: bool) -> None:
    """Tell who asked for the report, if they may still see the scan."""
    if person_id is None:
        return
    person = organisations.reachable([person_id]).get(person_id)
    if person and may(person.actor.roles, Right.SEE, ScanState(scan.state)):
        notifications.tell(kind="scan.report", to=[person_id], subject=scan.public_id, detail={"made": made})


def _others(by: Actor, scan: Scan, right: Right) -> list[int]:
    people = organisations.reachable()
    return [person_id for person_id, person in people.items()
            if person_id != by.person_id and may(person.actor.roles, right, ScanState(scan.state))]  # fmt: skip
