"""A lost second step, through the pages, the mail, the clock and the operator's command."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from regiehuis.accounts.models import User
from regiehuis.audit.models import Event
from regiehuis.organisations.domain.actors import Actor
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.mail import send_about_reset
from regiehuis.organisations.models import Membership, Person, SecondStepReset
from regiehuis.organisations.services import recovery
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.tenancy import tenant
from tests.factories import PASSWORD, OrganisationFactory, SecondStepResetFactory, member

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def world():
    """Two administrators, and someone with an app and recovery codes, all gone."""
    organisation = OrganisationFactory(name="Gemeente Merenland", fictitious=True)
    user = member(organisation, Role.COUNCIL, email="noor@merenland.example", second_step=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0})
    Authenticator.objects.update(created_at=timezone.now() - timedelta(days=100))
    first, second = member(organisation, Role.ADMINISTRATOR), member(organisation, Role.ADMINISTRATOR)
    with tenant(organisation.pk):
        person = Person.objects.get(user=user)
    page = reverse("organisations:second-step-reset", args=[person.public_id])
    return SimpleNamespace(organisation=organisation, user=user, person=person, page=page, first=client_of(first), second=client_of(second),
                           first_user=first, second_user=second)  # fmt: skip


def ask(world, client=None):
    return (client or world.first).post(world.page, {"reason": "telefoon kwijt, aan de balie gezien"})


def reset_of(world):
    with tenant(world.organisation.pk):
        return SecondStepReset.objects.select_related("person").latest("pk")


def act(client, what, world):
    return client.post(reverse(f"organisations:reset-{what}", args=[reset_of(world).public_id]), follow=True)


def clock(world, hours):
    """The job, so many hours later."""
    recovery.go_on(organisation_id=world.organisation.pk, now=timezone.now() + timedelta(hours=hours),
                   tell=lambda reset, step: send_about_reset(reset, step, organisation=world.organisation))  # fmt: skip


def steps(world):
    return Authenticator.objects.filter(user=world.user).count()


def events(world):
    with tenant(world.organisation.pk):
        found = Event.objects.filter(event__startswith="organisations.second_step_reset").order_by("pk")
        return [each.event.rpartition(".")[2] for each in found]


# ---- the whole way -----------------------------------------------------------------------------------------------------


def test_two_administrators_and_a_day_later_the_second_step_is_gone(world):
    signed_in = client_of(world.user)
    assert ask(world).status_code == 302
    assert steps(world) == 2
    assert "Bevestig het herstel" in world.second.get(world.page).content.decode()
    act(world.second, "confirm", world)
    clock(world, 23)
    assert (steps(world), signed_in.get("/").status_code) == (2, 200)
    clock(world, 25)
    assert (steps(world), signed_in.get("/").status_code) == (0, 302)
    assert events(world) == ["requested", "confirmed", "done"]
    assert [message.to for message in mail.outbox] == [["noor@merenland.example"]] * 3
    client = Client()
    assert client.post(reverse("account_login"), {"login": world.user.email, "password": PASSWORD})["Location"] == "/"
    clock(world, 26)
    assert len(mail.outbox) == 3


def test_neither_administrator_sees_a_secret_or_changes_the_account(world):
    before = User.objects.values().get(pk=world.user.pk)
    ask(world)
    act(world.second, "confirm", world)
    link = re.search(r"\S+/tweede-stap-herstel/(\S+)/", mail.outbox[0].body)[1]
    for client in (world.first, world.second):
        page = client.get(world.page).content.decode()
        assert link.partition(".")[2] not in page
    clock(world, 25)
    after = User.objects.values().get(pk=world.user.pk)
    assert {name: before[name] for name in ("email", "password", "name")} == {name: after[name] for name in ("email", "password", "name")}


# ---- who may not -------------------------------------------------------------------------------------------------------


def test_nobody_confirms_what_they_asked(world):
    ask(world)
    page = act(world.first, "confirm", world).content.decode()
    assert "Een andere beheerder moet het bevestigen" in page
    assert reset_of(world).confirmed_at is None


def test_nobody_makes_the_second_administrator_for_the_occasion(world):
    """Whoever became administrator this week neither asks nor confirms, and does not count."""
    young = timezone.localdate() - timedelta(days=6)
    with tenant(world.organisation.pk):
        Membership.objects.filter(user=world.second_user).update(starts_on=young)
    assert "op de server" in ask(world).content.decode(), "one administrator is left"
    third = client_of(member(world.organisation, Role.ADMINISTRATOR))
    ask(world)
    assert "korter dan een week beheerder" in act(world.second, "confirm", world).content.decode()
    act(third, "confirm", world)
    assert reset_of(world).confirmed_at is not None


def test_one_account_under_two_names_is_one_person(world):
    ask(world)
    with tenant(world.organisation.pk):
        again = Person.objects.create(name="Nog eens", email="tweede@merenland.example", user=world.first_user)
        Membership.objects.create(
            person=again, user=world.first_user, role=Role.ADMINISTRATOR, starts_on=timezone.localdate() - timedelta(days=30)
        )
        actor = Actor(user_id=world.first_user.pk, person_id=again.pk, name=again.name, organisation_id=world.organisation.pk,
                      roles=frozenset({Role.ADMINISTRATOR}))  # fmt: skip
        with pytest.raises(NotAllowed):
            recovery.confirm(by=actor, reset=reset_of(world), now=timezone.now(), tell=lambda _reset, _step: True)


def test_it_stops_when_who_confirmed_is_administrator_no_more(world):
    ask(world)
    act(world.second, "confirm", world)
    with tenant(world.organisation.pk):
        Membership.objects.filter(user=world.second_user).update(ends_on=timezone.localdate() - timedelta(days=1))
    clock(world, 25)
    assert steps(world) == 2
    assert events(world) == ["requested", "confirmed", "stopped"]


def test_nobody_takes_part_in_their_own(world):
    """Not as requester, not as confirmer, also not with somebody else."""
    with tenant(world.organisation.pk):
        Membership.objects.create(person=world.person, user=world.user, role=Role.ADMINISTRATOR, starts_on=timezone.localdate())
    own = client_of(world.user)
    assert "twee andere beheerders" in ask(world, own).content.decode()
    ask(world)
    act(own, "confirm", world)
    assert reset_of(world).confirmed_at is None


def test_with_one_administrator_it_is_up_to_the_operator(world):
    with tenant(world.organisation.pk):
        Membership.objects.filter(user=world.second_user).delete()
    page = world.first.get(world.page).content.decode()
    assert "technisch beheerder" in page
    assert "Vraag het herstel aan" not in page
    assert "technisch beheerder" in ask(world).content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize("when", ["before", "after asking", "after confirming"])
def test_an_account_that_opens_another_organisation_is_left_alone(world, when):
    """Its second step protects the other organisation too, and those two administrators do not speak for it."""
    other = OrganisationFactory()

    def join():
        with tenant(other.pk):
            person = Person.objects.create(name="Noor", email=world.user.email, user=world.user)
            Membership.objects.create(
                person=person, user=world.user, role=Role.COUNCIL, starts_on=timezone.localdate() + timedelta(days=30)
            )

    if when == "before":
        join()
    ask(world)
    if when == "before":
        with tenant(world.organisation.pk):
            assert not SecondStepReset.objects.exists()
        return
    if when == "after asking":
        join()
    act(world.second, "confirm", world)
    if when == "after confirming":
        join()
    clock(world, 25)
    assert steps(world) == 2
    assert reset_of(world).stopped_by == "elsewhere"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_asks_confirms_or_stops(world, role):
    ask(world)
    client = client_of(member(world.organisation, role))
    assert client.get(world.page).status_code == 403
    assert [act(client, what, world).status_code for what in ("confirm", "stop")] == [403, 403]


def test_somebody_without_a_second_step_has_nothing_to_recover(world):
    Authenticator.objects.all().delete()
    assert "geen tweede stap" in world.first.get(world.page).content.decode()
    assert "geen tweede stap" in ask(world).content.decode()


# ---- what stops it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["after asking", "after confirming"])
def test_using_the_second_step_stops_it(world, when):
    """By really signing in with a recovery code of the account."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    codes = RecoveryCodes.activate(world.user)
    Authenticator.objects.update(created_at=timezone.now() - timedelta(days=100))
    ask(world)
    if when == "after confirming":
        act(world.second, "confirm", world)
    client = Client()
    client.post(reverse("account_login"), {"login": world.user.email, "password": PASSWORD})
    assert client.post(reverse("mfa_authenticate"), {"code": codes.get_unused_codes()[0]})["Location"] == "/"
    if when == "after asking":
        assert "nog gebruikt" in act(world.second, "confirm", world).content.decode()
    clock(world, 25)
    assert steps(world) == 2
    assert reset_of(world).stopped_by == "used"
    assert "gestopt" in mail.outbox[-1].subject


def test_the_link_in_every_mail_stops_it_by_a_press_and_not_by_looking(world):
    ask(world)
    act(world.second, "confirm", world)
    links = {re.search(r"https?://[^/]+(/tweede-stap-herstel/\S+)", message.body)[1] for message in mail.outbox}
    assert len(links) == 1
    link, visitor = links.pop(), Client()
    page = visitor.get(link)
    assert (page.status_code, page["Referrer-Policy"]) == (200, "strict-origin")
    assert reset_of(world).stopped_at is None
    assert "Uw tweede stap blijft" in visitor.post(link).content.decode()
    assert [visitor.post(link).status_code, visitor.get(link).status_code] == [410, 410]
    clock(world, 25)
    assert (steps(world), reset_of(world).stopped_by) == (2, "owner")


@pytest.mark.parametrize("token", ["", ".", "x.y", "0" * 32, f"{'0' * 32}.{'1' * 32}", f"{'0' * 32}.{'1' * 500}"])
def test_a_made_up_link_opens_nothing(world, token):
    assert Client().post(f"/tweede-stap-herstel/{token}/").status_code == 404


def test_an_administrator_stops_it(world):
    ask(world)
    assert "Het herstel is gestopt" in act(world.second, "stop", world).content.decode()
    assert "al bevestigd, gestopt of uitgevoerd" in act(world.second, "confirm", world).content.decode()
    clock(world, 999)
    assert steps(world) == 2
    assert "door een beheerder" in world.first.get(world.page).content.decode()


def test_a_request_that_nobody_confirms_lapses(world):
    ask(world)
    clock(world, 7 * 24 - 1)
    assert reset_of(world).stopped_at is None
    clock(world, 7 * 24 + 1)
    assert reset_of(world).stopped_by == "lapsed"


def test_without_the_mail_nothing_happens(world, settings):
    """The owner could not object."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    page = ask(world).content.decode()
    assert "niet verstuurd" in page
    assert "telefoon kwijt" in page
    with tenant(world.organisation.pk):
        assert not SecondStepReset.objects.exists()
    assert events(world) == []


def test_without_the_last_mail_the_second_step_waits(world, settings):
    ask(world)
    act(world.second, "confirm", world)
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    clock(world, 25)
    assert steps(world) == 2
    settings.EMAIL_BACKEND = backend
    clock(world, 25)
    assert steps(world) == 0


def test_a_second_press_changes_nothing(world):
    ask(world)
    assert ask(world).status_code == 200
    act(world.second, "confirm", world)
    due = reset_of(world).due_at
    act(world.second, "confirm", world)
    assert reset_of(world).due_at == due
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301, "a\0b"])
def test_a_reason_is_needed(world, reason):
    assert world.first.post(world.page, {"reason": reason}).status_code == 200
    assert mail.outbox == []


# ---- what the database holds -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("broken", [
    "asked by the person", "confirmed by the person", "confirmed by the requester", "due at once", "done without confirming", "done before due", "done and stopped",
])  # fmt: skip
def test_the_database_refuses_what_the_rules_refuse(world, broken):
    now = timezone.now()
    with tenant(world.organisation.pk):
        row = SecondStepResetFactory(organisation=world.organisation, waiting=broken != "done without confirming")
        changes = {
            "asked by the person": {"requested_by": row.person}, "confirmed by the person": {"confirmed_by": row.person},
            "confirmed by the requester": {"confirmed_by": row.requested_by}, "due at once": {"due_at": row.confirmed_at},
            "done without confirming": {"done_at": now}, "done before due": {"done_at": now},
            "done and stopped": {"done_at": now + timedelta(days=9), "stopped_at": now},
        }  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            SecondStepReset.objects.filter(pk=row.pk).update(**changes[broken])


# ---- the password ------------------------------------------------------------------------------------------------------


def test_a_new_password_by_mail_keeps_the_second_step(world):
    visitor = Client()
    visitor.post(reverse("account_reset_password"), {"email": world.user.email})
    link = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", mail.outbox[0].body)[1]
    form = visitor.get(link)["Location"]
    new = "vijf heel andere losse woorden"
    assert visitor.post(form, {"password1": new, "password2": new}).status_code == 302
    assert visitor.get("/").status_code == 302
    assert steps(world) == 2
    assert visitor.post(reverse("account_login"), {"login": world.user.email, "password": new})["Location"] == reverse("mfa_authenticate")
    assert visitor.get("/").status_code == 302


# ---- the operator ------------------------------------------------------------------------------------------------------


def test_the_operator_does_it_at_once_and_every_organisation_of_the_person_reads_it(world):
    other = OrganisationFactory()
    with tenant(other.pk):
        person = Person.objects.create(name="Noor", email=world.user.email, user=world.user)
        Membership.objects.create(person=person, user=world.user, role=Role.COUNCIL, starts_on=timezone.localdate())
    sent = []
    told = recovery.by_operator(email="NOOR@merenland.example", reason="aan de balie", performed_by="root", now=timezone.now(),
                                tell=lambda account: sent.append(account.email) or True)  # fmt: skip
    assert told == [world.organisation.name, other.name]
    assert sent == ["noor@merenland.example"]
    assert steps(world) == 0
    for organisation in (world.organisation, other):
        with tenant(organisation.pk):
            event = Event.objects.get(event="organisations.second_step_reset.done")
            assert (event.reason, "root" in event.by_name) == ("aan de balie", True)


@pytest.mark.parametrize("email", ["niemand@merenland.example", "", "first"])
def test_the_operator_reads_that_there_was_nothing_to_take_away(world, email):
    email = world.first_user.email if email == "first" else email
    assert recovery.by_operator(email=email, reason="x", performed_by="root", now=timezone.now(), tell=lambda _account: True) is None


# ---- the list ----------------------------------------------------------------------------------------------------------


def test_the_other_administrator_finds_the_request_on_the_list_of_people(world):
    ask(world)
    page = world.second.get(reverse("organisations:people")).content.decode()
    assert world.page in page
    act(world.second, "confirm", world)
    assert "vroeg om de tweede stap" not in world.second.get(reverse("organisations:people")).content.decode()
