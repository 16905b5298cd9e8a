"""The intake: every question with its answer."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from ninja import Query

from regiehuis.organisations.facade import ApiRequest
from regiehuis.platform.errors import NotValid
from regiehuis.platform.rest.paging import Page, PageQuery, page_of

from ..domain.input_document import InputError
from ..domain.instrument import Fact
from ..domain.intake_answer import intake_answer
from ..domain.permissions import Right
from ..models import Scan
from ..schemas import FactIn, FactOut, fact_out
from ..selectors import scans as selectors
from ..services import facts as fact_services
from .entrance import READ, WRITE, Code, guarded, router


def _fact(scan: Scan, key: str) -> Fact:
    found = selectors.instrument_of(scan).fact(key)
    if found is None:
        raise Http404
    return found


@router.get(
    "/scans/{scan_id}/facts",
    response=Page[FactOut],
    auth=READ,
    summary="Antwoorden van de intake",
    description="Elke vraag van het instrument met haar antwoord. Alleen voor de begeleider.",
)
def facts(request: ApiRequest, scan_id: UUID, asked: Query[PageQuery]) -> Page[FactOut]:
    found = guarded(request, scan_id, Right.SEE_SENSITIVE)
    stored = selectors.facts(found)
    return page_of(request, selectors.instrument_of(found).facts, asked, lambda each: fact_out(each.key, stored.get(each.key)))


@router.get(
    "/scans/{scan_id}/facts/{key}",
    response=FactOut,
    auth=READ,
    summary="Eén antwoord van de intake",
    description="Eén vraag met haar antwoord.",
)
def fact(request: ApiRequest, scan_id: UUID, key: Code) -> FactOut:
    found = guarded(request, scan_id, Right.SEE_SENSITIVE)
    return fact_out(_fact(found, key).key, selectors.facts(found).get(key))


@router.put(
    "/scans/{scan_id}/facts/{key}",
    response=FactOut,
    auth=WRITE,
    summary="Een antwoord van de intake bewaren",
    description="Bewaart het hele antwoord. `value` null betekent: gevraagd, en onbekend.",
)
def fact_put(request: ApiRequest, scan_id: UUID, key: Code, body: FactIn) -> FactOut:
    found = guarded(request, scan_id, Right.SEE_SENSITIVE)
    question = _fact(found, key)
    try:
        value = None if body.value is None else intake_answer(question, body.value)
    except InputError as error:
        raise NotValid("body.value", str(error)) from error
    is_released = body.is_released if body.is_released is not None else not question.sensitive
    stored = fact_services.record(by=request.actor, scan=found, key=key, value=value, source=body.source.value, remark=body.remark,
                                  is_released=is_released)  # fmt: skip
    return fact_out(key, stored)
