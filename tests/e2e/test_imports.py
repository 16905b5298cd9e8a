"""A list of units taken in with the browser: an error first, then columns with other names, then stored; on a phone, without JavaScript and by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import Database, Served, serving

from .conftest import Visitor

PASSWORD = "vier losse woorden hier"
WRONG = "code;naam;bovenliggend\nA;Dienst A;\nA;Dienst A nog eens;\nB;Team B;onbekend\n"
OTHER_NAMES = "afdelingsnummer;omschrijving;valt onder\nA;Dienst A;\nB;Team B;A\n"


@pytest.mark.slow
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_list_goes_in_by_the_browser(fresh_database: Database, tmp_path: Path, browser: Browser, javascript: bool) -> None:
    with serving(fresh_database, tmp_path) as served:
        _found(browser, served)
        someone = Visitor(browser, served.url, javascript=javascript, width=320)
        _sign_in(someone)
        _looks_right(someone)
        _choose(someone, tmp_path / "fout.csv", WRONG)
        text = someone.page.locator("main").inner_text()
        assert "3 regels zijn niet goed; er is nog niets opgeslagen" in text
        assert someone.page.get_by_role("button", name="Sla op").count() == 0
        _looks_right(someone)
        with someone.page.expect_download() as file:
            someone.page.get_by_role("link", name="CSV").first.click()
        assert "onbekend" in Path(file.value.path()).read_text("utf-8-sig")
        someone.follow("Kies een ander bestand")
        _choose(someone, tmp_path / "eenheden.csv", OTHER_NAMES)
        _looks_right(someone)
        for field, heading in {"code": "afdelingsnummer", "name": "omschrijving", "parent": "valt onder"}.items():
            someone.page.locator(f'[name="{field}"]').select_option(label=heading)
        _by_keyboard(someone, "Bekijk de lijst")
        _looks_right(someone)
        _by_keyboard(someone, "Sla op")
        assert "Opgeslagen: 2 nieuw" in someone.page.locator("body").inner_text()
        assert "Team B" in someone.page.locator("main").inner_text()
        _looks_right(someone)
        someone.close()


def _found(browser: Browser, served: Served) -> None:
    someone = Visitor(browser, served.url)
    someone.go("/eerste-start/")
    someone.page.select_option('[name="country"]', "BE")
    someone.fill(setup_code=served.setup_code, municipality="Aartselaar", name="Beheerder", email="b@aartselaar.example", password=PASSWORD)
    someone.press("Maak de organisatie aan")
    someone.close()


def _sign_in(someone: Visitor) -> None:
    someone.go("/organisatie/eenheden/importeren/")
    someone.fill(login="b@aartselaar.example", password=PASSWORD)
    someone.press("Meld aan")


def _choose(someone: Visitor, path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    someone.page.locator('[name="file"]').set_input_files(path)
    someone.press("Bekijk het bestand")


def _by_keyboard(someone: Visitor, name: str) -> None:
    button = someone.page.get_by_role("button", name=name, exact=True)
    while not button.evaluate("button => button === document.activeElement"):
        someone.page.keyboard.press("Tab")
    with someone.page.expect_navigation():
        someone.page.keyboard.press("Enter")


def _looks_right(someone: Visitor) -> None:
    """Axe runs in the page, so it needs JavaScript; without it the page is the same one."""
    if someone.has_javascript:
        someone.assert_accessible()
