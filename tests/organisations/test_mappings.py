"""Roles by a sign-in service: given, ended, kept apart per organisation, and never for longer than the service vouches."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from regiehuis.accounts.domain.sign_in_services import identity
from regiehuis.accounts.models import User
from regiehuis.audit.models import Event
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import Membership, Person, RoleMapping
from regiehuis.organisations.services import leaving, people
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.tenancy import tenant
from tests.accounts.conftest import KEY, _provider, organisation, provider, through, tied  # noqa: F401, the fixtures of the provider
from tests.factories import (
    PASSWORD,
    InvitationFactory,
    OrganisationFactory,
    PersonFactory,
    RoleMappingFactory,
    UserFactory,
    actor,
    bearer,
    member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tied, provider, organisation):  # noqa: F811
    """The group 'griffie' gives the role council member; there is an administrator."""
    administrator = actor(organisation, Role.ADMINISTRATOR)
    rule = RoleMappingFactory(organisation=organisation, issuer=provider.issuer, value="griffie", role=Role.COUNCIL.value)
    provider.person |= {"groups": ["griffie"]}
    return SimpleNamespace(organisation=organisation, provider=provider, administrator=administrator, rule=rule, tied=tied)


def roles(organisation, user=None):  # noqa: F811
    today = timezone.localdate()
    with tenant(organisation.pk):
        rows = Membership.objects.filter(user=user) if user else Membership.objects.exclude(issuer="")
        return sorted((row.role, row.issuer != "") for row in rows if row.ends_on is None or row.ends_on >= today)


def came_in():
    client = Client()
    return client, through(client)


def linked_member(world, *held):
    user = member(world.organisation, *held, email="noor@merenland.example")
    SocialAccount.objects.create(user=user, provider=KEY, uid=identity(world.provider.issuer, "s-1"))
    return user


# ---- giving ------------------------------------------------------------------------------------------------------------


def test_somebody_new_whose_group_has_a_role_gets_an_account_with_just_that_role(world):
    client, response = came_in()
    assert response["Location"] == "/"
    assert client.get("/").status_code == 200
    user = User.objects.get(email="noor@merenland.example")
    assert (user.name, user.has_usable_password()) == ("Noor de Vries", False)
    assert roles(world.organisation, user) == [("council", True)]
    with tenant(world.organisation.pk):
        assert Event.objects.get(event="organisations.roles.mapped").detail["begonnen"] == ["council"]
    came_in()
    assert User.objects.filter(email=user.email).count() == 1


@pytest.mark.parametrize("said", [{"groups": ["kantine"]}, {"groups": []}, {"groups": None}])
def test_without_a_known_group_there_is_no_account_and_no_role(world, said):
    world.provider.person |= said
    _client, response = came_in()
    assert response.status_code == 403
    assert not User.objects.filter(email="noor@merenland.example").exists()


@pytest.mark.parametrize("said", [
    {"email": "noor@elders.example"}, {"email_verified": False}, {"email_verified": "true"}, {"email": "noor@merenland.example.evil.example"}, {"email": None},
])  # fmt: skip
def test_a_service_makes_accounts_only_for_addresses_of_its_own(world, said):
    """Or it could take an address whose owner another organisation invites later."""
    world.provider.person |= said
    _client, response = came_in()
    assert response.status_code == 403
    assert not User.objects.filter(email__startswith="noor").exists()


def test_an_address_that_already_has_an_account_is_not_taken_over(world):
    user = UserFactory(email="Noor@merenland.example")
    assert came_in()[1].status_code == 403
    assert not SocialAccount.objects.exists()
    assert roles(world.organisation, user) == []


def test_an_address_that_was_invited_waits_for_the_invitation(world):
    with tenant(world.organisation.pk):
        InvitationFactory(organisation=world.organisation, person__email="noor@merenland.example")
    assert came_in()[1].status_code == 403
    assert roles(world.organisation) == []


def test_a_person_with_that_address_and_another_account_keeps_their_own(world):
    """Linked elsewhere: the account exists, but here somebody else has the address that the account carries."""
    user = UserFactory(email="noor@merenland.example")
    SocialAccount.objects.create(user=user, provider=KEY, uid=identity(world.provider.issuer, "s-1"))
    with tenant(world.organisation.pk):
        PersonFactory(organisation=world.organisation, email=user.email, user=UserFactory())
    came_in()
    assert roles(world.organisation) == []


# ---- ending ------------------------------------------------------------------------------------------------------------


def test_a_role_ends_with_the_group_and_a_role_by_hand_stays(world):
    user = linked_member(world, Role.SECRETARY)
    came_in()
    assert roles(world.organisation, user) == [("council", True), ("secretary", False)]
    with tenant(world.organisation.pk):
        Membership.objects.filter(user=user).update(starts_on=timezone.localdate() - timedelta(days=9))
    world.provider.person |= {"groups": []}
    came_in()
    assert roles(world.organisation, user) == [("secretary", False)]
    with tenant(world.organisation.pk):
        ended = Membership.objects.get(user=user, role=Role.COUNCIL)
        assert ended.ends_on == timezone.localdate() - timedelta(days=1)


def test_a_role_that_is_held_by_hand_does_not_become_one_of_the_service(world):
    user = linked_member(world, Role.COUNCIL)
    came_in()
    world.provider.person |= {"groups": []}
    came_in()
    assert roles(world.organisation, user) == [("council", False)]


def test_what_an_administrator_ends_does_not_come_back(world):
    user = linked_member(world)
    came_in()
    with tenant(world.organisation.pk):
        given = Membership.objects.get(user=user)
        people.end_membership(by=world.administrator, membership=given, ends_on=timezone.localdate(), reason="andere taak")
        Membership.objects.filter(user=user).update(
            starts_on=timezone.localdate() - timedelta(days=9), ends_on=timezone.localdate() - timedelta(days=1)
        )
    came_in()
    assert roles(world.organisation, user) == []


@pytest.mark.parametrize("held", [Role.COUNCIL, Role.SECRETARY], ids=["the role of the group", "another role"])
def test_who_left_does_not_come_back_through_a_group_of_the_service(world, held):
    """Their roles were given by hand, and the service has not closed their account yet."""
    user = linked_member(world, held)
    with tenant(world.organisation.pk):
        yesterday = timezone.localdate() - timedelta(days=1)
        Membership.objects.filter(user=user).update(starts_on=yesterday - timedelta(days=9))
        leaving.leave(
            by=world.administrator, person=Person.objects.get(user=user), ends_on=yesterday, reason="andere baan", now=timezone.now()
        )
    came_in()
    assert roles(world.organisation, user) == []


def test_an_administrator_by_the_service_does_not_count_as_the_last_one(world):
    """The service may be away for good: someone with an own way in stays."""
    RoleMappingFactory(organisation=world.organisation, issuer=world.provider.issuer, value="griffie", role=Role.ADMINISTRATOR.value)
    linked_member(world)
    came_in()
    with tenant(world.organisation.pk):
        own = Membership.objects.get(person_id=world.administrator.person_id)
        with pytest.raises(NotAllowed):
            people.end_membership(by=world.administrator, membership=own, ends_on=timezone.localdate(), reason="weg")


# ---- how long and where ------------------------------------------------------------------------------------------------


def test_a_role_by_the_service_counts_only_in_a_session_that_began_there(world):
    """Who leaves loses the account of the service: a password that was kept may then open nothing."""
    user = linked_member(world)
    came_in()
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.get("/")["Location"] == reverse("choose-organisation")


def test_a_token_has_no_role_of_the_service(world):
    user = linked_member(world)
    came_in()
    headers = bearer(user, world.organisation)
    assert Client().get("/api/v1/organisation", headers=headers).status_code == 401
    with tenant(world.organisation.pk):
        Membership.objects.filter(user=user).update(issuer="")
    assert Client().get("/api/v1/organisation", headers=headers).status_code != 401


def test_a_service_gives_roles_only_where_the_operator_tied_it(world):
    other = OrganisationFactory()
    RoleMappingFactory(organisation=other, issuer=world.provider.issuer, value="griffie", role=Role.ADMINISTRATOR.value)
    came_in()
    assert roles(other) == []
    world.tied.again(world.organisation, other)
    came_in()
    assert roles(other) == [("administrator", True)]


def test_a_rule_for_another_issuer_gives_nothing(world):
    with tenant(world.organisation.pk):
        RoleMapping.objects.update(issuer="https://elders.example")
    assert came_in()[1].status_code == 403


# ---- the page ----------------------------------------------------------------------------------------------------------


def client_of(world, role=Role.ADMINISTRATOR):
    client = Client()
    client.force_login(member(world.organisation, role), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


FORM = {"claim": "groups", "value": "team scan", "roles": ["scan_lead", "secretary"]}


def test_an_administrator_adds_and_removes_rules(world):
    client, path = client_of(world), reverse("organisations:mappings")
    assert client.post(path, {**FORM, "issuer": world.provider.issuer}).status_code == 302
    again = client.post(path, {**FORM, "issuer": world.provider.issuer})
    assert "geeft deze rollen al" in again.content.decode()
    assert "team scan" in again.content.decode()
    with tenant(world.organisation.pk):
        rules = list(RoleMapping.objects.filter(value="team scan"))
        assert [rule.role for rule in rules] == ["scan_lead", "secretary"]
        assert Event.objects.filter(event="organisations.mapping.added").count() == 1
    remove = reverse("organisations:mapping-remove", args=[rules[0].public_id])
    assert [client.post(remove).status_code, client.post(remove).status_code] == [302, 404]


@pytest.mark.parametrize("change", [{"issuer": "https://elders.example"}, {"issuer": ""}, {"value": ""}, {"value": "a\0b"}, {"roles": ["koning"]}, {"roles": []}])  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_stored(world, change):
    client = client_of(world)
    response = client.post(reverse("organisations:mappings"), {**FORM, "issuer": world.provider.issuer, **change})
    assert response.status_code == 200
    assert "groups" in response.content.decode()
    with tenant(world.organisation.pk):
        assert RoleMapping.objects.count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_sees_or_changes_the_rules(world, role):
    client = client_of(world, role)
    assert client.get(reverse("organisations:mappings")).status_code == 403
    assert client.post(reverse("organisations:mapping-remove", args=[world.rule.public_id])).status_code == 403


def test_without_a_service_the_page_says_what_the_operator_needs(world, settings):
    settings.SIGN_IN_SERVICES = {}
    page = client_of(world).get(reverse("organisations:mappings")).content.decode()
    assert str(world.organisation.public_id) in page
    assert "Koppel deze waarde" not in page


def test_the_page_costs_the_same_questions_however_many_rules(world, django_assert_max_num_queries):
    client = client_of(world)
    client.get(reverse("organisations:mappings"))
    with django_assert_max_num_queries(30) as first:
        client.get(reverse("organisations:mappings"))
    RoleMappingFactory.create_batch(40, organisation=world.organisation, issuer=world.provider.issuer)
    with django_assert_max_num_queries(len(first.captured_queries)):
        client.get(reverse("organisations:mappings"))
