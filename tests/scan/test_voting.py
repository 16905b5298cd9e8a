"""The pages of the phones and of the big screen, one at a time: what is refused, what is remembered, and what no cookie tells."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import structlog
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from regiehuis.config.logging import without_secrets
from regiehuis.platform.links import token
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.session import Step
from regiehuis.scan.models import DimensionResult, Scan, WorkshopParticipant, WorkshopSession, WorkshopVote
from regiehuis.scan.services import sessions

from .steps import Town, answer, everything_stored, open_survey, surveyed_scan

pytestmark = pytest.mark.django_db


class Hall:
    """A session with its lead's browser; ``link`` is what the phones follow."""

    def __init__(self, town: Town, *steps: Step) -> None:
        self.town, self.lead = town, town.client()
        with tenant(town.pk):
            self.scan = town.scan()
            self.session = sessions.open_session(by=town.lead, scan=self.scan, most_divided_first=False, now=timezone.now())
        self.link = reverse("workshop", args=[token(town.organisation.public_id, sessions.secret_of(self.session))])
        for step in steps:
            self.step(step)

    def step(self, step: Step) -> None:
        with tenant(self.town.pk):
            self.session.refresh_from_db()
            sessions.step(by=self.town.lead, session=self.session, step=step, version=self.session.version, now=timezone.now())
            self.session.refresh_from_db()

    def phone(self) -> Client:
        phone = Client()
        phone.post(f"{self.link}meedoen/")
        return phone

    def vote(self, phone: Client, value: object = 3, **other: object):
        return phone.post(f"{self.link}stem/", {"dimensie": "O.LEI", "ronde": 1, "stem": value} | other)

    def votes(self) -> list[int | None]:
        with tenant(self.town.pk):
            return list(WorkshopVote.objects.values_list("value", flat=True))

    def page(self, name: str) -> str:
        return reverse(f"scan:{name}", args=[self.scan.public_id])


@pytest.fixture
def hall(town: Town) -> Hall:
    cache.clear()
    return Hall(town)


@pytest.fixture
def voting(town: Town) -> Hall:
    return Hall(town, Step.NEXT, Step.NEXT)


# ---- coming in -----------------------------------------------------------------------------------------------------------


def test_a_code_leads_to_the_link(hall):
    for text in (hall.session.code, f"{hall.session.code[:3]} {hall.session.code[3:]}"):
        assert Client().post(reverse("workshop-code"), {"code": text})["Location"] == hall.link


def test_wrong_codes_are_slowed_down_per_address_and_nothing_else_is(hall):
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    for _attempt in range(10):
        assert Client().post(reverse("workshop-code"), {"code": "000000"}).status_code == 422
    stopped = Client().post(reverse("workshop-code"), {"code": hall.session.code})
    assert (stopped.status_code, "Wacht een minuut" in stopped.content.decode()) == (429, True)
    assert Client().post(reverse("workshop-code"), {"code": hall.session.code}, **elsewhere)["Location"] == hall.link
    assert Client().get(hall.link).status_code == 200
    assert hall.phone().get(f"{hall.link}stand/").status_code == 200


def test_right_codes_are_not_counted(hall):
    for _phone in range(40):
        assert Client().post(reverse("workshop-code"), {"code": hall.session.code}).status_code == 302


def test_a_code_that_is_no_code_says_so(hall):
    answer = Client().post(reverse("workshop-code"), {"code": "12\0"})
    assert answer.status_code == 422
    assert "Een code heeft zes cijfers." in Client().post(reverse("workshop-code"), {"code": "abc"}).content.decode()


def test_looking_at_a_link_joins_nobody(hall):
    Client().get(hall.link)
    Client().get(f"{hall.link}stand/")
    with tenant(hall.town.pk):
        assert not WorkshopParticipant.objects.exists()


def test_the_one_cookie_of_a_phone(hall, settings):
    answer = Client().post(f"{hall.link}meedoen/")
    assert set(answer.cookies) == {"werksessie"}, "no session, no csrf: nothing that could be somebody's"
    cookie = answer.cookies["werksessie"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Lax", hall.link, 12 * 3600)
    settings.SESSION_COOKIE_SECURE = True
    assert Client().post(f"{hall.link}meedoen/").cookies["werksessie"]["secure"]


def test_what_is_stored_of_a_phone_is_no_key(hall):
    phone = hall.phone()
    with tenant(hall.town.pk):
        assert phone.cookies["werksessie"].value not in str(everything_stored())


def test_pages_of_a_phone_send_their_address_nowhere_and_stay_in_no_cache(hall):
    phone = hall.phone()
    for path in (hall.link, f"{hall.link}stand/", reverse("workshop-code")):
        answer = phone.get(path)
        assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store")


def test_a_lead_who_votes_along_is_a_phone_like_any_other(voting):
    voting.lead.post(f"{voting.link}meedoen/")
    assert voting.vote(voting.lead).status_code == 302
    assert voting.votes() == [3]


# ---- voting --------------------------------------------------------------------------------------------------------------


def test_a_phone_that_comes_back_finds_its_vote(voting):
    phone = voting.phone()
    voting.vote(phone, 2)
    again = Client()
    again.cookies["werksessie"] = phone.cookies["werksessie"].value
    page = again.get(voting.link).content.decode()
    assert re.search(r'value="2" checked', page)
    assert "U kunt uw stem nog wijzigen tot de onthulling." in page
    again.post(f"{voting.link}meedoen/")
    voting.vote(again, "wn")
    assert voting.votes() == [None]


@pytest.mark.parametrize("value", ["6", "0", "", "-1", "drie", "3\0", "1e1"])
def test_what_is_no_card_is_refused_and_not_stored(voting, value):
    answer = voting.vote(voting.phone(), value)
    assert (answer.status_code, "Kies 1 tot en met 5 of &#x27;Weet ik niet&#x27;" in answer.content.decode()) == (422, True)
    assert voting.votes() == []


@pytest.mark.parametrize("other", [{"dimensie": "I.GEG"}, {"dimensie": ""}, {"ronde": 2}, {"ronde": "x"}, {"dimensie": "\0"}])
def test_a_vote_for_what_is_not_open_is_refused(voting, other):
    answer = voting.vote(voting.phone(), 3, **other)
    assert (answer.status_code, "De stemming is gesloten." in answer.content.decode()) == (409, True)
    assert voting.votes() == []


def test_a_vote_of_a_phone_that_did_not_join_is_refused(voting):
    assert voting.vote(Client()).status_code == 409
    assert voting.votes() == []


def test_a_key_of_another_session_is_nobody_here(voting):
    other = Hall(Town.found(), Step.NEXT, Step.NEXT)
    phone = other.phone()
    stranger = Client()
    stranger.cookies["werksessie"] = phone.cookies["werksessie"].value
    assert voting.vote(stranger).status_code == 409


# ---- following -----------------------------------------------------------------------------------------------------------


def test_the_state_changes_with_the_session_and_never_with_a_vote(voting):
    phone = voting.phone()
    before = phone.get(f"{voting.link}stand/")
    voting.vote(phone)
    same = phone.get(f"{voting.link}stand/", headers={"If-None-Match": before["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    voting.step(Step.NEXT)
    changed = phone.get(f"{voting.link}stand/", headers={"If-None-Match": before["ETag"]})
    assert (changed.status_code, list(changed.json())) == (200, ["versie"])


def test_after_the_end_there_is_only_a_thank_you(voting):
    phone = voting.phone()
    voting.vote(phone)
    assert voting.lead.post(voting.page("session-close")).status_code == 302
    for path in (voting.link, f"{voting.link}stand/"):
        assert phone.get(path).status_code == 410
    assert voting.vote(phone).status_code == 410
    assert Client().post(reverse("workshop-code"), {"code": voting.session.code}).status_code == 422


def test_after_a_day_it_is_over_also_if_nobody_closed_it(voting):
    with tenant(voting.town.pk):
        WorkshopSession.objects.update(opened_at=timezone.now() - timedelta(hours=25))
    assert Client().get(voting.link).status_code == 410
    assert "langer dan een dag open" in voting.lead.get(voting.page("screen")).content.decode()


# ---- the big screen --------------------------------------------------------------------------------------------------------


def test_a_second_click_on_reveal_does_not_go_on_to_the_talk(voting):
    voting.vote(voting.phone())
    sent = {"stap": "verder", "versie": voting.session.version}
    for _click in range(2):
        assert voting.lead.post(voting.page("screen-step"), sent).status_code == 302
    assert "Begin het gesprek" in voting.lead.get(voting.page("screen")).content.decode()
    with tenant(voting.town.pk):
        assert DimensionResult.objects.count() == 1


@pytest.mark.parametrize("sent", [{}, {"stap": "verder"}, {"stap": "vastleggen", "versie": 3}, {"stap": "kies", "versie": 3, "dimensie": "X"}, {"stap": "verder", "versie": "9" * 30}])  # fmt: skip
def test_what_is_no_step_changes_nothing(voting, sent):
    with tenant(voting.town.pk):
        before = everything_stored()
    assert voting.lead.post(voting.page("screen-step"), sent).status_code == 302
    with tenant(voting.town.pk):
        assert everything_stored() == before


def test_the_lead_reads_why_nothing_is_revealed(voting):
    answer = voting.lead.post(voting.page("screen-step"), {"stap": "verder", "versie": voting.session.version}, follow=True)
    assert "Er is nog niet gestemd." in answer.content.decode()


@pytest.mark.parametrize("value", ["2.3", "0.5", "4.5", "", "veel"])
def test_a_level_lies_on_the_scale_in_halves(voting, value):
    voting.vote(voting.phone())
    for step in (Step.NEXT, Step.NEXT):
        voting.step(step)
    answer = voting.lead.post(voting.page("screen-agree"), {"value": value, "reason": "", "versie": voting.session.version})
    assert answer.status_code == 422
    with tenant(voting.town.pk):
        assert not DimensionResult.objects.filter(source="agreed").exists()


def test_the_qr_code_holds_the_link_and_the_page_no_style(hall):
    page = hall.lead.get(hall.page("screen")).content.decode()
    assert re.search(r"<svg [^>]*rh-stage__qr", page)
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*src)", page)
    assert f"{settings.BASE_URL.partition('://')[2]}/werksessie/" in page


def test_a_scan_without_a_session_has_no_screen(town):
    with tenant(town.pk):
        scan: Scan = town.scan()
    for name in ("screen", "session-close"):
        answer = town.client().get(reverse(f"scan:{name}", args=[scan.public_id]))
        assert (answer.status_code, answer["Location"]) == (302, reverse("scan:workshop", args=[scan.public_id]))


@pytest.mark.parametrize("path", ["werksessie/", "werksessie/abc.def/", "werksessie/abc.def/stem/"])
def test_the_log_of_the_server_tells_nothing_of_phones(path):
    """A line with a time and an address would tell which phone voted when."""
    with pytest.raises(structlog.DropEvent):
        without_secrets(None, "info", {"event": "request_finished", "request": f"POST /{path}"})


def test_the_log_of_the_server_tells_of_the_lead():
    assert without_secrets(None, "info", {"event": "request_finished", "request": "GET /scan/1/werksessie/scherm/"})


def test_ballots_for_a_room_without_a_network(hall):
    page = hall.lead.get(hall.page("workshop-cards")).content.decode()
    assert page.count("Weet ik niet") == 13


def test_the_screen_shows_the_survey_as_a_thin_line_once_it_is_closed(town):
    with tenant(town.pk):
        scan = surveyed_scan(town, {"medewerker": 12}, {"medewerker": [2] * 12})
        session = sessions.open_session(by=town.lead, scan=scan, most_divided_first=False, now=timezone.now())
        phone = sessions.join(session=session, key="k" * 32, now=timezone.now())
        for version in (1, 2):
            sessions.step(by=town.lead, session=session, step=Step.NEXT, version=version, now=timezone.now())
        sessions.vote(session=session, participant=phone, dimension="O.LEI", number=1, value=5)
        sessions.step(by=town.lead, session=session, step=Step.NEXT, version=3, now=timezone.now())
    page = town.client().get(reverse("scan:screen", args=[scan.public_id])).content.decode()
    assert "Enquête: 2,0" in page
    assert "12 antwoorden" in page
    assert "De enquête schat 2,0." in page
    assert "1 koos fase 5; dat telt als fase 4." in page


def test_an_open_survey_shows_nothing_on_the_screen(town):
    with tenant(town.pk):
        scan = town.scan()
        answer(open_survey(town, scan, {"medewerker": 12}), {"medewerker": [2] * 12})
        session = sessions.open_session(by=town.lead, scan=scan, most_divided_first=True, now=timezone.now())
        phone = sessions.join(session=session, key="k" * 32, now=timezone.now())
        for version in (1, 2):
            sessions.step(by=town.lead, session=session, step=Step.NEXT, version=version, now=timezone.now())
        sessions.vote(session=session, participant=phone, dimension="O.LEI", number=1, value=1)
        sessions.step(by=town.lead, session=session, step=Step.NEXT, version=3, now=timezone.now())
    assert "Enquête" not in town.client().get(reverse("scan:screen", args=[scan.public_id])).content.decode()
