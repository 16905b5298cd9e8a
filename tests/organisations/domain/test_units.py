"""Which unit lists may be imported, and in which order a tree is walked."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.organisations.domain.units import UnitRow, codes_on_cycles, in_tree_order, row_errors


def rows(*lines):
    return [UnitRow(line=number, code=code, name=name, parent_code=parent) for number, (code, name, parent) in enumerate(lines, 2)]


def errors(*lines, known=()):
    return [(error.line, error.column, error.kind) for error in row_errors(rows(*lines), known)]


@pytest.mark.parametrize(("lines", "found"), [
    pytest.param([("A", "Alle", ""), ("B", "Bouw", "A")], [], id="good"),
    pytest.param([("B", "Bouw", "A"), ("A", "Alle", "")], [], id="child-before-parent"),
    pytest.param([], [], id="empty"),
    pytest.param([("", "Alle", "")], [(2, "code", "empty")], id="no-code"),
    pytest.param([("A", "", "")], [(2, "naam", "empty")], id="no-name"),
    pytest.param([("A", "Een", ""), ("A", "Twee", "")], [(2, "code", "duplicate"), (3, "code", "duplicate")], id="twice"),
    pytest.param([("A" * 41, "Een", "")], [(2, "code", "too_long")], id="code-of-41"),
    pytest.param([("A" * 40, "n" * 200, "")], [], id="code-of-40-name-of-200"),
    pytest.param([("A", "n" * 201, "")], [(2, "naam", "too_long")], id="name-of-201"),
    pytest.param([("A", "Een", "X")], [(2, "bovenliggend", "unknown_parent")], id="unknown-parent"),
    pytest.param([("A", "Een", "A")], [(2, "bovenliggend", "cycle")], id="its-own-parent"),
    pytest.param([("A", "Een", "B"), ("B", "Twee", "A"), ("C", "Drie", "A")], [(2, "bovenliggend", "cycle"), (3, "bovenliggend", "cycle")], id="circle-of-two"),
    pytest.param([("", "", "X")], [(2, "bovenliggend", "unknown_parent"), (2, "code", "empty"), (2, "naam", "empty")], id="all-at-once"),
])  # fmt: skip
def test_what_stops_an_import_is_told_by_line_and_column(lines, found):
    assert errors(*lines) == found


def test_a_parent_may_be_a_unit_that_exists_already():
    assert errors(("B", "Bouw", "A"), known=["A"]) == []


def test_a_list_of_50_000_lines_is_checked_within_two_seconds():
    """A chain, the worst shape: each unit under the one before."""
    chain = rows(*((f"E{n}", f"Eenheid {n}", f"E{n - 1}" if n else "") for n in range(50_000)))
    started = time.process_time()
    assert row_errors(chain) == []
    assert len(in_tree_order({row.code: row.parent_code for row in chain})) == 50_000
    assert time.process_time() - started < 2


codes = st.sampled_from("ABCDEFGH")


@given(st.dictionaries(codes, st.one_of(st.just(""), codes)))
def test_a_code_is_on_a_cycle_exactly_when_walking_up_returns_to_it(parents):
    def returns(code):
        above = parents[code]
        for _ in parents:
            if above == code:
                return True
            above = parents.get(above, "")
        return False

    assert codes_on_cycles(parents) == {code for code in parents if returns(code)}


@given(st.dictionaries(codes, st.one_of(st.just(""), codes)))
def test_each_parent_comes_before_its_children_and_nobody_is_lost(parents):
    tree = {code: parent for code, parent in parents.items() if parent < code}  # has no circle
    ordered = in_tree_order(tree)
    assert sorted(ordered) == sorted(tree)
    assert all(ordered.index(tree[code]) < ordered.index(code) for code in ordered if tree[code] in tree)
