"""A live workshop: what its steps store, who may take them, and what a second click or a late vote does."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.session import Stage, Step
from regiehuis.scan.domain.workflow import Obstacle, ScanState
from regiehuis.scan.models import DimensionResult, WorkshopCode, WorkshopParticipant, WorkshopSession, WorkshopVote
from regiehuis.scan.selectors import sessions as selectors
from regiehuis.scan.selectors.outcomes import outcome
from regiehuis.scan.selectors.scans import latest_results
from regiehuis.scan.services import sessions

from .steps import CODES, Town, everything_stored, surveyed_scan, votes

Source = DimensionResult.Source
NOW = timezone.now()


class Room:
    """A session with its lead and phones, driven by the services."""

    def __init__(self, town: Town, phones: int = 3, **scan) -> None:
        self.town, self.scan = town, town.scan(**scan)
        self.session = sessions.open_session(by=town.lead, scan=self.scan, most_divided_first=False, now=NOW)
        self.phones = [sessions.join(session=self.session, key=f"{number:032}", now=NOW) for number in range(phones)]

    def step(self, *steps: Step) -> None:
        for step in steps:
            self.session.refresh_from_db()
            sessions.step(by=self.town.lead, session=self.session, step=step, version=self.session.version, now=NOW)
        self.session.refresh_from_db()

    def vote(self, *values: int | None, number: int = 1, dimension: str = "O.LEI") -> None:
        for phone, value in zip(self.phones, values, strict=False):
            sessions.vote(session=self.session, participant=phone, dimension=dimension, number=number, value=value)

    def agree(self, value: str, reason: str = "") -> None:
        self.session.refresh_from_db()
        sessions.agree(by=self.town.lead, session=self.session, value=Decimal(value), reason=reason, version=self.session.version, now=NOW)
        self.session.refresh_from_db()

    def counts(self, source: str) -> list[int] | None:
        found = latest_results(self.scan).get(("O.LEI", source))
        return found.counts if found else None

    @property
    def stage(self) -> Stage:
        return selectors.state_of(self.session).now.stage


@pytest.fixture
def room(inside: Town) -> Room:
    return Room(inside)


def test_the_whole_way_ends_in_results_that_count(room):
    room.step(Step.NEXT, Step.NEXT)
    room.vote(1, 4, None)
    assert room.counts(Source.WORKSHOP1) is None
    room.step(Step.NEXT)
    stored = latest_results(room.scan)["O.LEI", Source.WORKSHOP1]
    assert (stored.counts, stored.dont_know, stored.on_paper) == ([1, 0, 0, 1, 0], 1, False)
    room.step(Step.NEXT, Step.VOTE_AGAIN)
    room.vote(2, 3, 3, number=2)
    room.step(Step.NEXT)
    assert room.counts(Source.WORKSHOP2) == [0, 1, 2, 0, 0]
    room.agree("2.5")
    found = outcome(room.scan).dimension("O.LEI")
    assert (found.value, found.source) == (2.5, Source.AGREED)
    room.step(Step.NEXT)
    assert room.session.dimension == CODES[1]


def test_the_order_begins_where_the_survey_differs_most(inside):
    scan = surveyed_scan(inside, {"medewerker": 12}, {"medewerker": [3] * 12})
    votes(scan, [5, 0, 0, 5, 0], code="I.GEG", source=Source.WORKSHOP1)
    session = sessions.open_session(by=inside.lead, scan=scan, most_divided_first=True, now=NOW)
    assert set(session.order) == set(CODES)
    spreads = [outcome(scan).dimension(code).spread or 0.0 for code in session.order]
    assert spreads == sorted(spreads)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SCAN_LEAD])
def test_only_the_lead_may(inside, role):
    room, other = Room(inside), inside.actors[role]
    before = everything_stored()
    with pytest.raises(Forbidden):
        sessions.open_session(by=other, scan=inside.scan(), most_divided_first=True, now=NOW)
    for act in (
        lambda: sessions.step(by=other, session=room.session, step=Step.NEXT, version=1, now=NOW),
        lambda: sessions.choose(by=other, session=room.session, dimension="O.LEI", version=1, now=NOW),
        lambda: sessions.agree(by=other, session=room.session, value=Decimal(2), reason="", version=1, now=NOW),
        lambda: sessions.close(by=other, session=room.session),
    ):
        with pytest.raises(Forbidden):
            act()
    assert {key: rows for key, rows in everything_stored().items() if "Workshop" in key} == {
        key: rows for key, rows in before.items() if "Workshop" in key
    }


def test_a_decided_scan_has_no_workshop(inside):
    with pytest.raises(NotAllowed) as refused:
        Room(inside, state=ScanState.ADOPTED)
    assert refused.value.obstacles == (Obstacle.SCAN_IS_ADOPTED,)


# ---- twice, too late, back ------------------------------------------------------------------------------------------------


def test_a_second_click_changes_nothing(room):
    again = sessions.open_session(by=room.town.lead, scan=room.scan, most_divided_first=True, now=NOW)
    assert again.pk == room.session.pk
    room.step(Step.NEXT)
    seen = room.session.version
    for _click in range(2):
        sessions.step(by=room.town.lead, session=room.session, step=Step.NEXT, version=seen, now=NOW)
    room.session.refresh_from_db()
    assert (room.stage, room.session.version) == (Stage.VOTING1, seen + 1)


def test_a_vote_can_be_changed_until_the_reveal_and_is_then_refused(room):
    room.step(Step.NEXT, Step.NEXT)
    room.vote(1, 1, 1)
    room.vote(4)
    room.step(Step.NEXT)
    assert room.counts(Source.WORKSHOP1) == [2, 0, 0, 1, 0]
    before = everything_stored()
    for wrong in ({"number": 1}, {"number": 2}, {"dimension": "I.GEG"}):
        with pytest.raises(NotAllowed) as refused:
            room.vote(2, **wrong)
        assert refused.value.obstacles == (Obstacle.VOTING_CLOSED,)
    assert everything_stored() == before


def test_nothing_is_revealed_of_no_votes(room):
    room.step(Step.NEXT, Step.NEXT)
    with pytest.raises(NotAllowed) as refused:
        room.step(Step.NEXT)
    assert refused.value.obstacles == (Obstacle.NO_VOTES_YET,)
    assert room.stage is Stage.VOTING1


def test_a_round_that_is_opened_again_keeps_its_votes_but_counts_no_longer(room):
    room.step(Step.NEXT, Step.NEXT)
    room.vote(1, 4, 4)
    room.step(Step.NEXT, Step.VOTE_AGAIN)
    room.vote(3, 3, 3, number=2)
    room.step(Step.NEXT, Step.BACK, Step.BACK, Step.BACK)
    assert (room.counts(Source.WORKSHOP1), room.counts(Source.WORKSHOP2)) == ([1, 0, 0, 2, 0], None)
    room.step(Step.BACK)
    assert room.stage is Stage.VOTING1
    assert (room.counts(Source.WORKSHOP1), room.counts(Source.WORKSHOP2)) == (None, None)
    assert outcome(room.scan).dimension("O.LEI").value is None
    room.vote(2)
    room.step(Step.NEXT)
    assert room.counts(Source.WORKSHOP1) == [0, 1, 0, 2, 0]


def test_an_earlier_second_round_does_not_outlive_a_new_first_one(room):
    votes(room.scan, [9, 0, 0, 0, 0])
    room.step(Step.NEXT, Step.NEXT)
    room.vote(3, 3, 3)
    room.step(Step.NEXT)
    assert (room.counts(Source.WORKSHOP2), outcome(room.scan).dimension("O.LEI").value) == (None, 3.0)


def test_an_agreed_value_far_from_the_votes_needs_a_reason_and_is_else_not_half_stored(room):
    room.step(Step.NEXT, Step.NEXT)
    room.vote(1, 1, 1)
    room.step(Step.NEXT, Step.VOTE_AGAIN)
    room.vote(2, 2, 2, number=2)
    room.step(Step.NEXT)
    with pytest.raises(NotAllowed) as refused:
        room.agree("3.0")
    assert refused.value.obstacles == (Obstacle.REASON_REQUIRED,)
    assert room.stage is Stage.REVEALED2
    room.agree("3.0", "Het nieuwe systeem is er al.")
    assert room.stage is Stage.RECORDED


# ---- the end -------------------------------------------------------------------------------------------------------------


def test_closing_keeps_the_counts_and_no_single_vote(room):
    room.step(Step.NEXT, Step.NEXT)
    room.vote(2, 2, 3)
    room.step(Step.NEXT)
    sessions.close(by=room.town.lead, session=room.session)
    sessions.close(by=room.town.lead, session=room.session)
    assert room.counts(Source.WORKSHOP1) == [0, 2, 1, 0, 0]
    assert not any(model.objects.exists() for model in (WorkshopVote, WorkshopParticipant, WorkshopCode))
    with pytest.raises(NotAllowed):
        room.step(Step.NEXT)
    with pytest.raises(NotAllowed):
        room.vote(1)


def test_a_session_that_nobody_closed_ends_by_itself(room):
    room.step(Step.NEXT, Step.NEXT)
    room.vote(2)
    sessions.close_overdue(organisation_id=room.town.pk, now=NOW + timedelta(hours=23))
    assert WorkshopVote.objects.exists()
    late = NOW + timedelta(hours=24)
    assert not selectors.is_running(room.session, late)
    assert selectors.organisation_of_code(room.session.code, late) is None
    sessions.close_overdue(organisation_id=room.town.pk, now=late)
    assert not WorkshopVote.objects.exists()
    assert not WorkshopSession.objects.filter(is_open=True).exists()


def test_two_municipalities_never_share_a_code(db, monkeypatch):
    numbers = iter([7, 7, 8])
    monkeypatch.setattr("secrets.randbelow", lambda _limit: next(numbers))
    codes = []
    for town in (Town.found(), Town.found()):
        with tenant(town.pk):
            codes.append(sessions.open_session(by=town.lead, scan=town.scan(), most_divided_first=False, now=NOW).code)
    assert codes == ["100007", "100008"]
    assert selectors.organisation_of_code("100007", NOW) != selectors.organisation_of_code("100008", NOW)


def test_a_room_is_full_at_some_point(inside, monkeypatch):
    monkeypatch.setattr("regiehuis.scan.domain.session.MOST_PARTICIPANTS", 2)
    with pytest.raises(NotAllowed) as refused:
        Room(inside, phones=3)
    assert refused.value.obstacles == (Obstacle.SESSION_IS_FULL,)


def test_who_was_heard_of_in_the_last_half_minute_is_present(room):
    late = NOW + timedelta(seconds=65)
    sessions.heard(session=room.session, participant=room.phones[1], now=late)
    assert selectors.present(room.session, NOW) == (3, 3)
    assert selectors.present(room.session, late) == (3, 1)
