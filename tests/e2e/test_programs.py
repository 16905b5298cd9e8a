"""A token and a program: made on the page, used over the wire by a real OAuth client, and ended on the page."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from playwright.sync_api import Browser

from tests.conftest import Database, serving

from .conftest import Visitor

PASSWORD = "vier losse woorden hier"


@pytest.mark.slow
def test_programs_get_in_by_what_the_page_showed_once_and_are_put_out_again(
    fresh_database: Database, tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # the library insists on https; this server has no certificate
    with serving(fresh_database, tmp_path) as served:
        someone = _administrator(Visitor(browser, served.url, width=360), served.setup_code)
        token = _token(someone)
        headers = {"Authorization": f"Bearer {token}"}
        assert requests.get(f"{served.url}/api/v1/organisation", headers=headers, timeout=10).json()["name"] == "Aartselaar"
        client_id, secret = _program(someone)
        with OAuth2Session(client_id, secret, token_endpoint=f"{served.url}/oauth/token", grant_type="client_credentials") as program:
            program.fetch_token()
            assert program.get(f"{served.url}/api/v1/scans").json()["totalItems"] == 0
            someone.go("/organisatie/toegang/")
            someone.assert_accessible()
            assert secret not in someone.page.content()
            assert token not in someone.page.content()
            someone.press("Trek in")
            assert requests.get(f"{served.url}/api/v1/organisation", headers=headers, timeout=10).status_code == 401
            someone.press("Trek in")
            assert program.get(f"{served.url}/api/v1/scans").status_code == 401
        assert token not in served.log.read_text()
        assert secret not in served.log.read_text()
        someone.close()


def _administrator(someone: Visitor, setup_code: str) -> Visitor:
    someone.go("/eerste-start/")
    someone.page.select_option('[name="country"]', "BE")
    someone.fill(setup_code=setup_code, municipality="Aartselaar", name="Beheerder", email="b@aartselaar.example", password=PASSWORD)
    someone.press("Maak de organisatie aan")
    someone.go("/organisatie/toegang/")
    someone.assert_accessible()
    return someone


def _token(someone: Visitor) -> str:
    someone.follow("Maak een token")
    someone.press("Maak het token")
    someone.assert_accessible()  # two fields are missing
    someone.fill(name="Wekelijkse export")
    someone.page.get_by_label("Gegevens van de organisatie en haar eenheden lezen").check()
    someone.press("Maak het token")
    someone.assert_accessible()
    return someone.page.locator("main code").inner_text()


def _program(someone: Visitor) -> tuple[str, str]:
    someone.follow("Ik heb het bewaard")
    someone.follow("Registreer een toepassing")
    someone.fill(name="Dataplatform")
    someone.page.get_by_label("Scans lezen").check()
    someone.page.get_by_label("Secretaris").check()
    someone.assert_accessible()
    someone.press("Registreer de toepassing")
    someone.assert_accessible()
    client_id, secret = someone.page.locator("main code").all_inner_texts()
    return client_id, secret
