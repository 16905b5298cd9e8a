import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.scan.domain.numbers import at_least, below, dutch, phase_of, rounded, shown, to_half
from regiehuis.scan.domain.spread import BORDERS


def test_a_whole_phase_is_a_whole_phase():
    assert 2.8 - 1.8 < 1
    assert rounded(2.8 - 1.8) == 1.0
    assert at_least(2.8 - 1.8, 1.0)
    assert not below(2.8 - 1.8, 1.0)


@pytest.mark.parametrize(("x", "expected"), [(0.00005, 0.0001), (-0.00005, -0.0001), (2.67495, 2.675), (1.23445, 1.2345), (-0.00001, 0.0)])
def test_half_goes_up(x, expected):
    assert rounded(x) == expected
    assert str(rounded(-0.00001)) == "0.0"


@pytest.mark.parametrize(("x", "phase"), [(1.0, 1), (1.9999, 1), (1.99995, 2), (4.0, 4)])
def test_phase(x, phase):
    assert phase_of(x) == phase


@pytest.mark.parametrize(("x", "text"), [(2.25, "2,3"), (2.2499, "2,2"), (3.0, "3,0"), (-0.01, "0,0"), (85.165, "85,2")])
def test_dutch_numbers(x, text):
    assert dutch(x) == text


@pytest.mark.parametrize(
    ("x", "text"), [(2.75, "2,8"), (2.94, "2,9"), (2.996, "2,99"), (2.9999, "2,99"), (2.99996, "3,0"), (3.0, "3,0"), (3.04, "3,0")]
)
def test_a_value_is_never_written_as_a_phase_that_it_has_not_reached(x, text):
    assert shown(x) == text


@pytest.mark.parametrize(
    ("x", "text"), [(0.598, "0,598"), (0.5999, "0,599"), (0.6, "0,60"), (0.594, "0,59"), (0.7951, "0,795"), (0.8, "0,80")]
)
def test_a_share_is_never_written_as_a_border_that_it_has_not_reached(x, text):
    """0,598 is "verdeeld": beside "0,60" it would seem to break the rule that it follows."""
    assert shown(x, 2, borders=BORDERS) == text


@given(st.floats(0, 1))
def test_what_is_shown_lies_on_the_same_side_of_each_border(x):
    value = float(shown(x, 2, borders=BORDERS).replace(",", "."))
    assert [at_least(value, border) for border in BORDERS] == [at_least(x, border) for border in BORDERS]


@given(st.floats(1, 5), st.integers(1, 3))
def test_what_is_shown_lies_in_the_phase_that_was_reached(x, decimals):
    text = shown(x, decimals)
    assert phase_of(float(text.replace(",", "."))) == phase_of(x)
    assert abs(float(text.replace(",", ".")) - x) <= 0.5 * 10**-decimals + 0.0001


@pytest.mark.parametrize(("x", "half"), [(2.25, 2.5), (2.2499, 2.0), (2.74, 2.5), (2.75, 3.0)])
def test_halves(x, half):
    assert to_half(x) == half


@given(st.floats(-1000, 1000))
def test_rounding_twice_changes_nothing_and_moves_at_most_half_a_unit(x):
    assert rounded(rounded(x)) == rounded(x)
    assert abs(rounded(x) - x) <= 0.00005 + 1e-9
