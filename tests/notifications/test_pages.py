"""The list, its count in the menu, and the choices: always with today's rights of the reader."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from regiehuis.audit.models import Event
from regiehuis.notifications.domain.choices import MailState
from regiehuis.notifications.models import Notification, Preference
from regiehuis.notifications.services import notifications
from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.models import Scan
from tests.factories import NotificationFactory, PreferenceFactory, ScanFactory

pytestmark = pytest.mark.django_db
LIST, SETTINGS = "/meldingen/", "/meldingen/instellingen/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(town, role):
    client = Client()
    client.force_login(town.people[role].user, backend=BACKEND)
    return client


def happened(town, role, **values):
    return NotificationFactory(organisation=town.organisation, person=town.people[role].person, **{"about": town.scan, **values})


def shown(client, path=LIST):
    return client.get(path).content.decode()


def test_the_list_shows_the_own_notifications_and_the_menu_how_many_are_new(town):
    happened(town, Role.SECRETARY)
    happened(town, Role.SECRETARY, read=True)
    happened(town, Role.SCAN_LEAD)
    client = client_of(town, Role.SECRETARY)
    assert "1 nieuw" in shown(client, "/hulp/")
    first = shown(client)
    assert first.count("de stap Rapport is begonnen") == 2 and first.count(">nieuw<") == 1
    again = shown(client)
    assert ">nieuw<" not in again and "1 nieuw" not in again
    assert "1 nieuw" in shown(client_of(town, Role.SCAN_LEAD), "/hulp/"), "of someone else nothing changed"


@pytest.mark.parametrize(("role", "state", "sees"), [
    (Role.WORKS_COUNCIL, "rapport", True), (Role.WORKS_COUNCIL, "duiding", False), (Role.COUNCIL, "rapport", False),
    (Role.COUNCIL, "vastgesteld", True), (Role.SECRETARY, "concept", True),
])  # fmt: skip
def test_nobody_reads_about_a_scan_that_their_role_may_not_see_now(town, role, state, sees):
    happened(town, role)
    with tenant(town.organisation.pk):
        Scan.objects.update(state=state)
    client = client_of(town, role)
    assert ("1 nieuw" in shown(client, "/hulp/")) is sees
    assert ("I-scan van Merenland" in shown(client)) is sees


def test_what_is_about_leading_is_hidden_once_someone_no_longer_leads(town):
    happened(town, Role.SECRETARY, kind="scan.survey", detail={})
    assert "vragenlijst is gesloten" not in shown(client_of(town, Role.SECRETARY))


def test_a_kind_of_an_older_version_and_a_scan_that_is_gone_say_nothing(town):
    happened(town, Role.SECRETARY, kind="scan.verdwenen")
    happened(town, Role.SECRETARY, about=None)
    assert "Er zijn geen meldingen" in shown(client_of(town, Role.SECRETARY))


def test_who_chose_mail_only_does_not_find_it_in_the_list(town):
    person = town.people[Role.SECRETARY].person
    PreferenceFactory(organisation=town.organisation, person=person, in_app=False)
    with tenant(town.organisation.pk):
        assert notifications.tell(kind="scan.step", to=[person.pk], subject=town.scan.public_id, detail={"step": "rapport"}) == 1
        assert Notification.objects.get().mail == MailState.DAILY
    assert "Er zijn geen meldingen" in shown(client_of(town, Role.SECRETARY))


def test_who_chose_nothing_at_all_is_not_told(town):
    person = town.people[Role.SECRETARY].person
    PreferenceFactory(organisation=town.organisation, person=person, in_app=False, mail="off")
    with tenant(town.organisation.pk):
        assert notifications.tell(kind="scan.step", to=[person.pk], subject=town.scan.public_id) == 0
        assert not Notification.objects.exists()


def test_choices_are_stored_and_logged_and_stay_after_a_mistake(town):
    client = client_of(town, Role.SECRETARY)
    sent = {"organisations-role-in_app": "on", "organisations-role-mail": "off", "scan-step-mail": "direct"}
    assert client.post(SETTINGS, sent).status_code == 302
    with tenant(town.organisation.pk):
        assert set(Preference.objects.values_list("kind", "in_app", "mail")) == {
            ("organisations.role", True, "off"), ("scan.step", False, "direct"),
        }  # fmt: skip
        assert Event.objects.filter(event="notifications.preferences.changed").count() == 1
    answer = client.post(SETTINGS, sent | {"scan-step-mail": "elk uur"})
    assert answer.status_code == 200
    with tenant(town.organisation.pk):
        assert Preference.objects.get(kind="scan.step").mail == "direct"


def test_only_kinds_that_can_concern_someone_are_asked(town):
    assert "Een vragenlijst is gesloten" not in shown(client_of(town, Role.SECRETARY), SETTINGS)
    assert "Een vragenlijst is gesloten" in shown(client_of(town, Role.SCAN_LEAD), SETTINGS)


def test_the_list_and_the_menu_cost_the_same_however_many_there_are(town):
    client = client_of(town, Role.SECRETARY)

    def cost(path):
        with CaptureQueriesContext(connection) as found:
            client.get(path)
        return len(found)

    client.get(LIST)
    happened(town, Role.SECRETARY)
    menu, page = cost("/hulp/"), cost(LIST)
    for _each in range(20):
        happened(town, Role.SECRETARY, about=ScanFactory(organisation=town.organisation, reported=True))
    assert (cost("/hulp/"), cost(LIST)) == (menu, page)


def test_what_happened_long_ago_goes(town):
    happened(town, Role.SECRETARY, at=timezone.now() - timedelta(days=91))
    kept = happened(town, Role.SECRETARY, at=timezone.now() - timedelta(days=89))
    with tenant(town.organisation.pk):
        assert notifications.forget_old(now=timezone.now()) == 1
        assert Notification.objects.get() == kept


def test_an_unknown_kind_is_a_mistake_of_ours(town):
    with tenant(town.organisation.pk), pytest.raises(ValueError, match="unknown kind"):
        notifications.tell(kind="scan.bestaat-niet", to=[], subject="")
