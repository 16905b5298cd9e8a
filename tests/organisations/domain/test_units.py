"""Which unit lists may be imported, and in which order a tree is walked."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.documents.domain.imports import LineState
from regiehuis.organisations.domain.units import KnownUnit, UnitRow, check, codes_on_cycles, in_tree_order, wanted


def rows(*lines):
    return [UnitRow(line=number, code=code, name=name, parent_code=parent) for number, (code, name, parent) in enumerate(lines, 2)]


def errors(*lines, known=()):
    units = {code: KnownUnit(name=code, parent_code=parent) for code, parent in dict(known).items()}
    return [(error.line, error.column, error.kind) for error in check(rows(*lines), units).errors]


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
    assert errors(("B", "Bouw", "A"), known={"A": ""}) == []


def test_a_list_of_50_000_lines_is_checked_within_two_seconds():
    """A chain, the worst shape: each unit under the one before."""
    chain = rows(*((f"E{n}", f"Eenheid {n}", f"E{n - 1}" if n else "") for n in range(50_000)))
    started = time.process_time()
    assert check(chain, {}).errors == ()
    assert len(in_tree_order({row.code: row.parent_code for row in chain})) == 50_000
    assert time.process_time() - started < 2


def test_a_circle_through_what_exists_is_told_at_the_line_that_makes_it():
    assert errors(("TOP", "Top", "KIND"), known={"TOP": "", "KIND": "TOP"}) == [(2, "bovenliggend", "cycle")]


def test_a_name_may_stay_empty_only_where_there_is_one():
    assert errors(("A", "", ""), ("B", "", ""), known={"A": ""}) == [(3, "naam", "empty")]


codes = st.sampled_from("ABCDEFGH")
lists = st.lists(st.tuples(codes, st.sampled_from(["", "Een", "Twee"]), st.one_of(st.just(""), codes)), max_size=8)


@st.composite
def stored(draw):
    """Units as they may be stored: no circle."""
    tree = draw(st.dictionaries(codes, st.one_of(st.just(""), codes)))
    return {
        code: KnownUnit(name=f"Naam {code}", parent_code=parent if parent < code and parent in tree else "")
        for code, parent in tree.items()
    }


def after(lines, known):
    """What the units are once the list is stored."""
    return known | {row.code: wanted(row, known) for row in lines}


@given(lists, stored())
def test_a_list_without_errors_changes_nothing_the_second_time(lines, known):
    lines = rows(*lines)
    if not check(lines, known).errors:
        assert set(check(lines, after(lines, known)).states) <= {LineState.UNCHANGED}


@given(lists, stored(), st.randoms())
def test_the_order_of_the_lines_does_not_matter(lines, known, random):
    first = rows(*lines)
    second = list(first)
    random.shuffle(second)
    one, other = check(first, known), check(second, known)
    assert dict(zip((row.line for row in first), one.states, strict=True)) == dict(
        zip((row.line for row in second), other.states, strict=True)
    )
    assert set(one.errors) == set(other.errors)


@given(lists, stored())
def test_a_list_without_errors_leaves_a_tree_and_erases_nothing(lines, known):
    lines = rows(*lines)
    if not check(lines, known).errors:
        units = after(lines, known)
        assert not codes_on_cycles({code: unit.parent_code for code, unit in units.items()})
        assert all(unit.name and (not unit.parent_code or unit.parent_code in units) for unit in units.values())
        assert all(units[code].name and (units[code].parent_code or not unit.parent_code) for code, unit in known.items())


@given(lists, stored())
def test_each_line_has_one_state_and_is_wrong_exactly_when_it_has_an_error(lines, known):
    lines = rows(*lines)
    checked = check(lines, known)
    assert {row.line for row, state in zip(lines, checked.states, strict=True) if state == LineState.WRONG} == checked.wrong_lines


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
