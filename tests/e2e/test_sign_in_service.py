"""A sign-in service in a real browser: roles by a mapping, somebody new, signing out there, and a lost second step."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser

from tests.conftest import Database, serving
from tests.identity_provider import Provider, running, service_table

from .conftest import Mailbox, Visitor

EMAIL, PASSWORD = "beheerder@aartselaar.example", "vier losse woorden hier"


def _first_start(someone: Visitor, setup_code: str) -> None:
    someone.go("/eerste-start/")
    someone.page.select_option('[name="country"]', "BE")
    someone.fill(setup_code=setup_code, municipality="Aartselaar", name="Beheerder", email=EMAIL, password=PASSWORD)
    someone.press("Maak de organisatie aan")


def _settings(provider: Provider, database: Database, folder: Path) -> str:
    """The operator's file, once the organisation has a reference."""
    with database.connect("regiehuis_owner") as owner:
        found = owner.execute("select public_id from organisations_organisation").fetchone()
    file = folder / "aanmelddiensten.toml"
    lines = [f"{name} = {json.dumps(value)}" for name, value in service_table(provider, found[0] if found else "").items()]
    file.write_text("[merenland]\n" + "\n".join(lines) + "\n")
    return str(file)


@pytest.mark.slow
def test_from_a_mapping_to_signing_out(fresh_database: Database, tmp_path: Path, browser: Browser) -> None:
    with running() as provider:
        with serving(fresh_database, tmp_path) as served:
            someone = Visitor(browser, served.url)
            _first_start(someone, served.setup_code)
            someone.go("/organisatie/mensen/aanmelddiensten/")
            assert "Er hoort nog geen aanmelddienst bij" in someone.page.get_by_role("main").inner_text()
            someone.assert_accessible()
            someone.close()
        with serving(fresh_database, tmp_path, REGIEHUIS_SIGN_IN_SERVICES=_settings(provider, fresh_database, tmp_path)) as served:
            _map_a_group(Visitor(browser, served.url))
            provider.person |= {"groups": ["griffie"]}
            _come_and_go(Visitor(browser, served.url, width=320), provider)
            _come_and_go(Visitor(browser, served.url, javascript=False), provider, with_script=False)


def _map_a_group(administrator: Visitor) -> None:
    administrator.go("/account/login/")
    administrator.assert_accessible()
    administrator.fill(login=EMAIL, password=PASSWORD)
    administrator.press("Meld aan")
    administrator.go("/organisatie/mensen/aanmelddiensten/")
    administrator.fill(value="griffie")
    administrator.page.get_by_label("Raadslid").check()
    administrator.press("Koppel deze waarde")
    assert "griffie" in administrator.page.locator("tbody").inner_text()
    administrator.assert_accessible()
    administrator.go("/account/aanmelddiensten/")
    administrator.assert_accessible()
    administrator.close()


def _come_and_go(someone: Visitor, provider: Provider, *, with_script: bool = True) -> None:
    someone.go("/account/login/")
    someone.press("Meld aan met Gemeente Merenland")
    assert someone.page.url.startswith(provider.issuer)
    someone.page.get_by_role("link", name="Ga verder").click()
    someone.page.get_by_role("heading", name="Mijn dag").wait_for()
    assert "Raadslid" in someone.page.locator("header").inner_text()
    someone.go("/account/aanmelddiensten/")
    assert "Ontkoppel Gemeente Merenland" in someone.page.get_by_role("main").inner_text()
    ended = len(provider.ended)
    someone.go("/account/logout/")
    someone.page.locator("main button[type=submit]").first.click()
    someone.page.wait_for_url("**/account/login/")
    assert len(provider.ended) == ended + 1
    someone.page.goto("/")
    assert "/account/login/" in someone.page.url
    someone.go("/account/login/")
    provider.twist = "denied"
    someone.press("Meld aan met Gemeente Merenland")
    someone.page.get_by_role("link", name="Ga verder").click()
    someone.page.get_by_role("heading", name="Het aanmelden is niet gelukt").wait_for()
    provider.twist = ""
    if with_script:
        someone.assert_accessible()
    someone.console = [text for text in someone.console if "status of 400" not in text and not text.startswith(provider.issuer)]
    someone.close()


@pytest.mark.slow
def test_the_owner_stops_a_recovery_from_the_mail(fresh_database: Database, tmp_path: Path, browser: Browser, mailbox: Mailbox) -> None:
    with serving(fresh_database, tmp_path, EMAIL_URL=f"smtp://127.0.0.1:{mailbox.port}") as served:
        first = Visitor(browser, served.url)
        _first_start(first, served.setup_code)
        for name in ("Tweede", "Noor"):
            _join(first, Visitor(browser, served.url), name, mailbox)
        _give_a_second_step(fresh_database, "noor@aartselaar.example")
        with fresh_database.connect("postgres", autocommit=True) as superuser:  # nobody decides in the first week
            superuser.execute("update organisations_membership set starts_on = starts_on - 7")
        first.go("/organisatie/mensen/?zoek=noor")
        first.page.get_by_role("main").get_by_role("link", name="Noor").first.click()
        first.follow("Herstel de tweede stap")
        first.assert_accessible()
        first.fill(reason="telefoon kwijt")
        first.press("Vraag het herstel aan")
        first.assert_accessible()
        second = Visitor(browser, served.url, width=320)
        second.go("/account/login/")
        second.fill(login="tweede@aartselaar.example", password=PASSWORD)
        second.press("Meld aan")
        second.go("/organisatie/mensen/")
        second.assert_accessible()
        second.follow("Bekijk de aanvraag")
        second.press("Bevestig het herstel")
        second.assert_accessible()
        second.close()
        owner = Visitor(browser, served.url, javascript=False)
        owner.go(mailbox.link_for("noor@aartselaar.example", "/tweede-stap-herstel/").removeprefix(served.url))
        owner.press("Dit was ik niet: stop het herstel")
        assert "Het herstel is gestopt" in owner.page.get_by_role("main").inner_text()
        owner.close()
        first.page.reload()
        assert "door de persoon zelf" in first.page.get_by_role("main").inner_text()
        first.close()


def _join(administrator: Visitor, someone: Visitor, name: str, mailbox: Mailbox) -> None:
    email = f"{name.lower()}@aartselaar.example"
    administrator.go("/organisatie/mensen/uitnodigen/")
    administrator.fill(name=name, email=email)
    administrator.page.get_by_label("Beheerder" if name == "Tweede" else "Raadslid").check()
    administrator.page.locator("main button[type=submit]").first.click()
    administrator.page.wait_for_load_state()
    someone.page.goto(mailbox.link_for(email, "/uitnodiging/"))
    someone.fill(password=PASSWORD)
    someone.press("Maak mijn account")
    someone.close()


def _give_a_second_step(database: Database, email: str) -> None:
    """An app that was set up a while ago, and is lost now."""
    with psycopg.connect(database.url("regiehuis_owner"), autocommit=True) as owner:
        owner.execute(
            "insert into mfa_authenticator (user_id, type, data, created_at) select id, 'totp', '{\"secret\": \"x\"}', now() - interval '9 days'"
            " from accounts_user where email = %s",
            [email],
        )
