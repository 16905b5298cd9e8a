"""What a browser says of itself, in words."""

from __future__ import annotations

import pytest

from regiehuis.accounts.domain.browsers import browser_and_system

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"


@pytest.mark.parametrize(("user_agent", "words"), [
    (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME}", ("Chrome", "Windows")),
    (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Edg/126.0.0.0", ("Edge", "Windows")),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15", ("Safari", "macOS")),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1", ("Safari", "iPhone")),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", ("Firefox", "Linux")),
    (f"Mozilla/5.0 (Linux; Android 14; SM-S911B) {CHROME}", ("Chrome", "Android")),
    ("curl/8.5.0", ("", "")),
    ("", ("", "")),
])  # fmt: skip
def test_browser_and_system(user_agent, words):
    assert browser_and_system(user_agent) == words
