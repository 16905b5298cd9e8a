"""From an empty installation to a delivered report and adopted recommendations, in a real browser."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import Database, serving

from .conftest import Mailbox, Visitor

ROLES = {"mt": 5, "medewerker": 7}
FACTS = {"netwerk_buiten": "traag", "leverancier": "huis", "proces_focus": "beschrijving", "ict_taken": "technisch", "cultuur": "gesloten"}
SOON = date.today() + timedelta(days=14)


@pytest.mark.slow
def test_a_municipality_goes_from_nothing_to_a_delivered_report(
    fresh_database: Database, tmp_path: Path, mailbox: Mailbox, browser: Browser
) -> None:
    with serving(fresh_database, tmp_path, EMAIL_URL=f"smtp://127.0.0.1:{mailbox.port}") as served:
        lead = _start_and_invite(served.url, served.setup_code, mailbox, browser)
        scan = _intake(lead)
        _survey(lead, scan, mailbox, browser, served.url)
        _interpretation(lead, scan)
        _recommendations(lead, scan)
        _report(lead, scan)
        _adopt(lead, scan)
        lead.close()


def _start_and_invite(base: str, code: str, mailbox: Mailbox, browser: Browser) -> Visitor:
    administrator = Visitor(browser, base)
    administrator.go("/eerste-start/")
    administrator.assert_accessible()
    administrator.page.select_option('[name="country"]', "BE")
    administrator.fill(
        setup_code=code,
        municipality="Aartselaar",
        name="Beheerder Test",
        email="beheerder@aartselaar.example",
        password="vier losse woorden hier",
    )
    administrator.press("Maak de organisatie aan")
    administrator.assert_accessible()
    administrator.follow("Nodig iemand uit")
    administrator.fill(name="Begeleider Test", email="begeleider@aartselaar.example")
    administrator.page.get_by_label("Begeleider", exact=True).check()
    administrator.assert_accessible()
    administrator.press("Verstuur de uitnodiging")
    administrator.close()

    lead = Visitor(browser, base)
    lead.go(mailbox.link_for("begeleider@aartselaar.example", "/uitnodiging/"))
    lead.assert_accessible()
    lead.fill(password="nog vier losse woorden")
    lead.press("Maak mijn account")
    assert "Mijn dag" in lead.page.title()
    lead.assert_accessible()
    return lead


def _intake(lead: Visitor) -> str:
    lead.follow("Start een scan")
    lead.press("Start de scan")
    scan = lead.page.url.rstrip("/").rsplit("/", 1)[-1]
    lead.assert_accessible()
    lead.press("Begin met de intake")
    lead.assert_accessible()
    for key, value in FACTS.items():
        with lead.page.expect_response(lambda response, key=key: f"/intake/{key}/" in response.url) as saved:
            lead.page.locator(f'[name="{key}-value"][value="{value}"]').check()
        assert saved.value.status == 200
    lead.go(f"/scan/{scan}/intake/")
    for key, value in FACTS.items():
        assert lead.page.locator(f'[name="{key}-value"][value="{value}"]').is_checked(), key
    for _item in range(4):
        lead.page.get_by_role("button", name="Vink af:").first.click()
        lead.page.wait_for_load_state()
    lead.go(f"/scan/{scan}/")
    lead.press("Begin met de meting")
    return scan


def _survey(lead: Visitor, scan: str, mailbox: Mailbox, browser: Browser, base: str) -> None:
    lead.fill(closes_on=SOON.isoformat())
    lead.press("Bewaar en kies deelnemers")
    for role, number in ROLES.items():
        lead.page.select_option('[name="role_group"]', role)
        lead.fill(addresses="\n".join(f"{role}{index}@aartselaar.example" for index in range(number)))
        lead.press("Voeg toe")
    lead.assert_accessible()
    lead.follow("Open de vragenlijst")
    lead.assert_accessible()
    lead.press("Open en verstuur de uitnodigingen")
    addresses = [f"{role}{index}@aartselaar.example" for role, number in ROLES.items() for index in range(number)]
    deadline = time.monotonic() + 60
    while mailbox.addresses("/vragenlijst/") < set(addresses) and time.monotonic() < deadline:
        time.sleep(0.2)
    links = [mailbox.link_for(address, "/vragenlijst/") for address in addresses]
    _answer_by_keyboard(Visitor(browser, base, width=390), links[0])
    _answer_without_javascript(Visitor(browser, base, javascript=False, width=320), links[1])
    for index, link in enumerate(links[2:]):
        _answer_by_mouse(Visitor(browser, base), link, level=1 + index % 3)
    lead.go(f"/scan/{scan}/vragenlijst/")
    assert "12 van 12 mensen antwoordden" in lead.page.content()
    assert not any(word in lead.page.content() for word in ("gemiddelde", "spelverdeler"))
    lead.assert_accessible()
    lead.follow("Sluit de vragenlijst")
    lead.assert_accessible()
    lead.press("Sluit de vragenlijst")


def _answer_by_keyboard(someone: Visitor, link: str) -> None:
    page = someone.go(link)
    someone.assert_accessible()
    for _dimension in range(13):
        page.locator("fieldset[data-survey-step]:visible input").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    someone.assert_accessible()
    button = page.get_by_role("button", name="Verstuur uw antwoorden")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    _assert_thanked(someone, link)


def _answer_without_javascript(someone: Visitor, link: str) -> None:
    page = someone.go(link)
    page.locator('[name="O.LEI"][value="wn"]').check()
    page.get_by_role("button", name="Verstuur uw antwoorden").click()
    _assert_thanked(someone, link)


def _answer_by_mouse(someone: Visitor, link: str, *, level: int) -> None:
    page = someone.go(link)
    for _dimension in range(13):
        page.locator(f"fieldset[data-survey-step]:visible input[value='{level}']").check()
        page.get_by_role("button", name="Volgende").click()
    page.get_by_role("button", name="Verstuur uw antwoorden").click()
    page.wait_for_load_state()
    _assert_thanked(someone, link)


def _assert_thanked(someone: Visitor, link: str) -> None:
    someone.page.get_by_role("heading", name="Dank u wel").wait_for(timeout=10_000)
    someone.go(link)
    someone.page.get_by_role("heading", name="Dank u wel").wait_for(timeout=10_000)
    assert someone.context.cookies() == []
    someone.close()


def _interpretation(lead: Visitor, scan: str) -> None:
    lead.go(f"/scan/{scan}/werksessie/I.GEG/")
    lead.assert_accessible()
    lead.fill(**{"a-value": "1,5", "a-reason": "Zo zagen wij het samen."})
    lead.press("Bewaar alles van deze dimensie")
    lead.go(f"/scan/{scan}/")
    lead.press("Ga naar de duiding")
    lead.assert_accessible()
    for word in ("spelverdeler", "1-malige invoer x-matig gebruik", "niet ingevuld in het instrument"):
        assert word in lead.page.content()
    lead.follow("Leg het gesprek vast")
    lead.assert_accessible()
    lead.page.get_by_label("III. Minimalistisch").check()
    lead.press("Bewaar het gesprek")
    lead.go(f"/scan/{scan}/")
    lead.press("Ga naar het rapport")


def _recommendations(lead: Visitor, scan: str) -> None:
    page = lead.go(f"/scan/{scan}/aanbevelingen/")
    lead.assert_accessible()
    addresses = page.locator("article h3 a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(addresses) > 10
    for place, address in enumerate(addresses):
        lead.go(address)
        if place == 0:
            lead.assert_accessible()
        lead.page.locator(f'[name="decision"][value="{"overgenomen" if place < 4 else "niet overgenomen"}"]').check()
        lead.fill(reason="" if place < 4 else "Eerst de andere.")
        lead.press("Bewaar het besluit")
    lead.go(f"/scan/{scan}/aanbevelingen/")
    assert "4 overgenomen" in lead.page.content()


def _report(lead: Visitor, scan: str) -> None:
    page = lead.go(f"/scan/{scan}/rapport/")
    lead.assert_accessible()
    lead.press("Maak het rapport")
    page.get_by_role("link", name="Lees als webpagina").or_(page.get_by_role("link", name="Toon het resultaat")).first.wait_for(
        timeout=60_000
    )
    page.goto(f"/scan/{scan}/rapport/")
    signatures = {"pdf": b"%PDF-", "docx": b"PK", "odt": b"PK"}
    for kind, signature in signatures.items():
        with page.expect_download() as download:
            page.locator(f'a:has-text(".{kind}")').first.click()
        path = download.value.path()
        assert Path(path).read_bytes().startswith(signature), kind
    lead.follow("Lees als webpagina")
    lead.assert_accessible()
    assert page.get_by_role("heading", name="Samenvatting").is_visible()


def _adopt(lead: Visitor, scan: str) -> None:
    lead.go(f"/scan/{scan}/besluit/")
    lead.assert_accessible()
    lead.fill(body="College", decided_on=date.today().isoformat(), document="Besluit 1")
    lead.press("Leg het besluit vast")
    lead.follow("Stel vast")
    lead.assert_accessible()
    lead.press("Stel vast")
    lead.press("Draag over naar het programma")
    assert lead.page.locator(".rh-tag", has_text="Overgedragen").is_visible()
    lead.assert_accessible()
