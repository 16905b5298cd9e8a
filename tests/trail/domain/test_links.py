"""How a chain of the golden thread is walked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from regiehuis.trail.domain.links import reachable

graphs = st.dictionaries(st.integers(1, 8), st.lists(st.integers(1, 8), max_size=4))


def test_nearest_first_and_each_item_once():
    assert reachable(1, {1: [2, 3], 2: [4], 3: [4], 4: [1]}) == [(2, 1), (3, 1), (4, 2)]


def test_nothing_follows_from_the_end():
    assert reachable(1, {2: [1]}) == []


@given(graphs)
def test_a_circle_ends_and_the_start_is_not_its_own_consequence(edges):
    found = reachable(1, edges)
    items = [item for item, _distance in found]
    assert len(set(items)) == len(items)
    assert 1 not in items
    assert [distance for _item, distance in found] == sorted(distance for _item, distance in found)
