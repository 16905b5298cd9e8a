"""Writes of values per dimension: votes of the workshop, agreed values, the lead's own estimate."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from regiehuis.audit import facade as audit
from regiehuis.organisations.facade import Actor
from regiehuis.platform.errors import NotAllowed

from ..domain.cards import Tally, scored
from ..domain.instrument import Phase5Mode
from ..domain.official_value import needs_reason
from ..domain.workflow import Obstacle
from ..models import DimensionResult, Scan
from ..selectors.scans import instrument_of, latest_results
from . import outcomes
from .access import locked_for_inputs


def record_votes(
    *, by: Actor, scan: Scan, dimension: str, source: str, counts: Sequence[int], dont_know: int, on_paper: bool = True
) -> None:
    """Store the counted votes of one round. ``counts`` runs from level 1 to the last level."""
    with transaction.atomic():
        scan = locked_for_inputs(by, scan)
        result = DimensionResult.objects.create(
            scan=scan, dimension=dimension, source=source, counts=list(counts), dont_know=dont_know, on_paper=on_paper, recorded_by=by.name
        )
        _recorded(by, scan, result, {"stemmen": list(counts), "weet niet": dont_know})


def take_back_votes(*, by: Actor, scan: Scan, dimension: str, source: str) -> None:
    """Let the votes of a round count no longer, if there are any: a row without counts, as nothing stored is ever changed."""
    with transaction.atomic():
        scan = locked_for_inputs(by, scan)
        latest = latest_results(scan).get((dimension, source))
        if latest is None or latest.counts is None:
            return
        result = DimensionResult.objects.create(scan=scan, dimension=dimension, source=source, recorded_by=by.name)
        _recorded(by, scan, result, {"stemmen": None})


def record_value(*, by: Actor, scan: Scan, dimension: str, source: str, value: Decimal | None, reason: str) -> None:
    """Store an agreed value or the lead's estimate; None takes it back. R6: an agreed value far from the votes needs a reason."""
    with transaction.atomic():
        scan = locked_for_inputs(by, scan)
        if source == DimensionResult.Source.AGREED and value is not None and not reason.strip():
            votes = latest_results(scan).get((dimension, DimensionResult.Source.WORKSHOP2))
            top = instrument_of(scan).top(Phase5Mode(scan.phase5_mode))
            if votes and votes.counts and needs_reason(float(value), scored(Tally(phases=tuple(votes.counts)), top=top)):
                raise NotAllowed([Obstacle.REASON_REQUIRED])
        result = DimensionResult.objects.create(
            scan=scan, dimension=dimension, source=source, value=value, reason=reason, recorded_by=by.name
        )
        _recorded(by, scan, result, {"waarde": str(value) if value is not None else None})


def _recorded(by: Actor, scan: Scan, result: DimensionResult, detail: dict[str, object]) -> None:
    audit.record(by=by, event="scan.result.recorded", subject=f"{scan.public_id}/{result.dimension}",
                 detail={"bron": result.source, **detail}, reason=result.reason)  # fmt: skip
    outcomes.refresh_if_interpreted(scan)
