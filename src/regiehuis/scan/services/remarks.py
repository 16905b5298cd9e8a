"""What people added in their own words: read by the lead after closing, and shown only then."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from regiehuis.audit import facade as audit
from regiehuis.organisations.facade import Actor
from regiehuis.platform.errors import NotAllowed

from ..domain.remarks import RemarkState
from ..domain.workflow import Obstacle, SurveyState
from ..models import Remark, Scan
from .access import locked_for_inputs


def judge(*, by: Actor, scan: Scan, remark_id: UUID, state: RemarkState) -> Remark:
    """Show a remark, or keep it back. Raises Remark.DoesNotExist for one of another scan; the log holds no word of it."""
    with transaction.atomic():
        scan = locked_for_inputs(by, scan)
        remark = Remark.objects.select_related("round").get(pk=remark_id, round__scan=scan)
        if remark.round.state != SurveyState.PROCESSED:
            raise NotAllowed([Obstacle.SURVEY_STILL_OPEN])
        if remark.state != state:
            remark.state = state.value
            remark.save()
            audit.record(by=by, event="scan.remark.judged", subject=scan.public_id, detail={"oordeel": state.value})
    return remark
