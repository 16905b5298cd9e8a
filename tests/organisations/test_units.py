"""The unit tree: stored whole or not at all, never in a circle, and read at a fixed cost."""

from __future__ import annotations

import pytest

from regiehuis.audit.models import Event
from regiehuis.organisations import selectors, unit_files
from regiehuis.organisations.domain.obstacles import Obstacle
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.domain.units import UnitRow
from regiehuis.organisations.models import Unit
from regiehuis.organisations.services import units
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.tables import FileProblem
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
    return [(line.unit.code, line.depth) for line in selectors.unit_tree()]


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
    assert units.import_rows(by=administrator, rows=rows(("B", "Bouw", "A"), ("A", "Alle", ""))) == 2
    assert tree() == [("A", 0), ("B", 1), ("OUD", 0)]
    assert Unit.objects.get(code="B").name == "Bouw"
    assert Event.objects.get().detail == {"regels": 2}


def test_importing_the_same_list_twice_changes_nothing(administrator):
    lines = rows(("A", "Alle", ""), ("B", "Bouw", "A"))
    for _ in range(2):
        units.import_rows(by=administrator, rows=lines)
    assert tree() == [("A", 0), ("B", 1)]


@pytest.mark.parametrize(("lines", "obstacle"), [
    pytest.param([("A", "Alle", ""), ("A", "Dubbel", "")], Obstacle.IMPORT_HAS_ERRORS, id="duplicate"),
    pytest.param([("A", "Alle", "X")], Obstacle.IMPORT_HAS_ERRORS, id="unknown-parent"),
    pytest.param([("A", "Alle", "B"), ("B", "Bouw", "A")], Obstacle.IMPORT_HAS_ERRORS, id="circle-in-the-list"),
    pytest.param([("TOP", "Top", "KIND")], Obstacle.UNIT_UNDER_ITSELF, id="circle-through-what-exists"),
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


def test_the_queries_of_an_import_of_existing_units_do_not_pass_three_per_line(administrator, django_assert_max_num_queries):
    lines = rows(*((f"E{n}", f"Eenheid {n}", "") for n in range(50)))
    with django_assert_max_num_queries(50 * 3 + 10):
        units.import_rows(by=administrator, rows=lines)


# ---- the file ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header", ["code;naam;bovenliggend", "Code;Naam;Bovenliggend", "eenheidcode;eenheid;hoort bij", "naam;bovenliggend;code"]
)
def test_headings_as_people_write_them(header):
    order = {"c": "A", "e": "A", "n": "Alle", "b": "", "h": ""}
    line = ";".join({"eenheidcode": "A", "eenheid": "Alle"}.get(name.lower(), order[name[0].lower()]) for name in header.split(";"))
    found = unit_files.read(f"{header}\n{line}\n".encode(), [])
    assert found.rows == (UnitRow(line=2, code="A", name="Alle", parent_code=""),)
    assert found.errors == ()


@pytest.mark.parametrize(("content", "missing"), [(b"naam\nAlle\n", "code"), (b"code\nA\n", "naam"), (b"iets;anders\n1;2\n", "code")])
def test_a_missing_column_is_named(content, missing):
    with pytest.raises(FileProblem) as refused:
        unit_files.read(content, [])
    assert (refused.value.kind, refused.value.value) == ("missing_column", missing)


def test_a_list_without_parents_is_flat():
    assert unit_files.read(b"code;naam\nA;Alle\n", []).rows[0].parent_code == ""


def test_a_short_line_is_told_by_its_line_in_the_file():
    """Empty lines count: the number is the one that the person sees in front of the line."""
    found = unit_files.read(b"code;naam\nA;Alle\n\nB\n", [])
    assert [(error.line, error.column) for error in found.errors] == [(4, "naam")]


# ---- cost --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [2, 60])
def test_the_tree_costs_one_query_however_many_units(number, django_assert_num_queries):
    top = UnitFactory()
    for _ in range(number):
        PersonFactory(unit=UnitFactory(parent=top))
    with django_assert_num_queries(1):
        lines = selectors.unit_tree()
        assert [line.unit.parent.code if line.unit.parent_id else "" for line in lines].count(top.code) == number
    assert sum(line.people for line in lines) == number
