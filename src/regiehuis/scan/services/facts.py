"""Writes to the intake."""

from __future__ import annotations

from django.db import transaction

from regiehuis.audit import facade as audit
from regiehuis.organisations import facade as organisations
from regiehuis.organisations.facade import Actor
from regiehuis.platform.errors import Forbidden, NotAllowed

from ..domain.instrument import FactValue
from ..domain.permissions import Right, may
from ..domain.workflow import Obstacle
from ..models import IntakeFact, Scan
from . import outcomes
from .access import locked_for_inputs

LONGEST_REMARK = 1000  # characters, as the form of the intake takes them
INHABITANTS = "inwoners"  # the one fact that the organisation's own details hold too


def take_over_inhabitants(*, by: Actor, scan: Scan) -> IntakeFact:
    """Store the number of inhabitants that the organisation's details hold, with its year and source. Raises NotAllowed when it holds none."""
    if not may(by.roles, Right.LEAD):
        raise Forbidden
    known = organisations.info(by.organisation_id)
    if known.inhabitants is None:
        raise NotAllowed([Obstacle.NOTHING_TO_TAKE_OVER])
    origin = f"{known.inhabitants_source}, {known.inhabitants_year}"
    remark = scan.facts.filter(key=INHABITANTS).values_list("remark", flat=True).first() or ""
    if not remark.startswith(origin):
        remark = f"{origin}. {remark}"[:LONGEST_REMARK] if remark else origin
    return _store(by, scan, INHABITANTS, value=known.inhabitants, source=IntakeFact.Source.PROPOSED, remark=remark, is_released=True)


def record(*, by: Actor, scan: Scan, key: str, value: FactValue | None, source: str, remark: str, is_released: bool) -> IntakeFact:
    """Store one answer; None means: asked, and unknown. The value was checked against the instrument's fact.

    An answer that was taken over and then changed by hand is somebody's word again, not what Regiehuis knew.
    """
    if source == IntakeFact.Source.PROPOSED and not scan.facts.filter(key=key, value=value, source=source).exists():
        source = IntakeFact.Source.INTERVIEW
    return _store(by, scan, key, value=value, source=source, remark=remark, is_released=is_released)


def _store(by: Actor, scan: Scan, key: str, **answer: object) -> IntakeFact:
    with transaction.atomic():
        scan = locked_for_inputs(by, scan)
        fact, _created = IntakeFact.objects.update_or_create(scan=scan, key=key, defaults=answer)
        audit.record(by=by, event="scan.fact.recorded", subject=f"{scan.public_id}/{key}", detail={"bekend": fact.value is not None})
        outcomes.refresh_if_interpreted(scan)
    return fact
