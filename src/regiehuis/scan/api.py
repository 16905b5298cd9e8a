"""The scan for programs: the same services, selectors and rights as its pages."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from regiehuis.documents import facade as documents
from regiehuis.organisations import facade as organisations
from regiehuis.organisations.facade import ApiRequest, Needs, Scope
from regiehuis.platform.errors import Forbidden, NotAllowed, NotValid
from regiehuis.platform.rest.paging import Page, PageQuery, page_of
from regiehuis.platform.rest.schemas import Text

from .domain.input_document import InputError
from .domain.instrument import Fact
from .domain.intake_answer import intake_answer
from .domain.permissions import Right, may
from .domain.workflow import WEAKER_PROTECTION
from .models import Scan, ScanReport
from .outcome_schemas import OutcomeOut, ResultOut, outcome_out, results_out
from .presentation.recommendations import Card, cards_of
from .schemas import (
    DecisionIn,
    FactIn,
    FactOut,
    FileOut,
    InstrumentContentOut,
    InstrumentOut,
    NewScanIn,
    RecommendationOut,
    RecommendationQuery,
    ReportOut,
    ScanOut,
    ScanQuery,
    fact_out,
    instrument_content_out,
    instrument_out,
    recommendation_out,
    scan_out,
)
from .selectors import scans as selectors
from .selectors.outcomes import outcome as outcome_of
from .selectors.outcomes import stored_outcome
from .services import facts as fact_services
from .services import recommendations as recommendation_services
from .services import scans as services
from .services.reports import FORMATS

router = Router(tags=["scan"], by_alias=True)
READ, WRITE = Needs(Scope.SCAN_READ), Needs(Scope.SCAN_WRITE)
Code = Path[Text]


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


# ---- intake ------------------------------------------------------------------------------------------------------------


def _intake(request: ApiRequest, scan_id: UUID) -> Scan:
    found = selectors.scan_for(request.actor, scan_id)
    if not may(request.actor.roles, Right.SEE_SENSITIVE):
        raise Forbidden
    return found


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
    found = _intake(request, scan_id)
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
    found = _intake(request, scan_id)
    return fact_out(_fact(found, key).key, selectors.facts(found).get(key))


@router.put(
    "/scans/{scan_id}/facts/{key}",
    response=FactOut,
    auth=WRITE,
    summary="Een antwoord van de intake bewaren",
    description="Bewaart het hele antwoord. `value` null betekent: gevraagd, en onbekend.",
)
def fact_put(request: ApiRequest, scan_id: UUID, key: Code, body: FactIn) -> FactOut:
    found = _intake(request, scan_id)
    question = _fact(found, key)
    try:
        value = None if body.value is None else intake_answer(question, body.value)
    except InputError as error:
        raise NotValid("body.value", str(error)) from error
    is_released = body.is_released if body.is_released is not None else not question.sensitive
    stored = fact_services.record(by=request.actor, scan=found, key=key, value=value, source=body.source.value, remark=body.remark,
                                  is_released=is_released)  # fmt: skip
    return fact_out(key, stored)


# ---- outcome -----------------------------------------------------------------------------------------------------------


@router.get(
    "/scans/{scan_id}/results",
    response=Page[ResultOut],
    auth=READ,
    summary="Uitkomst per dimensie",
    description="Waarde, zekerheid en verschillen tussen rolgroepen. Te kleine groepen ontbreken. Bestaat vanaf de stap duiding.",
)
def results(request: ApiRequest, scan_id: UUID, asked: Query[PageQuery]) -> Page[ResultOut]:
    found = selectors.interpreted_scan_for(request.actor, scan_id)
    return page_of(request, results_out(found, outcome_of(found), selectors.instrument_of(found)), asked, lambda each: each)


@router.get(
    "/scans/{scan_id}/outcome",
    response=OutcomeOut,
    auth=READ,
    summary="Uitkomst als geheel",
    description="Niveaus, gebieden, type, kenmerken, interoperabiliteit en wat opvalt. Bestaat vanaf de stap duiding.",
)
def outcome(request: ApiRequest, scan_id: UUID) -> OutcomeOut:
    found = selectors.interpreted_scan_for(request.actor, scan_id)
    stored = stored_outcome(found)
    return outcome_out(found, outcome_of(found), selectors.instrument_of(found), stored.computed_at if stored else None)


# ---- recommendations ---------------------------------------------------------------------------------------------------


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


# ---- reports -----------------------------------------------------------------------------------------------------------


@router.get(
    "/scans/{scan_id}/reports",
    response=Page[ReportOut],
    auth=READ,
    summary="Rapporten",
    description="Elk gemaakt rapport, het nieuwste eerst, met waar elk bestand te halen is.",
)
def reports(request: ApiRequest, scan_id: UUID, asked: Query[PageQuery]) -> Page[ReportOut]:
    delivered = list(selectors.reports(selectors.interpreted_scan_for(request.actor, scan_id)))
    files = documents.files([key for each in delivered for key in each.files.values()])
    return page_of(request, delivered, asked, lambda each: _report_out(request, scan_id, each, files))


def _report_out(request: ApiRequest, scan_id: UUID, found: ScanReport, files: dict[str, documents.FileInfo]) -> ReportOut:
    known = [(kind, files[key]) for kind, key in found.files.items() if key in files]
    return ReportOut(
        id=found.public_id, made_at=found.made_at, report_hash=found.report_hash, input_hash=found.input_hash,
        files=[
            FileOut(format=kind, name=file.name, size=file.size, sha256=file.sha256,
                    href=request.build_absolute_uri(reverse("api:report-file", args=[scan_id, found.public_id, kind])))
            for kind, file in known
        ],
    )  # fmt: skip


FILE = {"responses": {200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in FORMATS.values()}}}}


@router.get("/scans/{scan_id}/reports/{report_id}/files/{kind}", auth=READ, summary="Een bestand van een rapport", url_name="report-file",
            openapi_extra=FILE,
            description="Het bestand zelf: `pdf`, `docx` of `odt`.")  # fmt: skip
def report_file(request: ApiRequest, scan_id: UUID, report_id: UUID, kind: Code) -> HttpResponse:
    found = selectors.report(selectors.interpreted_scan_for(request.actor, scan_id), report_id)
    if kind not in found.files:
        raise Http404
    return documents.download(found.files[kind])
