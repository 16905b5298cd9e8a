import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.scan.domain.cards import scored, tally
from regiehuis.scan.domain.estimate import GroupAnswers, estimate, interval, merged, votes_estimate
from regiehuis.scan.domain.numbers import phase_of, rounded, to_half, towards_next_phase
from regiehuis.scan.domain.publication import shown_cells


def group(role, counts, headcount=None, weight=1.0):
    return GroupAnswers(roles=(role,), counts=tuple(counts), headcount=headcount, weight=weight)


def shown(groups, k=5):
    """What R17 shows of these groups on their own."""
    return shown_cells({each.roles[0]: each.known for each in groups}, k=k)


def estimated(groups, *, k=5, scoring):
    return estimate(groups, shown=shown(groups, k), k=k, scoring=scoring)


MT = group("mt", (0, 1, 4, 0), 8)
STAFF = group("medewerker", (40, 40, 20, 0), 400)
IPROF = group("iprof", (0, 3, 2, 0), 6)


@pytest.mark.parametrize(
    ("answers", "mean", "variance_of_mean"),
    [
        pytest.param(MT, 2.8, 0.0315, id="mt"),
        pytest.param(STAFF, 1.8, 0.00426, id="medewerkers"),
        pytest.param(IPROF, 2.4, 0.01567, id="i-professionals"),
    ],
)
def test_group_mean_and_its_variance(answers, mean, variance_of_mean, scoring):
    assert answers.mean == pytest.approx(mean)
    assert answers.variance_of_mean(scoring) == pytest.approx(variance_of_mean, abs=6e-6)


def test_three_role_groups_weigh_the_same(scoring):
    found = estimated([MT, STAFF, IPROF], scoring=scoring)
    assert rounded(found.value) == 2.3333
    assert rounded(found.se) == 0.0756
    assert (rounded(found.low, 2), rounded(found.high, 2)) == (2.21, 2.46)
    assert found.known == 110


def test_the_value_reads_as_a_phase_and_the_way_to_the_next():
    assert phase_of(2.3333) == 2
    assert rounded(towards_next_phase(2.3333), 2) == 0.33


def test_weights_move_the_value(scoring):
    heavy = group("mt", MT.counts, 8, weight=2.0)
    assert estimated([heavy, STAFF, IPROF], scoring=scoring).value == pytest.approx((2 * 2.8 + 1.8 + 2.4) / 4)


def test_fewer_than_k_answers_in_all_give_no_estimate(scoring):
    assert estimated([group("mt", (0, 2, 0, 0)), group("iprof", (0, 2, 0, 0))], scoring=scoring) is None
    assert estimated([], scoring=scoring) is None


def test_small_groups_together_become_one_group_with_the_mean_weight():
    small = [group("bestuur", (3, 0, 0, 0), 4, weight=1.0), group("iprof", (0, 3, 0, 0), 3, weight=3.0)]
    used = merged([small[0], STAFF, small[1]], shown={"medewerker"})
    assert [each.roles for each in used] == [("medewerker",), ("bestuur", "iprof")]
    assert used[1].counts == (3, 3, 0, 0)
    assert (used[1].headcount, used[1].weight) == (7, 2.0)


def test_small_groups_that_stay_under_k_take_the_smallest_shown_group_in():
    """As R17 hides them: with three I-professionals among 100 others, their mean would follow from the whole."""
    groups = [MT, STAFF, group("iprof", (0, 0, 0, 3), 3, weight=4.0)]
    used = merged(groups, shown=shown(groups))
    assert [each.roles for each in used] == [("medewerker",), ("mt", "iprof")]
    assert used[1].counts == (0, 1, 4, 3)
    assert (used[1].headcount, used[1].weight) == (11, 2.5)


def test_which_hidden_groups_answered_makes_no_difference(scoring):
    """Four managers and two I-professionals, or six managers: neither is shown, so neither may be told from X."""
    staff = group("medewerker", (10, 10, 0, 0), 40)
    both = [group("mt", (0, 2, 2, 0), 9, weight=3.0), staff, group("iprof", (0, 0, 2, 0), 2)]
    managers_only = [group("mt", (0, 2, 4, 0), 9, weight=3.0), staff, group("iprof", (0, 0, 0, 0), 2)]
    one, other = (estimate(each, shown={"medewerker"}, k=5, scoring=scoring) for each in (both, managers_only))
    assert one == other


def test_only_small_groups_are_one_group_together():
    used = merged([group("bestuur", (3, 0, 0, 0)), group("mt", (0, 3, 0, 0))], shown=())
    assert [each.roles for each in used] == [("bestuur", "mt")]


def test_one_unknown_headcount_makes_the_joined_headcount_unknown():
    used = merged([MT, group("iprof", (1, 0, 0, 0), None)], shown=())
    assert used[0].headcount is None


def test_groups_without_answers_do_not_take_part(scoring):
    silent = group("bestuur", (0, 0, 0, 0), None, weight=9.0)
    assert estimated([silent, MT, STAFF, IPROF], scoring=scoring) == estimated([MT, STAFF, IPROF], scoring=scoring)


def test_under_ten_known_answers_the_value_is_in_halves_and_the_se_does_not_look_at_them(scoring):
    """SE: the assumed 0.8 over 7 of 8 people, and what rounding to halves adds."""
    found, other = (estimated([group("mt", counts, 8)], scoring=scoring) for counts in ((0, 3, 4, 0), (2, 1, 2, 2)))
    assert (found.value, rounded(found.se)) == (2.5, 0.1796)
    assert (rounded(found.low), rounded(found.high)) == (2.2046, 2.7954)
    assert (found.value, found.se) == (other.value, other.se)


def test_from_ten_known_answers_the_value_is_exact(scoring):
    assert estimated([group("mt", (0, 4, 6, 0))], scoring=scoring).value == pytest.approx(2.6)


@given(st.integers(5, 9), st.data())
def test_a_value_in_halves_lies_within_a_quarter_of_the_mean(scoring, known, data):
    cards = data.draw(st.lists(st.integers(1, 4), min_size=known, max_size=known))
    counts = scored(tally(cards, phase_count=5), top=4)
    found = estimated([group("mt", counts, known)], scoring=scoring)
    assert found.value == to_half(sum(cards) / known)
    assert abs(found.value - sum(cards) / known) <= 0.25 + 1e-4
    assert found.high - found.value >= 0.23 or found.high == 4


def test_everyone_answered_leaves_no_variance_and_more_answers_than_people_neither(scoring):
    assert group("mt", (0, 2, 3, 0), 5).variance_of_mean(scoring) == 0
    assert group("mt", (0, 2, 3, 0), 4).variance_of_mean(scoring) == 0
    assert group("mt", (0, 2, 3, 0), 0).variance_of_mean(scoring) == 0


def test_the_interval_is_never_narrower_than_a_tenth_either_side(scoring):
    assert interval(2.5, 0.01, scoring=scoring, top=4) == (2.4, 2.6)


@pytest.mark.parametrize(("value", "top", "bounds"), [(1.0, 4, (1, 1.16449)), (4.0, 4, (3.83551, 4)), (5.0, 5, (4.83551, 5))])
def test_the_interval_stays_on_the_scale(value, top, bounds, scoring):
    assert interval(value, 0.1, scoring=scoring, top=top) == pytest.approx(bounds, abs=1e-5)


def test_a_workshop_is_one_group_however_few_vote(scoring):
    found = votes_estimate((0, 1, 0, 0), scoring=scoring)
    assert found.value == 2
    assert found.se == pytest.approx(0.8)
    assert votes_estimate((0, 0, 0, 0), scoring=scoring) is None


COUNTS = st.tuples(*[st.integers(0, 30)] * 4)


@given(st.lists(COUNTS, min_size=1, max_size=5), st.integers(5, 12))
def test_an_estimate_lies_on_the_scale_and_inside_its_interval(scoring, all_counts, k):
    groups = [group(str(place), counts) for place, counts in enumerate(all_counts)]
    found = estimated(groups, k=k, scoring=scoring)
    if sum(map(sum, all_counts)) < k:
        assert found is None
        return
    assert 1 <= found.low <= found.value <= found.high <= 4
    assert all(each.known >= k for each in found.groups)
    assert sum(each.known for each in found.groups) == sum(map(sum, all_counts))


@given(st.lists(COUNTS.filter(lambda counts: sum(counts) >= 5), min_size=1, max_size=5), st.permutations(range(5)))
def test_the_order_of_the_groups_does_not_matter_when_none_is_small(scoring, all_counts, order):
    groups = [group(str(place), counts) for place, counts in enumerate(all_counts)]
    shuffled = [groups[place] for place in order if place < len(groups)]
    one, other = (estimated(each, scoring=scoring) for each in (groups, shuffled))
    assert (rounded(one.value), rounded(one.se)) == (rounded(other.value), rounded(other.se))


@given(st.lists(st.integers(1, 5), min_size=5, max_size=40))
def test_one_card_higher_never_lowers_the_value(scoring, cards):
    lowest = cards.index(min(cards))
    raised = [*cards[:lowest], min(5, cards[lowest] + 1), *cards[lowest + 1 :]]
    before, after = (estimated([group("mt", scored(tally(each, phase_count=5), top=4))], scoring=scoring).value for each in (cards, raised))
    assert after >= before
