"""States of a scan, its survey and its recommendations, and what stands in the way of the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .instrument import SMALLEST_K


class ScanState(StrEnum):
    """Where a scan is; the values are the words of the field."""

    CONCEPT = "concept"
    INTAKE = "intake"
    MEASUREMENT = "meting"
    INTERPRETATION = "duiding"
    REPORT = "rapport"
    ADOPTED = "vastgesteld"
    HANDED_OVER = "overgedragen"
    CLOSED = "afgesloten"


ORDER = tuple(ScanState)


class SurveyState(StrEnum):
    """Where a survey round is; a closed round never opens again."""

    CONCEPT = "concept"
    OPEN = "open"
    CLOSED = "gesloten"
    PROCESSED = "verwerkt"


class Decision(StrEnum):
    """What the municipality does with a recommendation."""

    PROPOSED = "voorgesteld"
    ADOPTED = "overgenomen"
    ADAPTED = "aangepast"
    REJECTED = "niet overgenomen"
    LATER = "later"


DECIDING = frozenset({ScanState.INTERPRETATION, ScanState.REPORT})
ACCEPTED = frozenset({Decision.ADOPTED, Decision.ADAPTED})


class Obstacle(StrEnum):
    """Why an act may not happen now. The Dutch text of each is in ``scan/texts.py``."""

    NOT_ALLOWED = "not_allowed"
    SCAN_IS_ADOPTED = "scan_is_adopted"
    CHECKLIST_OPEN = "checklist_open"
    WRONG_STATE = "wrong_state"
    NOT_IN_MEASUREMENT = "not_in_measurement"
    NO_VALUES_YET = "no_values_yet"
    TOO_FEW_ANSWERS = "too_few_answers"
    SURVEY_STILL_OPEN = "survey_still_open"
    SURVEY_NOT_OPEN = "survey_not_open"
    LINK_ALREADY_USED = "link_already_used"
    TOO_MANY_PARTICIPANTS = "too_many_participants"
    PARTICIPANTS_HAVE_ERRORS = "participants_have_errors"
    SURVEY_ALREADY_OPENED = "survey_already_opened"
    NO_PARTICIPANTS = "no_participants"
    TOO_FEW_PARTICIPANTS = "too_few_participants"
    CLOSES_IN_THE_PAST = "closes_in_the_past"
    TALK_NOT_RECORDED = "talk_not_recorded"
    RECOMMENDATIONS_UNDECIDED = "recommendations_undecided"
    NOTHING_ADOPTED = "nothing_adopted"
    NO_REPORT_YET = "no_report_yet"
    NO_DECISION_YET = "no_decision_yet"
    FIRST_STEP = "first_step"
    NOT_A_DECISION = "not_a_decision"
    REASON_REQUIRED = "reason_required"
    DATE_REQUIRED = "date_required"
    TEXT_REQUIRED = "text_required"
    DATE_HAS_PASSED = "date_has_passed"
    SMALLEST_GROUP_TOO_SMALL = "smallest_group_too_small"
    SMALLEST_GROUP_MAY_ONLY_GROW = "smallest_group_may_only_grow"
    SMALLEST_GROUP_EXCEEDS_ANSWERS = "smallest_group_exceeds_answers"
    NOTHING_TO_TAKE_OVER = "nothing_to_take_over"
    SCALE_IS_FIXED = "scale_is_fixed"
    NOT_ADOPTED_YET = "not_adopted_yet"
    DECIDED_IN_THE_FUTURE = "decided_in_the_future"
    NOT_THE_NEXT_STEP = "not_the_next_step"
    SESSION_ENDED = "session_ended"
    SESSION_IS_FULL = "session_is_full"
    NO_SUCH_STEP = "no_such_step"
    NO_VOTES_YET = "no_votes_yet"
    VOTING_CLOSED = "voting_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What is known of a scan when someone wants to take it a step further."""

    state: ScanState
    checklist_open: int = 0
    survey: SurveyState | None = None
    values_known: int = 0
    talk_recorded: bool = False
    undecided: int = 0
    accepted: int = 0
    has_report: bool = False
    has_decision: bool = False


def obstacles_to_advancing(scan: Readiness) -> list[Obstacle]:
    """Return why this scan may not go to its next state; an empty list means: go ahead."""
    checks: Mapping[ScanState, tuple[tuple[bool, Obstacle], ...]] = {
        ScanState.CONCEPT: (),
        ScanState.INTAKE: ((scan.checklist_open > 0, Obstacle.CHECKLIST_OPEN),),
        ScanState.MEASUREMENT: (
            (scan.survey == SurveyState.OPEN, Obstacle.SURVEY_STILL_OPEN),
            (scan.values_known == 0 and scan.survey in (None, SurveyState.CONCEPT), Obstacle.NO_VALUES_YET),
            (scan.values_known == 0 and scan.survey == SurveyState.PROCESSED, Obstacle.TOO_FEW_ANSWERS),
        ),
        ScanState.INTERPRETATION: ((not scan.talk_recorded, Obstacle.TALK_NOT_RECORDED),),
        ScanState.REPORT: (
            (not scan.has_report, Obstacle.NO_REPORT_YET),
            (scan.undecided > 0, Obstacle.RECOMMENDATIONS_UNDECIDED),
            (not scan.has_decision, Obstacle.NO_DECISION_YET),
        ),
        ScanState.ADOPTED: ((scan.accepted == 0, Obstacle.NOTHING_ADOPTED),),
        ScanState.HANDED_OVER: (),
        ScanState.CLOSED: ((True, Obstacle.WRONG_STATE),),
    }
    return [obstacle for applies, obstacle in checks[scan.state] if applies]


def obstacles_to_going_back(state: ScanState) -> list[Obstacle]:
    """Return why a scan may not go one step back: the first state has none, and a decision of a body stands."""
    if state == ScanState.CONCEPT:
        return [Obstacle.FIRST_STEP]
    if ORDER.index(state) >= ORDER.index(ScanState.ADOPTED):
        return [Obstacle.SCAN_IS_ADOPTED]
    return []


def obstacles_to_changing_inputs(state: ScanState) -> list[Obstacle]:
    """Return why facts, values and ambition are fixed: a body decided on the outcome."""
    return [Obstacle.SCAN_IS_ADOPTED] if ORDER.index(state) >= ORDER.index(ScanState.ADOPTED) else []


def obstacles_to_recording_decision(state: ScanState, *, decided_on: date, today: date) -> list[Obstacle]:
    """Return why the decision of a body on the report cannot be recorded: it was not asked yet, or has not decided yet."""
    checks = ((state != ScanState.REPORT, Obstacle.WRONG_STATE), (decided_on > today, Obstacle.DECIDED_IN_THE_FUTURE))
    return [obstacle for applies, obstacle in checks if applies]


WEAKER_PROTECTION = frozenset({Obstacle.SMALLEST_GROUP_TOO_SMALL, Obstacle.SMALLEST_GROUP_MAY_ONLY_GROW})


def obstacles_to_measuring_so(
    *, k: int, k_now: int, survey_was_opened: bool, scale_changes: bool, has_values: bool, answers_possible: int = 0
) -> list[Obstacle]:
    """Return why a scan may not be measured this way. R17: k is never under five, and once people were asked it only grows: they
    answered under that promise. It does not grow past ``answers_possible`` (people asked, or answers kept; 0: none): everything would be
    hidden or deleted, for good. R2: whether phase 5 counts is settled before the first value, or the scale could be picked by its outcome.
    """
    checks = (
        (k < SMALLEST_K, Obstacle.SMALLEST_GROUP_TOO_SMALL),
        (SMALLEST_K <= k < k_now and survey_was_opened, Obstacle.SMALLEST_GROUP_MAY_ONLY_GROW),
        (0 < answers_possible < k and k > k_now, Obstacle.SMALLEST_GROUP_EXCEEDS_ANSWERS),
        (scale_changes and (has_values or survey_was_opened), Obstacle.SCALE_IS_FIXED),
    )
    return [obstacle for applies, obstacle in checks if applies]


def obstacles_to_sharing(state: ScanState, *, has_report: bool) -> list[Obstacle]:
    """Return why the outcome may not be shared: only what a body adopted, and what the own report says, goes out."""
    checks = ((ORDER.index(state) < ORDER.index(ScanState.ADOPTED), Obstacle.NOT_ADOPTED_YET), (not has_report, Obstacle.NO_REPORT_YET))
    return [obstacle for applies, obstacle in checks if applies]


def following(state: ScanState) -> ScanState:
    """Return the next state; raises IndexError after the last."""
    return ORDER[ORDER.index(state) + 1]


def preceding(state: ScanState) -> ScanState:
    """Return the state before; the first has none."""
    return ORDER[max(ORDER.index(state) - 1, 0)]


def obstacles_to_dating_survey(survey: SurveyState, *, closes_on: date, today: date) -> list[Obstacle]:
    """Return why a round may not get this last day: it closed already, or would close before anybody noticed."""
    checks = (
        (survey not in (SurveyState.CONCEPT, SurveyState.OPEN), Obstacle.SURVEY_NOT_OPEN),
        (closes_on < today, Obstacle.CLOSES_IN_THE_PAST),
    )
    return [obstacle for applies, obstacle in checks if applies]


def obstacles_to_opening_survey(
    *, scan: ScanState, survey: SurveyState, participants: int, k: int, closes_on: date, today: date
) -> list[Obstacle]:
    """Return why this round may not open. Under k participants no result could ever be shown, so nobody is asked."""
    checks = (
        (scan != ScanState.MEASUREMENT, Obstacle.NOT_IN_MEASUREMENT),
        (survey != SurveyState.CONCEPT, Obstacle.SURVEY_ALREADY_OPENED),
        (participants == 0, Obstacle.NO_PARTICIPANTS),
        (0 < participants < k, Obstacle.TOO_FEW_PARTICIPANTS),
        (closes_on < today, Obstacle.CLOSES_IN_THE_PAST),
    )
    return [obstacle for applies, obstacle in checks if applies]


def obstacles_to_closing_survey(survey: SurveyState) -> list[Obstacle]:
    """Return why this round cannot close."""
    return [] if survey == SurveyState.OPEN else [Obstacle.SURVEY_NOT_OPEN]


def obstacles_to_deciding(
    *, scan: ScanState, decision: Decision, reason: str, later_on: date | None, adapted_text: str, today: date
) -> list[Obstacle]:
    """Return why this decision on a recommendation cannot be recorded."""
    checks = (
        (scan not in DECIDING, Obstacle.WRONG_STATE),
        (decision == Decision.PROPOSED, Obstacle.NOT_A_DECISION),
        (decision == Decision.REJECTED and not reason.strip(), Obstacle.REASON_REQUIRED),
        (decision == Decision.LATER and later_on is None, Obstacle.DATE_REQUIRED),
        (decision == Decision.LATER and later_on is not None and later_on <= today, Obstacle.DATE_HAS_PASSED),
        (decision == Decision.ADAPTED and not adapted_text.strip(), Obstacle.TEXT_REQUIRED),
    )
    return [obstacle for applies, obstacle in checks if applies]
