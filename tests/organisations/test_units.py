"""The unit tree: stored whole or not at all, never in a circle, and read at a fixed cost."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from django.db import connection

from regiehuis.audit.models import Event
from regiehuis.documents.domain.imports import LineState
from regiehuis.organisations import selectors
from regiehuis.organisations.domain.obstacles import Obstacle
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.domain.units import UnitRow
from regiehuis.organisations.models import Unit
from regiehuis.organisations.services import units
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.tenancy import tenant
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def administrator(organisation):
    return actor(organisation, Role.ADMINISTRATOR)


@pytest.fixture(autouse=True)
def _inside(organisation, administrator):
    with tenant(organisation.pk):
        yield


def rows(*lines):
    return [UnitRow(line=number, code=code, name=name, parent_code=parent) for number, (code, name, parent) in enumerate(lines, 2)]


def tree():
    return [(line.unit.code, line.depth) for line in selectors.unit_tree()[:]]


# ---- one unit ----------------------------------------------------------------------------------------------------------


def test_a_unit_is_stored_with_one_line_in_the_log(administrator):
    units.save(by=administrator, unit=Unit(code="A", name="Alle"))
    assert tree() == [("A", 0)]
    assert Event.objects.get().event == "organisations.unit.added"


def test_a_unit_cannot_hang_under_itself_or_its_own_child(administrator):
    top = UnitFactory(code="A")
    child = UnitFactory(code="B", parent=top)
    for parent in (child, top):
        top.parent = parent
        with pytest.raises(NotAllowed) as refused:
            units.save(by=administrator, unit=top)
        assert refused.value.obstacles == (Obstacle.UNIT_UNDER_ITSELF,)
    top.refresh_from_db()
    assert top.parent is None
    assert not Event.objects.exists()


@pytest.mark.parametrize("under", ["unit", "person"])
def test_a_unit_with_something_under_it_stays(administrator, under):
    top = UnitFactory()
    UnitFactory(parent=top) if under == "unit" else PersonFactory(unit=top)
    with pytest.raises(NotAllowed) as refused:
        units.remove(by=administrator, unit=top)
    assert refused.value.obstacles == (Obstacle.UNIT_IN_USE,)
    assert Unit.objects.filter(pk=top.pk).exists()


def test_an_empty_unit_is_removed(administrator):
    units.remove(by=administrator, unit=UnitFactory(code="A"))
    assert tree() == []
    assert Event.objects.get().event == "organisations.unit.removed"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_an_administrator_changes_units(organisation, role):
    someone, unit = actor(organisation, role), UnitFactory()
    for act in (
        lambda: units.save(by=someone, unit=unit),
        lambda: units.remove(by=someone, unit=unit),
        lambda: units.import_rows(by=someone, rows=[]),
    ):
        with pytest.raises(Forbidden):
            act()


# ---- an imported list --------------------------------------------------------------------------------------------------


def test_a_list_adds_and_updates_and_leaves_the_rest(administrator):
    UnitFactory(code="OUD", name="Blijft")
    UnitFactory(code="B", name="Vorige naam")
    checked = units.import_rows(by=administrator, rows=rows(("B", "Bouw", "A"), ("A", "Alle", "")))
    assert checked.states == (LineState.CHANGED, LineState.NEW)
    assert tree() == [("A", 0), ("B", 1), ("OUD", 0)]
    assert Unit.objects.get(code="B").name == "Bouw"
    assert Event.objects.get().detail == {"nieuw": 1, "gewijzigd": 1}


def test_importing_the_same_list_twice_changes_nothing(administrator):
    lines = rows(("A", "Alle", ""), ("B", "Bouw", "A"))
    assert units.import_rows(by=administrator, rows=lines).states == (LineState.NEW, LineState.NEW)
    assert units.import_rows(by=administrator, rows=lines).states == (LineState.UNCHANGED, LineState.UNCHANGED)
    assert tree() == [("A", 0), ("B", 1)]
    assert Event.objects.count() == 1, "what changes nothing is no event"


def test_an_empty_cell_never_erases(administrator):
    UnitFactory(code="B", name="Bouw", parent=UnitFactory(code="A", name="Alle"))
    units.import_rows(by=administrator, rows=rows(("B", "", ""), ("A", "Allen", "")))
    assert tree() == [("A", 0), ("B", 1)]
    assert list(Unit.objects.order_by("code").values_list("name", flat=True)) == ["Allen", "Bouw"]


def test_a_unit_moves_and_keeps_its_people_its_id_and_its_state(administrator):
    unit = UnitFactory(code="B", closed=True)
    PersonFactory(unit=unit)
    units.import_rows(by=administrator, rows=rows(("B", "Bouw", "A"), ("A", "Alle", "")))
    moved = Unit.objects.get(code="B")
    assert (moved.public_id, moved.is_active, moved.people.count(), moved.parent.code) == (unit.public_id, False, 1, "A")


@pytest.mark.parametrize(("lines", "obstacle"), [
    pytest.param([("A", "Alle", ""), ("A", "Dubbel", "")], Obstacle.IMPORT_HAS_ERRORS, id="duplicate"),
    pytest.param([("A", "Alle", "X")], Obstacle.IMPORT_HAS_ERRORS, id="unknown-parent"),
    pytest.param([("A", "Alle", "B"), ("B", "Bouw", "A")], Obstacle.IMPORT_HAS_ERRORS, id="circle-in-the-list"),
    pytest.param([("TOP", "Top", "KIND")], Obstacle.IMPORT_HAS_ERRORS, id="circle-through-what-exists"),
    pytest.param([("A", "Alle", ""), ("", "Zonder code", "")], Obstacle.IMPORT_HAS_ERRORS, id="one-bad-line"),
])  # fmt: skip
def test_a_list_with_a_mistake_stores_nothing(administrator, lines, obstacle):
    UnitFactory(code="KIND", parent=UnitFactory(code="TOP"))
    with pytest.raises(NotAllowed) as refused:
        units.import_rows(by=administrator, rows=rows(*lines))
    assert refused.value.obstacles == (obstacle,)
    assert tree() == [("TOP", 0), ("KIND", 1)]
    assert not Event.objects.exists()


def test_the_same_code_in_two_organisations_is_two_units(administrator):
    units.import_rows(by=administrator, rows=rows(("A", "Alle", "")))
    other = OrganisationFactory()
    with tenant(other.pk):
        units.import_rows(by=actor(other, Role.ADMINISTRATOR), rows=rows(("A", "Anders", "")))
        assert Unit.objects.get().name == "Anders"
    assert Unit.objects.get().name == "Alle"


@pytest.mark.parametrize("number", [3, 300])
def test_an_import_costs_the_same_queries_however_long(administrator, number, django_assert_num_queries):
    UnitFactory(code="E0", name="Was")
    chain = rows(*((f"E{n}", f"Eenheid {n}", f"E{n - 1}" if n else "") for n in range(number)))
    with django_assert_num_queries(10):
        units.import_rows(by=administrator, rows=chain)


@pytest.mark.slow
@pytest.mark.parametrize("parent", [lambda n: f"E{n - 1}" if n else "", lambda _n: ""], ids=["chain", "flat"])
def test_50_000_units_are_stored_and_changed_within_a_request(administrator, parent):
    for number in range(8):  # the connection now has a plan for a small table
        units.import_rows(by=administrator, rows=rows((f"K{number}", "Klein", f"K{number - 1}" if number else "")))
        connection.check_constraints()
    lines = rows(*((f"E{n}", f"Eenheid {n}", parent(n)) for n in range(50_000)))
    for wanted in (lines, [replace(row, name=row.name + " (nieuw)") for row in lines]):
        started = time.perf_counter()
        units.import_rows(by=administrator, rows=wanted)
        connection.check_constraints()  # as the commit does
        assert time.perf_counter() - started < 30, "seconds, on a machine that does more than this"
    assert len(selectors.unit_tree()[:50]) == 50
    assert Unit.objects.filter(name__endswith="(nieuw)").count() == 50_000


# ---- cost --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [2, 60])
def test_the_tree_costs_two_queries_however_many_units(number, django_assert_num_queries):
    top = UnitFactory()
    for _ in range(number):
        PersonFactory(unit=UnitFactory(parent=top))
    with django_assert_num_queries(2):
        lines = selectors.unit_tree()[:]
        assert [line.parent_code for line in lines].count(top.code) == number
    assert sum(line.people for line in lines) == number


# ---- finding -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "order", "codes"), [
    ("", "", ["A", "C", "B"]), ("", "code", ["A", "B", "C"]), ("", "-code", ["C", "B", "A"]), ("", "name", ["A", "C", "B"]), ("", "-name", ["B", "C", "A"]),
    ("zorg", "", ["B"]), ("c", "", ["C"]), ("niets", "", []), ("", "onzin", ["A", "C", "B"]),
])  # fmt: skip
def test_units_are_searched_by_name_or_code_and_sorted(words, order, codes):
    top = UnitFactory(code="A", name="Alle")
    UnitFactory(code="C", name="Bouw", parent=top)
    UnitFactory(code="B", name="Zorg")
    found = selectors.unit_tree(words, order)
    assert [line.unit.code for line in found[:]] == codes
    assert len(found) == len(codes)
