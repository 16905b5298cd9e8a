"""The card survey for its lead: dates, people to ask, opening, response, closing. Never an answer, and never who answered."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from ninja import Query

from regiehuis.organisations.facade import ApiRequest
from regiehuis.platform.errors import NotAllowed, NotValid
from regiehuis.platform.rest.paging import Page, PageQuery, page_of

from ..domain.participants import ParticipantRow, check
from ..domain.workflow import Obstacle, SurveyState
from ..models import Scan, SurveyRound
from ..selectors import scans as selectors
from ..services import surveys as services
from ..survey_forms import is_address
from ..survey_schemas import (
    ParticipantOut,
    ParticipantsIn,
    ParticipantsOut,
    SurveyIn,
    SurveyOut,
    SurveyStateIn,
    participant_out,
    survey_out,
)
from ..texts import PARTICIPANT_ERRORS
from .entrance import READ, WRITE, guarded, router


def _survey(request: ApiRequest, scan_id: UUID) -> tuple[Scan, SurveyRound]:
    found = guarded(request, scan_id)
    survey = selectors.survey_of(found)
    if survey is None:
        raise Http404
    return found, survey


@router.get(
    "/scans/{scan_id}/survey",
    response=SurveyOut,
    auth=READ,
    summary="De vragenlijst",
    description="Stap, dagen en respons, en wat er met de uitnodigingen gebeurde. Van een kleine groep staat de respons er niet.",
)
def survey(request: ApiRequest, scan_id: UUID) -> SurveyOut:
    return survey_out(*_survey(request, scan_id))


@router.put(
    "/scans/{scan_id}/survey",
    response=SurveyOut,
    auth=WRITE,
    summary="De vragenlijst klaarzetten",
    description="Maakt de vragenlijst, of wijzigt haar dagen. Is zij open, dan kan alleen dit nog.",
)
def survey_put(request: ApiRequest, scan_id: UUID, body: SurveyIn) -> SurveyOut:
    found = guarded(request, scan_id)
    services.set_up(by=request.actor, scan=found, closes_on=body.closes_on, reminder_days=body.reminder_days, today=timezone.localdate())
    return survey_out(*_survey(request, scan_id))


@router.patch(
    "/scans/{scan_id}/survey",
    response=SurveyOut,
    auth=WRITE,
    summary="De vragenlijst openen of sluiten",
    description=(
        "`open` verstuurt de uitnodigingen; daarna staan de deelnemers vast. `gesloten` sluit voorgoed en telt de antwoorden; de stap heet dan `verwerkt`. "
        "Zijn het minder antwoorden dan de kleinste groep, dan worden zij verwijderd."
    ),
)
def survey_step(request: ApiRequest, scan_id: UUID, body: SurveyStateIn) -> SurveyOut:
    _scan, found = _survey(request, scan_id)
    if body.state == SurveyState.OPEN and found.state != SurveyState.OPEN:
        services.open_round(by=request.actor, survey=found, today=timezone.localdate())
    if body.state == SurveyState.CLOSED and found.state != SurveyState.PROCESSED:
        services.close_round(by=request.actor, survey=found, today=timezone.localdate())
    return survey_out(*_survey(request, scan_id))


@router.get(
    "/scans/{scan_id}/survey/participants",
    response=Page[ParticipantOut],
    auth=READ,
    summary="Deelnemers",
    description="Wie er wordt gevraagd, op adres. Wie antwoordde staat nergens.",
)
def participants(request: ApiRequest, scan_id: UUID, asked: Query[PageQuery]) -> Page[ParticipantOut]:
    _scan, found = _survey(request, scan_id)
    return page_of(request, selectors.participants(found), asked, participant_out)


@router.post(
    "/scans/{scan_id}/survey/participants",
    response=ParticipantsOut,
    auth=WRITE,
    summary="Deelnemers toevoegen",
    description="Voegt mensen toe en verbetert de rolgroep van wie er al op staat: allemaal, of bij een fout niemand. Wie u niet noemt, blijft.",
)
def participants_add(request: ApiRequest, scan_id: UUID, body: ParticipantsIn) -> ParticipantsOut:
    scan, found = _survey(request, scan_id)
    rows = [
        ParticipantRow(line=number, email=each.email.strip(), role_group=each.role_group) for number, each in enumerate(body.participants)
    ]
    try:
        services.import_participants(by=request.actor, survey=found, rows=rows, is_address=is_address)
    except NotAllowed as error:
        if Obstacle.PARTICIPANTS_HAVE_ERRORS not in error.obstacles:
            raise
        checked = check(rows, selectors.participants_of(found), selectors.instrument_of(scan).role_groups, is_address=is_address)
        first = checked.errors[0]
        text = str(PARTICIPANT_ERRORS[first.kind])
        raise NotValid(f"body.participants.{first.line}", f"'{first.value[:80]}' {text}" if first.value else text) from error
    return ParticipantsOut(participants=len(selectors.participants_of(found)))


@router.delete(
    "/scans/{scan_id}/survey/participants/{participant_id}",
    response={204: None},
    auth=WRITE,
    summary="Een deelnemer verwijderen",
    description="Haalt iemand van de lijst, zolang de vragenlijst niet geopend is.",
)
def participant_remove(request: ApiRequest, response: HttpResponse, scan_id: UUID, participant_id: UUID) -> None:
    del response
    _scan, found = _survey(request, scan_id)
    services.remove_participant(by=request.actor, invitation=selectors.participant(found, participant_id))
