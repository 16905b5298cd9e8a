from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regiehuis.scan.domain.numbers import rounded
from regiehuis.scan.domain.ranking import Position, ranking, score


def scored(code, instrument, knowledge_base, type_code="III", **position):
    kind = next((each for each in instrument.types if each.code == type_code), None)
    each = next(each for each in knowledge_base.recommendations if each.code == code)
    return score(each, Position(type=kind, **position), instrument, knowledge_base.ranking)


@pytest.mark.parametrize(
    ("code", "type_code", "values", "spreads", "ambition", "total"),
    [
        pytest.param("2.2-G1", "III", {"I.GEG": 1.7}, {"I.GEG": 0.8}, {}, 65.17, id="data-early"),
        pytest.param("2.2-G1", "III", {"I.GEG": 1.7}, {"I.GEG": 0.8}, {"I.GEG": 3}, 46.83, id="lower-ambition"),
        pytest.param("2.3-G1", "III", {"O.PRO": 2.0}, {"O.PRO": 0.7}, {}, 58.67, id="processes"),
        pytest.param("2.2-G1", "IV", {"I.GEG": 1.7}, {"I.GEG": 0.8}, {}, 85.17, id="ict-behind"),
        pytest.param("2.3-G1", "I", {"O.PRO": 2.0}, {"O.PRO": 0.7}, {}, 78.67, id="organisation-behind"),
        pytest.param("2.3-G2", "I", {"O.PRO": 2.0}, {"O.PRO": 0.7}, {}, 58.67, id="not-all-dimensions-behind"),
        pytest.param("2.2-G1", "IV", {}, {}, {}, 20.0, id="nothing-known-but-the-type"),
        pytest.param("2.2-G1", "III", {"I.GEG": 4.0}, {"I.GEG": 1.0}, {}, 10.0, id="ambition-reached"),
        pytest.param("2.2-G2", "III", {"I.GEG": 4.0, "I.TOE": 2.5}, {"I.TOE": 0.5}, {}, 40.0, id="worst-dimension-decides-need"),
    ],
)
def test_score(code, type_code, values, spreads, ambition, total, instrument, knowledge_base):
    found = scored(code, instrument, knowledge_base, type_code=type_code, values=values, spreads=spreads, ambition=ambition)
    assert rounded(found.total, 2) == total


def test_parts_without_any_known_input_are_unknown_and_count_nought(instrument, knowledge_base):
    found = scored("2.2-G1", instrument, knowledge_base, type_code=None)
    assert (found.need, found.lag, found.breadth, found.agree, found.total) == (None, None, None, None, 0)


def test_need_is_a_share_of_the_span(instrument, knowledge_base):
    found = scored("2.2-G1", instrument, knowledge_base, values={"I.GEG": 1.7})
    assert (rounded(found.need), found.breadth, found.lag) == (0.7667, 1.0, 0.0)


def drawn_position(instrument, knowledge_base, seed):
    """A position and a set of recommendations that fire, from one number, cheap enough for many cases."""
    random = Random(seed)
    codes = instrument.dimension_codes
    values = {code: random.choice((1.0, 2.0, random.uniform(1, 4), 3.999)) for code in codes if random.random() < 0.8}
    spreads = {code: random.random() for code in codes if random.random() < 0.7}
    ambition = {code: random.uniform(1, 5) for code in codes if random.random() < 0.3}
    kind = random.choice((None, *instrument.types))
    firing = [each for each in knowledge_base.recommendations if random.random() < 0.7]
    return Position(values=values, spreads=spreads, ambition=ambition, type=kind), firing, random


@settings(max_examples=1200, deadline=None)
@given(st.integers(0, 10**9))
def test_the_order_is_total_keeps_predecessors_and_does_not_depend_on_the_input_order(instrument, knowledge_base, seed):
    position, firing, random = drawn_position(instrument, knowledge_base, seed)
    ranked = ranking(firing, position, instrument, knowledge_base)
    assert sorted(each.recommendation.code for each in ranked) == sorted(each.code for each in firing)
    random.shuffle(firing)
    assert ranking(firing, position, instrument, knowledge_base) == ranked
    lists = {}
    for each in ranked:
        key = (each.recommendation.actor, each.recommendation.theme == "aanpak")
        lists.setdefault(key, []).append(each)
    for members in lists.values():
        assert [each.rank for each in members] == list(range(1, len(members) + 1))
        ranks = {each.recommendation.code: each.rank for each in members}
        for each in members:
            assert all(ranks[before] < each.rank for before in each.recommendation.after if before in ranks)
        for one, following in pairwise(members):
            keys = [(-rounded(each.score.total), each.recommendation.theme, each.recommendation.code) for each in (one, following)]
            held_back = set(following.recommendation.after) & set(ranks)
            assert keys[0] < keys[1] or held_back


@settings(max_examples=1200, deadline=None)
@given(st.integers(0, 10**9), st.floats(0, 3))
def test_a_lower_value_never_lowers_the_score(instrument, knowledge_base, seed, drop):
    position, firing, random = drawn_position(instrument, knowledge_base, seed)
    if not position.values:
        return
    code = random.choice(list(position.values))
    lowered = replace(position, values={**position.values, code: max(1.0, position.values[code] - drop)})
    for each in firing:
        before, after = (score(each, where, instrument, knowledge_base.ranking).total for where in (position, lowered))
        assert rounded(after) >= rounded(before)
        assert 0 <= before <= 100 + 1e-9


def test_a_recommendation_never_ranks_above_its_predecessor(instrument, knowledge_base):
    """2.2-G2 and 2.3-G2 score higher here, by their second dimension, and still come later."""
    position = Position(values={"I.GEG": 2.9, "I.TOE": 1.0, "O.PRO": 2.9, "I.ITP": 1.0})
    ranked = {each.recommendation.code: each for each in ranking(knowledge_base.recommendations, position, instrument, knowledge_base)}
    for later, first in (("2.2-G2", "2.2-G1"), ("2.3-G2", "2.3-G1")):
        assert ranked[later].score.total > ranked[first].score.total
        assert ranked[later].rank > ranked[first].rank


def test_all_predecessors_come_first_not_just_one(instrument, knowledge_base):
    """2.1-G1 has the best score here, but waits for the worst two."""
    by_code = {each.code: each for each in knowledge_base.recommendations}
    first = replace(by_code["2.1-G1"], after=("2.2-G1", "2.3-G1"))
    firing = [first, by_code["2.2-G1"], by_code["2.2-G4"], by_code["2.3-G1"]]
    position = Position(values={"I.INF": 1.0, "I.GEG": 2.0, "I.MED": 2.0, "O.PRO": 3.0})
    ranked = ranking(firing, position, instrument, knowledge_base)
    assert [each.recommendation.code for each in ranked] == ["2.2-G1", "2.2-G4", "2.3-G1", "2.1-G1"]


def test_a_predecessor_that_does_not_fire_holds_nothing_back(instrument, knowledge_base):
    only = [each for each in knowledge_base.recommendations if each.code == "2.2-G2"]
    assert [each.rank for each in ranking(only, Position(), instrument, knowledge_base)] == [1]


def test_how_to_go_about_it_is_ranked_apart(instrument, knowledge_base):
    ranked = ranking(knowledge_base.recommendations, Position(), instrument, knowledge_base)
    first = [each.recommendation.code for each in ranked if each.rank == 1]
    assert first == ["2.1-G1", "A-01", "2.2-C1", "2.1-L1"]
