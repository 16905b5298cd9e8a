"""What came of the measurement, and what the municipality wants."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Query

from regiehuis.organisations.facade import ApiRequest
from regiehuis.platform.errors import Forbidden, NotValid
from regiehuis.platform.rest.paging import Page, PageQuery, page_of

from ..domain.instrument import Phase5Mode
from ..domain.permissions import Right, may
from ..models import Scan
from ..outcome_schemas import OutcomeOut, ResultOut, outcome_out, results_out
from ..schemas import AmbitionIn, AmbitionOut, TalkBody, TalkOut
from ..selectors import scans as selectors
from ..selectors.outcomes import outcome as outcome_of
from ..selectors.outcomes import stored_outcome
from ..services import scans as services
from .entrance import READ, WRITE, router


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


def _interpreted(request: ApiRequest, scan_id: UUID, right: Right) -> Scan:
    found = selectors.interpreted_scan_for(request.actor, scan_id)
    if not may(request.actor.roles, right):
        raise Forbidden
    return found


@router.get(
    "/scans/{scan_id}/talk",
    response=TalkOut,
    auth=READ,
    summary="Het gesprek over de duiding",
    description="Welk type het managementteam herkende, wanneer, en het verslag in het kort. Leeg zolang het gesprek niet is vastgelegd.",
)
def talk(request: ApiRequest, scan_id: UUID) -> TalkOut:
    found = selectors.interpreted_scan_for(request.actor, scan_id)
    return TalkOut(talk_on=found.talk_on, recognised_type=found.recognised_type or None, note=found.talk_note)


@router.put(
    "/scans/{scan_id}/talk",
    response=TalkOut,
    auth=WRITE,
    summary="Het gesprek vastleggen",
    description="Legt vast welk type het managementteam herkende: een code van het instrument, of `geen`. Het verslag komt in het rapport; noem geen namen.",
)
def talk_put(request: ApiRequest, scan_id: UUID, body: TalkBody) -> TalkOut:
    found = _interpreted(request, scan_id, Right.LEAD)
    types = [*(each.code for each in selectors.instrument_of(found).types), "geen"]
    if body.recognised_type not in types:
        raise NotValid("body.recognisedType", _("Kies een van: %(expected)s.") % {"expected": ", ".join(types)})
    services.record_talk(by=request.actor, scan=found, recognised_type=body.recognised_type, note=body.note, talk_on=body.talk_on)
    return talk(request, scan_id)


@router.get(
    "/scans/{scan_id}/ambition",
    response=AmbitionOut,
    auth=READ,
    summary="De gewenste fasen",
    description="De gewenste fase per dimensie. Wat er niet staat, volgt de standaard van de aanbevelingen.",
)
def ambition(request: ApiRequest, scan_id: UUID) -> AmbitionOut:
    return AmbitionOut(phases=selectors.interpreted_scan_for(request.actor, scan_id).ambition)


@router.put(
    "/scans/{scan_id}/ambition",
    response=AmbitionOut,
    auth=WRITE,
    summary="De gewenste fasen bewaren",
    description="Bewaart alle gewenste fasen in één keer. Een dimensie die u weglaat, volgt weer de standaard.",
)
def ambition_put(request: ApiRequest, scan_id: UUID, body: AmbitionIn) -> AmbitionOut:
    found = _interpreted(request, scan_id, Right.DECIDE)
    instrument = selectors.instrument_of(found)
    for code, phase in body.phases.items():
        if code not in instrument.dimension_codes:
            raise NotValid("body.phases", _("Dimensie '%(code)s' bestaat niet in dit instrument.") % {"code": code[:40]})
        if phase > instrument.top(Phase5Mode(found.phase5_mode)):
            raise NotValid(f"body.phases.{code}", _("Kies een fase van de schaal van deze scan."))
    services.set_ambition(by=request.actor, scan=found, ambition=body.phases)
    return ambition(request, scan_id)
