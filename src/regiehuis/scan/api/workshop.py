"""What the workshop and the lead put beside the survey: votes counted on paper, agreed values, an estimate."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Path, Query

from regiehuis.organisations.facade import ApiRequest
from regiehuis.platform.errors import NotValid
from regiehuis.platform.rest.paging import Page, PageQuery, page_of

from ..domain.instrument import Phase5Mode
from ..domain.official_value import Source, is_agreeable
from ..models import Scan
from ..selectors import scans as selectors
from ..services import results as services
from ..survey_schemas import MeasurementOut, ValueIn, VotesIn, measurement_out
from .entrance import READ, WRITE, Code, guarded, router

Vote = Path[Literal["1", "2"]]
ValueSource = Path[Literal["agreed", "intake"]]


@router.get(
    "/scans/{scan_id}/measurements",
    response=Page[MeasurementOut],
    auth=READ,
    summary="Metingen buiten de vragenlijst",
    description="De nieuwste stemming, afspraak en schatting per dimensie. Alleen voor de begeleider.",
)
def measurements(request: ApiRequest, scan_id: UUID, asked: Query[PageQuery]) -> Page[MeasurementOut]:
    return page_of(request, list(selectors.latest_results(guarded(request, scan_id)).values()), asked, measurement_out)


def _measured(scan: Scan, code: str) -> None:
    if code not in selectors.instrument_of(scan).dimension_codes:
        raise Http404


@router.put(
    "/scans/{scan_id}/dimensions/{code}/votes/{vote}",
    response=MeasurementOut,
    auth=WRITE,
    summary="Stemmen van een werksessie",
    description="Bewaart de getelde stemmen van één ronde, per kaart van 1 af. Wat er eerder stond, blijft bewaard.",
)
def votes_put(request: ApiRequest, scan_id: UUID, code: Code, vote: Vote, body: VotesIn) -> MeasurementOut:
    found = guarded(request, scan_id)
    _measured(found, code)
    cards = len(selectors.instrument_of(found).dimension(code).words)
    if len(body.counts) != cards:
        raise NotValid("body.counts", _("Geef één aantal per kaart: %(cards)s getallen.") % {"cards": cards})
    if not any(body.counts) and not body.dont_know:
        raise NotValid("body.counts", _("Vul het aantal stemmen in bij minstens één niveau."))
    source = Source.WORKSHOP_1 if vote == "1" else Source.WORKSHOP_2
    services.record_votes(by=request.actor, scan=found, dimension=code, source=source, counts=body.counts, dont_know=body.dont_know)
    return measurement_out(selectors.latest_results(found)[code, source])


@router.put(
    "/scans/{scan_id}/dimensions/{code}/values/{source}",
    response=MeasurementOut,
    auth=WRITE,
    summary="Een afspraak of een schatting",
    description="`agreed` is wat de werksessie afsprak, `intake` een schatting van de begeleider: halve fasen, of null om hem terug te nemen.",
)
def value_put(request: ApiRequest, scan_id: UUID, code: Code, source: ValueSource, body: ValueIn) -> MeasurementOut:
    found = guarded(request, scan_id)
    _measured(found, code)
    top = selectors.instrument_of(found).top(Phase5Mode(found.phase5_mode))
    if body.value is not None and not is_agreeable(body.value, top=top):
        raise NotValid("body.value", _("Kies een waarde van 1 tot en met %(top)s, in stappen van een half.") % {"top": top})
    value = None if body.value is None else Decimal(str(body.value))
    services.record_value(by=request.actor, scan=found, dimension=code, source=Source(source), value=value, reason=body.reason)
    return measurement_out(selectors.latest_results(found)[code, Source(source)])
