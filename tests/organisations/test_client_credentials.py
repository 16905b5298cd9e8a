"""Registered programs get a token of an hour for their secret: the grant of RFC 6749 (4.4), tried with a real OAuth client."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from regiehuis.audit.models import Event
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.domain.scopes import Scope
from regiehuis.organisations.models import ApiToken
from regiehuis.organisations.services import tokens
from regiehuis.platform.tenancy import tenant
from tests.factories import ApiClientFactory, OrganisationFactory, ScanFactory, UnitFactory, actor

pytestmark = pytest.mark.django_db
SITE = "https://localhost"
NOW = timezone.now


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    cache.clear()


@pytest.fixture
def town():
    return OrganisationFactory()


@pytest.fixture
def registered(town):
    """A program with its id and its secret."""
    made = ApiClientFactory(organisation=town, secret="het geheim", scopes=["organisation:read", "scan:read"])
    return made, tokens.client_identifier(made, town)


class InProcess(requests.adapters.BaseAdapter):
    """Brings a request of the library to the product in this process, inside the test's transaction."""

    def send(self, request, **_options):
        sent = {name: value for name, value in request.headers.items() if name not in {"Content-Type", "Content-Length"}}
        answer = Client().generic(
            request.method, request.path_url, request.body or b"", request.headers.get("Content-Type", ""), headers=sent
        )
        response = requests.Response()
        response.status_code, response._content, response.url = answer.status_code, answer.content, request.url
        response.headers.update(answer.headers)
        return response

    def close(self):
        pass


def program(client_id, secret, **options):
    """A real OAuth client, with the settings that its manual gives."""
    session = OAuth2Session(client_id, secret, token_endpoint=f"{SITE}/oauth/token", grant_type="client_credentials", **options)
    session.mount(SITE, InProcess())
    return session


def post(client_id, secret, data=None, **extra):
    """The same by hand."""
    encoded = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return Client(**extra).post("/oauth/token", "grant_type=client_credentials" if data is None else data,
                                content_type="application/x-www-form-urlencoded", headers={"Authorization": f"Basic {encoded}"})  # fmt: skip


# ---- with a library that did not know us -------------------------------------------------------------------------------


def test_a_program_fetches_a_token_and_works_with_it(town, registered):
    UnitFactory(organisation=town, name="Directie")
    with program(registered[1], "het geheim") as session:
        token = session.fetch_token()
        assert (token["token_type"], token["expires_in"], token["scope"]) == ("Bearer", 3600, "organisation:read scan:read")
        assert [unit["name"] for unit in session.get(f"{SITE}/api/v1/units").json()["items"]] == ["Directie"]
        assert session.get(f"{SITE}/api/v1/people").status_code == 403


def test_a_program_may_ask_for_less(registered):
    with program(registered[1], "het geheim", scope="scan:read") as session:
        assert session.fetch_token()["scope"] == "scan:read"
        assert session.get(f"{SITE}/api/v1/scans").status_code == 200
        assert session.get(f"{SITE}/api/v1/units").status_code == 403


@pytest.mark.parametrize(("secret", "scope", "error"), [
    ("iets anders", None, "invalid_client"),
    ("", None, "invalid_client"),
    ("het geheim", "people:read", "invalid_scope"),
    ("het geheim", "onzin", "invalid_scope"),
])  # fmt: skip
def test_the_library_understands_our_refusals(secret, scope, error, registered):
    with program(registered[1], secret, scope=scope) as session, pytest.raises(OAuthError) as refused:
        session.fetch_token()
    assert refused.value.error == error


# ---- rights ------------------------------------------------------------------------------------------------------------


def test_a_program_has_the_rights_of_its_roles_and_its_name_in_the_log(town):
    administrator = actor(town, Role.ADMINISTRATOR)
    with tenant(town.pk):
        made, secret = tokens.register_client(by=administrator, name="Dataplatform", scopes=list(Scope), roles=[Role.COUNCIL])
        scan = ScanFactory(organisation=town, reported=True)
    token = post(tokens.client_identifier(made, town), secret).json()["access_token"]
    answer = Client().get(f"/api/v1/scans/{scan.public_id}", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 404, "the council sees a scan once it was decided on"
    with tenant(town.pk):
        lead = actor(town, Role.SCAN_LEAD)
        made, secret = tokens.register_client(by=administrator, name="Intake-app", scopes=list(Scope), roles=[Role.SCAN_LEAD])
    token = post(tokens.client_identifier(made, town), secret).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert Client().post("/api/v1/scans", {"title": "Ronde"}, content_type="application/json", headers=headers).status_code == 422
    person = next(each for each in _leads(town) if each.id == lead.person_id)
    body = {"title": "Ronde", "leadId": str(person.public_id)}
    assert Client().post("/api/v1/scans", body, content_type="application/json", headers=headers).status_code == 201
    with tenant(town.pk):
        event = Event.objects.get(event="scan.scan.created")
    assert (event.by, event.by_name) == (None, "Intake-app")


def _leads(town):
    from regiehuis.organisations import facade

    with tenant(town.pk):
        return facade.people_with_role(Role.SCAN_LEAD)


def test_a_program_that_was_ended_is_out_at_once(town, registered):
    made, identifier = registered
    token = post(identifier, "het geheim").json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert Client().get("/api/v1/units", headers=headers).status_code == 200
    with tenant(town.pk):
        tokens.revoke_client(by=actor(town, Role.ADMINISTRATOR), client=made, now=NOW())
    assert Client().get("/api/v1/units", headers=headers).status_code == 401
    assert post(identifier, "het geheim").status_code == 401


def test_tokens_end_after_an_hour_and_do_not_heap_up(town, registered):
    identifier = registered[1]
    token = post(identifier, "het geheim").json()["access_token"]
    assert tokens.access(token, now=NOW() + timedelta(minutes=59)) is not None
    assert tokens.access(token, now=NOW() + timedelta(minutes=61)) is None
    with tenant(town.pk):
        ApiToken.objects.update(expires_at=NOW())
    post(identifier, "het geheim")
    with tenant(town.pk):
        assert ApiToken.objects.count() == 1


# ---- by hand -----------------------------------------------------------------------------------------------------------


def test_whatever_is_wrong_with_a_program_the_answer_is_the_same(town, registered):
    made, identifier = registered
    ended = tokens.client_identifier(ApiClientFactory(organisation=town, secret="het geheim", revoked=True), town)
    elsewhere = f"{OrganisationFactory().public_id.hex}.{made.public_id.hex}"
    wrong = [(identifier, "fout"), (identifier, ""), ("onzin", "het geheim"), ("", ""), (ended, "het geheim"), (elsewhere, "het geheim"),
             (f"{'0' * 32}.{made.public_id.hex}", "het geheim"), (f"{town.public_id.hex}.{'0' * 32}", ""), ("a\x00b", "\x00")]  # fmt: skip
    answers = [post(*each) for each in wrong]
    assert {(answer.status_code, answer.content, answer["WWW-Authenticate"]) for answer in answers} == {
        (401, b'{"error": "invalid_client"}', 'Basic realm="regiehuis"')
    }
    assert all("no-store" in answer["Cache-Control"] for answer in answers)


@pytest.mark.parametrize(("data", "error"), [
    ("", "invalid_request"),
    ("grant_type=", "invalid_request"),
    ("grant_type=password&username=a&password=b", "unsupported_grant_type"),
    ("grant_type=authorization_code&code=a", "unsupported_grant_type"),
    ("grant_type=client_credentials&scope=%00", "invalid_scope"),
])  # fmt: skip
def test_no_other_grant_exists(data, error, registered):
    answer = post(registered[1], "het geheim", data)
    assert (answer.status_code, answer.json()) == (400, {"error": error})


def test_the_endpoint_takes_a_form_by_post_and_nothing_else(registered):
    assert Client().get("/oauth/token").status_code == 405
    answer = Client().post("/oauth/token", {"grant_type": "client_credentials"}, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("header", ["Basic", "Basic ", "Basic !!", "Basic /w==", "Bearer x", "", "Basic " + "A" * 10_000])
def test_a_header_that_cannot_be_read_is_a_wrong_secret(header, db):
    answer = Client().post("/oauth/token", "grant_type=client_credentials", content_type="application/x-www-form-urlencoded",
                           headers={"Authorization": header})  # fmt: skip
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_who_keeps_guessing_is_told_to_wait(registered):
    answers = [post(registered[1], f"gok {number}", REMOTE_ADDR="192.0.2.7") for number in range(61)]
    assert [answer.status_code for answer in answers] == [401] * 60 + [429]
    assert post(registered[1], "het geheim", REMOTE_ADDR="192.0.2.8").status_code == 200
