"""Overviews and direct mail: exactly once, only what the reader may see, and nothing about others."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from regiehuis.config.logging import without_secrets
from regiehuis.notifications.domain.choices import MailState
from regiehuis.notifications.models import Notification, Preference
from regiehuis.notifications.services import mails
from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.models import Scan
from tests.factories import NotificationFactory, PreferenceFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


class Refusing(EmailBackend):
    """A mail server that says no."""

    def send_messages(self, messages):
        raise ConnectionRefusedError


class Dying(EmailBackend):
    """The worker is killed in the middle of sending."""

    def send_messages(self, messages):
        raise SystemExit


def happened(town, role=Role.SECRETARY, **values):
    return NotificationFactory(organisation=town.organisation, person=town.people[role].person, about=town.scan, **values)


def send(town, today=TODAY):
    return mails.send_overviews(organisation_id=town.organisation.pk, today=today)


def states(town):
    with tenant(town.organisation.pk):
        return sorted(Notification.objects.values_list("mail", flat=True))


def test_a_person_gets_one_overview_a_day_however_often_the_job_runs(town):
    for _each in range(3):
        happened(town, to_mail=True)
    assert (send(town), send(town)) == (1, 0)
    happened(town, to_mail=True)
    assert send(town) == 0, "that one waits for tomorrow"
    assert send(town, TODAY + timedelta(days=1)) == 1
    assert [message.to for message in mail.outbox] == [[town.people[Role.SECRETARY].user.email]] * 2
    assert mail.outbox[0].body.count("I-scan van Merenland") == 3
    assert mail.outbox[1].body.count("I-scan van Merenland") == 1


def test_a_day_without_news_is_a_day_without_mail(town):
    happened(town)
    assert send(town) == 0


def test_after_a_crash_nothing_is_sent_twice(town, settings):
    happened(town, to_mail=True)
    settings.EMAIL_BACKEND = f"{__name__}.Dying"
    with pytest.raises(SystemExit):
        send(town)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert states(town) == [MailState.UNDER_WAY]
    assert (send(town), send(town, TODAY + timedelta(days=1))) == (0, 0)


def test_what_was_certainly_not_sent_goes_with_the_next_overview(town, settings):
    happened(town, to_mail=True)
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    assert send(town) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send(town) == 0, "once a day, also when it fails"
    assert send(town, TODAY + timedelta(days=1)) == 1
    assert states(town) == [MailState.SENT]


def test_what_was_read_in_the_meantime_is_not_mailed(town):
    happened(town, to_mail=True, read=True)
    assert (send(town), states(town)) == (0, [MailState.NONE])


def test_what_the_reader_may_not_see_any_more_is_not_mailed(town):
    happened(town, Role.WORKS_COUNCIL, to_mail=True)
    happened(town, Role.SECRETARY, to_mail=True)
    with tenant(town.organisation.pk):
        Scan.objects.update(state="duiding")
    assert send(town) == 1
    assert mail.outbox[0].to == [town.people[Role.SECRETARY].user.email]


def test_who_left_gets_no_mail_and_neither_does_an_account_that_is_closed(town, leave):
    happened(town, Role.SECRETARY, to_mail=True)
    happened(town, Role.SCAN_LEAD, to_mail=True)
    leave(town, Role.SECRETARY)
    user = town.people[Role.SCAN_LEAD].user
    user.is_active = False
    user.save()
    assert (send(town), states(town)) == (0, [MailState.NONE, MailState.NONE])


def test_whoever_turned_mail_off_after_it_happened_gets_none(town):
    row = happened(town, to_mail=True)
    PreferenceFactory(organisation=town.organisation, person=row.person, mail="off")
    assert (send(town), states(town)) == (0, [MailState.NONE])


def test_another_municipality_waits_for_its_own_job(town):
    happened(town, to_mail=True)
    other = NotificationFactory(to_mail=True)
    assert send(town) == 1
    with tenant(other.organisation_id):
        assert Notification.objects.get().mail == MailState.DAILY


def test_direct_mail_goes_one_by_one_and_once(town):
    happened(town, direct=True)
    happened(town, direct=True)
    happened(town, to_mail=True)
    assert mails.send_direct(organisation_id=town.organisation.pk) == 2
    assert mails.send_direct(organisation_id=town.organisation.pk) == 0
    assert states(town) == [MailState.DAILY, MailState.SENT, MailState.SENT]
    assert [message.subject for message in mail.outbox] == ["Regiehuis, Gemeente Merenland: melding"] * 2


def test_a_direct_mail_that_is_refused_comes_with_the_overview(town, settings):
    happened(town, direct=True)
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    assert mails.send_direct(organisation_id=town.organisation.pk) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert (states(town), send(town)) == ([MailState.DAILY], 1)


def test_the_mail_is_plain_text_with_links_and_names_nobody(town, settings):
    settings.BASE_URL = "https://regie.example"
    for role in (Role.SECRETARY, Role.SCAN_LEAD):
        happened(town, role, to_mail=True)
    send(town)
    for message in mail.outbox:
        assert message.content_subtype == "plain" and not getattr(message, "alternatives", [])
        others = [each.person for each in town.people.values() if each.user.email not in message.to]
        assert not any(person.name in message.body or person.email in message.body for person in others)
        assert f"https://regie.example/scan/{town.scan.public_id}/" in message.body
        assert "https://regie.example/meldingen/instellingen/" in message.body
        assert "&" not in message.body


def test_the_link_in_the_mail_turns_it_off_and_only_when_asked(town, settings):
    settings.BASE_URL = "https://regie.example"
    happened(town, to_mail=True)
    send(town)
    (message,) = mail.outbox
    path = re.search(r"https://regie.example(/meldingen-uit/\S+)", message.body)[1]
    assert message.extra_headers["List-Unsubscribe"] == f"<https://regie.example{path}>"
    client = Client(enforce_csrf_checks=True)
    answer = client.get(path)
    assert answer.status_code == 200 and answer["Referrer-Policy"] == "no-referrer"
    happened(town, to_mail=True)
    assert send(town, TODAY + timedelta(days=1)) == 1, "looking changes nothing"
    for _twice in range(2):
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    happened(town, to_mail=True)
    assert send(town, TODAY + timedelta(days=2)) == 0
    with tenant(town.organisation.pk):
        assert set(Preference.objects.values_list("person_id", "mail", "in_app")) == {(town.people[Role.SECRETARY].person.pk, "off", True)}


@pytest.mark.parametrize("path", ["x", "0" * 32 + "." + "0" * 32, "é" * 65])
def test_a_link_that_is_none_says_what_to_do(path):
    answer = Client().get(f"/meldingen-uit/{path}/")
    assert answer.status_code == 404
    assert "Meldingen" in answer.content.decode()


def test_the_link_leaves_the_log_without_its_secret():
    event = without_secrets(None, "", {"request": f"POST /meldingen-uit/{'0' * 32}.{'1' * 32}/"})
    assert event["request"] == "POST /meldingen-uit/(geheim)/"
