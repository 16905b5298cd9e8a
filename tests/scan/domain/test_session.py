"""The stages of a workshop, and what may be known in each."""

from __future__ import annotations

import inspect
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regiehuis.scan.domain.cards import Tally
from regiehuis.scan.domain.session import (
    Covered,
    NoSuchStep,
    Progress,
    Session,
    Stage,
    Step,
    after,
    covered,
    ordered,
    proposal,
    read_code,
    read_vote,
    reopened_round,
    revealed_round,
    uncovered,
    voices,
    written_code,
)

CODES = ("O.PRO", "I.GEG", "O.LEI")
WALKS = st.lists(st.sampled_from(Step), max_size=40)


def walked(*steps: Step) -> Progress:
    progress = Progress()
    for step in steps:
        progress = after(progress, step)
    return progress


def visited(steps: list[Step]) -> list[tuple[Session, Session]]:
    """The moves of a walk; a step that does not exist is left out."""
    session, moves = Session(order=CODES), []
    for step in steps:
        try:
            following = session.stepped(step)
        except NoSuchStep:
            continue
        moves.append((session, following))
        session = following
    return moves


def test_the_whole_way():
    assert walked(Step.NEXT, Step.NEXT, Step.NEXT).stage is Stage.TALK
    assert walked(Step.NEXT, Step.NEXT, Step.NEXT, Step.RECORD) == Progress(Stage.RECORDED)
    assert walked(Step.NEXT, Step.NEXT, Step.NEXT, Step.VOTE_AGAIN, Step.NEXT, Step.RECORD) == Progress(Stage.RECORDED, voted_again=True)


@pytest.mark.parametrize(
    ("steps", "stage"),
    [
        ([Step.NEXT], Stage.READY),
        ([Step.NEXT, Step.NEXT], Stage.VOTING1),
        ([Step.NEXT, Step.NEXT, Step.NEXT], Stage.REVEALED1),
        ([Step.NEXT, Step.NEXT, Step.NEXT, Step.VOTE_AGAIN], Stage.TALK),
        ([Step.NEXT, Step.NEXT, Step.NEXT, Step.VOTE_AGAIN, Step.NEXT], Stage.VOTING2),
        ([Step.NEXT, Step.NEXT, Step.NEXT, Step.RECORD], Stage.TALK),
        ([Step.NEXT, Step.NEXT, Step.NEXT, Step.VOTE_AGAIN, Step.NEXT, Step.RECORD], Stage.REVEALED2),
    ],
)
def test_back_reopens_the_stage_before(steps, stage):
    assert after(walked(*steps), Step.BACK).stage is stage


@pytest.mark.parametrize(
    ("stage", "step"), [(Stage.READY, Step.VOTE_AGAIN), (Stage.VOTING1, Step.RECORD), (Stage.TALK, Step.NEXT), (Stage.READY, Step.BACK)]
)
def test_steps_that_do_not_exist(stage, step):
    with pytest.raises(NoSuchStep):
        after(Progress(stage), step)


def test_the_order_of_the_session():
    session = Session(order=CODES).stepped(Step.NEXT)
    assert (session.dimension, session.neighbour(-1), session.neighbour(1)) == ("O.PRO", None, "I.GEG")
    assert session.stepped(Step.BACK).dimension == ""
    done = Session(order=CODES, dimension="O.LEI", progress={"O.LEI": Progress(Stage.RECORDED)})
    with pytest.raises(NoSuchStep):
        done.stepped(Step.NEXT)
    with pytest.raises(NoSuchStep):
        session.chosen("I.TOE")


# ---- what may be known -------------------------------------------------------------------------------------------------


def test_what_is_built_before_the_reveal_takes_no_votes():
    """By signature: whoever wants to leak a vote has nowhere to put it."""
    assert set(inspect.signature(covered).parameters) == {"session", "voted"}
    assert {each.name for each in fields(Covered)} == {"dimension", "stage", "voted"}


@settings(max_examples=400)
@given(WALKS)
def test_votes_are_known_only_after_they_were_revealed_and_not_while_a_round_is_open(steps):
    revealed: dict[str, set[int]] = {}
    for before, now in visited(steps):
        if now.dimension == before.dimension and now.dimension:
            known = revealed.setdefault(now.dimension, set())
            if (reopened := reopened_round(before.now, now.now)) is not None:
                known -= {reopened, 2}
            if (shown := revealed_round(before.now, now.now)) is not None:
                known.add(shown)
        if not now.dimension:
            continue
        assert set(now.now.shown_rounds) <= revealed.get(now.dimension, set())
        assert not (now.voting_round and now.now.shown_rounds)
        if now.now.shown_rounds:
            with pytest.raises(ValueError, match="shown"):
                covered(now, voted=1)
            tallies = {each: Tally(phases=(1, 0)) for each in now.now.shown_rounds}
            assert uncovered(now, tallies).last == tallies[max(tallies)]
        else:
            assert covered(now, voted=3).voted == 3
            for rounds in ({}, {1: Tally(phases=(1,))}, {1: Tally(phases=(1,)), 2: Tally(phases=(1,))}):
                with pytest.raises(ValueError, match="not shown"):
                    uncovered(now, rounds)


@settings(max_examples=400)
@given(WALKS)
def test_a_step_touches_only_the_dimension_at_hand(steps):
    for before, now in visited(steps):
        assert all(before.of(code) == now.of(code) for code in CODES if code != now.dimension)


@settings(max_examples=400)
@given(WALKS, st.sampled_from([Step.NEXT, Step.RECORD]))
def test_back_undoes_a_step_on(steps, step):
    reached = [now.now for _before, now in visited(steps) if now.dimension]
    for progress in reached:
        if progress.may(step) and progress.stage is not Stage.RECORDED:
            assert after(after(progress, step), Step.BACK).stage is progress.stage


def test_a_round_that_is_opened_again_no_longer_counts():
    shown = walked(Step.NEXT, Step.NEXT)
    assert reopened_round(shown, after(shown, Step.BACK)) == 1
    talk = walked(Step.NEXT, Step.NEXT, Step.NEXT)
    assert reopened_round(talk, after(talk, Step.VOTE_AGAIN)) is None
    assert reopened_round(Progress(Stage.REVEALED1), after(Progress(Stage.REVEALED1), Step.VOTE_AGAIN)) is None
    assert revealed_round(walked(Step.NEXT), shown) == 1


# ---- the talk ------------------------------------------------------------------------------------------------------------


def test_where_people_differ_most_comes_first():
    assert ordered(CODES, {"O.PRO": 0.8, "I.GEG": None, "O.LEI": 0.368}, most_divided_first=True) == ("O.LEI", "O.PRO", "I.GEG")
    assert ordered(CODES, {"O.LEI": 0.1}, most_divided_first=False) == CODES


def test_the_lowest_and_the_highest_voice():
    assert voices(Tally(phases=(2, 7, 3, 0, 0))) == (1, 3)
    assert voices(Tally(phases=(0, 4, 0, 0, 0))) == (2, 2)
    assert voices(Tally(phases=(0, 0, 0, 0, 0), dont_know=3)) is None


def test_the_slider_starts_at_the_median():
    assert proposal(Tally(phases=(2, 7, 3, 0, 0)), top=4) == 2.0
    assert proposal(Tally(phases=(0, 3, 3, 0, 0)), top=4) == 2.5
    assert proposal(Tally(phases=(0, 0, 0, 0, 5)), top=4) == 4.0
    assert proposal(Tally(phases=(0, 0, 0, 0, 0), dont_know=2), top=4) == 1.0


# ---- what people type ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["482913", "482 913", " 482-913 ", "482\N{NO-BREAK SPACE}913", "482.913"])
def test_a_code_however_it_is_typed(text):
    assert read_code(text) == "482913"


@pytest.mark.parametrize("text", ["", "48291", "4829131", "48291a", "٤٨٢٩١٣", "482913\0"])
def test_no_code(text):
    assert read_code(text) is None


@given(st.integers(100_000, 999_999).map(str))
def test_a_code_reads_as_it_is_written(code):
    assert read_code(written_code(code)) == code


def test_a_vote():
    assert [read_vote(text, phases=5) for text in ("1", "5", "wn")] == [1, 5, None]
    for text in ("6", "0", "", "-1", "1.5", "٣", "3\0", "999"):
        with pytest.raises(ValueError):
            read_vote(text, phases=5)
