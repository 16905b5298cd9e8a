"""Writes to the intake."""

from __future__ import annotations

from django.db import transaction

from regiehuis.audit import facade as audit
from regiehuis.organisations.facade import Actor

from ..domain.instrument import FactValue
from ..models import IntakeFact, Scan
from . import outcomes
from .access import locked_for_inputs


def record(*, by: Actor, scan: Scan, key: str, value: FactValue | None, source: str, remark: str, is_released: bool) -> IntakeFact:
    """Store one answer; None means: asked, and unknown. The value was checked against the instrument's fact."""
    with transaction.atomic():
        scan = locked_for_inputs(by, scan)
        fact, _created = IntakeFact.objects.update_or_create(
            scan=scan, key=key, defaults={"value": value, "source": source, "remark": remark, "is_released": is_released}
        )
        audit.record(by=by, event="scan.fact.recorded", subject=f"{scan.public_id}/{key}", detail={"bekend": value is not None})
        outcomes.refresh_if_interpreted(scan)
    return fact
