"""Which column of a file is which: by name, by what was chosen before, or by asking."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.documents.domain.imports import (
    KEPT_FOR,
    Column,
    headings_key,
    lines_of,
    obstacles_to_storing,
    proposals,
    recognised,
)
from regiehuis.documents.domain.obstacles import Obstacle

COLUMNS = (
    Column(field="code", label="code", names=("eenheidcode",)),
    Column(field="name", label="naam", names=("eenheid",)),
    Column(field="parent", label="bovenliggend", names=("hoort bij",), is_required=False),
)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(("headings", "found"), [
    pytest.param(["code", "naam", "bovenliggend"], {"code": 0, "name": 1, "parent": 2}, id="as-we-write-it"),
    pytest.param(["Hoort_bij", " NAAM ", "Eenheidcode"], {"code": 2, "name": 1, "parent": 0}, id="other-names-order-and-case"),
    pytest.param(["code", "naam"], {"code": 0, "name": 1}, id="without-what-may-be-absent"),
    pytest.param(["code", "naam", "valt onder"], None, id="a-heading-that-could-be-the-missing-one"),
    pytest.param(["code", "naam", "bovenliggend", "kostenplaats"], {"code": 0, "name": 1, "parent": 2}, id="a-column-too-many"),
    pytest.param(["code", "naam", "naam"], None, id="twice-the-same-heading"),
    pytest.param(["afdelingsnummer", "omschrijving"], None, id="unknown"),
])  # fmt: skip
def test_what_is_recognised_without_asking(headings, found):
    assert recognised(headings, COLUMNS) == found


@pytest.mark.parametrize(("headings", "found"), [
    (["Code afdeling", "Naam afdeling", "Valt onder"], {"code": 0, "name": 1}),
    (["eenheidscode", "x", "hoort-bij"], {"code": 0, "parent": 2}),
    (["1", "2", "3"], {}),
])  # fmt: skip
def test_what_is_proposed_looks_like_the_name(headings, found):
    assert proposals(headings, COLUMNS) == found


@given(st.lists(st.sampled_from(["code", "Code", "naam", "eenheid", "hoort bij", "bovenliggend", "iets", ""]), max_size=8))
def test_no_column_of_the_file_is_given_out_twice(headings):
    for found in (proposals(headings, COLUMNS), recognised(headings, COLUMNS) or {}):
        assert len(set(found.values())) == len(found)
        assert all(0 <= position < len(headings) for position in found.values())


def test_the_same_headings_are_known_again_and_other_order_is_another_file():
    assert headings_key(["Code", "Hoort_bij"]) == headings_key([" code ", "hoort bij"])
    assert headings_key(["Code", "Hoort bij"]) != headings_key(["Hoort bij", "Code"])


def test_a_short_line_has_empty_cells_and_a_line_without_our_columns_is_none():
    found = lines_of([(1, ["code", "naam", "x"]), (3, ["A"]), (4, ["", "", "iets"])], {"code": 0, "name": 1})
    assert [(line.number, line["code"], line["name"], line["parent"]) for line in found] == [(3, "A", "", "")]


@pytest.mark.parametrize(("stored", "columns", "age", "found"), [
    (False, True, timedelta(), []),
    (False, True, KEPT_FOR - timedelta(seconds=1), []),
    (False, True, KEPT_FOR, [Obstacle.EXPIRED]),
    (True, True, KEPT_FOR * 2, [Obstacle.ALREADY_STORED]),
    (False, False, timedelta(), [Obstacle.COLUMNS_NOT_CHOSEN]),
])  # fmt: skip
def test_a_list_is_stored_once_in_time_and_with_columns(stored, columns, age, found):
    assert obstacles_to_storing(created_at=NOW - age, is_stored=stored, has_columns=columns, now=NOW) == found
