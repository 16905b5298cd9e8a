import json
from dataclasses import FrozenInstanceError, fields, is_dataclass
from random import Random
from time import perf_counter

import pytest

from regiehuis.scan.domain.cards import Tally
from regiehuis.scan.domain.instrument import Phase5Mode, Side
from regiehuis.scan.domain.numbers import rounded
from regiehuis.scan.domain.outcome import compute
from regiehuis.scan.domain.outcome_input import OutcomeInput, Response, input_hash
from regiehuis.scan.domain.outcome_json import to_jsonable


@pytest.fixture
def outcome_of(instrument, knowledge_base):
    return lambda **inputs: compute(OutcomeInput(**inputs), instrument, knowledge_base)


def cards(role, dimension, *picked):
    return [Response(role=role, cards={dimension: card}) for card in picked]


SURVEY = [
    *cards("mt", "O.LEI", 3, 3, 2, 3, 3),
    *cards("medewerker", "O.LEI", *[1] * 40, *[2] * 40, *[3] * 20),
    *cards("iprof", "O.LEI", 2, 2, 3, 2, 3),
]
HEADCOUNTS = {"mt": 8, "medewerker": 400, "iprof": 6}


def test_a_survey_gives_value_interval_and_gap(outcome_of):
    outcome = outcome_of(responses=SURVEY, headcounts=HEADCOUNTS)
    found = outcome.dimension("O.LEI")
    assert (rounded(found.value), rounded(found.se), found.phase, found.source) == (2.3333, 0.0756, 2, "survey")
    assert (rounded(found.low, 2), rounded(found.high, 2), found.known) == (2.21, 2.46, 110)
    flagged = [(each.gap.first, each.gap.second, each.gap.gap) for each in outcome.perception_gaps if each.gap.is_flagged]
    assert flagged == [("mt", "medewerker", 1.0)]
    assert outcome.recommendation("2.4-G3").evidence[-1].value is None  # that gap is about I.LEI


def test_the_spread_is_that_of_all_cards_with_five_counted_as_four(outcome_of):
    picked = [Response(role="mt", cards={"O.LEI": card}) for card in [2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 5]]
    found = outcome_of(responses=picked).dimension("O.LEI")
    assert rounded(found.spread, 3) == 0.828
    assert found.highest_phase_count == 1
    counted = outcome_of(responses=picked, phase5_mode=Phase5Mode.COUNTED).dimension("O.LEI")
    assert counted.value > found.value
    assert counted.high <= 5


def test_a_given_spread_wins(outcome_of):
    found = outcome_of(responses=SURVEY, spread={"O.LEI": 0.5}).dimension("O.LEI")
    assert (found.spread, found.spread_label.value) == (0.5, "sterk verdeeld")


def test_fewer_than_five_known_answers_give_no_survey_value(outcome_of):
    found = outcome_of(responses=cards("mt", "O.LEI", 3, 3, 3, 3, None)).dimension("O.LEI")
    assert (found.value, found.source, found.spread, found.known, found.dont_know_share) == (None, None, None, 4, 0.2)


def test_fewer_than_five_responses_tell_nothing_but_their_number(outcome_of):
    outcome = outcome_of(responses=cards("mt", "O.LEI", 3, 3, 3, None))
    found = outcome.dimension("O.LEI")
    assert (outcome.responses, found.known, found.dont_know_share) == (4, None, None)


def test_under_ten_known_answers_everything_follows_from_a_value_in_halves(outcome_of, instrument):
    picked = dict.fromkeys(instrument.dimension_codes, 2) | {"I.GEG": 3}
    responses = [Response(role="mt", cards=dict.fromkeys(instrument.dimension_codes, 2)) for _ in range(6)]
    outcome = outcome_of(responses=[*responses, Response(role="mt", cards=picked)], headcounts={"mt": 7})
    assert {each.value for each in outcome.dimensions} == {2.0}
    assert {each.spread for each in outcome.dimensions} == {None}
    assert {rounded(each.se) for each in outcome.dimensions} == {0.1443}  # everyone answered: only the rounding is left
    assert [(each.value, rounded(each.se)) for each in outcome.levels] == [(2.0, 0.1443)] * 2
    assert (outcome.type.code, outcome.type.label) == ("III", "duidelijk")


def test_k_may_be_higher_and_is_never_lower(outcome_of):
    assert outcome_of(responses=cards("mt", "O.LEI", 3, 3, 3, 3, 3), k=6).dimension("O.LEI").value is None
    lower = outcome_of(responses=cards("mt", "O.LEI", 3, 3, 3, 3), k=1)
    assert (lower.k, lower.dimension("O.LEI").value) == (5, None)


def test_the_phase_five_count_of_a_survey_is_part_of_a_distribution_and_needs_ten(outcome_of):
    assert outcome_of(responses=cards("mt", "O.LEI", *[5] * 9)).dimension("O.LEI").highest_phase_count is None
    assert outcome_of(responses=cards("mt", "O.LEI", *[5] * 10)).dimension("O.LEI").highest_phase_count == 10


def test_workshop_rounds_and_agreed_values(outcome_of):
    rounds = {
        1: {"O.LEI": Tally(phases=(2, 7, 3, 0, 0), dont_know=4), "O.PRO": Tally(phases=(0, 3, 0, 0, 0))},
        2: {"O.LEI": Tally(phases=(0, 2, 9, 0, 1)), "O.PRO": Tally(phases=(0, 0, 0, 0, 0), dont_know=3)},
    }
    outcome = outcome_of(workshop=rounds, agreed={"O.BEL": 2.5}, intake_estimates={"O.MID": 1.5, "O.LEI": 1.0})
    leadership = outcome.dimension("O.LEI")
    assert (leadership.source, rounded(leadership.value), leadership.known) == ("workshop2", 2.9167, 12)
    assert (rounded(leadership.spread, 3), leadership.highest_phase_count, leadership.dont_know_share) == (0.828, 1, 0)
    assert [each.source for each in leadership.estimates] == ["workshop2", "workshop1"]
    assert (outcome.dimension("O.PRO").source, outcome.dimension("O.PRO").value) == ("workshop1", 2)
    agreed = outcome.dimension("O.BEL")
    assert (agreed.source, agreed.value, agreed.se, agreed.low, agreed.known) == ("agreed", 2.5, None, None, None)
    assert (outcome.dimension("O.MID").source, outcome.dimension("O.MID").se) == ("intake", None)


def test_an_agreed_value_takes_se_and_spread_of_the_last_round(outcome_of):
    rounds = {1: {"O.LEI": Tally(phases=(6, 0, 0, 6, 0))}}
    found = outcome_of(workshop=rounds, agreed={"O.LEI": 2.5}, responses=SURVEY).dimension("O.LEI")
    assert found.se == next(each.se for each in found.estimates if each.source == "workshop1")
    assert found.spread == 0


def test_worked_levels_type_and_layers(outcome_of, worked_values):
    outcome = outcome_of(agreed=worked_values, agreed_se=dict.fromkeys(worked_values, 0.15))
    assert [rounded(each.value) for each in outcome.levels] == [2.50, 2.22]
    assert [rounded(each.se) for each in outcome.levels] == [0.15, 0.15]
    assert (outcome.type.code, outcome.type.label, outcome.type.between) == ("IV", "grensgeval", ("IV", "III"))
    assert (outcome.interoperability.weakest, outcome.level(Side.ICT).side) == ("semantisch", "I")


def test_facts_of_type_one_with_early_scores_conflict_and_change_nothing(outcome_of, instrument):
    tests = [each.test for each in instrument.types[0].characteristics if each.test]
    facts = {test.fact: test.allowed[0] if test.allowed else test.minimum for test in tests}
    early = dict.fromkeys(instrument.dimension_codes, 1.5)
    outcome = outcome_of(facts=facts, agreed=early)
    assert (outcome.type.code, outcome.characteristics.typical, outcome.characteristics_conflict) == (
        "III",
        ("I",),
        True,
    )
    assert to_jsonable(outcome)["characteristics"]["I"] == [18, 18]


def test_what_cannot_be_told_names_the_missing_dimensions_and_facts(outcome_of):
    outcome = outcome_of(agreed={"I.INF": 3.1})
    slow = outcome.recommendation("2.1-G1")
    assert (slow.verdict, slow.missing_dimensions, slow.missing_facts) == (
        "niet te beoordelen",
        (),
        ("netwerk_buiten",),
    )
    semantic = outcome.recommendation("2.2-C1")
    assert (semantic.missing_dimensions, semantic.score, semantic.rank) == (("I.GEG",), None, None)
    approach = outcome_of(agreed={"O.BEL": 2.0}).recommendation("A-11")
    assert approach.missing_dimensions == ("O.LEI", "O.PRO", "O.MEN", "O.MID")
    assert len(outcome.recommendations) == 42


def test_nothing_known_is_an_outcome_too(outcome_of):
    outcome = outcome_of()
    assert outcome.type is None
    assert all(each.value is None for each in outcome.dimensions)
    assert {each.verdict.value for each in outcome.recommendations} == {"van toepassing", "niet te beoordelen"}
    assert outcome.next_steps == ()
    json.dumps(to_jsonable(outcome), allow_nan=False)


def test_a_respondent_who_knows_nothing_is_counted(outcome_of, instrument):
    blank = [Response(role="mt", cards=dict.fromkeys(instrument.dimension_codes)) for _ in range(6)]
    outcome = outcome_of(responses=blank)
    assert (outcome.responses, outcome.groups[0].responses) == (6, 6)
    found = outcome.dimension("O.LEI")
    assert (found.value, found.known, found.dont_know_share, found.has_little_insight) == (None, 0, 1.0, True)


def test_gaps_with_a_group_that_is_hidden_are_not_told(outcome_of):
    """mt could be shown by itself, but is hidden because two I-professionals would follow from the rest."""
    responses = [*SURVEY[:105], *cards("iprof", "O.LEI", 2, 2)]
    outcome = outcome_of(responses=responses)
    assert outcome.perception_gaps == ()
    assert [each.role for each in outcome.groups if not each.is_hidden] == [None, "medewerker"]


def test_an_unknown_role_is_refused(outcome_of):
    with pytest.raises(ValueError, match="buren"):
        outcome_of(responses=[Response(role="buren")])


def test_next_steps_for_every_known_dimension(outcome_of, worked_values):
    outcome = outcome_of(agreed=worked_values)
    assert len(outcome.next_steps) == 13
    assert {each.dimension: each.statements[0].code for each in outcome.next_steps}["I.INF"] == "I.INF-4a"


def random_responses(instrument, count, seed=7):
    random = Random(seed)
    codes = instrument.dimension_codes
    return [
        Response(
            role=random.choice(instrument.role_codes),
            cards={code: random.choice((None, 1, 2, 3, 4, 5)) for code in codes},
        )
        for _ in range(count)
    ]


def test_the_same_inputs_give_the_same_bytes_in_whatever_order_they_come(instrument, knowledge_base):
    responses = random_responses(instrument, 60)
    one = OutcomeInput(responses=responses, facts={"leverancier": "huis"}, agreed={"O.LEI": 3})
    other = OutcomeInput(responses=responses[::-1], facts={"leverancier": "huis"}, agreed={"O.LEI": 3.0})
    first, second = (json.dumps(to_jsonable(compute(each, instrument, knowledge_base))) for each in (one, other))
    assert first == second


def test_any_other_input_has_another_hash(instrument, knowledge_base):
    base = {"responses": cards("mt", "O.LEI", 3, 2), "facts": {"ict_aantal": 1}, "agreed": {"O.LEI": 3.0}}
    others = [
        {},
        {"facts": {"ict_aantal": True}},
        {"facts": {}},
        {"agreed": {"O.LEI": 3.1}},
        {"responses": cards("mt", "O.LEI", 3, 3)},
        {"responses": cards("mt", "O.LEI", 3, None)},
        {"responses": cards("leiding", "O.LEI", 3, 2)},
        {"weights": {"mt": 2.0}},
        {"weights": {"overig": 2.0}},
        {"responses": cards("overig", "O.LEI", 3, 2)},
        {"headcounts": {"mt": 8}},
        {"ambition": {"O.LEI": 3}},
        {"spread": {"O.LEI": 0.3}},
        {"phase5_mode": Phase5Mode.COUNTED},
        {"workshop": {1: {"O.LEI": Tally(phases=(1, 0, 0, 0, 0))}}},
        {"workshop": {2: {"O.LEI": Tally(phases=(1, 0, 0, 0, 0))}}},
        {"intake_estimates": {"O.LEI": 2.0}},
        {"k": 6},
    ]
    hashes = {input_hash(OutcomeInput(**{**base, **other}), instrument, knowledge_base) for other in others}
    assert len(hashes) == len(others)


def frozen(value):
    if is_dataclass(value):
        with pytest.raises((FrozenInstanceError, TypeError)):
            setattr(value, fields(value)[0].name, None)
        return all(frozen(getattr(value, each.name)) for each in fields(value))
    return all(map(frozen, value)) if isinstance(value, tuple) else not isinstance(value, (list, dict, set))


def test_an_outcome_cannot_be_changed(outcome_of, worked_values):
    assert frozen(outcome_of(agreed=worked_values, responses=SURVEY))


def test_fifteen_thousand_responses_take_seconds_at_most(instrument, knowledge_base):
    responses = random_responses(instrument, 15_000)
    start = perf_counter()
    compute(OutcomeInput(responses=responses), instrument, knowledge_base)
    assert perf_counter() - start < 5
