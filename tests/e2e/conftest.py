"""A real browser on the real server, with a real mail server beside it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
HARMLESS = re.compile(r"Password forms should have|Input elements should have autocomplete")


def chromium_path() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser these tests are skipped with a loud line, never in CI."""
    if chromium_path() is None and not os.environ.get("CI"):
        for item in items:
            if "e2e" in item.path.parts:
                item.add_marker(pytest.mark.skip(reason="GEEN CHROMIUM: de browsertests zijn overgeslagen"))


class Mailbox(Message):
    """Everything that the application sent."""

    def __init__(self) -> None:
        super().__init__(EmailMessage)
        self.port = free_port()
        self.messages: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.messages.append(message)

    def link_for(self, address: str, part: str) -> str:
        """Return the address of the link in the newest mail to someone."""
        for message in reversed(self.messages):
            if message["X-RcptTo"] == address:
                text = message.get_payload(decode=True).decode()
                if found := re.search(rf"https?://\S*{part}\S+", text):
                    return found[0]
        raise AssertionError(f"no mail with a link to {part} for {address}")

    def addresses(self, part: str) -> set[str]:
        return {m["X-RcptTo"] for m in self.messages if part in m.get_payload(decode=True).decode()}


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture(scope="module")  # its event loop may not outlive the module: Django refuses to work inside one
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


class Visitor:
    """Someone with a browser of their own. Every message on the console counts against the page."""

    def __init__(self, browser: Browser, base: str, *, javascript: bool = True, width: int = 1280) -> None:
        self.context: BrowserContext = browser.new_context(
            base_url=base, java_script_enabled=javascript, viewport={"width": width, "height": 900}, accept_downloads=True
        )
        self.has_javascript = javascript
        self.page: Page = self.context.new_page()
        self.console: list[str] = []
        self.page.on("console", lambda message: self.console.append(f"{self.page.url}: {message.text}"))
        self.page.on("pageerror", lambda error: self.console.append(f"{self.page.url}: {error}"))

    def go(self, path: str) -> Page:
        response = self.page.goto(path)
        assert response is not None and response.status < 400, f"{path}: {response and response.status}"
        return self.page

    def press(self, name: str) -> None:
        """Press the button with this text."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f'[name="{name}"]').first.fill(value)

    def assert_accessible(self) -> None:
        """No axe violation on the page as it stands, and nothing wider than the window."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            "async () => (await axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})).violations"
        )
        assert not found, [(each["id"], [node["html"][:200] for node in each["nodes"]][:3], self.page.url) for each in found]
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{self.page.url} is wider than the window"

    def assert_quiet(self) -> None:
        loud = [text for text in self.console if not HARMLESS.search(text)]
        assert not loud, loud

    def close(self) -> None:
        self.assert_quiet()
        self.context.close()
