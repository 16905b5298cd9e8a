"""Recommendations and the decisions on them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils import timezone
from ninja import Query

from regiehuis.organisations.facade import ApiRequest
from regiehuis.platform.rest.paging import Page, page_of

from ..models import Scan
from ..presentation.recommendations import Card, cards_of
from ..schemas import DecisionIn, RecommendationOut, RecommendationQuery, recommendation_out
from ..selectors import scans as selectors
from ..services import recommendations as recommendation_services
from .entrance import READ, WRITE, Code, router


def _card(scan: Scan, code: str) -> Card:
    found = next((each for each in cards_of(scan) if each.code == code), None)
    if found is None:
        raise Http404
    return found


@router.get(
    "/scans/{scan_id}/recommendations",
    response=Page[RecommendationOut],
    auth=READ,
    summary="Aanbevelingen",
    description="Elke aanbeveling met haar onderbouwing en besluit, in berekende volgorde. Met `verdict` alleen die met één oordeel.",
)
def recommendations(request: ApiRequest, scan_id: UUID, asked: Query[RecommendationQuery]) -> Page[RecommendationOut]:
    found = selectors.interpreted_scan_for(request.actor, scan_id)
    knowledge_base = selectors.knowledge_base_of(found)
    cards = [each for each in cards_of(found) if asked.verdict is None or each.verdict == asked.verdict]
    return page_of(request, cards, asked, lambda each: recommendation_out(each, knowledge_base))


@router.get(
    "/scans/{scan_id}/recommendations/{code}",
    response=RecommendationOut,
    auth=READ,
    summary="Eén aanbeveling",
    description="Eén aanbeveling met haar onderbouwing en besluit.",
)
def recommendation(request: ApiRequest, scan_id: UUID, code: Code) -> RecommendationOut:
    found = selectors.interpreted_scan_for(request.actor, scan_id)
    return recommendation_out(_card(found, code), selectors.knowledge_base_of(found))


@router.patch(
    "/scans/{scan_id}/recommendations/{code}",
    response=RecommendationOut,
    auth=WRITE,
    summary="Over een aanbeveling besluiten",
    description="Legt een besluit vast. Wat u weglaat, blijft bij hetzelfde besluit zoals het was. Een regel kan een reden, een datum of een tekst vragen.",
)
def recommendation_decide(request: ApiRequest, scan_id: UUID, code: Code, body: DecisionIn) -> RecommendationOut:
    found = selectors.interpreted_scan_for(request.actor, scan_id)
    issued = selectors.recommendations(found).get(code)
    if issued is None:
        raise Http404
    recommendation_services.amend(
        by=request.actor, recommendation=issued, decision=body.decision, now=timezone.now(), reason=body.reason,
        later_on=body.later_on, adapted_text=body.adapted_text,
    )  # fmt: skip
    return recommendation_out(_card(found, code), selectors.knowledge_base_of(found))
