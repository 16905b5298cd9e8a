"""Store the outcome and the judged recommendations, each with the hash of what they were computed from."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from ..domain.numbers import rounded
from ..domain.outcome_json import to_jsonable
from ..domain.workflow import ORDER, ScanState
from ..models import IssuedRecommendation, Scan, ScanOutcome
from ..selectors.outcomes import outcome, stored_outcome


def refresh_if_interpreted(scan: Scan) -> None:
    """Recompute when there is an outcome already: it may not lag behind its inputs."""
    if ORDER.index(ScanState(scan.state)) >= ORDER.index(ScanState.INTERPRETATION):
        refresh(scan)


def refresh(scan: Scan) -> ScanOutcome:
    """Compute, and store when the inputs differ from last time. Decisions on recommendations stay as they are."""
    with transaction.atomic():
        found = outcome(scan)
        latest = stored_outcome(scan)
        if latest is not None and latest.input_hash == found.input_hash:
            return latest
        content = to_jsonable(found)
        stored = ScanOutcome.objects.create(scan=scan, input_hash=found.input_hash, content=content)
        known = {each.code: each for each in scan.recommendations.all()}
        evidence = {each["code"]: each["evidence"] for each in content["recommendations"]}  # type: ignore[attr-defined]
        for judged in found.recommendations:
            code = judged.recommendation.code
            issued = known.get(code) or IssuedRecommendation(scan=scan, code=code)
            issued.verdict, issued.rank, issued.evidence = judged.verdict.value, judged.rank, evidence[code]
            issued.score = Decimal(str(rounded(judged.score.total, 2))) if judged.score else None
            issued.save()
    return stored
