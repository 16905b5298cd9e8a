"""The main line with the keyboard alone: every control is reached by Tab and worked by Enter, Space, arrows and typing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import Database, serving

from .conftest import Mailbox, Visitor

FOCUSED = """() => {
  const element = document.activeElement;
  const label = element.labels && element.labels[0] ? element.labels[0].innerText : '';
  return [element.innerText || '', label, element.name || '', element.value || '', element.type || ''];
}"""
MOST_TABS = 200


class Keyboard:
    """Someone without a mouse."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page

    def reach(self, *, text: str = "", name: str = "") -> None:
        """Press Tab until the control with this text, or of this name, has the focus."""
        for _step in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            shown, label, found, _value, _type = self.page.evaluate(FOCUSED)
            if (text and text in (shown.strip(), label.strip())) or (name and name == found):
                return
        raise AssertionError(f"{self.page.url}: {text or name!r} cannot be reached by Tab")

    def press(self, text: str) -> None:
        """Reach a button or link and press Enter; wait for the page that follows."""
        self.reach(text=text)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, name: str, text: str) -> None:
        self.reach(name=name)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def tick(self, text: str) -> None:
        self.reach(text=text)
        self.page.keyboard.press("Space")


@pytest.mark.slow
def test_the_main_line_needs_no_mouse(fresh_database: Database, tmp_path: Path, mailbox: Mailbox, browser: Browser) -> None:
    with serving(fresh_database, tmp_path, EMAIL_URL=f"smtp://127.0.0.1:{mailbox.port}") as served:
        administrator = Keyboard(Visitor(browser, served.url))
        administrator.visitor.go("/eerste-start/")
        administrator.type("setup_code", served.setup_code)
        administrator.reach(name="country")
        administrator.page.keyboard.type("V")
        for name, text in (
            ("municipality", "Aartselaar"),
            ("name", "Beheerder"),
            ("email", "a@aartselaar.example"),
            ("password", "vier losse woorden hier"),
        ):
            administrator.type(name, text)
        administrator.press("Maak de organisatie aan")
        administrator.press("Nodig iemand uit")
        administrator.type("name", "Begeleider")
        administrator.type("email", "b@aartselaar.example")
        administrator.tick("Begeleider")
        administrator.press("Verstuur de uitnodiging")
        administrator.visitor.close()

        lead = Keyboard(Visitor(browser, served.url))
        lead.visitor.go(mailbox.link_for("b@aartselaar.example", "/uitnodiging/"))
        lead.type("password", "nog vier losse woorden")
        lead.press("Maak mijn account")
        _from_intake_to_report(lead)
        lead.visitor.close()


def _from_intake_to_report(lead: Keyboard) -> None:
    lead.press("Start een scan")
    lead.press("Start de scan")
    overview = lead.page.url
    lead.press("Begin met de intake")
    lead.reach(name="cultuur-value")
    with lead.page.expect_response(lambda response: "/intake/cultuur/" in response.url):
        lead.page.keyboard.press("Space")
    for _item in range(4):
        lead.press("Vink af")
    lead.visitor.go(overview)
    lead.press("Begin met de meting")
    lead.press("Vul de werksessie in")
    lead.press("Organisatie: Leiderschap")
    lead.type("a-value", "2,5")
    lead.press("Bewaar alles van deze dimensie")
    lead.visitor.go(overview)
    lead.press("Ga naar de duiding")
    lead.press("Leg het gesprek vast")
    lead.reach(name="recognised_type")
    lead.page.keyboard.press("Space")
    lead.press("Bewaar het gesprek")
    lead.visitor.go(overview)
    lead.press("Ga naar het rapport")
    lead.visitor.go(f"{overview}rapport/")
    lead.press("Maak het rapport")
    lead.page.get_by_role("link", name="Lees als webpagina").or_(lead.page.get_by_role("link", name="Toon het resultaat")).first.wait_for(
        timeout=60_000
    )
    assert date.today().isoformat() in lead.visitor.go(f"{overview}rapport/").content()


@pytest.mark.slow
def test_the_keys_of_the_overview_work(fresh_database: Database, tmp_path: Path, browser: Browser) -> None:
    """What docs/handleiding/toetsenbord.md says of every page, beyond what a browser does by itself."""
    with serving(fresh_database, tmp_path) as served:
        someone = Keyboard(Visitor(browser, served.url, width=320))
        page = someone.visitor.go("/hulp/toetsenbord/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.innerText") == "Naar de inhoud"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "inhoud"
        page = someone.visitor.go("/hulp/beheer-opdrachten/")
        frame = page.locator("[data-scroll][tabindex='0']").first
        frame.focus()
        for _press in range(5):
            page.keyboard.press("ArrowRight")
        assert frame.evaluate("async (frame) => { await new Promise((next) => setTimeout(next, 500)); return frame.scrollLeft; }") > 0
        someone.visitor.assert_accessible()

        page = someone.visitor.go("/eerste-start/")
        page.select_option('[name="country"]', "BE")
        someone.visitor.fill(setup_code=served.setup_code, municipality="Aartselaar", name="Beheerder", email="a@aartselaar.example",
                             password="vier losse woorden hier")  # fmt: skip
        someone.visitor.press("Maak de organisatie aan")
        menu = page.locator("details[data-menu]")
        menu.locator("summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert menu.get_attribute("open") is not None
        page.keyboard.press("Escape")
        assert menu.get_attribute("open") is None
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
        page.keyboard.press("Space")
        while page.evaluate("document.activeElement.closest('details[data-menu]') !== null"):
            page.keyboard.press("Tab")
        assert menu.get_attribute("open") is None
        someone.visitor.close()
