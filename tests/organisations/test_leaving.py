"""Someone leaves: what ends, what stays, and who cannot go."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from regiehuis.audit.models import Event
from regiehuis.organisations.domain.obstacles import Obstacle
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import ApiToken, Invitation, Membership, Person
from regiehuis.organisations.services import leaving, people
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.tenancy import tenant
from tests.factories import InvitationFactory, MembershipFactory, OrganisationFactory, PersonFactory, ScanFactory, actor, bearer, member

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def administrator(organisation):
    return actor(organisation, Role.ADMINISTRATOR)


@pytest.fixture
def leaver(organisation):
    return member(organisation, Role.SCAN_LEAD, Role.COUNCIL)


def client_of(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def person_of(user):
    return Person.objects.get(user=user)


def leave(by, user, days=0):
    with tenant(by.organisation_id):
        ends_on = timezone.localdate() + timedelta(days=days)
        leaving.leave(by=by, person=person_of(user), ends_on=ends_on, reason="andere baan", now=timezone.now())


def days_ago(user, days, organisation):
    """The roles began earlier than today."""
    with tenant(organisation.pk):
        Membership.objects.filter(user=user).update(starts_on=timezone.localdate() - timedelta(days=days))


def test_everything_that_opens_the_organisation_ends_together(organisation, administrator, leaver):
    days_ago(leaver, 30, organisation)
    headers = bearer(leaver, organisation)
    with tenant(organisation.pk):
        InvitationFactory(organisation=organisation, person=person_of(leaver))
    client = client_of(leaver)
    assert client.get("/").status_code == 200
    leave(administrator, leaver, days=-1)
    with tenant(organisation.pk):
        assert {each.ends_on for each in Membership.objects.filter(user=leaver)} == {timezone.localdate() - timedelta(days=1)}
        assert Invitation.objects.get().withdrawn_at and ApiToken.objects.get().revoked_at
        event = Event.objects.get(event="organisations.person.left")
        assert (event.reason, event.detail["tokens"], event.detail["uitnodigingen"]) == ("andere baan", 1, 1)
        assert person_of(leaver).name == leaver.name, "who did what stays readable"
    assert client.get("/")["Location"].startswith(reverse("account_login"))
    assert client_of(leaver).get("/")["Location"] == reverse("choose-organisation")
    assert Client().get("/api/v1/scans", headers=headers).status_code == 401


def test_on_the_last_day_itself_the_roles_still_hold(administrator, leaver):
    client = client_of(leaver)
    client.get("/")
    leave(administrator, leaver)
    assert client.get("/").status_code == 200


def test_a_role_that_would_begin_later_never_begins(organisation, administrator, leaver):
    with tenant(organisation.pk):
        MembershipFactory(organisation=organisation, person=person_of(leaver), user=leaver, role="secretary",
                          starts_on=timezone.localdate() + timedelta(days=60))  # fmt: skip
    leave(administrator, leaver, days=10)
    with tenant(organisation.pk):
        assert {each.role for each in Membership.objects.filter(user=leaver)} == {"scan_lead", "council"}


def test_what_ended_before_keeps_its_own_date(organisation, administrator, leaver):
    earlier = timezone.localdate() - timedelta(days=10)
    days_ago(leaver, 30, organisation)
    with tenant(organisation.pk):
        Membership.objects.filter(user=leaver, role="council").update(ends_on=earlier)
    leave(administrator, leaver, days=-20)
    with tenant(organisation.pk):
        assert Membership.objects.get(user=leaver, role="council").ends_on == earlier


def obstacles_of(by, user, days=0):
    with pytest.raises(NotAllowed) as error:
        leave(by, user, days)
    return list(error.value.obstacles)


def test_the_last_administrator_cannot_go_and_nothing_ends(organisation, administrator):
    user = member(organisation, Role.COUNCIL)
    with tenant(organisation.pk):
        last = Person.objects.get(pk=administrator.person_id).user
    assert obstacles_of(administrator, last) == [Obstacle.LAST_ADMINISTRATOR]
    with tenant(organisation.pk):
        assert not Membership.objects.filter(ends_on__isnull=False).exists()
    leave(administrator, user)


def test_an_administrator_who_begins_too_late_does_not_count(organisation, administrator):
    with tenant(organisation.pk):
        last = Person.objects.get(pk=administrator.person_id).user
    second = member(organisation, Role.ADMINISTRATOR)
    days_ago(second, -5, organisation)
    assert obstacles_of(administrator, last, days=3) == [Obstacle.LAST_ADMINISTRATOR]
    leave(administrator, last, days=4)


def test_the_last_day_is_not_before_a_role_that_has_begun(organisation, administrator, leaver):
    days_ago(leaver, 0, organisation)
    assert obstacles_of(administrator, leaver, days=-1) == [Obstacle.ENDS_BEFORE_START]


def test_who_has_nothing_left_cannot_leave_again(organisation, administrator, leaver):
    days_ago(leaver, 30, organisation)
    leave(administrator, leaver, days=-1)
    assert obstacles_of(administrator, leaver, days=-1) == [Obstacle.NOTHING_TO_END]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_may(organisation, leaver, role):
    with pytest.raises(Forbidden):
        leave(actor(organisation, role), leaver)


def test_roles_elsewhere_stay(administrator, leaver):
    elsewhere = OrganisationFactory()
    with tenant(elsewhere.pk):
        person = PersonFactory(organisation=elsewhere, user=leaver, email=leaver.email)
        MembershipFactory(organisation=elsewhere, person=person, user=leaver, role="council")
    leave(administrator, leaver)
    with tenant(elsewhere.pk):
        assert Membership.objects.get(user=leaver).ends_on is None


@pytest.mark.parametrize("day", ["", "gisteren", "0000-00-00", "2026-02-30", "99999-01-01"])
def test_what_was_typed_stays_when_the_day_is_wrong(organisation, administrator, leaver, day):
    with tenant(organisation.pk):
        path, last = (
            reverse("organisations:person-leave", args=[person_of(leaver).public_id]),
            Person.objects.get(pk=administrator.person_id).user,
        )
    response = client_of(last).post(path, {"ends_on": day, "reason": "andere baan"})
    assert response.status_code == 200
    assert "andere baan" in response.content.decode()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_the_first_and_the_last_day_of_all_get_an_answer(organisation, administrator, leaver, day):
    with tenant(organisation.pk):
        person, membership = person_of(leaver), Membership.objects.get(user=leaver, role="council")
        last = Person.objects.get(pk=administrator.person_id).user
    for path in (
        reverse("organisations:membership-end", args=[membership.public_id]),
        reverse("organisations:person-leave", args=[person.public_id]),
    ):
        assert client_of(last).post(path, {"ends_on": day, "reason": "andere baan"}).status_code in {200, 302}


def test_a_scan_without_lead_waits_on_the_start_page_until_someone_takes_it(organisation, administrator, leaver):
    with tenant(organisation.pk):
        ScanFactory(organisation=organisation, lead=person_of(leaver), title="Meting 2026")
        last = Person.objects.get(pk=administrator.person_id).user
    second, reader = member(organisation, Role.SCAN_LEAD), member(organisation, Role.MANAGEMENT)
    waiting = "Zonder begeleider"
    assert waiting not in client_of(last).get("/").content.decode()
    leave(administrator, leaver)
    assert all(waiting in client_of(user).get("/").content.decode() for user in (last, second))
    assert waiting not in client_of(reader).get("/").content.decode()


def test_ending_one_role_still_keeps_an_administrator(organisation, administrator):
    with tenant(organisation.pk):
        membership = Membership.objects.get(person_id=administrator.person_id)
        with pytest.raises(NotAllowed) as error:
            people.end_membership(by=administrator, membership=membership, ends_on=date(9999, 12, 31), reason="toets")
    assert list(error.value.obstacles) == [Obstacle.LAST_ADMINISTRATOR]
