import pytest

from regiehuis.scan.domain.estimate import Estimate
from regiehuis.scan.domain.official_value import Agreement, OfficialValue, Source, median, needs_reason, official_value


def found(value, se):
    return Estimate(value=value, se=se, low=1, high=4, known=9, groups=())


SURVEY, SECOND, FIRST = found(2.1, 0.11), found(2.2, 0.22), found(2.3, 0.33)


@pytest.mark.parametrize(
    ("agreed", "survey", "rounds", "intake", "expected"),
    [
        pytest.param(Agreement(value=2.5), SURVEY, {2: SECOND, 1: FIRST}, 2.0, (2.5, 0.22, "agreed"), id="agreed-first"),
        pytest.param(None, SURVEY, {2: SECOND, 1: FIRST}, 2.0, (2.1, 0.11, "survey"), id="then-survey"),
        pytest.param(None, None, {2: SECOND, 1: FIRST}, 2.0, (2.2, 0.22, "workshop2"), id="then-round-2"),
        pytest.param(None, None, {2: None, 1: FIRST}, 2.0, (2.3, 0.33, "workshop1"), id="round-2-without-known-votes"),
        pytest.param(None, None, {}, 2.0, (2.0, None, "intake"), id="then-intake-without-se"),
        pytest.param(Agreement(value=2.5), SURVEY, {}, None, (2.5, None, "agreed"), id="agreed-without-a-round-has-no-se"),
        pytest.param(Agreement(value=2.5), None, {1: FIRST}, None, (2.5, 0.33, "agreed"), id="se-of-the-last-round"),
        pytest.param(Agreement(value=2.5, se=0.1), None, {1: FIRST}, None, (2.5, 0.1, "agreed"), id="given-se-wins"),
    ],
)
def test_what_was_agreed_goes_before_what_was_measured(agreed, survey, rounds, intake, expected):
    value, se, source = expected
    outcome = official_value(agreed=agreed, survey=survey, rounds=rounds, intake=intake)
    assert outcome == OfficialValue(value=value, se=se, source=Source(source))


def test_nothing_known_is_no_value():
    assert official_value(agreed=None, survey=None, rounds={}, intake=None) is None


@pytest.mark.parametrize(("counts", "middle"), [((1, 0, 2, 0), 3), ((1, 1, 1, 1), 2.5), ((0, 0, 0, 0), None)])
def test_median_vote(counts, middle):
    assert median(counts) == middle


@pytest.mark.parametrize(("agreed", "expected"), [(2.5, False), (3.5, False), (3.51, True), (2.4, True)])
def test_a_reason_is_needed_more_than_half_a_phase_from_the_median(agreed, expected):
    assert needs_reason(agreed, (0, 1, 5, 1)) is expected


def test_without_a_second_round_no_reason_is_needed():
    assert needs_reason(4.0, (0, 0, 0, 0)) is False
