"""Writes of a live workshop: opening, stepping, joining, voting, agreeing, closing. A vote names nobody and is gone at the end.

The lead's acts lock the scan, then the session. A vote shares the session: it is stored before a reveal counts, or refused after it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from regiehuis.audit import facade as audit
from regiehuis.organisations import facade as organisations
from regiehuis.organisations.facade import Actor, system
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.links import Purpose, secret_for, secret_hash
from regiehuis.platform.locks import share_until_commit

from ..domain import session as rules
from ..domain.session import NoSuchStep, Stage, Step
from ..domain.workflow import Obstacle
from ..models import DimensionResult, Scan, WorkshopCode, WorkshopParticipant, WorkshopSession, WorkshopVote
from ..selectors import sessions as selectors
from ..selectors.outcomes import outcome
from ..selectors.scans import instrument_of
from . import results
from .access import locked_for_inputs

Source = DimensionResult.Source
SOURCES = {1: Source.WORKSHOP1, 2: Source.WORKSHOP2}


def secret_of(session: WorkshopSession) -> str:
    """Return the secret of the link that phones follow; only its hash is stored."""
    return secret_for(session.public_id, Purpose.WORKSHOP, key=settings.SECRET_KEY)


# ---- the lead ------------------------------------------------------------------------------------------------------------


def open_session(*, by: Actor, scan: Scan, most_divided_first: bool, now: datetime) -> WorkshopSession:
    """Open a session with a code of its own; one that is open already is returned, so that a second click opens no second."""
    with transaction.atomic():
        scan = locked_for_inputs(by, scan)
        if (running := selectors.open_session_of(scan)) is not None:
            return running
        spreads = {each.dimension: each.spread for each in outcome(scan).dimensions}
        order = rules.ordered(instrument_of(scan).dimension_codes, spreads, most_divided_first=most_divided_first)
        session = WorkshopSession(scan=scan, code=_free_code(by.organisation_id, now), opened_at=now, order=list(order))
        session.token_hash = secret_hash(secret_of(session))
        session.save()
        audit.record(by=by, event="scan.session.opened", subject=scan.public_id)
        return session


def _free_code(organisation_id: int, now: datetime) -> str:
    """Take a code that no open session of anybody has."""
    key = organisations.info(organisation_id).public_id
    WorkshopCode.objects.filter(expires_at__lte=now).delete()
    while True:
        code = str(rules.FIRST_CODE + secrets.randbelow(rules.LAST_CODE - rules.FIRST_CODE + 1))
        expires_at = now + timedelta(hours=rules.HOURS_OPEN)
        _row, is_new = WorkshopCode.objects.get_or_create(code=code, defaults={"organisation_key": key, "expires_at": expires_at})
        if is_new:
            return code


def step(*, by: Actor, session: WorkshopSession, step: Step, version: int, now: datetime) -> None:
    """Take a step on or back. ``version`` is what the lead was looking at: an older one is a second click and changes nothing."""
    _change(by, session, version, lambda state: state.stepped(step), now)


def choose(*, by: Actor, session: WorkshopSession, dimension: str, version: int, now: datetime) -> None:
    """Go to another dimension, or to the entrance (empty); each keeps its own stage."""
    _change(by, session, version, lambda state: state.chosen(dimension), now)


def agree(*, by: Actor, session: WorkshopSession, value: Decimal, reason: str, version: int, now: datetime) -> None:
    """Record the level that the room agreed on (R6)."""

    def recorded(state: rules.Session) -> rules.Session:
        following = state.stepped(Step.RECORD)
        results.record_value(by=by, scan=session.scan, dimension=state.dimension, source=Source.AGREED, value=value, reason=reason)
        return following

    _change(by, session, version, recorded, now)


def _change(by: Actor, session: WorkshopSession, version: int, change: Callable[[rules.Session], rules.Session], now: datetime) -> None:
    with transaction.atomic():
        scan = locked_for_inputs(by, session.scan)
        locked = WorkshopSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
        if not selectors.is_running(locked, now):
            raise NotAllowed([Obstacle.SESSION_ENDED])
        if locked.version != version:
            return
        before = selectors.state_of(locked)
        try:
            following = change(before)
        except NoSuchStep as error:
            raise NotAllowed([Obstacle.NO_SUCH_STEP]) from error
        _results(by, scan, locked, before, following)
        if following.dimension and following.now.stage is Stage.TALK and before != following:
            locked.talk_until = now + timedelta(minutes=rules.TALK_MINUTES)
        locked.dimension = following.dimension
        locked.progress = {code: [each.stage.value, each.voted_again] for code, each in following.progress.items()}
        locked.version += 1
        locked.save(update_fields=["dimension", "progress", "version", "talk_until"])


def _results(by: Actor, scan: Scan, session: WorkshopSession, before: rules.Session, now: rules.Session) -> None:
    """Store the counts of a round that was revealed; take back what was stored of a round that is open again."""
    if before.dimension != now.dimension:
        return
    reopened, revealed = rules.reopened_round(before.now, now.now), rules.revealed_round(before.now, now.now)
    if reopened is not None:
        for number in range(reopened, max(SOURCES) + 1):
            results.take_back_votes(by=by, scan=scan, dimension=now.dimension, source=SOURCES[number])
    if revealed is not None:
        tally = selectors.tally_of(session, now.dimension, revealed, phase_count=len(instrument_of(scan).phases))
        if not tally.answers:
            raise NotAllowed([Obstacle.NO_VOTES_YET])
        if revealed == 1:  # an earlier second round belonged to an earlier first one
            results.take_back_votes(by=by, scan=scan, dimension=now.dimension, source=Source.WORKSHOP2)
        results.record_votes(by=by, scan=scan, dimension=now.dimension, source=SOURCES[revealed], counts=tally.phases,
                             dont_know=tally.dont_know, on_paper=False)  # fmt: skip


def close(*, by: Actor, session: WorkshopSession) -> None:
    """Close for good: the counts that were shown stay, single votes go."""
    with transaction.atomic():
        scan = locked_for_inputs(by, session.scan)
        _end(by, scan, session)


def _end(by: Actor, scan: Scan, session: WorkshopSession) -> None:
    locked = WorkshopSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if not locked.is_open:
        return
    WorkshopVote.objects.filter(session=locked).delete()
    WorkshopParticipant.objects.filter(session=locked).delete()
    WorkshopCode.objects.filter(code=locked.code).delete()
    locked.is_open, locked.code = False, ""
    locked.version += 1
    locked.save(update_fields=["is_open", "code", "version"])
    audit.record(by=by, event="scan.session.closed", subject=scan.public_id)


def close_overdue(*, organisation_id: int, now: datetime) -> None:
    """Close what nobody closed: single votes are not kept longer than a day."""
    overdue = WorkshopSession.objects.select_related("scan").filter(is_open=True, opened_at__lte=now - timedelta(hours=rules.HOURS_OPEN))
    for session in overdue:
        with transaction.atomic():
            scan = Scan.objects.select_for_update().get(pk=session.scan_id)
            _end(system(organisation_id), scan, session)


# ---- the phones ------------------------------------------------------------------------------------------------------------


def join(*, session: WorkshopSession, key: str, now: datetime) -> WorkshopParticipant:
    """Let a phone take part under a key that it keeps itself; the same key is the same participant."""
    if session.participants.count() >= rules.MOST_PARTICIPANTS:
        raise NotAllowed([Obstacle.SESSION_IS_FULL])
    found, _is_new = WorkshopParticipant.objects.get_or_create(
        organisation_id=session.organisation_id,
        session=session,
        key_hash=secret_hash(key),
        defaults={"seen": selectors.tick_of(session, now)},
    )
    return found


def heard(*, session: WorkshopSession, participant: WorkshopParticipant, now: datetime) -> None:
    """Keep that this phone is still there: at most one write in ten seconds, however often it asks."""
    if (tick := selectors.tick_of(session, now)) > participant.seen:
        WorkshopParticipant.objects.filter(pk=participant.pk).update(seen=tick)


def vote(*, session: WorkshopSession, participant: WorkshopParticipant, dimension: str, number: int, value: int | None) -> None:
    """Store a vote in round ``number``, or put it in the place of the earlier one. Refused unless exactly this round of this dimension is open."""
    with transaction.atomic():
        share_until_commit(session)
        session.refresh_from_db(fields=["is_open", "dimension", "progress"])
        state = selectors.state_of(session)
        if not session.is_open or dimension != state.dimension or number != state.voting_round:
            raise NotAllowed([Obstacle.VOTING_CLOSED])
        WorkshopVote.objects.bulk_create(
            [WorkshopVote(organisation_id=session.organisation_id, session=session, participant=participant, dimension=dimension,
                          round=number, value=value)],
            update_conflicts=True, unique_fields=["organisation", "participant", "dimension", "round"], update_fields=["value"],
        )  # fmt: skip
