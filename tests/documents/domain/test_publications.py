"""Snapshots: written down and read back, recognised by their hash, and beside each other without a ranking."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.documents.domain.publications import Measure, Snapshot, as_data, content_hash, from_data, side_by_side


def measure(code="A", value="2.40", **values):
    return Measure(code=code, group="Organisatie", label=f"Onderdeel {code}", value=value, **values)


def snapshot(*measures, yardstick="Meetlat 1", kind="scan.outcome"):
    return Snapshot(kind=kind, comparable_by=yardstick, provenance=(("Instrument", "Toets"),), measures=measures or (measure(),))


TEXT = st.text(max_size=12)
SNAPSHOTS = st.builds(
    Snapshot, kind=TEXT, comparable_by=TEXT, provenance=st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
    measures=st.lists(st.builds(Measure, code=TEXT, group=TEXT, label=TEXT, value=st.none() | TEXT, phase=st.none() | st.integers(1, 5), word=TEXT,
                                source=TEXT), max_size=5).map(tuple),
)  # fmt: skip


@given(SNAPSHOTS)
def test_what_is_written_down_is_read_back_whole(found):
    """Through JSON, whose keys PostgreSQL stores in an order of its own."""
    stored = json.loads(json.dumps(as_data(found), sort_keys=True))
    assert from_data(stored) == found
    assert content_hash(from_data(stored)) == content_hash(found)


@given(SNAPSHOTS, SNAPSHOTS)
def test_only_the_same_content_has_the_same_hash(one, other):
    assert (content_hash(one) == content_hash(other)) == (one == other)


def test_unknown_and_zero_are_not_the_same_content():
    assert content_hash(snapshot(measure(value=None))) != content_hash(snapshot(measure(value="0.00")))


def test_a_form_of_later_is_refused_rather_than_misread():
    with pytest.raises(ValueError, match="measures-9"):
        from_data({**as_data(snapshot()), "form": "measures-9"})


def test_the_worked_example_of_three_municipalities():
    """In the order of the alphabet, also when that is not the order of the values; unknown stays unknown."""
    found = [("Gemeente Zee", snapshot(measure(value="3.80"))), ("Gemeente Bos", snapshot(measure(value=None))),
             ("gemeente Duin", snapshot(measure(value="1.20")))]  # fmt: skip
    (table,) = side_by_side(found)
    assert table.columns == ("Gemeente Bos", "gemeente Duin", "Gemeente Zee")
    assert [(line.label, line.values) for line in table.lines] == [("Onderdeel A", (None, "1.20", "3.80"))]


def test_what_was_measured_otherwise_does_not_stand_beside_it():
    tables = side_by_side([("A", snapshot(yardstick="fase 1 tot en met 5")), ("B", snapshot(yardstick="fase 1 tot en met 4"))])
    assert [(table.comparable_by, table.columns) for table in tables] == [("fase 1 tot en met 4", ("B",)), ("fase 1 tot en met 5", ("A",))]


def test_a_measure_that_one_lacks_is_unknown_there():
    (table,) = side_by_side([("A", snapshot(measure("X"))), ("B", snapshot(measure("Y", value="1.00")))])
    assert [line.values for line in table.lines] == [("2.40", None), (None, "1.00")]


@given(st.permutations([("A", "1.00"), ("B", "4.00"), ("C", None), ("D", "2.50")]), st.permutations(["1.00", "4.00", None, "2.50"]))
def test_neither_values_nor_arrival_decide_the_order(arrivals, values):
    given_values = dict(zip("ABCD", values, strict=True))
    found = [(name, snapshot(measure(value=given_values[name]))) for name, _ in arrivals]
    (table,) = side_by_side(found)
    assert table.columns == ("A", "B", "C", "D")
    assert table.lines[0].values == tuple(values)


def test_the_hash_covers_where_it_comes_from():
    assert content_hash(replace(snapshot(), provenance=(("Instrument", "Ander"),))) != content_hash(snapshot())
