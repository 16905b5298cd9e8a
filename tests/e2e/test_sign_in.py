"""Signing in: password, second step, recovery codes, sessions, and what an organisation may demand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Browser

from tests.conftest import Database, serving

from .conftest import Visitor

EMAIL, PASSWORD = "beheerder@aartselaar.example", "vier losse woorden hier"


@pytest.mark.slow
def test_an_organisation_can_demand_a_second_step(fresh_database: Database, tmp_path: Path, browser: Browser) -> None:
    with serving(fresh_database, tmp_path) as served:
        someone = Visitor(browser, served.url)
        someone.go("/eerste-start/")
        someone.page.select_option('[name="country"]', "BE")
        someone.fill(setup_code=served.setup_code, municipality="Aartselaar", name="Beheerder", email=EMAIL, password=PASSWORD)
        someone.press("Maak de organisatie aan")
        someone.go("/organisatie/")
        someone.page.get_by_label("Beheerder").check()
        someone.press("Bewaar de rollen")
        assert "tweede stap" in someone.page.get_by_role("heading", level=1).inner_text()
        someone.assert_accessible()

        secret = _activate(someone)
        someone.go("/")
        assert "Mijn dag" in someone.page.title()
        codes = _recovery_codes(someone)
        someone.context.clear_cookies()

        _sign_in(someone, code=_code(secret, offset=1))
        assert "Mijn dag" in someone.page.title()
        someone.context.clear_cookies()
        _sign_in(someone, code=codes[0])
        assert "Mijn dag" in someone.page.title()
        someone.go("/account/beveiliging/")
        someone.assert_accessible()
        assert someone.page.locator("tbody tr").count() >= 2
        someone.press("Meld overal af")
        someone.page.goto("/")
        assert "/account/login/" in someone.page.url
        someone.close()


def _activate(someone: Visitor) -> str:
    someone.follow("Stel de app in")
    if "reauthenticate" in someone.page.url:
        someone.fill(password=PASSWORD)
        someone.page.locator("main button[type=submit]").first.click()
        someone.page.wait_for_load_state()
    secret = someone.page.locator("#authenticator_secret").input_value()
    someone.assert_accessible()
    someone.fill(code=_code(secret))
    someone.page.locator("main button[type=submit]").first.click()
    someone.page.wait_for_load_state()
    return secret


def _recovery_codes(someone: Visitor) -> list[str]:
    page = someone.go("/account/2fa/recovery-codes/")
    someone.assert_accessible()
    return re.findall(r"\b[0-9a-f]{8}\b", page.locator("#recovery_codes").input_value())


def _sign_in(someone: Visitor, *, code: str) -> None:
    someone.go("/account/login/")
    someone.assert_accessible()
    someone.fill(login=EMAIL, password=PASSWORD)
    someone.press("Meld aan")
    someone.assert_accessible()
    someone.fill(code=code)
    someone.page.locator("main button[type=submit]").first.click()
    someone.page.wait_for_load_state()


def _code(secret: str, offset: int = 0) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter + offset)))
