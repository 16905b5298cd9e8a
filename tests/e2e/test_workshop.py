"""A workshop in a real browser: the big screen by keyboard, phones beside it, also without script and on the smallest screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Browser, expect

from regiehuis.accounts.models import User
from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.tenancy import tenant
from tests.conftest import Database, cloned, pointed_at, serving
from tests.scan.steps import Town

from .conftest import Visitor

pytestmark = pytest.mark.slow
PASSWORD = "een-wachtwoord-van-de-test"


@dataclass(frozen=True, slots=True)
class Place:
    """The server, its lead, and a scan for each test."""

    url: str
    email: str
    scans: list[str]


def _prepare(database: Database, blocker: Any) -> tuple[str, list[str]]:
    """Runs in a thread of its own: beside a browser's event loop Django does not work."""
    with blocker.unblock(), pointed_at(database):
        town = Town.found(name="Gemeente Merenland")
        user = User.objects.get(pk=town.actors[Role.SCAN_LEAD].user_id)
        user.password = PBKDF2PasswordHasher().encode(PASSWORD, "zout", iterations=1000)
        user.save()
        with tenant(town.pk):
            return user.email, [str(town.scan(title=f"Scan {number}").public_id) for number in (1, 2)]


@pytest.fixture(scope="module")
def place(template: Database, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with cloned(template) as database:
        with ThreadPoolExecutor(1) as pool:
            email, scans = pool.submit(_prepare, database, django_db_blocker).result()
        with serving(database, tmp_path_factory.mktemp("workshop")) as served:
            yield Place(served.url, email, scans)


def lead_of(place: Place, browser: Browser, scan: str, **options: Any) -> Visitor:
    visitor = Visitor(browser, place.url, **options)
    visitor.go("/account/login/")
    visitor.fill(login=place.email, password=PASSWORD)
    visitor.press("Meld aan")
    visitor.go(f"/scan/{scan}/werksessie/")
    visitor.press("Start de werksessie")
    return visitor


def code_on(screen: Visitor) -> str:
    return re.sub(r"\D", "", screen.page.locator(".rh-stage__big-code").inner_text())


def joined(place: Place, browser: Browser, code: str, **options: Any) -> Visitor:
    phone = Visitor(browser, place.url, **options)
    phone.go("/werksessie/")
    phone.fill(code=code)
    phone.press("Doe mee")
    phone.press("Doe mee")
    return phone


def test_keys_steer_and_phones_follow_by_themselves(place, browser):
    screen = lead_of(place, browser, place.scans[0])
    phone = joined(place, browser, code_on(screen), width=320)
    page, step = screen.page, screen.page.keyboard.press
    for view in (screen, phone):
        view.assert_accessible()
    step("Space")
    expect(page.get_by_text("Lees eerst de kaarten")).to_be_visible()
    screen.assert_accessible()
    step("Space")
    expect(page.get_by_text("0 van 1 gestemd")).to_be_visible()
    phone.page.get_by_label(re.compile("^2[.]")).check(timeout=10_000)  # the cards came by themselves
    phone.assert_accessible()
    phone.press("Stem")
    expect(phone.page.get_by_text("Uw stem is bewaard")).to_be_visible()
    phone.assert_accessible()
    expect(page.get_by_text("1 van 1 gestemd")).to_be_visible(timeout=5_000)
    step("Space")
    expect(page.get_by_role("img", name=re.compile("Stemmen per fase: 1: 0, 2: 1,")).first).to_be_visible()
    screen.assert_accessible()
    expect(phone.page.get_by_text("De stemming is gesloten.")).to_be_visible(timeout=5_000)
    phone.assert_accessible()
    step("Space")
    expect(page.get_by_text(re.compile(r"nog [45]:\d\d"))).to_be_visible()
    step("r")
    expect(page.get_by_role("button", name="Onthul de stemmen")).to_be_visible()
    phone.page.get_by_label(re.compile("^3[.]")).check(timeout=10_000)
    phone.press("Stem")
    step("Space")
    expect(page.get_by_text("Ronde 2.")).to_be_visible()
    step("Space")
    slider = page.get_by_role("slider")
    slider.focus()
    step("ArrowLeft")  # in a field the arrow moves the slider, not the workshop
    expect(page.locator("[data-level]")).to_have_text("2,5")
    screen.assert_accessible()
    screen.press("Leg het niveau vast")
    expect(page.get_by_text("Afgesproken: 2,5")).to_be_visible()
    screen.assert_accessible()
    page.evaluate("document.activeElement.blur()")
    step("ArrowRight")
    expect(page.get_by_text("2 van 13")).to_be_visible()
    _switched_off(screen)
    page.set_viewport_size({"width": 320, "height": 800})
    screen.assert_accessible()
    screen.close()
    phone.close()


def _switched_off(screen: Visitor) -> None:
    page = screen.page
    page.get_by_text("Meer", exact=True).click()
    page.get_by_role("button", name="Zet de sneltoetsen uit").click()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    page.reload()
    expect(page.get_by_text("2 van 13")).to_be_visible()
    expect(page.locator("kbd").first).to_be_hidden()


def test_all_of_it_without_script(place, browser):
    screen = lead_of(place, browser, place.scans[1], javascript=False)
    phone = joined(place, browser, code_on(screen), javascript=False, width=320)
    for button in ("Begin met de eerste dimensie", "Open de stemming"):
        screen.press(button)
    phone.follow("Ververs")
    phone.page.get_by_label("Weet ik niet").check()
    phone.press("Stem")
    phone.page.get_by_label(re.compile("^4[.]")).check()
    phone.press("Wijzig uw stem")
    screen.page.get_by_role("link", name="Ververs").click()
    expect(screen.page.get_by_text("1 van 1 gestemd")).to_be_visible()
    screen.press("Onthul de stemmen")
    screen.press("Begin het gesprek")
    screen.page.get_by_role("link", name="Spreek het niveau af").click()
    screen.press("Leg het niveau vast")
    expect(screen.page.get_by_text("Afgesproken: 4,0")).to_be_visible()
    screen.page.goto(f"/scan/{place.scans[1]}/werksessie/sluiten/")
    screen.press("Sluit de werksessie")
    phone.page.goto(phone.page.url)
    expect(phone.page.get_by_text("Deze werksessie is er niet (meer)")).to_be_visible()
    phone.context.close()  # its console tells of the 410 that was asked for
    screen.close()
