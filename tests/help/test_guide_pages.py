"""The guide in the product: the files of the project, for visitor and colleague, and every link in it leads somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from regiehuis.help import selectors
from regiehuis.organisations.domain.roles import Role
from tests.conftest import CHECKOUT
from tests.factories import OrganisationFactory, UserFactory, member

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Files that a text names and that are not in the product: only the words stay.
NOT_IN_THE_PRODUCT = {"SECURITY.md", "docs/adr/0010-http-api-by-token.md"}


def signed_in(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.mark.parametrize("slug", selectors.FILES)
def test_every_link_of_the_guide_leads_to_a_page_and_a_heading_that_exist(slug):
    chapter, client = selectors.chapter(slug), Client()
    for href in re.findall(r'<a href="([^"]*)"', chapter.html):
        if href.startswith("https://"):
            continue
        parts = urlsplit(href)
        answer = client.get(parts.path or selectors.address_of(slug))
        assert answer.status_code == 200, href
        assert not parts.fragment or f' id="{unquote(parts.fragment)}"' in answer.content.decode(), href


def test_a_link_loses_its_address_only_where_a_person_has_read_why():
    lost = set()
    for path in selectors.FILES.values():
        for target in re.findall(r"\]\(([^)]+)\)", selectors.source(path)):
            if selectors.resolved(target, path) is None:
                lost.add(str((CHECKOUT / path).parent.joinpath(target.partition("#")[0]).resolve().relative_to(CHECKOUT)))
    assert lost <= NOT_IN_THE_PRODUCT
    assert all((CHECKOUT / path).exists() for path in lost)


def test_every_file_of_the_guide_is_a_chapter():
    files = {
        f"docs/{path.relative_to(CHECKOUT / 'docs')}"
        for folder in ("handleiding", "beheer")
        for path in (CHECKOUT / "docs" / folder).glob("*.md")
    }
    assert files <= set(selectors.FILES.values())


@pytest.mark.slow
def test_a_wheel_takes_every_text_along(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        for path in selectors.FILES.values():
            assert archive.read(f"regiehuis/help/docs/{path}").decode() == Path(CHECKOUT / path).read_text("utf-8")


def test_a_visitor_reads_the_guide_and_gets_no_cookie():
    answer = Client().get(reverse("help:chapter", args=["scan"]))
    assert answer.status_code == 200
    assert not answer.cookies
    assert 'class="rh-nav"' not in answer.content.decode()


def test_a_colleague_reads_it_with_the_own_menu():
    organisation = OrganisationFactory(name="Gemeente van de menubalk")
    text = signed_in(member(organisation, Role.SCAN_LEAD)).get(reverse("help:index")).content.decode()
    assert 'class="rh-nav"' in text and "Gemeente van de menubalk" in text


def test_someone_who_still_needs_a_second_step_or_an_organisation_reads_it_as_a_visitor():
    strict = OrganisationFactory(mfa_roles=[Role.SCAN_LEAD.value])
    for user in (member(strict, Role.SCAN_LEAD), UserFactory()):
        answer = signed_in(user).get(reverse("help:index"))
        assert answer.status_code == 200
        assert 'class="rh-nav"' not in answer.content.decode()


def test_a_search_shows_where_and_marks_the_words():
    text = Client().get(reverse("help:index"), {"zoek": "BEEINDIGEN"}).content.decode()
    assert "/hulp/beginnen/#4-mensen-uitnodigen" in text
    assert "<mark>beëindigen</mark>" in text


@pytest.mark.parametrize("query", ["zwaartekracht", "<script>alert(1)</script>", "x" * 5000, "a\0b"])
def test_a_search_without_result_says_what_to_do(query):
    answer = Client().get(reverse("help:index"), {"zoek": query})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Niets gevonden" in text and reverse("help:chapter", args=["begrippen"]) in text
    assert "<script>alert" not in text


def test_an_empty_search_shows_the_guide():
    assert "Handleiding" in Client().get(reverse("help:index"), {"zoek": "  "}).content.decode()


@pytest.mark.parametrize("slug", ["bestaat-niet", "index"])
def test_a_chapter_that_is_not_there_is_not_found(slug):
    assert Client().get(f"/hulp/{slug}/").status_code == 404


def test_an_english_reader_is_told_that_the_guide_is_in_dutch():
    client = Client()
    client.cookies["django_language"] = "en"
    text = client.get(reverse("help:chapter", args=["scan"])).content.decode()
    assert "only in Dutch" in text and 'class="rh-guide" lang="nl"' in text
    assert "only in Dutch" not in client.get(reverse("help:chapter", args=["api"])).content.decode()
