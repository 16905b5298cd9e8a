"""Why an act may not happen now: each reason of the domain, met through the service that raises it. Nothing is written then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from regiehuis.organisations.models import Organisation
from regiehuis.platform.errors import NotAllowed
from regiehuis.scan.domain.instrument import Phase5Mode
from regiehuis.scan.domain.participants import ParticipantRow
from regiehuis.scan.domain.session import MOST_PARTICIPANTS, Step
from regiehuis.scan.domain.workflow import ORDER, WEAKER_PROTECTION, Decision, Obstacle, ScanState
from regiehuis.scan.models import DimensionResult, Scan, SurveyRound, WorkshopParticipant, WorkshopSession
from regiehuis.scan.services import facts, reports, results, scans, sessions, sharing, surveys
from regiehuis.scan.survey_forms import is_address

from .steps import (
    Town,
    addresses,
    adopted_scan,
    agree,
    applicable,
    decide,
    decide_all,
    deliver,
    everything_stored,
    invitations,
    open_survey,
    prepared_survey,
    settings_of,
    submit,
    votes,
)

Prepare = Callable[[Town], Any]
Act = Callable[[Town, Any], None]
TODAY = timezone.localdate
SOME = {"mt": 6}
ADOPTED_AND_LATER = ORDER[ORDER.index(ScanState.ADOPTED) :]


# ---- acts: what someone tries ------------------------------------------------------------------------------------------


def advance(town: Town, scan: Scan) -> None:
    scans.advance(by=town.lead, scan=scan, now=timezone.now())


def go_back(town: Town, scan: Scan, reason: str = "Er ontbreekt iets.") -> None:
    scans.go_back(by=town.lead, scan=scan, reason=reason, now=timezone.now())


def go_back_without_a_reason(town: Town, scan: Scan) -> None:
    go_back(town, scan, reason=" \n")


def record_fact(town: Town, scan: Scan) -> None:
    facts.record(by=town.lead, scan=scan, key="cultuur", value="open", source="interview", remark="", is_released=True)


def agree_on_two(town: Town, scan: Scan) -> None:
    results.record_value(by=town.lead, scan=scan, dimension="O.LEI", source=DimensionResult.Source.AGREED, value=Decimal(2), reason=" ")


def count_votes(town: Town, scan: Scan) -> None:
    results.record_votes(by=town.lead, scan=scan, dimension="O.LEI", source="workshop1", counts=[1, 0, 0, 0, 0], dont_know=0)


def choose_ambition(town: Town, scan: Scan) -> None:
    scans.set_ambition(by=town.secretary, scan=scan, ambition={"O.LEI": 3})


def record_talk(town: Town, scan: Scan) -> None:
    scans.record_talk(by=town.lead, scan=scan, recognised_type="I", note="", talk_on=TODAY())


def check_off(town: Town, scan: Scan) -> None:
    scans.check_off(by=town.lead, scan=scan, item="units_imported", done_on=TODAY())


def record_decision(town: Town, scan: Scan) -> None:
    scans.record_decision(by=town.lead, scan=scan, body="MT", decided_on=TODAY(), today=TODAY(), document="")


def record_a_decision_of_tomorrow(town: Town, scan: Scan) -> None:
    today = TODAY()
    scans.record_decision(by=town.lead, scan=scan, body="MT", decided_on=today + timedelta(days=1), today=today, document="")


def skip_a_step(town: Town, scan: Scan) -> None:
    scans.take_step(by=town.lead, scan=scan, state=ScanState.INTERPRETATION, reason="", now=timezone.now())


def set_up_for_yesterday(town: Town, scan: Scan) -> None:
    today = TODAY()
    surveys.set_up(by=town.lead, scan=scan, closes_on=today - timedelta(days=1), reminder_days=[], today=today)


def ask_for_a_report(town: Town, scan: Scan) -> None:
    reports.request(by=town.lead, scan=scan)


def adopt_one(town: Town, scan: Scan) -> None:
    decide(town, applicable(scan)[0], Decision.ADOPTED)


def reject_one_without_a_reason(town: Town, scan: Scan) -> None:
    decide(town, applicable(scan)[0], Decision.REJECTED, reason=" \n")


def put_one_off_without_a_date(town: Town, scan: Scan) -> None:
    decide(town, applicable(scan)[0], Decision.LATER, reason="Nog niet.")


def take_a_decision_back(town: Town, scan: Scan) -> None:
    decide(town, applicable(scan)[0], Decision.PROPOSED)


def show_only_groups_of_seven(town: Town, survey: SurveyRound) -> None:
    scans.change_settings(by=town.lead, scan=survey.scan, settings=settings_of(town, k=7))


def closed_with_too_few(town: Town) -> Scan:
    survey = open_survey(town, town.scan(), SOME)
    submit(invitations(survey)[0])
    surveys.close_round(by=town.lead, survey=survey)
    return Scan.objects.get()


def put_one_off_until_today(town: Town, scan: Scan) -> None:
    decide(town, applicable(scan)[0], Decision.LATER, later_on=TODAY())


def adapt_one_without_a_text(town: Town, scan: Scan) -> None:
    decide(town, applicable(scan)[0], Decision.ADAPTED, adapted_text=" ")


def change_dates(town: Town, scan: Scan) -> None:
    surveys.set_up(by=town.lead, scan=scan, closes_on=TODAY(), reminder_days=[], today=TODAY())


def count_phase_5(town: Town, scan: Scan) -> None:
    scans.change_settings(by=town.lead, scan=scan, settings=settings_of(town, phase5_mode=Phase5Mode.COUNTED))


def take_over_inhabitants(town: Town, scan: Scan) -> None:
    Organisation.objects.filter(pk=town.pk).update(inhabitants=None, inhabitants_year=None, inhabitants_source="")
    facts.take_over_inhabitants(by=town.lead, scan=scan)


def open_round(town: Town, survey: SurveyRound) -> None:
    surveys.open_round(by=town.lead, survey=survey, today=TODAY())


def open_round_two_weeks_late(town: Town, survey: SurveyRound) -> None:
    surveys.open_round(by=town.lead, survey=survey, today=TODAY() + timedelta(days=15))


def close_round(town: Town, survey: SurveyRound) -> None:
    surveys.close_round(by=town.lead, survey=survey)


def add_people(number: int) -> Act:
    def add(town: Town, survey: SurveyRound) -> None:
        people = [surveys.Participant(email=email, role_group="leiding") for email in addresses("nieuw", number)]
        surveys.add_participants(by=town.lead, survey=survey, participants=people)

    return add


def import_a_wrong_line(town: Town, survey: SurveyRound) -> None:
    rows = [ParticipantRow(line=2, email="geen adres", role_group="mt")]
    surveys.import_participants(by=town.lead, survey=survey, rows=rows, is_address=is_address)


def remove_someone(town: Town, survey: SurveyRound) -> None:
    surveys.remove_participant(by=town.lead, invitation=invitations(survey)[0])


def answer(town: Town, survey: SurveyRound) -> None:
    submit(invitations(survey)[0])


def answer_the_day_after(town: Town, survey: SurveyRound) -> None:
    surveys.submit(token_hash=invitations(survey)[0].token_hash, cards={}, today=survey.closes_on + timedelta(days=1))


# ---- where things stand ------------------------------------------------------------------------------------------------


def in_state(state: ScanState) -> Prepare:
    return lambda town: town.scan(state)


def judged(state: ScanState = ScanState.INTERPRETATION) -> Prepare:
    return lambda town: town.judged_scan(state)


def with_an_open_survey(town: Town) -> Scan:
    scan = town.scan()
    agree(scan)
    open_survey(town, scan, SOME)
    return scan


def with_votes_for_three(town: Town) -> Scan:
    scan = town.scan(ScanState.INTERPRETATION)
    votes(scan, [0, 1, 9, 0, 0])
    return scan


def reported(*, report: bool = True, decided: bool = True, recorded: bool = True) -> Prepare:
    """A scan that is ready to be adopted but for what is told."""

    def prepare(town: Town) -> Scan:
        scan = town.judged_scan(ScanState.REPORT)
        if decided:
            decide_all(town, scan)
        if report:
            deliver(scan)
        if recorded:
            record_decision(town, scan)
        return scan

    return prepare


def adopted_without_recommendations(town: Town) -> Scan:
    return adopted_scan(town, adopted=0)


def prepared(invited: Mapping[str, int] = SOME, state: ScanState = ScanState.MEASUREMENT) -> Prepare:
    return lambda town: prepared_survey(town, town.scan(state), invited)


def opened(town: Town) -> SurveyRound:
    return open_survey(town, town.scan(), SOME)


def opened_and_answered(town: Town) -> SurveyRound:
    survey = opened(town)
    answer(town, survey)
    return survey


def closed(town: Town) -> SurveyRound:
    survey = opened(town)
    close_round(town, survey)
    return SurveyRound.objects.get(pk=survey.pk)


def opened_scan(town: Town) -> Scan:
    return opened(town).scan


def closed_scan(town: Town) -> Scan:
    return closed(town).scan


# ---- a live workshop -----------------------------------------------------------------------------------------------------


def open_session(town: Town, scan: Scan) -> WorkshopSession:
    return sessions.open_session(by=town.lead, scan=scan, most_divided_first=False, now=timezone.now())


def step(wanted: Step) -> Act:
    def act(town: Town, session: WorkshopSession) -> None:
        session.refresh_from_db()
        sessions.step(by=town.lead, session=session, step=wanted, version=session.version, now=timezone.now())

    return act


def session_after(*steps: Step) -> Prepare:
    def prepare(town: Town) -> WorkshopSession:
        session = open_session(town, town.scan())
        for each in steps:
            step(each)(town, session)
        return session

    return prepare


def ended_session(town: Town) -> WorkshopSession:
    session = session_after(Step.NEXT)(town)
    sessions.close(by=town.lead, session=session)
    return session


def full_session(town: Town) -> WorkshopSession:
    session = session_after(Step.NEXT)(town)
    phones = [
        WorkshopParticipant(organisation=town.organisation, session=session, key_hash=str(number)) for number in range(MOST_PARTICIPANTS)
    ]
    WorkshopParticipant.objects.bulk_create(phones)
    return session


def join(town: Town, session: WorkshopSession) -> None:
    sessions.join(session=session, key="k" * 32, now=timezone.now())


def vote(town: Town, session: WorkshopSession) -> None:
    phone = session.participants.earliest("pk")
    sessions.vote(session=session, participant=phone, dimension="O.LEI", number=1, value=3)


# Reason, where things stand, what is tried.
MET: list[tuple[Obstacle, Prepare, Act, str]] = [
    (Obstacle.CHECKLIST_OPEN, in_state(ScanState.INTAKE), advance, "to-the-measurement"),
    (Obstacle.NO_VALUES_YET, in_state(ScanState.MEASUREMENT), advance, "to-the-interpretation"),
    (Obstacle.SURVEY_STILL_OPEN, with_an_open_survey, advance, "to-the-interpretation"),
    (Obstacle.TALK_NOT_RECORDED, judged(), advance, "to-the-report"),
    (Obstacle.NO_REPORT_YET, reported(report=False), advance, "to-adopted"),
    (Obstacle.NOT_ADOPTED_YET, reported(), lambda town, scan: sharing.what_goes_out(by=town.secretary, scan=scan), "share"),
    (Obstacle.RECOMMENDATIONS_UNDECIDED, reported(decided=False), advance, "to-adopted"),
    (Obstacle.NO_DECISION_YET, reported(recorded=False), advance, "to-adopted"),
    (Obstacle.NOTHING_ADOPTED, adopted_without_recommendations, advance, "to-handed-over"),
    (Obstacle.WRONG_STATE, in_state(ScanState.CLOSED), advance, "past-the-end"),
    (Obstacle.WRONG_STATE, judged(ScanState.MEASUREMENT), adopt_one, "decide-too-early"),
    (Obstacle.WRONG_STATE, judged(ScanState.ADOPTED), adopt_one, "decide-too-late"),
    (Obstacle.WRONG_STATE, in_state(ScanState.MEASUREMENT), ask_for_a_report, "report-too-early"),
    (Obstacle.WRONG_STATE, judged(), record_decision, "decision-too-early"),
    (Obstacle.DECIDED_IN_THE_FUTURE, judged(ScanState.REPORT), record_a_decision_of_tomorrow, "decision"),
    (Obstacle.NOT_THE_NEXT_STEP, in_state(ScanState.INTAKE), skip_a_step, "from-intake-to-interpretation"),
    (Obstacle.CLOSES_IN_THE_PAST, in_state(ScanState.MEASUREMENT), set_up_for_yesterday, "set-up"),
    (Obstacle.FIRST_STEP, in_state(ScanState.CONCEPT), go_back, "back"),
    (Obstacle.REASON_REQUIRED, in_state(ScanState.MEASUREMENT), go_back_without_a_reason, "back"),
    (Obstacle.REASON_REQUIRED, judged(), reject_one_without_a_reason, "turn-down"),
    (Obstacle.REASON_REQUIRED, with_votes_for_three, agree_on_two, "agree-far-from-the-votes"),
    (Obstacle.NOT_A_DECISION, judged(), take_a_decision_back, "take-back"),
    (Obstacle.TOO_FEW_ANSWERS, closed_with_too_few, advance, "to-the-interpretation"),
    (Obstacle.SMALLEST_GROUP_EXCEEDS_ANSWERS, lambda town: open_survey(town, town.scan(), SOME), show_only_groups_of_seven, "all-hidden"),
    (Obstacle.DATE_REQUIRED, judged(), put_one_off_without_a_date, "put-off"),
    (Obstacle.DATE_HAS_PASSED, judged(), put_one_off_until_today, "put-off"),
    (Obstacle.TEXT_REQUIRED, judged(), adapt_one_without_a_text, "adapt"),
    *((Obstacle.SCAN_IS_ADOPTED, in_state(state), act, f"{act.__name__}-when-{state}") for state in ADOPTED_AND_LATER for act in (go_back, record_fact)),
    *((Obstacle.SCAN_IS_ADOPTED, in_state(ScanState.ADOPTED), act, act.__name__)
      for act in (agree_on_two, count_votes, choose_ambition, record_talk, check_off, record_decision, change_dates)),
    *((Obstacle.NOT_IN_MEASUREMENT, prepared(state=state), open_round, f"in-{state}")
      for state in (ScanState.CONCEPT, ScanState.INTAKE, ScanState.INTERPRETATION, ScanState.REPORT)),
    (Obstacle.SURVEY_ALREADY_OPENED, opened, open_round, "twice"),
    (Obstacle.SURVEY_ALREADY_OPENED, closed, open_round, "again-after-closing"),
    (Obstacle.SURVEY_ALREADY_OPENED, opened, add_people(1), "add"),
    (Obstacle.SURVEY_ALREADY_OPENED, opened, remove_someone, "remove"),
    (Obstacle.NO_PARTICIPANTS, prepared({}), open_round, "open"),
    (Obstacle.TOO_FEW_PARTICIPANTS, prepared({"mt": 2, "bestuur": 2}), open_round, "open"),
    (Obstacle.TOO_MANY_PARTICIPANTS, prepared({}), add_people(201), "in-one-go"),
    (Obstacle.PARTICIPANTS_HAVE_ERRORS, prepared({}), import_a_wrong_line, "a-wrong-line"),
    (Obstacle.TOO_MANY_PARTICIPANTS, prepared(), add_people(195), "one-after-the-other"),
    (Obstacle.CLOSES_IN_THE_PAST, prepared(), open_round_two_weeks_late, "open"),
    (Obstacle.SCALE_IS_FIXED, with_votes_for_three, count_phase_5, "after-votes"),
    (Obstacle.SCALE_IS_FIXED, opened_scan, count_phase_5, "after-opening"),
    (Obstacle.NOTHING_TO_TAKE_OVER, in_state(ScanState.INTAKE), take_over_inhabitants, "unknown"),
    (Obstacle.SURVEY_NOT_OPEN, prepared(), close_round, "close-before-opening"),
    (Obstacle.SURVEY_NOT_OPEN, closed, close_round, "close-twice"),
    (Obstacle.SURVEY_NOT_OPEN, closed_scan, change_dates, "dates-after-closing"),
    (Obstacle.SURVEY_NOT_OPEN, prepared(), answer, "answer-before-opening"),
    (Obstacle.SURVEY_NOT_OPEN, opened, answer_the_day_after, "answer-late"),
    (Obstacle.LINK_ALREADY_USED, opened_and_answered, answer, "answer-again"),
    (Obstacle.SCAN_IS_ADOPTED, in_state(ScanState.ADOPTED), open_session, "session"),
    (Obstacle.SESSION_ENDED, ended_session, step(Step.NEXT), "closed"),
    (Obstacle.SESSION_IS_FULL, full_session, join, "join"),
    (Obstacle.NO_SUCH_STEP, session_after(), step(Step.VOTE_AGAIN), "at-the-entrance"),
    (Obstacle.NO_VOTES_YET, session_after(Step.NEXT, Step.NEXT), step(Step.NEXT), "reveal"),
    (Obstacle.VOTING_CLOSED, full_session, vote, "before-it-opens"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("obstacle", "prepare", "act"), [pytest.param(obstacle, prepare, act, id=f"{obstacle}-{name}") for obstacle, prepare, act, name in MET]
)
def test_the_service_refuses_and_writes_nothing(inside, obstacle, prepare, act):
    found = prepare(inside)
    before = everything_stored()
    with pytest.raises(NotAllowed) as refused:
        act(inside, found)
    assert obstacle in refused.value.obstacles
    assert everything_stored() == before


def test_every_obstacle_can_be_met():
    """`not_allowed` is a matter of rights: a service raises Forbidden for that, see test_permissions.py. What would weaken the
    protection of small groups is also logged, see test_settings.py."""
    assert {obstacle for obstacle, *_ in MET} == set(Obstacle) - {"not_allowed"} - WEAKER_PROTECTION


def test_a_scan_that_lacks_several_things_names_all_of_them(inside):
    scan = reported(report=False, decided=False, recorded=False)(inside)
    with pytest.raises(NotAllowed) as refused:
        scans.advance(by=inside.lead, scan=scan, now=timezone.now())
    assert refused.value.obstacles == (Obstacle.NO_REPORT_YET, Obstacle.RECOMMENDATIONS_UNDECIDED, Obstacle.NO_DECISION_YET)


def test_recommendations_to_others_need_no_decision_of_the_municipality(inside):
    """Signals to government and suppliers stay as they are."""
    scan = reported()(inside)
    assert applicable(scan, "centraal")
    assert {each.decision for each in applicable(scan, "centraal")} == {Decision.PROPOSED}
    assert scans.advance(by=inside.lead, scan=scan, now=timezone.now()).state == ScanState.ADOPTED
