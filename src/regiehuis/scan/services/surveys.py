"""Writes of the card survey: participants, opening, answering, closing. What is stored of an answer names nobody."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from regiehuis.audit import facade as audit
from regiehuis.documents.domain.imports import Checked
from regiehuis.organisations.facade import Actor, system
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.links import Purpose, secret_for, secret_hash

from ..domain.batches import batch_to_move, shuffled
from ..domain.buckets import stored_roles
from ..domain.participants import MOST_PARTICIPANTS, ParticipantRow, check, role_of
from ..domain.permissions import Right
from ..domain.remarks import RemarkState, masked
from ..domain.workflow import (
    Obstacle,
    ScanState,
    SurveyState,
    obstacles_to_closing_survey,
    obstacles_to_dating_survey,
    obstacles_to_opening_survey,
)
from ..models import Remark, Response, ResponseInbox, Scan, SurveyInvitation, SurveyRound
from ..selectors.scans import instrument_of, participants_of
from . import notices
from .access import locked, locked_for_inputs

DAYS_KEPT_AFTER_CLOSING = 30
_random = secrets.SystemRandom()


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Someone to ask, with the role group they answer for."""

    email: str
    role_group: str


def set_up(*, by: Actor, scan: Scan, closes_on: date, reminder_days: Sequence[int], today: date) -> SurveyRound:
    """Make the round, or change its dates; while it is open only the closing date may move."""
    with transaction.atomic():
        scan = locked_for_inputs(by, scan)
        survey = SurveyRound.objects.select_for_update().filter(scan=scan).first() or SurveyRound(scan=scan)
        if obstacles := obstacles_to_dating_survey(SurveyState(survey.state), closes_on=closes_on, today=today):
            raise NotAllowed(obstacles)
        survey.closes_on, survey.reminder_days = closes_on, sorted(set(reminder_days))
        survey.save()
        audit.record(by=by, event="scan.survey.set_up", subject=scan.public_id, detail={"sluit": closes_on.isoformat()})
    return survey


def _locked_concept(by: Actor, survey: SurveyRound) -> SurveyRound:
    """Return the round, locked; refuse once it opened."""
    locked_for_inputs(by, survey.scan)
    survey = SurveyRound.objects.select_for_update().get(pk=survey.pk)
    if survey.state != SurveyState.CONCEPT:
        raise NotAllowed([Obstacle.SURVEY_ALREADY_OPENED])
    return survey


def add_participants(*, by: Actor, survey: SurveyRound, participants: Sequence[Participant]) -> int:
    """Add people to ask, once per address; return how many were new. Refused after opening."""
    with transaction.atomic():
        survey = _locked_concept(by, survey)
        known = participants_of(survey)
        new = {each.email.lower(): each.role_group for each in participants if each.email.lower() not in known}
        if len(known) + len(new) > MOST_PARTICIPANTS:
            raise NotAllowed([Obstacle.TOO_MANY_PARTICIPANTS])
        _invite(by, survey, new)
        audit.record(by=by, event="scan.participants.added", subject=survey.scan.public_id, detail={"aantal": len(new)})
    return len(new)


def import_participants(*, by: Actor, survey: SurveyRound, rows: Sequence[ParticipantRow], is_address: Callable[[str], bool]) -> Checked:
    """Add people, and correct the role group of people on the list: all rows or none. Whom the list does not name stays."""
    with transaction.atomic():
        survey = _locked_concept(by, survey)
        known, groups = participants_of(survey), instrument_of(survey.scan).role_groups
        checked = check(rows, known, groups, is_address=is_address)
        if checked.errors:
            raise NotAllowed([Obstacle.PARTICIPANTS_HAVE_ERRORS])
        wanted = {row.email.lower(): role for row in rows if (role := role_of(row.role_group, groups))}
        new = {email: role for email, role in wanted.items() if email not in known}
        changed = {email: role for email, role in wanted.items() if known.get(email, role) != role}
        _invite(by, survey, new)
        invitations = list(survey.invitations.filter(email__in=changed))
        for invitation in invitations:
            invitation.role_group = changed[invitation.email]
        SurveyInvitation.objects.bulk_update(invitations, ["role_group"])
        if new or changed:
            detail = {"aantal": len(new), "gewijzigd": len(changed)}
            audit.record(by=by, event="scan.participants.added", subject=survey.scan.public_id, detail=detail)
    return checked


def _invite(by: Actor, survey: SurveyRound, people: Mapping[str, str]) -> None:
    rows = [
        SurveyInvitation(round=survey, organisation_id=by.organisation_id, email=email, role_group=role) for email, role in people.items()
    ]
    for row in rows:
        row.token_hash = secret_hash(secret_of(row))
    SurveyInvitation.objects.bulk_create(rows)


def remove_participant(*, by: Actor, invitation: SurveyInvitation) -> None:
    """Take someone off the list before the round opens."""
    with transaction.atomic():
        locked_for_inputs(by, invitation.round.scan)
        if SurveyRound.objects.select_for_update(no_key=True).get(pk=invitation.round_id).state != SurveyState.CONCEPT:
            raise NotAllowed([Obstacle.SURVEY_ALREADY_OPENED])
        invitation.delete()
        audit.record(by=by, event="scan.participant.removed", subject=invitation.round.scan.public_id)


def secret_of(invitation: SurveyInvitation) -> str:
    """Return the secret of the personal link: the same each time, stored nowhere."""
    return secret_for(invitation.public_id, Purpose.SURVEY, key=settings.SECRET_KEY)


def obstacles_to_opening(survey: SurveyRound, *, today: date) -> list[Obstacle]:
    """Return why this round may not open now."""
    return obstacles_to_opening_survey(scan=ScanState(survey.scan.state), survey=SurveyState(survey.state), participants=survey.invitations.count(),
                                       k=survey.scan.k, closes_on=survey.closes_on, today=today)  # fmt: skip


def open_round(*, by: Actor, survey: SurveyRound, today: date) -> SurveyRound:
    """Open the round, freeze how answers are stored (a role group under k joins the others), and send the invitations once this is committed."""
    from ..tasks import send_survey_mail

    with transaction.atomic():
        scan = locked(by, survey.scan, Right.LEAD)
        survey = SurveyRound.objects.select_for_update().get(pk=survey.pk)
        groups = Counter(survey.invitations.values_list("role_group", flat=True))
        if obstacles := obstacles_to_opening(survey, today=today):
            raise NotAllowed(obstacles)
        survey.stored_roles = stored_roles(groups, k=scan.k)
        headcounts: Counter[str] = Counter()
        for role, number in groups.items():
            headcounts[survey.stored_roles[role]] += number
        survey.state, survey.opens_on, survey.headcounts = SurveyState.OPEN.value, today, dict(headcounts)
        survey.save()
        audit.record(by=by, event="scan.survey.opened", subject=scan.public_id, detail={"genodigd": groups.total()})
        send_survey_mail.defer(organisation_id=by.organisation_id, round_id=survey.pk)
    return survey


def submit(*, token_hash: str, cards: Mapping[str, int | None], today: date, remark: str = "") -> None:
    """Take an answer in and spend the link, in one transaction: exactly once, also for a double click.

    Raises LookupError for an unknown link, and NotAllowed when the round is not open or the link was used.
    The inbox row names no invitation, and nothing else is written here: no log line, no job, no time.
    """
    with transaction.atomic():
        invitation = (
            SurveyInvitation.objects.select_for_update(of=("self",)).select_related("round__scan").filter(token_hash=token_hash).first()
        )
        if invitation is None:
            raise LookupError("no such survey link")
        invitation.round.refresh_from_db(fields=["state", "closes_on"])  # it may have closed while we waited for the lock
        if obstacles := obstacles_to_answering(invitation, today=today):
            raise NotAllowed(obstacles)
        codes = instrument_of(invitation.round.scan).dimension_codes
        ResponseInbox.objects.create(
            organisation_id=invitation.organisation_id, round=invitation.round,
            role_group=invitation.round.stored_roles[invitation.role_group], cards=[cards.get(code) for code in codes], remark=masked(remark.strip()),
        )  # fmt: skip
        SurveyInvitation.objects.filter(pk=invitation.pk).update(is_used=True)


def obstacles_to_answering(invitation: SurveyInvitation, *, today: date) -> list[Obstacle]:
    """Return why this link takes no answer now."""
    survey = invitation.round
    if survey.state != SurveyState.OPEN or survey.closes_on < today:
        return [Obstacle.SURVEY_NOT_OPEN]
    return [Obstacle.LINK_ALREADY_USED] if invitation.is_used else []


def move_batch(survey: SurveyRound) -> int:
    """Move k waiting answers, drawn at random, when at least 2k wait; return how many moved. Touches no invitation."""
    with transaction.atomic():
        waiting = list(ResponseInbox.objects.select_for_update(skip_locked=True).filter(round=survey))
        moved = batch_to_move(waiting, k=survey.scan.k, random=_random)
        _store_as_responses(survey, moved)
        _store_remarks(survey, [each.remark for each in moved])
        ResponseInbox.objects.filter(pk__in=[each.pk for each in moved]).delete()
    return len(moved)


def _store_as_responses(survey: SurveyRound, rows: Sequence[ResponseInbox | Response]) -> None:
    Response.objects.bulk_create(
        [
            Response(id=uuid4(), organisation_id=each.organisation_id, round=survey, role_group=each.role_group, cards=each.cards)
            for each in rows
        ]
    )


def _store_remarks(survey: SurveyRound, texts: Sequence[str]) -> None:
    """Store what people added apart from their answers, in an order of its own."""
    Remark.objects.bulk_create(
        [
            Remark(id=uuid4(), organisation_id=survey.organisation_id, round=survey, text=text, state=RemarkState.WAITING.value)
            for text in shuffled([text for text in texts if text], random=_random)
        ]
    )


def close_round(*, by: Actor, survey: SurveyRound, today: date | None = None) -> int:
    """Close for good; return how many answers are kept. Closed before its last day, ``today`` becomes that day."""
    with transaction.atomic():
        locked(by, survey.scan, Right.LEAD)
        return _close(by, survey, today=today)


def close_overdue(*, organisation_id: int, today: date) -> int:
    """Close the rounds of the open organisation whose last day has passed; return how many. Nobody could answer any more."""
    overdue = SurveyRound.objects.filter(state=SurveyState.OPEN.value, closes_on__lt=today).order_by("pk")
    for survey in overdue:
        with transaction.atomic():
            Scan.objects.select_for_update().get(pk=survey.scan_id)
            if SurveyRound.objects.filter(pk=survey.pk, state=SurveyState.OPEN.value, closes_on__lt=today).exists():
                _close(system(organisation_id), survey)
    return len(overdue)


def _close(by: Actor, survey: SurveyRound, *, today: date | None = None) -> int:
    """Rewrite all answers and all invitations in one transaction; the scan is locked.

    Each table then has one transaction number and no order. Under k answers in all nothing may ever be shown, so they go at once.
    """
    with transaction.atomic():
        survey = SurveyRound.objects.select_for_update(no_key=True).select_related("scan").get(pk=survey.pk)
        scan = survey.scan
        if obstacles := obstacles_to_closing_survey(SurveyState(survey.state)):
            raise NotAllowed(obstacles)
        list(survey.invitations.select_for_update())  # whoever is sending now comes first, then nobody any more
        waiting = list(ResponseInbox.objects.filter(round=survey))
        answers: list[ResponseInbox | Response] = [*waiting, *Response.objects.filter(round=survey)]
        remarks = [each.remark for each in waiting] + list(Remark.objects.filter(round=survey).values_list("text", flat=True))
        Remark.objects.filter(round=survey).delete()
        ResponseInbox.objects.filter(round=survey).delete()
        Response.objects.filter(round=survey).delete()
        kept = len(answers) if len(answers) >= scan.k else 0
        _store_as_responses(survey, shuffled(answers, random=_random)[:kept])
        _store_remarks(survey, remarks if kept else [])
        _rewrite_invitations(survey, keep=kept > 0)
        survey.state = SurveyState.PROCESSED.value
        survey.closes_on = min(survey.closes_on, today or survey.closes_on)
        survey.save()
        notices.survey_closed(by=by, scan=scan)
        audit.record(by=by, event="scan.survey.closed", subject=scan.public_id, detail={"antwoorden": len(answers), "bewaard": kept})
    return kept


def _rewrite_invitations(survey: SurveyRound, *, keep: bool) -> None:
    rows = shuffled(list(survey.invitations.all()), random=_random) if keep else []
    survey.invitations.all().delete()
    for row in rows:
        row.pk = None
    SurveyInvitation.objects.bulk_create(rows)


def forget_invitations(*, today: date) -> int:
    """Delete the invitations of rounds that closed 30 days ago or more; return how many."""
    ended = SurveyRound.objects.filter(state=SurveyState.PROCESSED.value, closes_on__lte=today - timedelta(days=DAYS_KEPT_AFTER_CLOSING))
    deleted, _per_model = SurveyInvitation.objects.filter(round__in=ended).delete()
    return deleted
