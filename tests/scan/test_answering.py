"""Answering by personal link, as the respondent's browser meets it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.workflow import SurveyState
from regiehuis.scan.models import ResponseInbox, SurveyInvitation, SurveyRound
from regiehuis.scan.services import surveys
from tests.factories import OrganisationFactory

from .steps import CODES, Town, cards, everything_stored, invitations, link_of, open_survey, prepared_survey

NOT_VALID = "Deze link is niet (meer) geldig."


@pytest.fixture
def survey(town) -> SurveyRound:
    with tenant(town.pk):
        return open_survey(town, town.scan(), {"mt": 6, "medewerker": 6})


@pytest.fixture
def link(town, survey) -> str:
    with tenant(town.pk):
        return link_of(invitations(survey)[0], town.organisation)


def stored(town) -> dict[str, list[str]]:
    with tenant(town.pk):
        return everything_stored()


def answers(town) -> list[list[int | None]]:
    with tenant(town.pk):
        return list(ResponseInbox.objects.values_list("cards", flat=True))


# ---- what is asked -----------------------------------------------------------------------------------------------------


def test_every_card_shows_its_five_words_and_does_not_know_beside_them(link):
    page = Client().get(link).content.decode()
    assert page.count("<fieldset") == 13
    for code in CODES:
        assert [f'name="{code}" value="{value}"' in page for value in (1, 2, 3, 4, 5, "wn")] == [True] * 6
    assert page.count("Weet ik niet") == 13
    assert " checked" not in page, "nothing is chosen for anybody"


def test_the_invitation_text_is_exactly_as_agreed(link):
    assert (
        "U krijgt deze vraag omdat u bij de gemeente werkt. Het kost ongeveer 5 minuten. Uw antwoord wordt niet aan uw naam gekoppeld: wij bewaren alleen uw rol en "
        "uw keuzes, en los daarvan wat u er zelf bij schrijft. Resultaten van groepen met minder dan 5 antwoorden tonen wij niet. Meedoen is vrijwillig."
        in Client().get(link).content.decode()
    )


def test_the_page_names_nobody(town, link):
    """Whoever looks over a shoulder, or finds the link, does not learn whose it is."""
    page = Client().get(link).content.decode()
    assert "@" not in page
    with tenant(town.pk):
        invitation = invitations(SurveyRound.objects.get())[0]
    assert str(invitation.public_id) not in page
    assert invitation.token_hash not in page


# ---- what is stored ----------------------------------------------------------------------------------------------------


def test_what_was_chosen_is_stored_and_the_rest_counts_as_does_not_know(town, link):
    assert "Dank u wel" in Client().post(link, {"O.LEI": "2", "I.GEG": "5", "I.INF": "wn"}).content.decode()
    assert answers(town) == [[{"O.LEI": 2, "I.GEG": 5}.get(code) for code in CODES]]


def test_someone_who_knows_nothing_can_finish_and_counts(town, link):
    assert "Dank u wel" in Client().post(link, cards("wn")).content.decode()
    assert answers(town) == [[None] * 13]


def test_an_empty_list_sent_by_mistake_leaves_the_link_usable(town, link):
    before = stored(town)
    refused = Client().post(link, {})
    assert refused.status_code == 422
    assert "U vulde nog niets in." in refused.content.decode()
    assert stored(town) == before
    assert "Dank u wel" in Client().post(link, cards()).content.decode()


def test_fields_that_were_not_asked_are_ignored(town, link):
    Client().post(link, cards() | {"email": "iemand@gemeente.example", "role_group": "bestuur", "O.XXX": "3"})
    assert answers(town) == [[3] * 13]


@pytest.mark.parametrize("value", ["0", "6", "-1", "3.0", "drie", "<b>", "٣", "3 ", "9" * 500])
def test_an_impossible_card_is_refused_with_the_others_still_chosen(town, link, value):
    before = stored(town)
    answered = Client().post(link, cards(4) | {"O.LEI": value})
    page = answered.content.decode()
    assert answered.status_code == 422
    assert "Kies een van de kaarten, of &#x27;Weet ik niet&#x27;." in page
    assert page.count(" checked") == 12
    assert stored(town) == before


# ---- once --------------------------------------------------------------------------------------------------------------


def test_looking_never_spends_the_link(town, link):
    before = stored(town)
    for _ in range(3):
        assert Client().get(link).status_code == 200
    assert stored(town) == before
    assert "Dank u wel" in Client().post(link, cards()).content.decode()


def test_a_used_link_thanks_again_and_stores_nothing(town, link):
    Client().post(link, cards(2))
    before = stored(town)
    for answered in (Client().get(link), Client().post(link, cards(5)), Client().post(link, {"O.LEI": "99"})):
        assert answered.status_code == 200
        assert "Dank u wel" in answered.content.decode()
        assert "<form method" not in answered.content.decode().split("<main")[1]
    assert stored(town) == before


def test_one_link_sent_by_several_threads_at_once_counts_once(committed):
    """Two tabs, a double click, an impatient phone: every one of them reads thanks."""
    town, threads = Town.found(), 4
    with tenant(town.pk):
        links = [link_of(each, town.organisation) for each in invitations(open_survey(town, town.scan(), {"mt": 6}))]
    together = Barrier(threads)

    def send(path: str) -> tuple[int, bool]:
        try:
            together.wait(20)
            answered = Client().post(path, cards())
            return answered.status_code, "Dank u wel" in answered.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(send, [path for path in links for _ in range(threads)]))
    assert set(found) == {(200, True)}
    with tenant(town.pk):
        assert ResponseInbox.objects.count() == len(links)
        assert SurveyInvitation.objects.filter(is_used=True).count() == len(links)


# ---- links that do not work --------------------------------------------------------------------------------------------


def refused(path: str) -> set[tuple[int, str]]:
    """What looking and sending answer: status, and the sentence."""
    pages = (Client().get(path), Client().post(path, cards()))
    return {(page.status_code, page.content.decode().split("<h1")[1].split(">", 1)[1].split("</h1>")[0].strip()) for page in pages}


@pytest.mark.parametrize(
    "link", ["x", "0" * 32, f"{'0' * 32}.{'0' * 32}", f"{'z' * 32}.{'0' * 32}", f"{'0' * 32}.", ".", "%00", "a" * 3000]
)
def test_nonsense_is_not_a_valid_link(link, town):
    assert refused(f"/vragenlijst/{link}/") == {(404, NOT_VALID)}
    assert "Vraag het degene die in die e-mail staat." in Client().get(f"/vragenlijst/{link}/").content.decode()


def test_an_unknown_secret_is_not_valid(town, survey):
    assert refused(f"/vragenlijst/{town.organisation.public_id.hex}.{'0' * 32}/") == {(404, NOT_VALID)}


def test_a_secret_with_another_organisation_in_front_is_not_valid(link):
    other = OrganisationFactory()
    secret = link.rsplit(".", 1)[1]
    assert refused(f"/vragenlijst/{other.public_id.hex}.{secret}") == {(404, NOT_VALID)}


def test_somebody_elses_and_nobodys_link_get_the_very_same_answer(town, survey):
    """No hint whether a person, or an organisation, exists."""
    paths = (f"/vragenlijst/{town.organisation.public_id.hex}.{'0' * 32}/", f"/vragenlijst/{'0' * 32}.{'0' * 32}/")
    first, second = (Client().get(path).content.decode().replace(path, "") for path in paths)
    assert first == second.replace(town.organisation.name, "")


def test_a_link_is_not_valid_before_its_round_opens_nor_told_when(town):
    with tenant(town.pk):
        waiting = link_of(invitations(prepared_survey(town, town.scan(), {"mt": 6}))[0], town.organisation)
    before = stored(town)
    assert {status for status, _ in refused(waiting)} == {410}
    assert stored(town) == before


def test_after_the_last_day_the_survey_is_closed_even_when_nobody_closed_it(town, survey, link):
    with tenant(town.pk):
        SurveyRound.objects.update(closes_on=date(2026, 3, 12))
    before = stored(town)
    assert refused(link) == {(410, "De vragenlijst is gesloten op 12 maart.")}
    assert stored(town) == before


def test_the_last_day_itself_still_counts(town, survey, link):
    with tenant(town.pk):
        SurveyRound.objects.update(closes_on=timezone.localdate())
    assert Client().post(link, cards()).status_code == 200
    assert len(answers(town)) == 1


@pytest.mark.parametrize("state", [SurveyState.CLOSED, SurveyState.PROCESSED])
def test_a_closed_survey_takes_no_answer(town, survey, link, state):
    with tenant(town.pk):
        SurveyRound.objects.update(state=state.value, closes_on=date(2026, 3, 12))
    before = stored(town)
    assert refused(link) == {(410, "De vragenlijst is gesloten op 12 maart.")}
    assert stored(town) == before


def test_the_link_of_someone_who_was_taken_off_the_list_is_not_valid(town, survey, link):
    with tenant(town.pk):
        SurveyInvitation.objects.filter(email=invitations(survey)[0].email).delete()
    assert refused(link) == {(404, NOT_VALID)}


# ---- nothing stays behind in the browser -------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["open", "wrong", "used", "closed", "unknown"])
def test_every_answer_is_kept_from_caches_referrers_and_cookies(town, survey, link, state):
    client = Client()
    match state:
        case "used":
            Client().post(link, cards())
        case "closed":
            with tenant(town.pk):
                SurveyRound.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
        case "unknown":
            link = f"/vragenlijst/{town.organisation.public_id.hex}.{'0' * 32}/"
    for answered in (client.get(link), client.post(link, {"O.LEI": "9"} if state == "wrong" else cards())):
        assert answered["Referrer-Policy"] == "no-referrer"
        assert answered["Cache-Control"] == "no-store"
        assert not answered.cookies
        assert "Set-Cookie" not in answered


def test_no_token_of_a_form_is_set_or_asked(link):
    """The link is the authority; a client that checks tokens as a browser does still gets through without a cookie."""
    strict = Client(enforce_csrf_checks=True)
    assert "csrfmiddlewaretoken" not in strict.get(link).content.decode()
    assert "Dank u wel" in strict.post(link, cards()).content.decode()
    assert not strict.cookies


def test_a_respondent_is_not_asked_to_sign_in_and_sees_no_menu(link):
    page = Client().get(link).content.decode()
    assert reverse(settings.LOGIN_URL) not in page
    assert "<nav" not in page


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "head"])
def test_other_methods_do_nothing(town, link, method):
    before = stored(town)
    assert getattr(Client(), method)(link).status_code == 405
    assert stored(town) == before


def test_a_respondent_may_read_it_in_english_and_counts_the_same(town, link):
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert 'lang="en"' in client.get(link).content.decode()
    client.post(link, cards(4))
    assert answers(town) == [[4] * 13]


def test_the_services_own_check_holds_without_the_page(inside):
    """Whoever calls the service gets the same refusal: the page is not the guard."""
    survey = open_survey(inside, inside.scan(), {"mt": 6})
    with pytest.raises(LookupError):
        surveys.submit(token_hash="0" * 64, cards={}, today=timezone.localdate())
    assert ResponseInbox.objects.count() == 0
    assert survey.invitations.filter(is_used=True).count() == 0
