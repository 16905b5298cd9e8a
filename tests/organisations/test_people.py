"""Inviting people, taking up an invitation, giving and ending roles."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from regiehuis.accounts import facade as accounts
from regiehuis.accounts.models import User
from regiehuis.audit.models import Event
from regiehuis.organisations import selectors
from regiehuis.organisations.domain.obstacles import Obstacle
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.mail import invitation_link, send_invitation
from regiehuis.organisations.models import Invitation, Membership, Person
from regiehuis.organisations.services import people
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.links import secret_hash
from regiehuis.platform.tenancy import tenant
from tests.conftest import free_port
from tests.factories import InvitationFactory, MembershipFactory, OrganisationFactory, PersonFactory, UserFactory, actor, member

pytestmark = pytest.mark.django_db
PASSWORD = "vier losse woorden samen"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def administrator(organisation):
    return actor(organisation, Role.ADMINISTRATOR)


@pytest.fixture
def inside(organisation, administrator):
    with tenant(organisation.pk):
        yield


def invite(by, email="nieuw@gemeente.example", roles=(Role.SCAN_LEAD,)):
    return people.invite(by=by, email=email, name="Nieuw Iemand", unit=None, roles=roles, now=timezone.now())


def accept(invitation, organisation, signed_in=None, days=0):
    return people.accept(invitation_id=invitation.pk, organisation=organisation, signed_in=signed_in, name="Eigen Naam", password=PASSWORD,
                         now=timezone.now() + timedelta(days=days))  # fmt: skip


def refusal(act):
    with pytest.raises(NotAllowed) as refused:
        act()
    return refused.value.obstacles


def page(organisation, secret):
    return reverse("invitation", args=[f"{organisation.public_id.hex}.{secret}"])


# ---- inviting ----------------------------------------------------------------------------------------------------------


def test_only_the_hash_of_the_secret_is_stored(inside, administrator):
    invitation, secret = invite(administrator)
    assert secret not in str(Invitation.objects.values().get())
    assert secret not in str(list(Event.objects.values()))
    assert invitation.secret_hash == secret_hash(secret)
    assert len(secret) >= 40


def test_inviting_the_same_address_again_waits_for_the_first_invitation(inside, administrator):
    invite(administrator)
    assert refusal(lambda: invite(administrator, "NIEUW@gemeente.example")) == (Obstacle.ALREADY_INVITED,)
    assert Person.objects.filter(email__iexact="nieuw@gemeente.example").count() == 1


@pytest.mark.parametrize("state", ["withdrawn", "expired"])
def test_after_an_invitation_has_ended_another_may_go_out(inside, administrator, state):
    person = PersonFactory(email="nieuw@gemeente.example")
    InvitationFactory(person=person, **{state: True})
    invitation, _secret = invite(administrator)
    assert invitation.person == person


def test_inviting_someone_to_what_they_do_already_is_refused(inside, administrator):
    membership = MembershipFactory()
    assert refusal(lambda: invite(administrator, membership.person.email)) == (Obstacle.ALREADY_HAS_ROLE,)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_an_administrator_manages_people(organisation, inside, role):
    someone, membership, invitation = actor(organisation, role), MembershipFactory(), InvitationFactory()
    for act in (
        lambda: invite(someone),
        lambda: people.withdraw(by=someone, invitation=invitation, now=timezone.now()),
        lambda: people.grant(by=someone, person=membership.person, role=Role.COUNCIL, starts_on=timezone.localdate()),
        lambda: people.end_membership(by=someone, membership=membership, ends_on=timezone.localdate(), reason="x"),
    ):
        with pytest.raises(Forbidden):
            act()


# ---- taking it up ------------------------------------------------------------------------------------------------------


def test_taking_up_an_invitation_makes_the_account_and_grants_the_roles(inside, organisation, administrator):
    invitation, _secret = invite(administrator, roles=(Role.SCAN_LEAD, Role.SECRETARY))
    account = accept(invitation, organisation)
    assert User.objects.get(pk=account.id).check_password(PASSWORD)
    assert set(Membership.objects.filter(user_id=account.id).values_list("role", flat=True)) == {"scan_lead", "secretary"}
    assert list(Event.objects.order_by("pk").values_list("event", flat=True)) == [
        "organisations.person.invited",
        "organisations.invitation.accepted",
    ]


@pytest.mark.parametrize(("change", "obstacle"), [
    (lambda by, invitation, organisation: accept(invitation, organisation), Obstacle.INVITATION_USED),
    (lambda by, invitation, organisation: people.withdraw(by=by, invitation=invitation, now=timezone.now()), Obstacle.INVITATION_WITHDRAWN),
    (lambda by, invitation, organisation: Invitation.objects.update(expires_at=timezone.now()), Obstacle.INVITATION_EXPIRED),
], ids=["used", "withdrawn", "expired"])  # fmt: skip
def test_an_ended_invitation_opens_nothing(inside, organisation, administrator, change, obstacle):
    invitation, _secret = invite(administrator)
    change(administrator, invitation, organisation)
    before = (User.objects.count(), Membership.objects.count(), Event.objects.count())
    assert refusal(lambda: accept(invitation, organisation)) == (obstacle,)
    assert (User.objects.count(), Membership.objects.count(), Event.objects.count()) == before


def test_an_invitation_lasts_fourteen_days(inside, organisation, administrator):
    invitation, _secret = invite(administrator)
    assert refusal(lambda: accept(invitation, organisation, days=14)) == (Obstacle.INVITATION_EXPIRED,)
    accept(invitation, organisation, days=13)


def test_a_link_in_a_mailbox_does_not_take_over_an_account(inside, organisation, administrator):
    """Whoever can read the mail of an existing account must still know its password."""
    UserFactory(email="nieuw@gemeente.example")
    invitation, _secret = invite(administrator)
    stranger = accounts.of_user(UserFactory())
    assert refusal(lambda: accept(invitation, organisation)) == (Obstacle.SIGN_IN_FIRST,)
    assert refusal(lambda: accept(invitation, organisation, signed_in=stranger)) == (Obstacle.SIGN_IN_FIRST,)


def test_someone_who_is_signed_in_with_that_address_takes_it_up_as_themselves(inside, organisation, administrator):
    user = UserFactory(email="nieuw@gemeente.example")
    invitation, _secret = invite(administrator, "Nieuw@Gemeente.example")
    assert accept(invitation, organisation, signed_in=accounts.of_user(user)).id == user.pk
    user.refresh_from_db()
    assert not user.check_password(PASSWORD), "the password stays as it was"


# ---- the page of the link ----------------------------------------------------------------------------------------------


def test_looking_at_the_link_does_not_spend_it(organisation):
    """Mail scanners follow links."""
    InvitationFactory(organisation=organisation, secret="s" * 32)
    client = Client()
    for _ in range(3):
        response = client.get(page(organisation, "s" * 32))
        assert response.status_code == 200
        assert response["Referrer-Policy"] == "strict-origin", "never the address itself"
        assert "no-store" in response["Cache-Control"]
    response = client.post(page(organisation, "s" * 32), {"name": "Nieuw", "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/").status_code == 200, "signed in, in that organisation"
    assert client.get(page(organisation, "s" * 32)).status_code == 410


@pytest.mark.parametrize("password", ["kort", "wachtwoord", "nieuw@gemeente.example"])
def test_a_weak_password_is_refused_and_the_link_stays_good(organisation, password):
    InvitationFactory(
        organisation=organisation, secret="s" * 32, person=PersonFactory(organisation=organisation, email="nieuw@gemeente.example")
    )
    response = Client().post(page(organisation, "s" * 32), {"name": "Nieuw", "password": password})
    assert response.status_code == 200
    assert not User.objects.filter(email="nieuw@gemeente.example").exists()


@pytest.mark.parametrize("token", ["x", "x.y", "0" * 32 + ".", "0" * 32 + "." + "s" * 500, "é.è"])
def test_a_link_that_is_none_is_not_found(token):
    assert Client().get(reverse("invitation", args=[token])).status_code == 404


def test_guessing_links_is_slowed_down(organisation):
    client = Client()
    answers = [client.get(page(organisation, f"gok-{number}")).status_code for number in range(62)]
    assert answers[:60] == [404] * 60
    assert answers[60:] == [429] * 2


# ---- roles -------------------------------------------------------------------------------------------------------------


def test_the_last_administrator_stays(inside, administrator):
    membership = Membership.objects.get(role=Role.ADMINISTRATOR)

    def end():
        people.end_membership(by=administrator, membership=membership, ends_on=timezone.localdate(), reason="weg")

    assert refusal(end) == (Obstacle.LAST_ADMINISTRATOR,)
    second = MembershipFactory(role=Role.ADMINISTRATOR.value)
    end()
    membership = second
    assert refusal(end) == (Obstacle.LAST_ADMINISTRATOR,)


def test_an_administrator_whose_role_starts_later_does_not_count_as_the_other_one(inside, administrator):
    """Or today nobody could let people in."""
    MembershipFactory(role=Role.ADMINISTRATOR.value, future=True)
    membership = Membership.objects.get(user_id=administrator.user_id)
    assert refusal(lambda: people.end_membership(by=administrator, membership=membership, ends_on=timezone.localdate(), reason="weg")) == (
        Obstacle.LAST_ADMINISTRATOR,
    )


def test_a_role_cannot_end_before_it_started(inside, administrator):
    membership = MembershipFactory(starts_on=timezone.localdate())
    yesterday = timezone.localdate() - timedelta(days=1)
    assert refusal(lambda: people.end_membership(by=administrator, membership=membership, ends_on=yesterday, reason="x")) == (
        Obstacle.ENDS_BEFORE_START,
    )


def test_a_role_is_given_once(inside, administrator):
    person = PersonFactory(with_account=True)
    people.grant(by=administrator, person=person, role=Role.COUNCIL, starts_on=timezone.localdate())
    assert refusal(lambda: people.grant(by=administrator, person=person, role=Role.COUNCIL, starts_on=timezone.localdate())) == (
        Obstacle.ALREADY_HAS_ROLE,
    )
    assert refusal(lambda: people.grant(by=administrator, person=PersonFactory(), role=Role.COUNCIL, starts_on=timezone.localdate())) == (
        Obstacle.SIGN_IN_FIRST,
    )


@pytest.mark.parametrize("trait", ["ended", "future"])
def test_a_role_that_does_not_hold_today_opens_nothing(organisation, trait):
    membership = MembershipFactory(organisation=organisation, **{trait: True})
    client = Client()
    client.force_login(membership.user, backend=BACKEND)
    assert client.get("/")["Location"] == reverse("choose-organisation")


def test_a_role_that_ends_today_still_holds_today(organisation):
    membership = MembershipFactory(organisation=organisation, ends_on=timezone.localdate())
    client = Client()
    client.force_login(membership.user, backend=BACKEND)
    assert client.get("/").status_code == 200


def test_someone_of_two_organisations_chooses_and_a_choice_of_another_is_refused(organisation):
    other, strange = OrganisationFactory(), OrganisationFactory()
    user = member(organisation, Role.COUNCIL)
    MembershipFactory(organisation=other, user=user, person=PersonFactory(organisation=other, user=user, email=user.email))
    client = Client()
    client.force_login(user, backend=BACKEND)
    assert client.get("/")["Location"] == reverse("choose-organisation")
    assert client.post(reverse("choose-organisation"), {"organisation": str(strange.public_id)}).status_code == 404
    client.post(reverse("choose-organisation"), {"organisation": str(other.public_id)})
    assert other.name in client.get("/").content.decode()


# ---- the mail ----------------------------------------------------------------------------------------------------------


def test_the_mail_names_the_organisation_the_role_and_the_link(inside, organisation, administrator):
    organisation.name = "Gemeente 's-Hertogen & Bosch"
    invitation, secret = invite(administrator)
    assert send_invitation(invitation, secret, organisation)
    message = mail.outbox[0]
    assert invitation_link(organisation, secret) in message.body
    assert "Gemeente 's-Hertogen & Bosch" in message.body, "plain text is not escaped"
    assert "\n" not in message.subject
    assert Invitation.objects.get().sent_at


def test_a_real_mail_server_gets_the_mail(inside, organisation, administrator, settings):
    received = []

    class Mailbox(Message):
        def handle_message(self, message):
            received.append(message)

    server = Controller(Mailbox(), hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
        invitation, secret = invite(administrator)
        assert send_invitation(invitation, secret, organisation)
    finally:
        server.stop()
    (message,) = received
    text = message.get_payload(decode=True).decode()
    assert message["X-RcptTo"] == "nieuw@gemeente.example"
    assert re.search(rf"/uitnodiging/{organisation.public_id.hex}\.{re.escape(secret)}/", text)


def test_a_mail_server_that_is_away_is_told_and_not_counted_as_sent(inside, organisation, administrator, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1
    invitation, secret = invite(administrator)
    assert not send_invitation(invitation, secret, organisation)
    assert Invitation.objects.get().sent_at is None


# ---- cost --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [2, 40])
def test_the_list_of_people_costs_the_same_queries_however_many(organisation, number, django_assert_num_queries):
    client = Client()
    client.force_login(member(organisation, Role.ADMINISTRATOR), backend=BACKEND)
    for _ in range(number):
        person = MembershipFactory(organisation=organisation).person
        InvitationFactory(organisation=organisation, person=person)
    client.get(reverse("organisations:people"))
    with tenant(organisation.pk), django_assert_num_queries(3):
        for person in selectors.people():
            assert list(person.memberships.all()) or list(person.invitations.all()) or person.unit is None


def test_a_role_does_not_begin_in_the_past_and_an_ended_one_does_not_live_again(inside, administrator):
    """A day in the past would make somebody administrator for longer than they are."""
    today, person = timezone.localdate(), PersonFactory(with_account=True)
    yesterday = today - timedelta(days=1)
    assert refusal(lambda: people.grant(by=administrator, person=person, role=Role.COUNCIL, starts_on=yesterday)) == (
        Obstacle.STARTS_IN_THE_PAST,
    )
    ended = MembershipFactory(ended=True)
    before = Membership.objects.get(pk=ended.pk).ends_on
    assert refusal(lambda: people.end_membership(by=administrator, membership=ended, ends_on=today, reason="x")) == (
        Obstacle.ROLE_HAS_ENDED,
    )
    assert Membership.objects.get(pk=ended.pk).ends_on == before
