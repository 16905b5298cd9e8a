from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regiehuis.scan.domain.cards import Tally, tally
from regiehuis.scan.domain.publication import RoleAnswers, Thresholds, publish, response_rate, shown_cells

LIMITS = Thresholds(k=5, distribution=10, top=4)


def answers(cards, headcount=None):
    return RoleAnswers(responses=len(cards), tallies={"I.GEG": tally(cards, phase_count=5)}, headcount=headcount)


def published(groups):
    return {each.role: each for each in publish(groups, ["I.GEG"], LIMITS)}


def test_a_small_rest_hides_the_smallest_neighbour_too():
    """Parent 8 = Sales 5, Marketing 2 and the head: hiding Marketing alone would leave 3 to be worked out."""
    assert shown_cells({"Sales": 5, "Marketing": 2}, unlisted=1, k=5) == frozenset()


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        pytest.param({"a": 5, "b": 9}, {"a", "b"}, id="nothing-to-hide"),
        pytest.param({"a": 3, "b": 2, "c": 9}, {"c"}, id="two-small-ones-hide-each-other"),
        pytest.param({"a": 3, "b": 6, "c": 9}, {"c"}, id="one-small-one-takes-the-smallest-shown"),
        pytest.param({"a": 1, "c": 5, "b": 5, "d": 9}, {"c", "d"}, id="tie-by-code"),
        pytest.param({"a": 0, "b": 6}, {"b"}, id="nobody-hides-nothing"),
        pytest.param({"a": 2, "b": 6}, set(), id="no-neighbour-left"),
        pytest.param({"a": 4}, set(), id="only-a-small-one"),
    ],
)
def test_shown_cells(sizes, shown):
    assert shown_cells(sizes, k=5) == shown


def test_fewer_than_k_responses_in_all_show_nothing_but_their_number():
    groups = published({"mt": answers([3, 3, 3, 3])})
    assert groups[None].is_hidden
    assert groups[None].responses == 4
    assert groups[None].figure("I.GEG").is_hidden
    assert groups["mt"].is_hidden


def test_the_distribution_needs_ten_and_below_that_the_mean_is_in_halves():
    nine = published({"mt": answers([2, 2, 2, 2, 2, 2, 3, 3, 3])})["mt"].figure("I.GEG")
    assert (nine.known, nine.mean, nine.distribution) == (9, 2.5, None)
    ten = published({"mt": answers([2, 2, 2, 2, 2, 2, 3, 3, 3, 5])})["mt"].figure("I.GEG")
    assert (ten.known, ten.mean, ten.distribution) == (10, 2.5, (0, 6, 3, 1))
    eleven = published({"mt": answers([2] * 10 + [3])})["mt"].figure("I.GEG")
    assert eleven.mean == pytest.approx(23 / 11)


def test_n_counts_per_dimension():
    """Eight answered, four of them know: nothing of this group is shown on this dimension, nor of a lone neighbour."""
    groups = published({"mt": answers([3, 3, 3, 3, None, None, None, None]), "iprof": answers([2] * 12)})
    assert not groups["mt"].is_hidden
    assert groups["mt"].figure("I.GEG").is_hidden
    assert groups["iprof"].figure("I.GEG").is_hidden
    assert groups[None].figure("I.GEG").known == 16


def test_a_hidden_group_also_counts_in_the_rest_of_a_dimension():
    """bestuur 3 and mt 5 are hidden as groups; on this dimension only 4 of them know, so the next one goes as well."""
    groups = published(
        {
            "bestuur": answers([3, 3, None]),
            "mt": answers([3, 3, None, None, None]),
            "iprof": answers([2] * 7),
            "medewerker": answers([1] * 20),
        }
    )
    assert [role for role, each in groups.items() if each.is_hidden] == ["bestuur", "mt"]
    assert groups["iprof"].figure("I.GEG").is_hidden
    assert groups["medewerker"].figure("I.GEG").known == 20


def test_only_dont_know_is_counted_and_shown_for_the_whole():
    groups = published({"mt": answers([None] * 6)})
    figure = groups[None].figure("I.GEG")
    assert (groups[None].responses, figure.known, figure.mean) == (6, 0, None)
    assert (figure.dont_know_share, figure.has_little_insight) == (1.0, True)
    assert groups["mt"].figure("I.GEG").is_hidden


@pytest.mark.parametrize(("headcount", "rate"), [(8, 0.75), (5, 1.2), (4, None), (None, None)])
def test_the_response_rate_needs_k_people_asked(headcount, rate):
    assert response_rate(answers([3] * 6, headcount), k=5) == rate


def test_a_hidden_group_has_no_response_rate():
    """Three of eight asked would be the three that are hidden."""
    groups = published({"mt": answers([3] * 6, 8), "iprof": answers([3] * 3, 8), "medewerker": answers([3] * 20, 40)})
    assert [each.response_rate for each in groups.values()] == [29 / 56, None, None, 0.5]


def test_the_response_rate_of_the_whole_needs_every_headcount():
    known = {"mt": answers([3] * 6, 8), "iprof": answers([3] * 6, 12), "bestuur": answers([])}
    assert published(known)[None].response_rate == 0.6
    assert published({**known, "leiding": answers([3] * 6)})[None].response_rate is None


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.integers(0, 14), min_size=0, max_size=6), st.integers(0, 14), st.integers(5, 9))
def test_nothing_under_k_is_shown_or_follows_from_what_is_shown(sizes, unlisted, k):
    cells = {str(place): size for place, size in enumerate(sizes)}
    shown = shown_cells(cells, k=k, unlisted=unlisted)
    assert all(cells[code] >= k for code in shown)
    rest = unlisted + sum(size for code, size in cells.items() if code not in shown)
    assert rest == 0 or rest >= k or not shown
    wrongly = {code for code, size in cells.items() if size >= k} - shown
    small = unlisted + sum(size for size in cells.values() if size < k)
    assert bool(wrongly) <= (0 < small < k)


@settings(max_examples=1000, deadline=None)
@given(st.integers(0, 10**9))
def test_on_no_dimension_does_a_figure_of_fewer_than_k_follow(seed):
    random = Random(seed)
    dimensions = [f"D{place}" for place in range(3)]
    groups = {}
    for role in "abcde":
        responses = random.choice((0, 2, 4, 5, 6, 9, 12))
        tallies = {}
        for code in dimensions:
            known = random.randint(0, responses)
            tallies[code] = Tally(phases=(known, 0, 0, 0, 0), dont_know=responses - known)
        groups[role] = RoleAnswers(responses=responses, tallies=tallies)
    whole, *parts = publish(groups, dimensions, LIMITS)
    rest = whole.responses - sum(each.responses or 0 for each in parts)
    assert rest == 0 or rest >= 5 or all(each.is_hidden for each in parts)
    for code in dimensions:
        shown = [each.figure(code) for each in parts if not each.figure(code).is_hidden]
        assert all(each.known >= 5 for each in shown)
        if shown:
            rest = whole.figure(code).known - sum(each.known for each in shown)
            assert rest == 0 or rest >= 5
        assert all(each.figure(code).is_hidden for each in parts if each.is_hidden)
