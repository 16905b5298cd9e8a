import pytest

from regiehuis.scan.domain.cards import dont_know_share, has_little_insight, highest_phase_count, scored, tally


def test_phase_five_counts_as_four_and_is_counted_apart():
    picked = tally([2, 3, 5], phase_count=5)
    assert scored(picked, top=4) == (0, 1, 1, 1)
    assert highest_phase_count(picked) == 1


def test_phase_five_counts_as_five_on_a_scale_of_five():
    assert scored(tally([2, 3, 5], phase_count=5), top=5) == (0, 1, 1, 0, 1)


@pytest.mark.parametrize("card", [0, 6, -1])
def test_a_card_that_is_no_phase_is_refused(card):
    with pytest.raises(ValueError, match="not a phase"):
        tally([card], phase_count=5)


def test_r4_dont_know_is_a_share_of_all_answers():
    picked = tally([None, None, 3, 2], phase_count=5)
    assert (picked.known, picked.answers) == (2, 4)
    assert dont_know_share(picked) == 0.5
    assert dont_know_share(tally([], phase_count=5)) is None


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        pytest.param(0.4, False, id="forty-percent-is-not-above-forty"),
        pytest.param(0.4001, True, id="just-above"),
        pytest.param(0.40000001, False, id="float-noise"),
        pytest.param(None, False, id="nobody-answered"),
    ],
)
def test_r4_little_insight_above_forty_percent(share, expected):
    assert has_little_insight(share) is expected
