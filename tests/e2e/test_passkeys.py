"""Passkeys on Chromium's virtual device: made, used as a second step and without a password, named, removed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession

from tests.conftest import Database, serving

from .conftest import Visitor

EMAIL, PASSWORD = "beheerder@aartselaar.example", "vier losse woorden hier"


def _device(someone: Visitor) -> tuple[CDPSession, str]:
    """A device with a fingerprint reader that says yes; return it, and the id by which it is told otherwise."""
    session = someone.context.new_cdp_session(someone.page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


@pytest.mark.slow
def test_a_passkey_from_making_it_to_removing_it(fresh_database: Database, tmp_path: Path, browser: Browser) -> None:
    with serving(fresh_database, tmp_path) as served:
        someone = Visitor(browser, served.url.replace("127.0.0.1", "localhost"))  # an address of numbers has no passkeys
        device, authenticator = _device(someone)
        someone.go("/eerste-start/")
        someone.page.select_option('[name="country"]', "BE")
        someone.fill(setup_code=served.setup_code, municipality="Aartselaar", name="Beheerder", email=EMAIL, password=PASSWORD)
        someone.press("Maak de organisatie aan")
        someone.go("/organisatie/")
        someone.page.get_by_label("Beheerder").check()
        someone.press("Bewaar de rollen")
        _make(someone, device, authenticator)

        _sign_in_without_password(someone, device, authenticator)
        _sign_in_with_password_and_passkey(someone)

        someone.go("/account/2fa/webauthn/")
        someone.assert_accessible()
        assert someone.page.locator("tbody tr").count() == 1
        someone.follow("Hernoem")
        _confirm_with_passkey(someone)
        someone.fill(name="Sleutelbos")
        someone.press("Bewaar de naam")
        assert "Sleutelbos" in someone.page.locator("tbody").inner_text()
        someone.follow("Verwijder")
        someone.assert_accessible()
        someone.press("Verwijder de passkey")
        someone.page.goto("/")
        assert "tweede stap" in someone.page.get_by_role("heading", level=1).inner_text()
        someone.close()


def _make(someone: Visitor, device: CDPSession, authenticator: str) -> None:
    someone.follow("Maak een passkey")
    if "reauthenticate" in someone.page.url:
        someone.fill(password=PASSWORD)
        someone.page.locator("main button[type=submit]").first.click()
        someone.page.wait_for_load_state()
    someone.assert_accessible()
    someone.fill(name="Laptop")
    someone.page.get_by_role("button", name="Maak de passkey").click()
    someone.page.wait_for_url("**/recovery-codes/**")
    someone.go("/")
    assert "Mijn dag" in someone.page.title()
    assert len(device.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]) == 1


def _sign_in_without_password(someone: Visitor, device: CDPSession, authenticator: str) -> None:
    someone.context.clear_cookies()
    someone.page.goto("/organisatie/")
    someone.assert_accessible()
    device.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    someone.page.get_by_role("button", name="Meld aan met een passkey").click()
    someone.page.get_by_text("Het is niet gelukt").wait_for()
    someone.assert_accessible()
    device.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": True})
    someone.page.get_by_role("button", name="Meld aan met een passkey").click()
    someone.page.wait_for_url(re.compile(r"^[^?]*/organisatie/$"))


def _sign_in_with_password_and_passkey(someone: Visitor) -> None:
    someone.context.clear_cookies()
    someone.go("/account/login/")
    someone.fill(login=EMAIL, password=PASSWORD)
    someone.press("Meld aan")
    someone.assert_accessible()
    someone.page.get_by_role("button", name="Gebruik een passkey").click()
    someone.page.get_by_role("heading", name="Mijn dag").wait_for()


def _confirm_with_passkey(someone: Visitor) -> None:
    assert "reauthenticate" in someone.page.url, "a change of a passkey is confirmed first"
    someone.follow("Gebruik een beveiligingssleutel")
    someone.assert_accessible()
    someone.page.get_by_role("button", name="Bevestig met een passkey").click()
    someone.page.get_by_role("heading", name="Passkey hernoemen").wait_for()


@pytest.mark.slow
def test_without_javascript_the_page_says_that_a_passkey_needs_it(fresh_database: Database, tmp_path: Path, browser: Browser) -> None:
    with serving(fresh_database, tmp_path) as served:
        someone = Visitor(browser, served.url, javascript=False, width=320)
        page = someone.go("/account/login/")
        assert page.get_by_text("Een passkey werkt alleen met JavaScript").is_visible()
        assert not page.get_by_role("button", name="Meld aan met een passkey").is_visible()
        assert page.get_by_role("button", name="Meld aan", exact=True).is_visible()
        someone.close()
