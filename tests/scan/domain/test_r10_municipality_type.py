import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.scan.domain.levels import Measured
from regiehuis.scan.domain.municipality_type import municipality_type
from regiehuis.scan.domain.numbers import rounded


def found(instrument, organisation, ict, se=0.15):
    return municipality_type(Measured(value=organisation, se=se), Measured(value=ict, se=se), instrument)


def probabilities(outcome):
    return {each.code: rounded(each.probability) for each in outcome.probabilities}


@pytest.mark.parametrize(
    ("organisation", "ict", "se", "code", "probability", "label", "between"),
    [
        pytest.param(3.1, 2.2, 0.15, "IV", 0.977, "duidelijk", (), id="organisation-ahead"),
        pytest.param(2.1, 2.9, 0.15, "I", 0.992, "duidelijk", (), id="ict-ahead"),
        pytest.param(2.5, 2.22, 0.15, "IV", 0.4845, "grensgeval", ("IV", "III"), id="on-the-threshold"),
        pytest.param(2.9, 2.6, 0.20, "II", 0.676, "waarschijnlijk", (), id="likely"),
    ],
)
def test_worked_cases(instrument, organisation, ict, se, code, probability, label, between):
    outcome = found(instrument, organisation, ict, se)
    assert outcome.code == code
    assert probabilities(outcome)[code] == pytest.approx(probability, abs=5e-4)
    assert (outcome.label.value, outcome.between) == (label, between)


def test_a_tie_in_probability_names_the_type_of_the_rule_first(instrument):
    outcome = found(instrument, 2.5, 2.22)
    assert probabilities(outcome)["IV"] == probabilities(outcome)["III"] == 0.4845
    assert outcome.code == "IV"


def test_sensitivity_gives_the_type_at_the_other_thresholds(instrument):
    def at(organisation, ict):
        return {each.threshold: each.code for each in found(instrument, organisation, ict).sensitivity}

    assert at(2.9, 2.6) == {2.25: "II", 2.75: "IV"}
    assert at(2.5, 2.22) == {2.25: "IV", 2.75: "III"}


def test_without_an_se_the_type_follows_the_rule_without_probability(instrument):
    for ses in ((None, 0.1), (0.1, None), (None, None)):
        outcome = municipality_type(Measured(value=3.1, se=ses[0]), Measured(value=2.2, se=ses[1]), instrument)
        assert (outcome.code, outcome.label, outcome.between, outcome.probabilities) == ("IV", None, (), ())
        assert outcome.sensitivity


def test_without_a_level_there_is_no_type(instrument):
    assert municipality_type(None, Measured(value=2.2, se=0.1), instrument) is None
    assert municipality_type(Measured(value=2.2, se=0.1), None, instrument) is None


def test_float_noise_below_the_threshold_is_high(instrument):
    assert found(instrument, 2.4999999, 2.4999999).code == "II"
    assert found(instrument, 2.4999, 2.4999).code == "III"


@pytest.mark.parametrize(
    ("organisation", "ict", "line", "contradicts"),
    [
        pytest.param(2.0, 2.5, "ICT loopt voor", False, id="half-a-phase-is-ahead"),
        pytest.param(3.1, 2.4, "organisatie loopt voor", False, id="organisation"),
        pytest.param(2.5, 2.22, "gelijk op", True, id="isolated-by-threshold-but-in-step"),
        pytest.param(1.2, 2.0, "ICT loopt voor", True, id="both-early-but-ict-ahead"),
        pytest.param(1.8, 2.2, "gelijk op", False, id="in-step"),
    ],
)
def test_the_line_says_which_level_is_ahead(instrument, organisation, ict, line, contradicts):
    outcome = found(instrument, organisation, ict)
    assert (outcome.lead.value, outcome.lead_contradicts_type) == (line, contradicts)


def test_an_se_of_nought_is_as_uncertain_as_the_narrowest_interval(instrument):
    assert found(instrument, 2.6, 3.5, 0.0).probabilities == found(instrument, 2.6, 3.5, 0.10 / 1.6448536269514722).probabilities


LEVEL = st.floats(1, 4)


@given(LEVEL, LEVEL, st.floats(0, 1))
def test_probabilities_add_up_and_the_rule_names_the_likeliest(instrument, organisation, ict, se):
    outcome = found(instrument, organisation, ict, se)
    chances = {each.code: each.probability for each in outcome.probabilities}
    assert set(chances) == {"I", "II", "III", "IV"}
    assert sum(chances.values()) == pytest.approx(1)
    assert chances[outcome.code] == pytest.approx(max(chances.values()), abs=1e-3)
    assert len(outcome.between) == (2 if outcome.label.value == "grensgeval" else 0)
