"""Answering in a real browser, where things go otherwise than planned: a reload, two tabs, a second click, a round that closes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from regiehuis.platform.links import Purpose, secret_for, secret_hash, token
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.models import SurveyInvitation
from tests.conftest import Database, Served, cloned, pointed_at, serving
from tests.scan.steps import CODES, Town, open_survey

from .conftest import Visitor

pytestmark = pytest.mark.slow
SEND = "Verstuur uw antwoorden"
STORED = "Object.keys(sessionStorage).concat(Object.keys(localStorage))"


@dataclass(slots=True, kw_only=True)
class Asked:
    """An open survey on the real server; each test takes links of its own."""

    served: Served
    links: list[str]
    taken: list[str] = field(default_factory=list)

    def link(self) -> str:
        self.taken.append(self.links.pop())
        return self.taken[-1]

    def answers(self) -> list[list[int | None]]:
        with self.served.database.connect("postgres") as superuser:
            return [cards for (cards,) in superuser.execute("select cards from scan_responseinbox").fetchall()]

    def remarks(self) -> set[str]:
        with self.served.database.connect("postgres") as superuser:
            return {text for (text,) in superuser.execute("select remark from scan_responseinbox").fetchall()} - {""}

    def run(self, statement: str) -> None:
        with self.served.database.connect("postgres", autocommit=True) as superuser:
            superuser.execute(statement)  # type: ignore[call-overload]


def _survey_in(database: Database, blocker: Any) -> list[str]:
    """Links under the key of the server. Runs in a thread of its own: beside a browser's event loop Django does not work."""
    with blocker.unblock(), pointed_at(database):
        town = Town.found(name="Gemeente Merenland")
        links = []
        with tenant(town.pk):
            for invitation in open_survey(town, town.scan(title="I-scan 2026"), {"mt": 20}).invitations.all():
                secret = secret_for(invitation.public_id, Purpose.SURVEY, key=database.environment["SECRET_KEY"])
                SurveyInvitation.objects.filter(pk=invitation.pk).update(token_hash=secret_hash(secret))
                links.append(f"/vragenlijst/{token(town.organisation.public_id, secret)}/")
        return links


@pytest.fixture(scope="module")
def asked(template: Database, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    with cloned(template) as database:
        with ThreadPoolExecutor(1) as pool:
            links = pool.submit(_survey_in, database, django_db_blocker).result()
        with serving(database, tmp_path_factory.mktemp("survey")) as served:
            yield Asked(served=served, links=links)


@pytest.fixture
def someone(asked: Asked, browser: Browser) -> Iterator[Visitor]:
    visitor = Visitor(browser, asked.served.url, width=390)
    yield visitor
    visitor.close()


def choose(page: Page, value: str, times: int = 1) -> None:
    for _ in range(times):
        page.locator(f"fieldset[data-survey-step]:visible input[value='{value}']").check()
        page.get_by_role("button", name="Volgende").click()


def chosen(page: Page) -> int:
    return page.locator("fieldset[data-survey-step] input:checked").count()


def thanked(page: Page) -> None:
    page.get_by_role("heading", name="Dank u wel").wait_for(timeout=10_000)


def test_answers_stay_on_this_device_until_they_are_sent_and_leave_it_then(asked, someone):
    page = someone.go(link := asked.link())
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    choose(page, "4", 3)
    before = len(asked.answers())
    page.reload()
    assert chosen(page) == 3
    assert "4 van 13" in page.locator("[data-survey-progress]").inner_text(), "and goes on where it was"
    assert set(sent) <= {"GET"}
    assert len(asked.answers()) == before
    choose(page, "4", 10)
    page.get_by_label("Wilt u nog iets toevoegen?").fill("Wij wachten al jaren.")
    someone.assert_accessible()
    page.reload()
    assert page.get_by_label("Wilt u nog iets toevoegen?").input_value() == "Wij wachten al jaren."
    page.get_by_role("button", name=SEND).click()
    thanked(page)
    assert page.evaluate(STORED) == []
    assert asked.remarks() == {"Wij wachten al jaren."}
    assert asked.answers().count([4] * len(CODES)) == 1
    page.go_back()
    thanked(page)
    assert chosen(page) == 0
    someone.go(link)
    thanked(page)


def test_two_tabs_and_impatient_clicks_count_once(asked, someone):
    link = asked.link()
    first, second = someone.go(link), someone.context.new_page()
    second.goto(f"{asked.served.url}{link}")
    before = len(asked.answers())
    for page, value in ((second, "3"), (first, "2")):
        page.bring_to_front()
        choose(page, value, 13)
    first.get_by_role("button", name=SEND).dblclick()
    thanked(first)
    second.bring_to_front()
    second.get_by_role("button", name=SEND).click()
    thanked(second)
    assert len(asked.answers()) == before + 1
    assert [2] * len(CODES) in asked.answers()


def test_someone_who_knows_nothing_gets_to_the_end(asked, someone):
    page = someone.go(asked.link())
    choose(page, "wn", 13)
    someone.assert_accessible()
    page.get_by_role("button", name=SEND).click()
    thanked(page)
    someone.assert_accessible()
    assert [None] * len(CODES) in asked.answers()


def test_going_back_and_changing_an_answer_sends_the_last_choice(asked, someone):
    page = someone.go(asked.link())
    choose(page, "1", 2)
    page.get_by_role("button", name="Vorige vraag").click()
    choose(page, "5")
    choose(page, "1", 11)
    page.get_by_role("button", name=SEND).click()
    thanked(page)
    assert [1, 5, *[1] * 11] in asked.answers()


def test_another_language_keeps_the_link_and_the_answers(asked, someone):
    page = someone.go(asked.link())
    choose(page, "3", 2)
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    assert chosen(page) == 2
    assert [cookie["name"] for cookie in someone.context.cookies()] == ["django_language"], "only because it was asked for"
    someone.assert_accessible()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_link_that_does_not_work_says_so_in_words_and_is_accessible(asked, browser, javascript):
    visitor = Visitor(browser, asked.served.url, javascript=javascript, width=320)
    response = visitor.page.goto(f"{asked.served.url}/vragenlijst/{'0' * 32}.{'0' * 32}/")
    assert response.status == 404
    assert visitor.page.get_by_role("heading", name="Deze link is niet (meer) geldig.").is_visible()
    if javascript:
        visitor.assert_accessible()
    visitor.console.clear()  # the browser itself notes the 404
    visitor.close()


def test_the_keys_of_the_overview_work(asked, someone):
    """What docs/handleiding/toetsenbord.md says of the survey."""
    page = someone.go(asked.link())
    page.locator("fieldset[data-survey-step]:visible input").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("fieldset[data-survey-step]:visible input:checked").get_attribute("value") == "2"
    page.keyboard.press("Enter")
    page.get_by_text("2 van 13").wait_for()
    page.go_back()
    page.get_by_text("1 van 13").wait_for()
    assert chosen(page) == 1


def test_a_round_that_closes_while_someone_answers_tells_them_and_keeps_nothing(asked, browser):
    """The last test here: it closes the survey."""
    visitor = Visitor(browser, asked.served.url, width=390)
    page = visitor.go(asked.link())
    choose(page, "3", 13)
    before = len(asked.answers())
    asked.run("update scan_surveyround set closes_on = '2026-03-12'")
    assert date(2026, 3, 12) < date.today()
    page.get_by_role("button", name=SEND).click()
    page.get_by_role("heading", name="De vragenlijst is gesloten op 12 maart.").wait_for(timeout=10_000)
    visitor.assert_accessible()
    assert len(asked.answers()) == before
    assert visitor.context.cookies() == []
    visitor.console.clear()
    visitor.close()
