"""Taking away a second step that somebody lost: two administrators, a mail, a day to object; and nobody ever learns a secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .obstacles import Obstacle

REQUEST_DAYS = 7  # without a second administrator a request lapses
SEASONED_DAYS = 7  # so long an administrator must be one already: nobody makes the second administrator for the occasion
ADMINISTRATORS_NEEDED = 2  # beside the person


class ResetState(StrEnum):
    REQUESTED = "requested"
    WAITING = "waiting"
    DUE = "due"
    STOPPED = "stopped"
    DONE = "done"


class StoppedBy(StrEnum):
    """Why a recovery ended without one."""

    OWNER = "owner"  # by the link in the mail
    USED = "used"  # the second step was not lost: it was used, or there is a new one
    ADMINISTRATOR = "administrator"
    ELSEWHERE = "elsewhere"  # a role in another organisation came in between
    LAPSED = "lapsed"
    LEFT = "left"  # who asked or confirmed is administrator no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What happened to a recovery, and when."""

    requested_at: datetime
    due_at: datetime | None = None
    stopped_at: datetime | None = None
    done_at: datetime | None = None


def state(course: Course, now: datetime) -> ResetState:
    if course.done_at is not None:
        return ResetState.DONE
    if course.stopped_at is not None:
        return ResetState.STOPPED
    if course.due_at is None:
        return ResetState.REQUESTED
    return ResetState.DUE if course.due_at <= now else ResetState.WAITING


def obstacles_to_requesting(*, has_account: bool, has_second_step: bool, is_own: bool, is_new: bool, is_under_way: bool, belongs_elsewhere: bool,
                            administrators_besides: int) -> list[Obstacle]:  # fmt: skip
    """Return why this recovery cannot be asked for; an empty list means: go ahead. ``is_new`` and the number: see SEASONED_DAYS.

    An account that opens another organisation too is beyond two administrators of this one, whatever the other demands.
    """
    if not has_account or not has_second_step:
        return [Obstacle.NO_SECOND_STEP]
    checks = (
        (is_own, Obstacle.RESET_OF_OWN),
        (is_new, Obstacle.RESET_BY_NEWCOMER),
        (is_under_way, Obstacle.RESET_UNDER_WAY),
        (belongs_elsewhere or administrators_besides < ADMINISTRATORS_NEEDED, Obstacle.RESET_BY_OPERATOR),
    )
    return [obstacle for applies, obstacle in checks if applies]


def obstacles_to_confirming(
    *, found: ResetState, is_own: bool, is_new: bool, is_requester: bool, belongs_elsewhere: bool, step_was_used: bool
) -> list[Obstacle]:
    """Return why this person cannot confirm; an empty list means: go ahead."""
    checks = (
        (found is not ResetState.REQUESTED, Obstacle.RESET_IS_PAST),
        (is_own, Obstacle.RESET_OF_OWN),
        (is_new, Obstacle.RESET_BY_NEWCOMER),
        (is_requester, Obstacle.RESET_BY_ANOTHER),
        (belongs_elsewhere, Obstacle.RESET_BY_OPERATOR),
        (step_was_used, Obstacle.STEP_WAS_USED),
    )
    return [obstacle for applies, obstacle in checks if applies]


def why_stop(course: Course, now: datetime, *, step_was_used: bool, belongs_elsewhere: bool, by_administrators: bool) -> StoppedBy | None:
    """Return why a recovery that is under way ends now without one; None while nothing speaks against it."""
    if state(course, now) in {ResetState.DONE, ResetState.STOPPED}:
        return None
    if step_was_used:
        return StoppedBy.USED
    if belongs_elsewhere:
        return StoppedBy.ELSEWHERE
    if not by_administrators:
        return StoppedBy.LEFT
    if course.due_at is None and now >= course.requested_at + timedelta(days=REQUEST_DAYS):
        return StoppedBy.LAPSED
    return None
