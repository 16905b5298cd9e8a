"""Recovering a lost second step: two administrators, a waiting time, and whatever speaks against it stops it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.organisations.domain.obstacles import Obstacle
from regiehuis.organisations.domain.recovery import (
    REQUEST_DAYS,
    Course,
    ResetState,
    StoppedBy,
    obstacles_to_confirming,
    obstacles_to_requesting,
    state,
    why_stop,
)
from regiehuis.platform.links import Purpose, secret_for

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
FINE = {
    "has_account": True,
    "has_second_step": True,
    "is_own": False,
    "is_new": False,
    "is_under_way": False,
    "belongs_elsewhere": False,
    "administrators_besides": 2,
}


def test_a_worked_example():
    """Asked on Monday, confirmed on Tuesday at nine with 24 hours: on Wednesday at nine the second step may go, and no minute earlier."""
    asked = Course(requested_at=MONDAY)
    assert state(asked, MONDAY + DAY) is ResetState.REQUESTED
    confirmed = Course(requested_at=MONDAY, due_at=MONDAY + 2 * DAY)
    assert state(confirmed, MONDAY + 2 * DAY - timedelta(minutes=1)) is ResetState.WAITING
    assert state(confirmed, MONDAY + 2 * DAY) is ResetState.DUE
    assert why_stop(confirmed, MONDAY + 2 * DAY, step_was_used=False, belongs_elsewhere=False, by_administrators=True) is None


def test_two_other_administrators_and_no_other_organisation():
    assert obstacles_to_requesting(**FINE) == []


@pytest.mark.parametrize(("change", "obstacle"), [
    ({"is_own": True}, Obstacle.RESET_OF_OWN), ({"is_new": True}, Obstacle.RESET_BY_NEWCOMER), ({"has_account": False}, Obstacle.NO_SECOND_STEP), ({"has_second_step": False}, Obstacle.NO_SECOND_STEP),
    ({"is_under_way": True}, Obstacle.RESET_UNDER_WAY), ({"belongs_elsewhere": True}, Obstacle.RESET_BY_OPERATOR),
    ({"administrators_besides": 1}, Obstacle.RESET_BY_OPERATOR), ({"administrators_besides": 0}, Obstacle.RESET_BY_OPERATOR),
])  # fmt: skip
def test_what_stands_in_the_way_of_asking(change, obstacle):
    assert obstacles_to_requesting(**FINE | change) == [obstacle]


@pytest.mark.parametrize(("change", "obstacle"), [
    ({"found": ResetState.WAITING}, Obstacle.RESET_IS_PAST), ({"found": ResetState.STOPPED}, Obstacle.RESET_IS_PAST), ({"is_own": True}, Obstacle.RESET_OF_OWN), ({"is_new": True}, Obstacle.RESET_BY_NEWCOMER),
    ({"is_requester": True}, Obstacle.RESET_BY_ANOTHER), ({"belongs_elsewhere": True}, Obstacle.RESET_BY_OPERATOR), ({"step_was_used": True}, Obstacle.STEP_WAS_USED),
])  # fmt: skip
def test_what_stands_in_the_way_of_confirming(change, obstacle):
    fine = {
        "found": ResetState.REQUESTED,
        "is_own": False,
        "is_new": False,
        "is_requester": False,
        "belongs_elsewhere": False,
        "step_was_used": False,
    }
    assert obstacles_to_confirming(**fine) == []
    assert obstacles_to_confirming(**fine | change) == [obstacle]


moments = st.integers(0, 60).map(lambda days: MONDAY + days * DAY)
courses = st.builds(
    Course, requested_at=st.just(MONDAY), due_at=st.none() | moments, stopped_at=st.none() | moments, done_at=st.none() | moments
)


@given(course=courses, now=moments)
def test_a_second_step_that_was_used_is_never_taken_away(course, now):
    why = why_stop(course, now, step_was_used=True, belongs_elsewhere=False, by_administrators=True)
    assert why is StoppedBy.USED or state(course, now) in {ResetState.DONE, ResetState.STOPPED}


@given(course=courses, now=moments)
def test_an_account_that_opens_another_organisation_is_left_alone(course, now):
    why = why_stop(course, now, step_was_used=False, belongs_elsewhere=True, by_administrators=True)
    assert why is StoppedBy.ELSEWHERE or state(course, now) in {ResetState.DONE, ResetState.STOPPED}


@given(course=courses, now=moments)
def test_nothing_is_due_before_it_was_confirmed_and_its_time_has_come(course, now):
    if state(course, now) is ResetState.DUE:
        assert course.due_at is not None
        assert course.due_at <= now
        assert course.stopped_at is None


@given(course=courses, now=moments)
def test_a_request_that_nobody_confirms_lapses(course, now):
    lapsed = why_stop(course, now, step_was_used=False, belongs_elsewhere=False, by_administrators=True) is StoppedBy.LAPSED
    assert lapsed is (state(course, now) is ResetState.REQUESTED and now - MONDAY >= timedelta(days=REQUEST_DAYS))


def test_a_link_belongs_to_one_recovery_and_one_server():
    one, other = UUID(int=1), UUID(int=2)
    assert (
        len(
            {
                secret_for(one, Purpose.SECOND_STEP_RESET, key="a"),
                secret_for(other, Purpose.SECOND_STEP_RESET, key="a"),
                secret_for(one, Purpose.SECOND_STEP_RESET, key="b"),
            }
        )
        == 3
    )
    assert secret_for(one, Purpose.SECOND_STEP_RESET, key="a") == secret_for(one, Purpose.SECOND_STEP_RESET, key="a")


@given(course=courses, now=moments)
def test_it_ends_when_who_asked_or_confirmed_is_administrator_no_more(course, now):
    why = why_stop(course, now, step_was_used=False, belongs_elsewhere=False, by_administrators=False)
    assert why is StoppedBy.LEFT or state(course, now) in {ResetState.DONE, ResetState.STOPPED}
