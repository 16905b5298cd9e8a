import pytest

from regiehuis.scan.domain.characteristics import characteristics, is_met
from regiehuis.scan.domain.instrument import FactTest


def facts_of(instrument, code):
    """For every testable characteristic of a type, a value that meets it."""
    kind = next(each for each in instrument.types if each.code == code)
    tests = [each.test for each in kind.characteristics if each.test]
    return {test.fact: test.allowed[0] if test.allowed else (test.minimum or 0) for test in tests}


def match(outcome, code):
    return next(each for each in outcome.matches if each.code == code)


@pytest.mark.parametrize(("code", "testable"), [("I", 18), ("II", 19), ("III", 18), ("IV", 18)])
def test_the_facts_of_a_type_meet_all_its_characteristics(instrument, code, testable):
    outcome = characteristics(facts_of(instrument, code), instrument)
    found = match(outcome, code)
    assert (found.met, found.known, found.testable, found.share) == (testable, testable, testable, 1)
    assert outcome.typical == (code,)


def test_scores_that_point_elsewhere_are_a_conflict_and_override_nothing(instrument):
    outcome = characteristics(facts_of(instrument, "I"), instrument)
    assert outcome.conflicts_with("III")
    assert not outcome.conflicts_with("I")
    assert not outcome.conflicts_with(None)


def test_unknown_facts_count_neither_way(instrument):
    facts = facts_of(instrument, "I")
    del facts["cultuur"]
    found = match(characteristics(facts, instrument), "I")
    assert (found.met, found.known, found.share) == (17, 17, 1)


def test_fewer_than_ten_known_tests_are_not_compared(instrument):
    facts = dict(list(facts_of(instrument, "I").items())[:9])
    outcome = characteristics(facts, instrument)
    assert match(outcome, "I").known == 9
    assert match(outcome, "I").share is None
    assert outcome.typical == ()
    assert not outcome.conflicts_with("III")


def test_ten_known_tests_are_compared(instrument):
    facts = dict(list(facts_of(instrument, "I").items())[:10])
    assert characteristics(facts, instrument).typical == ("I",)


def test_equal_shares_are_all_named(instrument):
    """Ten facts on which type III and IV test alike."""
    facts = {**facts_of(instrument, "III"), "ict_voeling": "nee"}
    shared = (
        "netwerk_buiten",
        "leverancier",
        "ict_aantal",
        "ict_a_niveau",
        "ict_taken",
        "ict_overleg",
        "ict_voeling",
        "proces_ict",
    )
    half = {"proces_focus": "beschrijving", "proces_motief": "intern"}
    outcome = characteristics({**{key: facts[key] for key in shared}, **half}, instrument)
    assert outcome.typical == ("III", "IV")


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        (FactTest(fact="x", minimum=2), 2, True),
        (FactTest(fact="x", minimum=2), 1, False),
        (FactTest(fact="x", maximum=1), 1, True),
        (FactTest(fact="x", maximum=1), 2, False),
        (FactTest(fact="x", allowed=(True,)), 1, False),
        (FactTest(fact="x", allowed=(False,)), False, True),
    ],
)
def test_bounds_include_their_limits_and_a_number_is_no_yes(test, value, expected):
    assert is_met(test, value) is expected
