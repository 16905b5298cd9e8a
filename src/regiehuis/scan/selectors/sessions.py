"""Reads of a live workshop. Votes are looked up per round; which rounds may be shown, the rules say."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from ..domain import session as rules
from ..domain.cards import Tally, tally
from ..domain.session import Progress, Stage
from ..models import Scan, WorkshopCode, WorkshopParticipant, WorkshopSession, WorkshopVote


def organisation_of_code(code: str, now: datetime) -> UUID | None:
    """Return which organisation to open for this code; nothing else is known before that."""
    return WorkshopCode.objects.filter(code=code, expires_at__gt=now).values_list("organisation_key", flat=True).first()


def session_by_code(code: str) -> WorkshopSession | None:
    """The open session of the open organisation with this code."""
    return WorkshopSession.objects.filter(code=code, is_open=True).first()


def session_by_link(secret_hash: str) -> WorkshopSession | None:
    """The session of the open organisation whose link has this hash, with its scan."""
    return WorkshopSession.objects.select_related("scan").filter(token_hash=secret_hash).first()


def open_session_of(scan: Scan) -> WorkshopSession | None:
    return WorkshopSession.objects.select_related("scan").filter(scan=scan, is_open=True).first()


def is_running(session: WorkshopSession, now: datetime) -> bool:
    return session.is_open and now < session.opened_at + timedelta(hours=rules.HOURS_OPEN)


def state_of(session: WorkshopSession) -> rules.Session:
    """Return the state as the rules know it."""
    progress = {code: Progress(Stage(stage), voted_again) for code, (stage, voted_again) in session.progress.items()}
    return rules.Session(order=tuple(session.order), dimension=session.dimension, progress=progress)


def tick_of(session: WorkshopSession, now: datetime) -> int:
    """How many ticks the session is under way."""
    return max(int((now - session.opened_at).total_seconds()) // rules.TICK_SECONDS, 0)


def participant(session: WorkshopSession, key_hash: str) -> WorkshopParticipant | None:
    return WorkshopParticipant.objects.filter(session=session, key_hash=key_hash).first()


def present(session: WorkshopSession, now: datetime) -> tuple[int, int]:
    """(how many take part, how many phones were heard of in the last half minute)."""
    since = tick_of(session, now) - rules.ACTIVE_TICKS
    seen = list(session.participants.values_list("seen", flat=True))
    return len(seen), sum(each >= since for each in seen)


def voted(session: WorkshopSession, state: rules.Session) -> int:
    """How many voted in the round that is open; never what."""
    if not state.voting_round:
        return 0
    return WorkshopVote.objects.filter(session=session, dimension=state.dimension, round=state.voting_round).count()


def own_vote(participant: WorkshopParticipant, state: rules.Session) -> WorkshopVote | None:
    """What this phone itself picked in the round that is open."""
    return WorkshopVote.objects.filter(participant=participant, dimension=state.dimension, round=state.voting_round or 0).first()


def tally_of(session: WorkshopSession, dimension: str, number: int, *, phase_count: int) -> Tally:
    """Count the votes of a round."""
    votes = WorkshopVote.objects.filter(session=session, dimension=dimension, round=number).values_list("value", flat=True)
    return tally(Counter(votes).elements(), phase_count=phase_count)


def shown(session: WorkshopSession, state: rules.Session, *, phase_count: int) -> rules.Covered | rules.Uncovered:
    """What everybody's client may know now. Votes are read only of rounds that are shown."""
    rounds = state.now.shown_rounds if state.dimension else ()
    if not rounds:
        return rules.covered(state, voted=voted(session, state))
    tallies = {number: tally_of(session, state.dimension, number, phase_count=phase_count) for number in rounds}
    return rules.uncovered(state, tallies)
