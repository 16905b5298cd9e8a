"""``with tenant(...)`` is the one way in: what it opens, and what is left when it closes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django_scopes import scopes_disabled
from django_scopes.exceptions import ScopeError

from regiehuis.organisations.models import Membership, Unit
from regiehuis.platform.tenancy import acting_as, current_organisation_id, tenant
from tests.factories import MembershipFactory, OrganisationFactory, UnitFactory, member


def setting(name="app.organisation_id"):
    with connection.cursor() as cursor:
        cursor.execute("select current_setting(%s, true)", [name])
        return cursor.fetchone()[0] or ""


@pytest.fixture
def two(db):
    return OrganisationFactory(), OrganisationFactory()


@pytest.mark.django_db
def test_outside_a_tenant_a_query_is_refused_before_it_reaches_the_database():
    with pytest.raises(ScopeError):
        Unit.objects.count()
    with pytest.raises(ScopeError):
        list(Membership.objects.all())
    with pytest.raises(LookupError):
        current_organisation_id()


def test_without_scopes_the_database_still_shows_no_row(two):
    UnitFactory(organisation=two[0])
    with scopes_disabled():
        assert Unit.objects.count() == 0


def test_inside_a_tenant_only_its_rows_exist(two):
    for organisation in two:
        UnitFactory.create_batch(3, organisation=organisation)
    with tenant(two[0].pk):
        assert {unit.organisation_id for unit in Unit.objects.all()} == {two[0].pk}
        with scopes_disabled():
            assert Unit.objects.count() == 3


def test_a_row_for_another_organisation_is_refused(two):
    with pytest.raises((ProgrammingError, InternalError), match="row-level security"), tenant(two[0].pk):
        Unit.objects.create(organisation=two[1], code="A", name="A")


def test_a_row_cannot_move_to_another_organisation(two):
    unit = UnitFactory(organisation=two[0])
    with pytest.raises((ProgrammingError, InternalError), match="row-level security"), tenant(two[0].pk):
        Unit.objects.filter(pk=unit.pk).update(organisation=two[1])


def test_a_new_row_gets_the_open_organisation(two):
    with tenant(two[1].pk):
        assert Unit.objects.create(code="A", name="A").organisation_id == two[1].pk


def test_leaving_a_nested_tenant_returns_to_the_outer_one(two):
    first, second = two
    with tenant(first.pk):
        with tenant(second.pk):
            assert (current_organisation_id(), setting()) == (second.pk, str(second.pk))
        assert (current_organisation_id(), setting()) == (first.pk, str(first.pk))
    assert setting() == ""


def test_an_error_in_a_nested_tenant_returns_to_the_outer_one_too(two):
    first, second = two
    with tenant(first.pk):
        with pytest.raises(ZeroDivisionError), tenant(second.pk):
            raise ZeroDivisionError
        assert (current_organisation_id(), setting()) == (first.pk, str(first.pk))
    assert setting() == ""


def test_a_nested_tenant_that_is_rolled_back_without_an_error_returns_to_the_outer_one(two):
    first, second = two
    with tenant(first.pk):
        with tenant(second.pk):
            Unit.objects.create(code="A", name="A")
            transaction.set_rollback(True)
        assert (current_organisation_id(), setting()) == (first.pk, str(first.pk))
    with tenant(second.pk):
        assert not Unit.objects.exists()


def test_an_error_in_an_outermost_tenant_leaves_none_open(two):
    with pytest.raises(ZeroDivisionError), tenant(two[0].pk):
        raise ZeroDivisionError
    assert setting() == ""


def test_a_user_sees_their_own_memberships_and_nothing_else_before_an_organisation_is_open(two):
    mine = [MembershipFactory(organisation=organisation) for organisation in two]
    with acting_as(mine[0].user_id):
        assert [row.pk for row in Membership.of_user.all()] == [mine[0].pk]
        with scopes_disabled():
            assert Unit.objects.count() == 0
    assert (setting("app.user_id"), setting()) == ("", "")


def test_once_an_organisation_is_open_the_door_of_the_user_is_shut(two):
    """Or a page of one organisation would show the user's memberships in another."""
    membership = MembershipFactory(organisation=two[1])
    with acting_as(membership.user_id), tenant(two[0].pk):
        assert Membership.of_user.count() == 0


def test_a_user_cannot_write_a_membership_before_an_organisation_is_open(two):
    user = member(two[0])
    other = MembershipFactory(organisation=two[1])
    with acting_as(other.user_id):
        assert Membership.of_user.update(role="administrator") == 0
        assert Membership.of_user.filter(pk=other.pk)._raw_delete("default") == 0
    with pytest.raises((ProgrammingError, InternalError), match="row-level security"), acting_as(user.pk):
        Membership.of_user.create(organisation=two[0], user=user, person_id=other.person_id, role="administrator", starts_on="2026-01-01")


def test_acting_as_inside_a_tenant_returns_to_it(two):
    user = member(two[0])
    with tenant(two[0].pk):
        with acting_as(user.pk):
            assert (setting("app.user_id"), setting()) == (str(user.pk), "")
        assert (setting("app.user_id"), setting()) == ("", str(two[0].pk))


def test_the_setting_dies_with_the_transaction_also_on_a_pooled_connection(committed):
    first, second = OrganisationFactory(), OrganisationFactory()
    UnitFactory(organisation=first)
    with tenant(first.pk):
        assert Unit.objects.count() == 1
    assert setting() == ""
    with acting_as(1):
        pass
    assert setting("app.user_id") == ""
    connection.close()  # back to the pool, and out again
    with scopes_disabled(), transaction.atomic():
        assert Unit.objects.count() == 0
    with tenant(second.pk):
        assert Unit.objects.count() == 0


def test_threads_do_not_see_each_others_tenant(committed):
    organisations = [OrganisationFactory() for _ in range(4)]
    for number, organisation in enumerate(organisations, 1):
        UnitFactory.create_batch(number, organisation=organisation)

    def count(organisation):
        try:
            found = []
            for _ in range(20):
                with tenant(organisation.pk):
                    found.append(Unit.objects.count())
            return set(found)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(count, organisations)) == [{1}, {2}, {3}, {4}]


def test_nothing_is_stored_when_the_block_fails(committed):
    organisation = OrganisationFactory()
    with pytest.raises(ZeroDivisionError), tenant(organisation.pk):
        Unit.objects.create(code="A", name="A")
        raise ZeroDivisionError
    with tenant(organisation.pk):
        assert not Unit.objects.exists()
