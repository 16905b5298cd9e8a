"""Votes and a reveal at the same moment, each in a transaction of its own: a vote is counted or refused, never lost silently."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.session import Step
from regiehuis.scan.models import DimensionResult, WorkshopSession, WorkshopVote
from regiehuis.scan.services import sessions

from .steps import Town

PHONES = 12


class Hall:
    """A session that is open for voting; each act opens a transaction of its own."""

    def __init__(self) -> None:
        self.town = Town.found()
        with tenant(self.town.pk):
            self.session = sessions.open_session(by=self.town.lead, scan=self.town.scan(), most_divided_first=False, now=timezone.now())
            self.phones = [sessions.join(session=self.session, key=f"{number:032}", now=timezone.now()) for number in range(PHONES)]
        for version in (1, 2):
            self.reveal(version)

    def reveal(self, version: int = 3) -> str:
        with tenant(self.town.pk):
            sessions.step(by=self.town.lead, session=self.session, step=Step.NEXT, version=version, now=timezone.now())
        return "stepped"

    def vote(self, number: int, value: int) -> str:
        with tenant(self.town.pk):
            session = WorkshopSession.objects.get(pk=self.session.pk)
            sessions.vote(session=session, participant=self.phones[number], dimension="O.LEI", number=1, value=value)
        return "stored"

    def result(self) -> list[list[int] | None]:
        with tenant(self.town.pk):
            return list(DimensionResult.objects.filter(source="workshop1").order_by("id").values_list("counts", flat=True))


def at_once(*acts: Callable[[], str]) -> list[str]:
    """Run them together; an act that is refused says why."""
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], str]) -> str:
        try:
            ready.wait()
            return act()
        except NotAllowed as refused:
            return str(refused.obstacles[0])
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.parametrize("value", [1, 4])
def test_a_vote_beside_the_reveal_is_counted_or_refused(committed, value):
    hall = Hall()
    hall.vote(0, value)
    answers = at_once(*(lambda number=number: hall.vote(number, value) for number in range(1, PHONES)), hall.reveal)
    assert set(answers) <= {"stored", "stepped", "voting_closed"}
    stored = 1 + answers.count("stored")
    assert [sum(counts or []) for counts in hall.result()] == [stored]
    with tenant(hall.town.pk):
        assert WorkshopVote.objects.count() == stored


def test_a_vote_that_is_on_its_way_is_waited_for(committed):
    """The reveal does not overtake a vote whose transaction has begun."""
    hall, begun, revealed = Hall(), threading.Event(), threading.Event()
    hall.vote(0, 2)

    def slow_vote() -> str:
        with tenant(hall.town.pk):
            sessions.vote(session=hall.session, participant=hall.phones[1], dimension="O.LEI", number=1, value=2)
            begun.set()
            committed.until_waiting()
            assert not revealed.is_set()
        return "stored"

    def reveal() -> str:
        begun.wait(20)
        hall.reveal()
        revealed.set()
        return "stepped"

    assert at_once(slow_vote, reveal) == ["stored", "stepped"]
    assert hall.result() == [[0, 2, 0, 0, 0]]


def test_two_reveals_at_once_are_one(committed):
    hall = Hall()
    hall.vote(0, 3)
    assert at_once(hall.reveal, hall.reveal) == ["stepped", "stepped"]
    assert hall.result() == [[0, 0, 1, 0, 0]]
    with tenant(hall.town.pk):
        assert WorkshopSession.objects.get().version == 4


def test_two_votes_of_one_phone_at_once_are_one(committed):
    hall = Hall()
    assert at_once(*(lambda value=value: hall.vote(0, value) for value in (1, 2, 3, 4))) == ["stored"] * 4
    with tenant(hall.town.pk):
        assert WorkshopVote.objects.count() == 1


def test_two_that_open_a_session_at_once_open_one(committed):
    town = Town.found()
    with tenant(town.pk):
        scan = town.scan()

    def start() -> str:
        with tenant(town.pk):
            return str(sessions.open_session(by=town.lead, scan=scan, most_divided_first=True, now=timezone.now()).pk)

    assert len(set(at_once(start, start, start))) == 1
