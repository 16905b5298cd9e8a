"""What every answer of the product has: headers, probes, errors that undo, a language."""

from __future__ import annotations

import json

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.validators import RegexValidator
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from psycopg.errors import DiskFull

from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.middleware import TenantMiddleware
from regiehuis.organisations.models import Unit
from regiehuis.platform import views
from regiehuis.platform.errors import Forbidden
from regiehuis.platform.tenancy import tenant
from tests.factories import OrganisationFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def asked(organisation):
    """A request of a member, as the middleware gets it."""
    request = RequestFactory().get("/")
    request.user, request.session = member(organisation, Role.ADMINISTRATOR), {}
    return request


def through_middleware(request, view):
    middleware = TenantMiddleware(lambda request: None)
    request.own = None
    view.__module__ = "regiehuis.somewhere"
    return middleware.process_view(request, view, [], {})


# ---- the tenant of a request -------------------------------------------------------------------------------------------


def test_a_view_runs_inside_the_tenant_of_the_signed_in_person(asked, organisation):
    seen = []

    def view(request):
        seen.append((Unit.objects.create(code="A", name="A").organisation_id, request.actor.roles))
        return views.livez(request)

    through_middleware(asked, view)
    assert seen == [(organisation.pk, frozenset({Role.ADMINISTRATOR}))]


def test_an_answer_of_500_or_more_undoes_what_the_view_wrote(asked, organisation):
    def view(request):
        Unit.objects.create(code="A", name="A")
        response = views.livez(request)
        response.status_code = 503
        return response

    assert through_middleware(asked, view).status_code == 503
    with tenant(organisation.pk):
        assert not Unit.objects.exists()


def test_an_exception_undoes_what_the_view_wrote(asked, organisation):
    def view(request):
        Unit.objects.create(code="A", name="A")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        through_middleware(asked, view)
    with tenant(organisation.pk):
        assert not Unit.objects.exists()


def test_a_refusal_for_lack_of_a_right_is_a_page_and_no_error(asked):
    def view(request):
        raise Forbidden

    assert through_middleware(asked, view).status_code == 403


# ---- every answer ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["account_login", "privacy", "livez", "components"])
def test_every_answer_carries_the_security_headers(name):
    response = Client().get(reverse(name))
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Permissions-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_dutch_unless_the_reader_chose_otherwise():
    client = Client(headers={"Accept-Language": "en"})
    assert client.get(reverse("privacy"))["Content-Language"] == "nl"
    client.post(reverse("set_language"), {"language": "en", "next": "/privacy/"})
    assert client.get(reverse("privacy"))["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("wanted", "given"), [("/privacy/", "/privacy/"), ("https://evil.example/", "/"), ("//evil.example", "/"), ("javascript:1", "/")]
)
def test_choosing_a_language_leads_nowhere_else(wanted, given):
    response = Client().post(reverse("set_language"), {"language": "en", "next": wanted})
    assert (response.status_code, response["Location"]) == (302, given)


@pytest.mark.parametrize("language", ["de", "", "../../x", "nl-be"])
def test_a_language_that_we_do_not_have_is_ignored(language):
    assert settings.LANGUAGE_COOKIE_NAME not in Client().post(reverse("set_language"), {"language": language}).cookies


def test_the_privacy_page_promises_only_what_holds():
    page = Client().get(reverse("privacy")).content.decode()
    assert "wordt vastgelegd" not in page
    assert "Regiehuis kan niet vastleggen wie rechtstreeks in de database kijkt." in page
    assert "30 dagen na de sluitdatum" in page


def test_the_summary_of_errors_counts_what_it_lists():
    class Names(forms.Form):
        name = forms.CharField(validators=[RegexValidator("a", "Geen a."), RegexValidator("b", "Geen b.")])

    page = render_to_string("allauth/elements/fields.html", {"attrs": {"form": Names({"name": "c"})}})
    assert page.count('<li><a class="nl-link"') == 2
    assert "2 dingen die niet kloppen" in page


def test_security_txt_is_current():
    assert b"Contact: " in Client().get("/.well-known/security.txt").content


# ---- probes and errors -------------------------------------------------------------------------------------------------


def test_ready_when_everything_holds():
    response = Client().get(reverse("readyz"))
    assert (response.status_code, json.loads(response.content)) == (200, {"ready": True, "migrations": 0, "unprotected": 0, "role": 0})


@pytest.mark.parametrize(("error", "status"), [(OperationalError("away"), 503), (ZeroDivisionError(), 500)])
def test_a_fault_is_told_apart_from_a_database_that_is_away(error, status):
    try:
        raise error
    except type(error):
        response = views.server_error(RequestFactory().get("/"))
    assert response.status_code == status
    assert response.headers.get("Retry-After") == ("5" if status == 503 else None)


class Outage(OperationalError):
    def __init__(self, cause=None):
        super().__init__("away")
        self.__cause__ = cause


@pytest.mark.parametrize(("cause", "words"), [
    (None, {"nl": "Regiehuis kan even niet bij de database", "en": "Regiehuis cannot reach its database"}),
    (DiskFull(), {"nl": "De schijf van de server is vol", "en": "The disk of the server is full"}),
])  # fmt: skip
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_pages_of_an_outage_ask_nothing_of_the_database(cause, words, language, method, django_assert_num_queries):
    """In the reader's language and in our own style; whoever sent something reads what became of it, and is not sent to that address."""
    with translation.override(language), django_assert_num_queries(0):
        try:
            raise Outage(cause)
        except Outage:
            response = views.server_error(getattr(RequestFactory(), method)("/ergens/?a=1"))
    page = response.content.decode()
    assert response.status_code == 503
    assert words[language] in page
    assert 'class="rh-page' in page
    assert ('href="/ergens/?a=1"' in page) == (method == "get" and cause is None)


def test_an_unknown_address_gives_the_own_page():
    response = Client().get("/bestaat-niet/")
    assert response.status_code == 404
    assert "Deze pagina is er niet" in response.content.decode()


def test_a_form_without_its_token_is_refused_in_words():
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("choose-organisation"), {"organisation": "x"})
    assert response.status_code == 403
    assert "<h1" in response.content.decode()


# ---- attempts ----------------------------------------------------------------------------------------------------------


def test_attempts_are_counted_per_key():
    assert [views.too_many_attempts("a", limit=2, seconds=60) for _ in range(4)] == [False, False, True, True]
    assert not views.too_many_attempts("b", limit=2, seconds=60)


# ---- settings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "missing"),
    [("check", "SECRET_KEY"), ("check", "ALLOWED_HOSTS"), ("migrate", "SECRET_KEY"), ("migrate", "DATABASE_OWNER_URL")],
)
def test_with_an_own_database_nothing_may_be_left_to_chance(fresh_database, command, missing, monkeypatch):
    environment = {key: value for key, value in fresh_database.environment.items() if key != missing}
    monkeypatch.setattr(type(fresh_database), "environment", environment)
    done = fresh_database.run(command)
    assert done.returncode == 2
    assert missing in done.stderr
    assert "Traceback" not in done.stderr
    assert ImproperlyConfigured.__name__ not in done.stderr


def test_web_and_worker_need_not_know_the_owner_of_the_tables(fresh_database, monkeypatch):
    environment = {key: value for key, value in fresh_database.environment.items() if key != "DATABASE_OWNER_URL"}
    monkeypatch.setattr(type(fresh_database), "environment", environment)
    assert fresh_database.run("check").returncode == 0


def test_check_passes_on_a_good_database_and_refuses_a_role_that_is_too_strong(fresh_database, monkeypatch):
    assert fresh_database.run("check").returncode == 0
    strong = fresh_database.environment | {"DATABASE_URL": fresh_database.url("regiehuis_owner")}
    monkeypatch.setattr(type(fresh_database), "environment", strong)
    done = fresh_database.run("check")
    assert done.returncode != 0
    assert "eigenaar van tabellen" in done.stdout + done.stderr
