"""Every page of the product leads to the heading of the guide that is about it."""

from __future__ import annotations

import re

import pytest

from regiehuis.help import selectors
from regiehuis.help.places import WHEN_NOTHING_IS_SAID, places

from .test_urls import ALL, client_of, each, path_of

# Addresses that are no page: files, answers to programs, and forms that only lead on.
NO_PAGE = {
    "scan:chart-csv", "scan:report-file", "organisations:logo", "house-style-css", "house-style-png", "oauth-token", "set_language", "openapi",
    "livez", "readyz", "metrics", "security-txt", "mfa_download_recovery_codes",
    "templates:file", "templates:trial", "templates:starting-point",
}  # fmt: skip
PAGES = [address for address in ALL if address.name not in NO_PAGE]
LINK = re.compile(r'class="nl-link rh-help" href="([^"]+)"')


def test_every_page_says_where_its_help_is():
    """A new page: add it to HELP beside its address, and write the paragraph if it is not there."""
    assert {address.name for address in ALL} - NO_PAGE == set(places())


def test_every_place_is_a_heading_of_the_guide():
    for name, place in [*places().items(), ("", WHEN_NOTHING_IS_SAID)]:
        slug, _hash, anchor = place.partition("#")
        chapter = selectors.chapter(slug)
        assert chapter is not None, f"{name}: there is no chapter {slug}"
        assert anchor in chapter.anchors, f"{name}: {slug} has no heading {anchor}"


@each(PAGES)
def test_every_page_shows_its_link(address, world):
    for user in (world.insider, None):
        answer = client_of(user).get(path_of(address, world))
        if "<!doctype html>" in (text := answer.content.decode(errors="replace")):
            found = LINK.findall(text)
            assert len(found) == 1
            if answer.status_code == 200:
                slug, _hash, anchor = places()[address.name].partition("#")
                assert found == [selectors.address_of(slug, anchor)]


@each([address for address in ALL if address.name in NO_PAGE])
def test_what_is_no_page_shows_none(address, world):
    answer = client_of(world.insider).get(path_of(address, world))
    assert answer.status_code != 200 or "rh-page" not in answer.content.decode(errors="replace")


@pytest.mark.parametrize("user", ["insider", None])
def test_a_page_that_does_not_open_leads_to_what_to_do(user, world):
    answer = client_of(user and getattr(world, user)).get("/bestaat-niet/")
    slug, _hash, anchor = WHEN_NOTHING_IS_SAID.partition("#")
    assert answer.status_code == 404
    assert LINK.findall(answer.content.decode()) == [selectors.address_of(slug, anchor)]
