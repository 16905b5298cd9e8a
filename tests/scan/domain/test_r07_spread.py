import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.scan.domain.numbers import rounded
from regiehuis.scan.domain.spread import consensus, spread_label


@pytest.mark.parametrize(
    ("counts", "cns", "label"),
    [
        ((0, 12, 0, 0), 1.000, "eensgezind"),
        ((0, 2, 9, 1), 0.828, "eensgezind"),
        ((2, 7, 3, 0), 0.737, "verdeeld"),
        ((3, 3, 3, 3), 0.368, "sterk verdeeld"),
        ((6, 0, 0, 6), 0.000, "sterk verdeeld"),
    ],
)
def test_consensus_of_twelve_votes(counts, cns, label):
    assert rounded(consensus(counts), 3) == cns
    assert spread_label(consensus(counts)).value == label


@pytest.mark.parametrize(
    ("cns", "label"),
    [(0.8, "eensgezind"), (0.7999, "verdeeld"), (0.6, "verdeeld"), (0.5999, "sterk verdeeld"), (0.79999, "eensgezind")],
)
def test_labels_at_their_limits(cns, label):
    assert spread_label(cns).value == label


def test_no_answers_have_no_spread():
    assert consensus((0, 0, 0, 0)) is None


def test_on_five_levels_the_ends_are_further_apart():
    assert consensus((0, 6, 6, 0, 0)) > consensus((0, 6, 6, 0))


COUNTS = st.integers(2, 6).flatmap(lambda size: st.lists(st.integers(0, 50), min_size=size, max_size=size)).filter(any)


@given(COUNTS)
def test_consensus_lies_between_nought_and_one(counts):
    assert 0 <= consensus(counts) <= 1


@given(COUNTS)
def test_it_is_one_only_when_all_agree(counts):
    assert (rounded(consensus(counts), 9) == 1) == (sum(count > 0 for count in counts) == 1)


@given(COUNTS)
def test_looking_from_the_other_end_changes_nothing(counts):
    assert rounded(consensus(counts)) == rounded(consensus(counts[::-1]))


@given(COUNTS, st.integers(2, 9))
def test_more_people_with_the_same_shares_change_nothing(counts, times):
    assert rounded(consensus(counts)) == rounded(consensus([count * times for count in counts]))
