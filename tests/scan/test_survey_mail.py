"""Invitations and reminders over a real mail server: each once, also after a crash, and only to who still has to answer."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email import message_from_bytes
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from regiehuis.audit.models import Event
from regiehuis.platform.tenancy import tenant
from regiehuis.scan import tasks
from regiehuis.scan.models import Response, ResponseInbox, SurveyInvitation, SurveyRound
from regiehuis.scan.services import survey_mail, surveys
from tests.conftest import CHECKOUT, Database, free_port

from .steps import Town, addresses, invitations, open_survey, submit

TODAY = timezone.localdate


class MailServer:
    """Takes mail, refuses some addresses, and may be told to do something the moment a mail arrives."""

    def __init__(self) -> None:
        self.port = free_port()
        self.refused: set[str] = set()
        self.received: list[tuple[str, Message]] = []
        self.on_arrival: Callable[[str], None] = lambda address: None

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if address in self.refused:
            return "550 5.1.1 unknown here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        for address in envelope.rcpt_tos:
            self.on_arrival(address)
            self.received.append((address, message_from_bytes(envelope.content)))
        return "250 OK"

    @property
    def addresses(self) -> list[str]:
        return sorted(address for address, _ in self.received)

    def text(self, address: str) -> str:
        return next(mail.get_payload(decode=True).decode() for to, mail in reversed(self.received) if to == address)

    def subjects(self) -> set[str]:
        from email.header import decode_header, make_header

        return {str(make_header(decode_header(mail["Subject"]))) for _, mail in self.received}


@contextlib.contextmanager
def running(server: MailServer) -> Iterator[MailServer]:
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@pytest.fixture
def post_office(settings) -> Iterator[MailServer]:
    with running(MailServer()) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server


@pytest.fixture
def survey(town) -> SurveyRound:
    with tenant(town.pk):
        return open_survey(town, town.scan(), {"mt": 6})


def send(town: Town, survey: SurveyRound) -> int:
    return survey_mail.send_waiting(organisation_id=town.pk, round_id=survey.pk)


def states(town: Town) -> dict[str, str]:
    with tenant(town.pk):
        return dict(SurveyInvitation.objects.order_by("email").values_list("email", "mail"))


# ---- invitations -------------------------------------------------------------------------------------------------------


def test_everybody_gets_one_invitation(town, survey, post_office):
    assert send(town, survey) == 6
    assert post_office.addresses == addresses("mt", 6)
    assert set(states(town).values()) == {"sent"}


def test_running_the_job_again_sends_nothing_twice(town, survey, post_office):
    for _ in range(3):
        tasks.send_survey_mail(organisation_id=town.pk, round_id=survey.pk)
    assert post_office.addresses == addresses("mt", 6)


def test_an_invitation_says_what_was_agreed_and_its_link_opens_the_cards(town, survey, post_office):
    send(town, survey)
    text = post_office.text(addresses("mt", 1)[0])
    assert text.startswith("Beste collega,")
    assert (
        "U krijgt deze vraag omdat u bij de gemeente werkt. Het kost ongeveer 5 minuten. Uw antwoord wordt niet aan uw naam gekoppeld: wij bewaren alleen uw rol en "
        "uw keuzes, en los daarvan wat u er zelf bij schrijft. Resultaten van groepen met minder dan 5 antwoorden tonen wij niet. Meedoen is vrijwillig."
        in text
    )
    assert f"Vraag het {town.lead.name}, die dit onderzoek begeleidt bij {town.organisation.name}." in text
    assert post_office.subjects() == {f"Vragenlijst van {town.organisation.name} over organisatie en ICT: 5 minuten"}
    links = {re.search(r"https?://\S+", post_office.text(address))[0] for address in addresses("mt", 6)}
    assert len(links) == 6, "each their own"
    for link in links:
        assert Client().get(re.sub(r"https?://[^/]+", "", link)).status_code == 200


def test_an_invitation_names_only_its_own_address(town, survey, post_office):
    """No list of colleagues in a header, and nothing that tells who else was asked."""
    send(town, survey)
    for address, mail in post_office.received:
        assert mail["To"] == address
        assert mail["Cc"] is None
        assert mail["Bcc"] is None
        assert mail.as_string().count("@gemeente.example") == 1


def test_a_fictitious_municipality_is_called_so_in_the_mail(post_office, db):
    town = Town.found(is_fictitious=True)
    with tenant(town.pk):
        survey = open_survey(town, town.scan(), {"mt": 6})
    send(town, survey)
    assert "(fictieve gemeente)" in post_office.text(addresses("mt", 1)[0])


def test_an_address_that_is_refused_is_listed_and_the_others_go_on(town, survey, post_office):
    refused = addresses("mt", 6)[2]
    post_office.refused = {refused}
    assert send(town, survey) == 5
    assert states(town)[refused] == "failed"
    assert sum(state == "sent" for state in states(town).values()) == 5
    with tenant(town.pk):
        assert "unknown here" in SurveyInvitation.objects.get(email=refused).mail_error
        page = reverse("scan:survey", args=[survey.scan.public_id])
    shown = town.client().get(page).content.decode()
    notice = shown.split("Deze adressen namen de mail niet aan")[1][:600]
    assert re.findall(r"[\w.]+@gemeente\.example", notice) == [refused]


def test_an_invitation_is_stored_as_under_way_before_it_goes_out(committed, post_office):
    """Read by another connection at the very moment that the mail arrives: that is committed, so a crash cannot undo it."""
    town = Town.found()
    with tenant(town.pk):
        survey = open_survey(town, town.scan(), {"mt": 6})
    seen: list[tuple[str, int]] = []

    def look(address: str) -> None:
        with committed.connect("postgres") as superuser:
            seen.extend(
                superuser.execute("select mail, count(*) over () from scan_surveyinvitation where email = %s", [address]).fetchall()
            )

    post_office.on_arrival = look
    assert send(town, survey) == 6
    assert seen == [("under_way", 1)] * 6


@pytest.mark.slow
def test_a_worker_that_is_killed_halfway_sends_nothing_twice(committed: Database, post_office):
    """The real job in a process of its own, killed while the mail server has taken the second mail and not yet said so."""
    town = Town.found()
    with tenant(town.pk):
        survey = open_survey(town, town.scan(), {"mt": 6})
    second, go_on = threading.Event(), threading.Event()

    def wait_at_the_second(_address: str) -> None:
        if post_office.received:
            second.set()
            go_on.wait(20)

    post_office.on_arrival = wait_at_the_second
    environment = committed.environment | {"EMAIL_URL": f"smtp://127.0.0.1:{post_office.port}"}
    command = [sys.executable, "-m", "regiehuis", "manage", "procrastinate", "worker", "--one-shot"]
    worker = subprocess.Popen(command, env=environment, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert second.wait(30), "the worker sent nothing"
    finally:
        worker.kill()
        worker.wait()
        go_on.set()
    assert sorted(states(town).values()) == ["sent", "under_way", *["waiting"] * 4]
    post_office.on_arrival = lambda address: None
    assert send(town, survey) == 4
    assert sorted(states(town).values()) == [*["sent"] * 5, "under_way"]
    assert len(set(post_office.addresses)) == len(post_office.addresses) == 6
    (uncertain,) = [address for address, state in states(town).items() if state == "under_way"]
    with tenant(town.pk):
        path = reverse("scan:survey", args=[survey.scan.public_id])
    page = town.client().get(path).content.decode()
    notice = page.split("Onzeker of deze uitnodigingen zijn aangekomen")[1][:600]
    assert re.findall(r"[\w.]+@gemeente\.example", notice) == [uncertain]


def test_nothing_is_sent_for_a_round_that_is_not_open(town, survey, post_office):
    with tenant(town.pk):
        surveys.close_round(by=town.lead, survey=survey)
    assert send(town, survey) == 0
    assert post_office.received == []


def test_opening_asks_for_one_job_in_the_same_transaction(committed):
    """Or a mail would leave for a round that was rolled back."""
    town = Town.found()
    with contextlib.suppress(ZeroDivisionError), tenant(town.pk):
        open_survey(town, town.scan(), {"mt": 6})
        raise ZeroDivisionError
    with committed.connect("postgres") as superuser:
        assert superuser.execute("select count(*) from procrastinate_jobs").fetchone() == (0,)
    with tenant(town.pk):
        open_survey(town, town.scan(), {"mt": 6})
    with committed.connect("postgres") as superuser:
        assert superuser.execute("select task_name from procrastinate_jobs").fetchall() == [("scan.send_survey_mail",)]


# ---- reminders ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def invited(town, survey, post_office) -> SurveyRound:
    send(town, survey)
    post_office.received.clear()
    return survey


def remind(town: Town, days: int) -> int:
    return survey_mail.remind(organisation_id=town.pk, today=TODAY() + timedelta(days=days))


def test_a_reminder_goes_only_to_who_did_not_answer(town, invited, post_office):
    with tenant(town.pk):
        first, second, *_ = invitations(invited)
        submit(first)
        submit(second)
    assert remind(town, 7) == 4
    assert post_office.addresses == addresses("mt", 6)[2:]
    assert post_office.subjects() == {f"Herinnering: vragenlijst van {town.organisation.name}"}


def test_a_reminder_repeats_the_same_link(town, survey, post_office):
    """Nothing but its hash is stored, and still the link in both mails is the same."""
    send(town, survey)
    links = [re.search(r"https?://\S+", post_office.text(addresses("mt", 1)[0]))[0]]
    post_office.received.clear()
    remind(town, 7)
    links.append(re.search(r"https?://\S+", post_office.text(addresses("mt", 1)[0]))[0])
    assert links[0] == links[1]


@pytest.mark.parametrize("days", [0, 1, 6, 8, 13])
def test_on_other_days_nobody_is_reminded(town, invited, post_office, days):
    assert remind(town, days) == 0
    assert post_office.received == []


def test_the_daily_job_that_runs_twice_reminds_once(town, invited, post_office):
    assert [remind(town, 7), remind(town, 7)] == [6, 0]
    assert post_office.addresses == addresses("mt", 6)


def test_after_the_last_day_nobody_is_reminded(town, invited, post_office):
    with tenant(town.pk):
        SurveyRound.objects.update(closes_on=TODAY() + timedelta(days=6))
    assert remind(town, 7) == 0


def test_who_never_got_the_invitation_gets_no_reminder_of_it(town, survey, post_office):
    post_office.refused = {addresses("mt", 6)[0]}
    send(town, survey)
    with tenant(town.pk):
        SurveyInvitation.objects.filter(email=addresses("mt", 6)[1]).update(mail="under_way")
    post_office.refused, post_office.received = set(), []
    assert remind(town, 7) == 4


def test_the_daily_job_looks_after_every_municipality(post_office, db):
    towns = [Town.found() for _ in range(2)]
    for town in towns:
        with tenant(town.pk):
            survey = open_survey(town, town.scan(), {"mt": 6})
            SurveyRound.objects.update(opens_on=TODAY() - timedelta(days=7))
        send(town, survey)
    post_office.received.clear()
    tasks.daily(timestamp=0)
    assert len(post_office.received) == 12


def test_a_municipality_whose_data_are_damaged_does_not_keep_the_others_waiting(post_office, db):
    damaged, whole = (Town.found() for _ in range(2))
    for town in (damaged, whole):
        with tenant(town.pk):
            survey = open_survey(town, town.scan(), {"mt": 6})
            SurveyRound.objects.update(opens_on=TODAY() - timedelta(days=7) if town is whole else date.max)
        send(town, survey)
    post_office.received.clear()
    with pytest.raises(ExceptionGroup, match="failed at 1 organisations"):
        tasks.daily(timestamp=0)
    assert len(post_office.received) == 6


def test_the_daily_job_forgets_invitations_a_month_after_closing(town, survey):
    with tenant(town.pk):
        for invitation in invitations(survey):
            submit(invitation)
        surveys.close_round(by=town.lead, survey=survey)
        SurveyRound.objects.update(closes_on=TODAY() - timedelta(days=29))
    tasks.daily(timestamp=0)
    assert len(states(town)) == 6
    with tenant(town.pk):
        SurveyRound.objects.update(closes_on=TODAY() - timedelta(days=30))
    tasks.daily(timestamp=0)
    assert states(town) == {}


def test_the_daily_job_closes_a_round_the_day_after_its_last(town, survey):
    with tenant(town.pk):
        for invitation in invitations(survey):
            submit(invitation)
        SurveyRound.objects.update(closes_on=TODAY())
    tasks.daily(timestamp=0)
    with tenant(town.pk):
        assert SurveyRound.objects.get().state == "open", "the last day is a day to answer"
        SurveyRound.objects.update(closes_on=TODAY() - timedelta(days=1))
    tasks.daily(timestamp=0)
    tasks.daily(timestamp=0)
    with tenant(town.pk):
        assert SurveyRound.objects.get().state == "verwerkt"
        assert Response.objects.count() == 6
        event = Event.objects.get(event="scan.survey.closed")
    assert (event.by_name, event.detail) == ("Regiehuis", {"antwoorden": 6, "bewaard": 6})


def test_a_round_that_closes_by_itself_with_too_few_answers_keeps_none(town, survey):
    with tenant(town.pk):
        for invitation in invitations(survey)[:4]:
            submit(invitation)
        SurveyRound.objects.update(closes_on=TODAY() - timedelta(days=1))
    tasks.daily(timestamp=0)
    with tenant(town.pk):
        assert (Response.objects.count(), ResponseInbox.objects.count(), SurveyInvitation.objects.count()) == (0, 0, 0)
