"""Instruments, and scans with their steps, talk and decision."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query

from regiehuis.organisations import facade as organisations
from regiehuis.organisations.facade import ApiRequest
from regiehuis.platform.errors import Forbidden, NotAllowed, NotValid
from regiehuis.platform.rest.paging import Page, PageQuery, page_of

from ..domain.permissions import Right, may
from ..domain.workflow import WEAKER_PROTECTION
from ..schemas import (
    DecisionOnScanIn,
    InstrumentContentOut,
    InstrumentOut,
    NewScanIn,
    ScanOut,
    ScanQuery,
    StepIn,
    instrument_content_out,
    instrument_out,
    scan_out,
)
from ..selectors import scans as selectors
from ..services import scans as services
from .entrance import READ, WRITE, Code, guarded, router


@router.get(
    "/instruments",
    response=Page[InstrumentOut],
    auth=READ,
    summary="Instrumenten",
    description="Elke geladen versie, de nieuwste eerst. Een versie wijzigt nooit.",
)
def instruments(request: ApiRequest, asked: Query[PageQuery]) -> Page[InstrumentOut]:
    return page_of(request, selectors.loaded_instruments(), asked, instrument_out)


@router.get(
    "/instruments/{code}/versions/{version}",
    response=InstrumentContentOut,
    auth=READ,
    summary="Eén versie van een instrument",
    description="Fasen, dimensies, rolgroepen, typen en de vragen van de intake, met wat elke vraag als antwoord aanneemt.",
)
def instrument(request: ApiRequest, code: Code, version: Code) -> InstrumentContentOut:
    return instrument_content_out(selectors.loaded_instrument(code, version))


@router.get(
    "/scans",
    response=Page[ScanOut],
    auth=READ,
    summary="Scans",
    description="Elke scan die de houder van het token mag zien, de nieuwste eerst. Met `state` alleen die in één stap.",
)
def scans(request: ApiRequest, asked: Query[ScanQuery]) -> Page[ScanOut]:
    return page_of(request, selectors.listed_scans(request.actor, asked.state), asked, scan_out)


@router.post(
    "/scans",
    response={201: ScanOut},
    auth=WRITE,
    summary="Een scan starten",
    description="Een scan op het nieuwste instrument, in de stap concept. Zonder `leadId` begeleidt de houder van het token.",
)
def scan_create(request: ApiRequest, response: HttpResponse, body: NewScanIn) -> ScanOut:
    if not may(request.actor.roles, Right.LEAD):
        raise Forbidden
    lead = _person(organisations.Role.SCAN_LEAD, body.lead_id, own_id=request.actor.person_id)
    if lead is None:
        raise NotValid("body.leadId", _("Kies iemand met de rol begeleider."))
    sponsor = _person(organisations.Role.SECRETARY, body.sponsor_id) if body.sponsor_id else None
    if body.sponsor_id and sponsor is None:
        raise NotValid("body.sponsorId", _("Kies iemand met de rol secretaris, of laat dit weg."))
    settings = services.Settings(title=body.title, lead_id=lead, sponsor_id=sponsor, k=body.k, phase5_mode=body.phase5_mode)
    try:
        made = services.create(by=request.actor, settings=settings, now=timezone.now())
    except NotAllowed as error:
        if WEAKER_PROTECTION & set(error.obstacles):
            request.refusal_is_logged = True
            raise Forbidden from error
        raise
    response["Location"] = request.build_absolute_uri(reverse("api:scan", args=[made.public_id]))
    return scan_out(made)


def _person(role: organisations.Role, public_id: UUID | None, own_id: int | None = None) -> int | None:
    """Return the id of the person that is named, or of the holder of the token, if they have the role."""
    holders = organisations.people_with_role(role)
    return next((each.id for each in holders if (each.public_id == public_id if public_id else each.id == own_id)), None)


@router.get(
    "/scans/{scan_id}",
    response=ScanOut,
    auth=READ,
    summary="Eén scan",
    url_name="scan",
    description="Waar de scan staat, wie hem begeleidt, en het besluit erover.",
)
def scan(request: ApiRequest, scan_id: UUID) -> ScanOut:
    return scan_out(selectors.scan_for(request.actor, scan_id))


@router.patch(
    "/scans/{scan_id}",
    response=ScanOut,
    auth=WRITE,
    summary="Een stap verder of terug",
    description="Brengt de scan in de volgende stap, of met een reden in de vorige. Wat eerst nog moet gebeuren, staat in de weigering.",
)
def scan_step(request: ApiRequest, scan_id: UUID, body: StepIn) -> ScanOut:
    found = selectors.scan_for(request.actor, scan_id)
    services.take_step(by=request.actor, scan=found, state=body.state, reason=body.reason, now=timezone.now())
    return scan_out(selectors.scan_for(request.actor, scan_id))


@router.put(
    "/scans/{scan_id}/decision",
    response=ScanOut,
    auth=WRITE,
    summary="Het besluit over het rapport",
    description="Legt vast welk orgaan besloot, wanneer, en waar dat te vinden is. Kan in de stap rapport.",
)
def scan_decision(request: ApiRequest, scan_id: UUID, body: DecisionOnScanIn) -> ScanOut:
    found = guarded(request, scan_id)
    services.record_decision(by=request.actor, scan=found, body=body.body, decided_on=body.decided_on, document=body.document, today=timezone.localdate())  # fmt: skip
    return scan_out(selectors.scan_for(request.actor, scan_id))
