"""Writes of what the municipality does with each recommendation."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from regiehuis.audit import facade as audit
from regiehuis.organisations.facade import Actor
from regiehuis.platform.errors import NotAllowed
from regiehuis.trail import facade as trail
from regiehuis.trail.facade import LinkKind

from ..domain.permissions import Right
from ..domain.triggers import Verdict
from ..domain.workflow import ACCEPTED, DECIDING, Decision, Obstacle, ScanState, obstacles_to_deciding
from ..models import IssuedRecommendation, Scan
from ..selectors.scans import in_own_order, knowledge_base_of
from .access import locked

PAYLOAD_VERSION = 1


def decide(*, by: Actor, recommendation: IssuedRecommendation, decision: Decision, reason: str, later_on: date | None,
           adapted_text: str, now: datetime) -> None:  # fmt: skip
    """Record a decision. Raises NotAllowed when it lacks the reason, date or text that it needs."""
    with transaction.atomic():
        scan = locked(by, recommendation.scan, Right.DECIDE)
        recommendation = scan.recommendations.get(pk=recommendation.pk)  # as it is now: a rank or place may have changed meanwhile
        if obstacles := obstacles_to_deciding(scan=ScanState(scan.state), decision=decision, reason=reason, later_on=later_on,
                                              adapted_text=adapted_text, today=timezone.localdate(now)):  # fmt: skip
            raise NotAllowed(obstacles)
        recommendation.decision, recommendation.reason = decision.value, reason
        recommendation.later_on = later_on if decision == Decision.LATER else None
        recommendation.adapted_text = adapted_text if decision == Decision.ADAPTED else ""
        recommendation.decided_by, recommendation.decided_at = by.name, now
        recommendation.save()
        audit.record(by=by, event="scan.recommendation.decided", subject=f"{scan.public_id}/{recommendation.code}",
                     detail={"besluit": decision.value}, reason=reason)  # fmt: skip


def amend(*, by: Actor, recommendation: IssuedRecommendation, decision: Decision, reason: str | None, later_on: date | None,
          adapted_text: str | None, now: datetime) -> None:  # fmt: skip
    """Record a decision; what is None stays as it was while the decision itself does, and is empty under another decision."""
    with transaction.atomic():
        scan = locked(by, recommendation.scan, Right.DECIDE)
        stored = scan.recommendations.get(pk=recommendation.pk)
        kept = stored if stored.decision == decision else IssuedRecommendation()
        decide(by=by, recommendation=stored, decision=decision, now=now, reason=kept.reason if reason is None else reason,
               later_on=later_on or kept.later_on, adapted_text=kept.adapted_text if adapted_text is None else adapted_text)  # fmt: skip


def move(*, by: Actor, scan: Scan, code: str, steps: int) -> None:
    """Put a recommendation to the municipality ``steps`` places later (negative: earlier); the computed rank stays visible.

    Raises NotAllowed outside the states in which decisions are taken, and LookupError for a code that is not in the list.
    """
    with transaction.atomic():
        scan = locked(by, scan, Right.DECIDE)
        if ScanState(scan.state) not in DECIDING:
            raise NotAllowed([Obstacle.WRONG_STATE])
        listed = in_own_order(scan.recommendations.filter(verdict=Verdict.APPLIES.value), knowledge_base_of(scan))
        codes = [each.code for each in listed]
        if code not in codes:
            raise LookupError(code)
        moved = listed.pop(codes.index(code))
        listed.insert(max(0, codes.index(code) + steps), moved)
        for place, each in enumerate(listed, 1):
            each.own_place = place
        IssuedRecommendation.objects.bulk_update(listed, ["own_place"])
        audit.record(
            by=by,
            event="scan.recommendation.moved",
            subject=f"{scan.public_id}/{code}",
            detail={"plaats": moved.own_place, "berekend": moved.rank},
        )


def hand_over(*, by: Actor, scan: Scan) -> int:
    """Make one trail item of each accepted recommendation, because of this scan; return how many. Doing it twice changes nothing."""
    texts = {each.code: each for each in knowledge_base_of(scan).recommendations}
    origin = trail.find(module="scan", kind="scan", key=str(scan.public_id))
    accepted = scan.recommendations.filter(decision__in=[decision.value for decision in ACCEPTED]).order_by("rank", "code")
    for issued in accepted:
        source = texts[issued.code]
        text = issued.adapted_text or source.text
        payload = {
            "scan": str(scan.public_id), "nummer": issued.code, "tekst": text, "geadresseerde": source.actor,
            "dimensie": list(source.dimensions), "prioriteit": issued.rank, "bron": source.source, "evidence": issued.evidence,
            "measure": source.measure, "working_group": source.working_group,
        }  # fmt: skip
        item = trail.put(
            module="scan", kind="recommendation", key=f"{scan.public_id}/{issued.code}", title=text,
            status="adapted" if issued.decision == Decision.ADAPTED.value else "adopted",
            url=f"{reverse('scan:recommendations', args=[scan.public_id])}#{issued.code}", payload=payload, payload_version=PAYLOAD_VERSION,
        )  # fmt: skip
        if origin:
            trail.link(source=item, target=origin.id, kind=LinkKind.BECAUSE_OF)
    audit.record(by=by, event="scan.recommendations.handed_over", subject=scan.public_id, detail={"aantal": len(accepted)})
    return len(accepted)
