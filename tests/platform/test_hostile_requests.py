"""Requests that no browser of ours sends: an answer in words, never a programme error."""

from __future__ import annotations

import time

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory

from regiehuis.config.logging import without_secrets
from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.middleware import CleanCookiesMiddleware
from regiehuis.platform.views import too_many_attempts
from tests.factories import OrganisationFactory, member


@pytest.mark.django_db
def test_a_cookie_with_a_nul_is_dropped():
    """As it comes over the line: Python itself no longer makes such a cookie, but Django still reads one."""
    sent = rf'{settings.SESSION_COOKIE_NAME}="{"a" * 20}\000{"b" * 11}"'
    assert Client().get("/account/beveiliging/", HTTP_COOKIE=sent).status_code == 302
    request = RequestFactory().get("/", HTTP_COOKIE=sent)
    assert "\0" in request.COOKIES[settings.SESSION_COOKIE_NAME], "or this test would try nothing"
    CleanCookiesMiddleware(lambda seen: HttpResponse(repr(seen.COOKIES)))(request)
    assert request.COOKIES == {}


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["?zoek=%00", "?pagina=abc", "?pagina=-1", "?sorteer=wachtwoord", "?bestand=zip"])
def test_odd_questions_get_a_page(query):
    browser = Client()
    browser.force_login(member(OrganisationFactory(), Role.ADMINISTRATOR), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get(f"/organisatie/mensen/{query}").status_code == 200


@pytest.mark.django_db
def test_too_many_attempts_end_with_the_window():
    cache.clear()
    now = time.time()
    assert [too_many_attempts("x", limit=2, seconds=60, now=now) for _ in range(4)] == [False, False, True, True]
    assert not too_many_attempts("x", limit=2, seconds=60, now=now + 60)


def test_no_secret_of_a_link_reaches_a_log_line():
    line = without_secrets(
        None, "warning", {"event": "Forbidden (Origin checking failed): /uitnodiging/0123abcd.geheim-woord/", "path": "/vragenlijst/ab.cd/"}
    )
    assert "geheim-woord" not in str(line)
    assert "ab.cd" not in str(line)
