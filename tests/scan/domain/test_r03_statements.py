"""R3 and R4 (statements): a higher phase never weighs more than the one below it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regiehuis.scan.domain.input_document import InputError, read_input
from regiehuis.scan.domain.instrument import Phase5Mode
from regiehuis.scan.domain.next_step import next_step_by_answers
from regiehuis.scan.domain.numbers import rounded
from regiehuis.scan.domain.outcome import compute
from regiehuis.scan.domain.outcome_input import OutcomeInput, Response
from regiehuis.scan.domain.statements import statement_score, step_score

WN = None
UP_TO_4 = Phase5Mode.EXPLORATORY
ANSWER = st.sampled_from((0, 1, 2, 3, WN))
STEPS = st.tuples(*[st.tuples(ANSWER, ANSWER, ANSWER)] * 3)
KNOWN_STEPS = st.tuples(*[st.tuples(*[st.integers(0, 3)] * 3)] * 3)
CASES = settings(max_examples=1000, deadline=None)


@pytest.fixture(scope="module")
def dimension(instrument):
    """One with three statements in each step."""
    return instrument.dimension("O.PRO")


def answered(dimension, steps):
    return {
        each.code: answer for phase, step in enumerate(steps, 2) for each, answer in zip(dimension.statements_of(phase), step, strict=True)
    }


def score(dimension, instrument, *steps, mode=UP_TO_4):
    found = statement_score(answered(dimension, steps), dimension, instrument, mode)
    return None if found is None else rounded(found)


@pytest.mark.parametrize(("steps", "expected"), [
    (((3, 3, 2), (2, 1, WN), (1, 0, 0)), 2.5),
    (((1, 2, 1), (3, 3, 3), (3, 3, 3)), 2.3333),
    (((0, 1, 1), (3, 3, 3), (3, 3, 3)), 1.2222),
    (((1, 1, 1), (1, 1, 1), (0, 0, 0)), 1.6667),
    (((3, 3, 3), (WN, WN, 2), (3, 3, 3)), 2.0),
    (((0, 0, 0), (0, 0, 0), (0, 0, 0)), 1.0),
    (((3, 3, 3), (3, 3, 3), (3, 3, 3)), 4.0),
    (((WN, WN, 3), (3, 3, 3), (3, 3, 3)), None),
])  # fmt: skip
def test_r3_and_r4_worked(steps, expected, dimension, instrument):
    assert score(dimension, instrument, *steps) == expected


def test_r3_the_steps_of_the_worked_example(dimension, instrument):
    answers = answered(dimension, ((3, 3, 2), (2, 1, WN), (1, 0, 0)))
    assert [rounded(step_score(answers, dimension, phase, instrument)) for phase in (2, 3, 4)] == [0.8889, 0.5, 0.1111]


def test_r3_where_phase_5_counts_it_is_a_step_more(dimension, instrument):
    full = dict.fromkeys((each.code for each in dimension.statements), 3)
    assert statement_score(full, dimension, instrument, Phase5Mode.COUNTED) == 5.0
    assert statement_score(full, dimension, instrument, UP_TO_4) == 4.0


@CASES
@given(STEPS)
def test_r3_lies_on_the_scale(instrument, steps):
    found = score(instrument.dimension("O.PRO"), instrument, *steps)
    assert found is None or 1 <= found <= 4


@CASES
@given(KNOWN_STEPS, st.integers(0, 2), st.integers(0, 2))
def test_r3_a_higher_answer_never_lowers_the_score(instrument, steps, step, place):
    dimension = instrument.dimension("O.PRO")
    raised = [list(each) for each in steps]
    raised[step][place] = min(3, raised[step][place] + 1)
    assert score(dimension, instrument, *raised) >= score(dimension, instrument, *steps)


@CASES
@given(KNOWN_STEPS, KNOWN_STEPS)
def test_r3_answers_above_a_closed_step_do_not_matter(instrument, steps, others):
    """So paper and screen, which stops asking there, score the same."""
    dimension = instrument.dimension("O.PRO")
    closed = next((place for place, step in enumerate(steps) if sum(step) < 3), None)
    if closed is not None:
        assert score(dimension, instrument, *steps[: closed + 1], *others[closed + 1 :]) == score(dimension, instrument, *steps)
        unasked = [*steps[: closed + 1], *[(WN, WN, WN)] * (2 - closed)]
        assert score(dimension, instrument, *unasked) == score(dimension, instrument, *steps)


# ---- in an outcome -----------------------------------------------------------------------------------------------------


def group(dimension, number, steps, **values):
    return [Response(role="medewerker", statements=answered(dimension, steps), **values) for _ in range(number)]


def outcome(responses, instrument, knowledge_base):
    return compute(OutcomeInput(responses=responses), instrument, knowledge_base)


def test_r3_statements_make_the_value_of_a_dimension(dimension, instrument, knowledge_base):
    responses = [*group(dimension, 6, ((3, 3, 2), (2, 1, WN), (1, 0, 0))), *group(dimension, 6, ((1, 2, 1), (3, 3, 3), (3, 3, 3)))]
    found = outcome(responses, instrument, knowledge_base).dimension("O.PRO")
    assert rounded(found.value) == rounded((2.5 + 2.3333333) / 2)
    assert found.spread == pytest.approx(0.737, abs=0.0001), "2.5 is taken to 3, 2.3333 to 2 (R7)"


def test_r3_statements_say_more_than_the_card_and_the_card_more_than_nothing(dimension, instrument, knowledge_base):
    both = group(dimension, 12, ((3, 3, 3), (0, 0, 0), (0, 0, 0)), cards={"O.PRO": 4})
    unknown = group(dimension, 12, ((WN, WN, WN),) * 3, cards={"O.PRO": 4})
    assert outcome(both, instrument, knowledge_base).dimension("O.PRO").value == 2.0
    assert outcome(unknown, instrument, knowledge_base).dimension("O.PRO").value == 4.0


def test_r17_a_mean_of_statements_over_few_is_in_halves(dimension, instrument, knowledge_base):
    found = outcome(group(dimension, 6, ((1, 2, 1), (3, 3, 3), (3, 3, 3))), instrument, knowledge_base)
    assert found.dimension("O.PRO").value == 2.5
    assert found.groups[0].figure("O.PRO").mean == 2.5


def test_r16_the_lowest_statements_of_the_first_step_that_is_not_full_come_first(dimension, instrument, knowledge_base):
    a, b, c = dimension.statements_of(2)
    responses = group(dimension, 10, ((3, 1, 2), (3, 3, 3), (3, 3, 3)))
    (step,) = (each for each in outcome(responses, instrument, knowledge_base).next_steps if each.dimension == "O.PRO")
    assert step.statements == (b, c, a)
    assert next_step_by_answers(dimension, [each.statements for each in responses[:9]], instrument) is None, "too few to tell their order"


def test_the_order_of_answers_and_absent_statements_do_not_change_the_hash(dimension, instrument, knowledge_base):
    one, other = group(dimension, 1, ((3, 3, 2), (2, 1, 1), (1, 0, 0)))[0], Response(role="mt", cards={"O.LEI": 2})
    forth, back = outcome([one, other], instrument, knowledge_base), outcome([other, one], instrument, knowledge_base)
    assert forth.input_hash == back.input_hash
    assert outcome([other], instrument, knowledge_base).input_hash != outcome([other, one], instrument, knowledge_base).input_hash


@pytest.mark.parametrize(("statements", "says"), [
    ({"O.PRO-2z": 3}, 'responses[0].statements: "O.PRO-2z" is geen stelling van dit instrument.'),
    ({"O.PRO-2a": 4}, "responses[0].statements.O.PRO-2a: 4 is geen antwoord; kies 0 tot en met 3 of null."),
    ({"O.PRO-2a": "ja"}, 'responses[0].statements.O.PRO-2a: "ja" is geen antwoord'),
    ({"O.PRO-2a": True}, "is geen antwoord"),
    ({"O.PRO-2a": 1.5}, "is geen antwoord"),
    ([1], "responses[0].statements: deze lijst is geen object"),
])  # fmt: skip
def test_a_wrong_statement_is_named(statements, says, instrument):
    with pytest.raises(InputError) as refused:
        read_input({"responses": [{"role": "mt", "statements": statements}]}, instrument)
    assert says in str(refused.value)
