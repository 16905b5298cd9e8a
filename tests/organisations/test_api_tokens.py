"""Tokens for programs: made once, never more than their holder, ended at once, and no hint to who guesses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from regiehuis.audit.models import Event
from regiehuis.organisations.domain.obstacles import Obstacle
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.domain.scopes import Scope
from regiehuis.organisations.models import ApiToken, Membership
from regiehuis.organisations.services import tokens
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.middleware import ApiMiddleware
from regiehuis.platform.problems import MEDIA_TYPE
from regiehuis.platform.tenancy import tenant
from tests.factories import ApiTokenFactory, OrganisationFactory, UnitFactory, actor, bearer, member

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NOW = timezone.now


@pytest.fixture
def town():
    return OrganisationFactory()


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    cache.clear()


def client_of(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def issued(by, *scopes, days=90, **values):
    with tenant(by.organisation_id):
        return tokens.issue(by=by, name="Export", scopes=scopes or list(Scope), days=days, now=NOW(), **values)


def ask(text, path="/api/v1/organisation", **extra):
    return Client(**extra).get(path, headers={"Authorization": f"Bearer {text}"})


# ---- making and ending -------------------------------------------------------------------------------------------------


def test_of_a_token_only_the_hash_is_stored(town):
    token, text = issued(actor(town, Role.SCAN_LEAD))
    secret = text.split(".")[1]
    assert text.startswith(f"{town.public_id.hex}.")
    with tenant(town.pk):
        row = ApiToken.objects.values().get(pk=token.pk)
        log = str(list(Event.objects.values()))
    assert secret not in str(row)
    assert secret not in log
    assert "organisations.token.issued" in log


@pytest.mark.parametrize(("scopes", "days", "obstacle"), [
    ([], 90, Obstacle.NO_SCOPE),
    ([Scope.SCAN_READ], 0, Obstacle.LASTS_TOO_LONG),
    ([Scope.SCAN_READ], 366, Obstacle.LASTS_TOO_LONG),
])  # fmt: skip
def test_a_token_without_purpose_or_end_is_refused(scopes, days, obstacle, town):
    by = actor(town, Role.SCAN_LEAD)
    with tenant(town.pk), pytest.raises(NotAllowed) as refused:
        tokens.issue(by=by, name="Export", scopes=scopes, days=days, now=NOW())
    assert refused.value.obstacles == (obstacle,)
    with tenant(town.pk):
        assert not ApiToken.objects.exists()


def test_a_colleague_may_not_end_my_token_but_the_administrator_may(town):
    token, text = issued(actor(town, Role.SCAN_LEAD))
    with tenant(town.pk):
        with pytest.raises(Forbidden):
            tokens.revoke(by=actor(town, Role.SECRETARY), token=token, now=NOW())
        assert ask(text).status_code == 200
        administrator = actor(town, Role.ADMINISTRATOR)
        tokens.revoke(by=administrator, token=token, now=NOW())
        with pytest.raises(NotAllowed):
            tokens.revoke(by=administrator, token=token, now=NOW())
    assert ask(text).status_code == 401


def test_only_the_administrator_registers_a_program(town):
    with tenant(town.pk), pytest.raises(Forbidden):
        tokens.register_client(by=actor(town, Role.SCAN_LEAD), name="Koppeling", scopes=[Scope.SCAN_READ], roles=[Role.SCAN_LEAD])


# ---- letting in --------------------------------------------------------------------------------------------------------


def test_a_token_does_what_its_person_may_today_and_no_more(town):
    by = actor(town, Role.ADMINISTRATOR, Role.SCAN_LEAD)
    _token, text = issued(by)
    assert ask(text, "/api/v1/people").status_code == 200
    with tenant(town.pk):
        Membership.objects.filter(role=Role.ADMINISTRATOR).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert ask(text, "/api/v1/people").status_code == 403
    with tenant(town.pk):
        Membership.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert ask(text).status_code == 401


def wrong_tokens(town):
    """Every way to be wrong, by what is wrong with it."""
    user, other = member(town, Role.SCAN_LEAD), OrganisationFactory()
    right = bearer(user, town)["Authorization"]
    secret = right.split(".")[1]
    gone = member(town, Role.SCAN_LEAD, is_active=False)
    without_role = member(town)
    return {
        "unknown organisation": f"Bearer {'0' * 32}.{secret}",
        "another organisation": f"Bearer {other.public_id.hex}.{secret}",
        "unknown secret": f"Bearer {town.public_id.hex}.{'x' * 43}",
        "no secret": f"Bearer {town.public_id.hex}",
        "expired": bearer(user, town, expired=True)["Authorization"],
        "revoked": bearer(user, town, revoked=True)["Authorization"],
        "account closed": bearer(gone, town)["Authorization"],
        "no role any more": bearer(without_role, town)["Authorization"],
        "very long": f"Bearer {town.public_id.hex}.{'x' * 10_000}",
        "not an id": "Bearer {}.\xff",
        "another kind": right.replace("Bearer", "Basic"),
        "empty": "Bearer ",
    }


def test_whatever_is_wrong_with_a_token_the_answer_is_the_same(town):
    answers = {why: Client().get("/api/v1/organisation", headers={"Authorization": text}) for why, text in wrong_tokens(town).items()}
    assert {why: (answer.status_code, answer["Content-Type"]) for why, answer in answers.items()} == dict.fromkeys(
        answers, (401, MEDIA_TYPE)
    )
    assert len({(answer.content, answer["WWW-Authenticate"]) for answer in answers.values()}) == 1


def test_an_unknown_organisation_costs_as_many_questions_as_a_known_one(town):
    """Or the time would tell which organisations exist."""
    costs = []
    for text in (f"{'0' * 32}.{'x' * 43}", f"{town.public_id.hex}.{'x' * 43}"):
        with CaptureQueriesContext(connection) as captured:
            tokens.access(text, now=NOW())
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_who_keeps_guessing_is_told_to_wait_and_nobody_else(town):
    _token, right = issued(actor(town, Role.SCAN_LEAD))
    answers = [ask(f"{town.public_id.hex}.{number}", REMOTE_ADDR="192.0.2.7") for number in range(62)]
    assert [answer.status_code for answer in answers] == [401] * 60 + [429] * 2
    assert answers[-1]["Retry-After"] == "60"
    assert answers[-1]["Content-Type"] == MEDIA_TYPE
    assert ask("x.y", REMOTE_ADDR="192.0.2.8").status_code == 401
    assert ask(right, REMOTE_ADDR="192.0.2.8").status_code == 200


def test_the_day_of_use_is_kept_and_written_once_a_day(town):
    token, text = issued(actor(town, Role.SCAN_LEAD))
    writes = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert ask(text).status_code == 200
        writes.append(sum(query["sql"].lower().startswith("update") for query in captured))
    with tenant(town.pk):
        assert ApiToken.objects.get(pk=token.pk).last_used_on == timezone.localdate()
    assert writes == [1, 0]


# ---- the pages ---------------------------------------------------------------------------------------------------------


def test_the_text_of_a_token_is_on_one_page_and_never_again(town):
    user = member(town, Role.COUNCIL)
    client = client_of(user)
    answer = client.post(reverse("organisations:token-new"), {"name": "Export", "scopes": [Scope.SCAN_READ.value], "days": "30"})
    text = answer.context["secret"]
    assert text in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    overview = client.get(reverse("organisations:access")).content.decode()
    assert "Export" in overview
    assert text not in overview
    assert text.split(".")[1] not in overview
    assert ask(text, "/api/v1/units").status_code == 403


def test_a_form_without_a_purpose_keeps_what_was_typed(town):
    answer = client_of(member(town, Role.SCAN_LEAD)).post(reverse("organisations:token-new"), {"name": "Mijn export", "days": "400"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Mijn export" in page
    assert set(answer.context["form"].errors) == {"scopes", "days"}
    with tenant(town.pk):
        assert not ApiToken.objects.exists()


def test_everyone_sees_the_own_tokens_and_the_administrator_all(town):
    lead = member(town, Role.SCAN_LEAD)
    ApiTokenFactory(organisation=town, name="Van een ander")
    bearer(lead, town)
    assert "Van een ander" not in client_of(lead).get(reverse("organisations:access")).content.decode()
    assert "Van een ander" in client_of(member(town, Role.ADMINISTRATOR)).get(reverse("organisations:access")).content.decode()


def test_a_program_is_registered_and_ended_on_the_page(town):
    client = client_of(member(town, Role.ADMINISTRATOR))
    sent = {"name": "Dataplatform", "scopes": [Scope.SCAN_READ.value], "roles": [Role.SCAN_LEAD.value]}
    shown = client.post(reverse("organisations:client-new"), sent)
    assert shown.context["identifier"] in shown.content.decode()
    overview = client.get(reverse("organisations:access")).content.decode()
    assert "Dataplatform" in overview
    assert shown.context["secret"] not in overview
    client.post(reverse("organisations:client-revoke", args=[shown.context["client"].public_id]))
    assert "ingetrokken" in client.get(reverse("organisations:access")).content.decode()
    assert client_of(member(town, Role.SCAN_LEAD)).get(reverse("organisations:client-new")).status_code == 403


# ---- what the token opens ----------------------------------------------------------------------------------------------


def test_the_units_come_in_the_order_of_the_tree_with_links_to_the_other_pages(town):
    top = UnitFactory(organisation=town, code="A", name="Directie")
    for number in range(4):
        UnitFactory(organisation=town, code=f"B{number}", parent=top)
    headers = bearer(member(town, Role.SCAN_LEAD), town)
    answer = Client().get("/api/v1/units?page=2&pageSize=2", headers=headers)
    page = answer.json()
    assert answer["API-Version"] == "1.0.0"
    assert [unit["code"] for unit in page["items"]] == ["B1", "B2"]
    assert page["items"][0] | {"id": ""} == {
        "id": "", "code": "B1", "name": page["items"][0]["name"], "parentId": str(top.public_id), "depth": 1, "people": 0, "isActive": True,
    }  # fmt: skip
    assert (page["totalItems"], page["page"], page["pageSize"]) == (5, 2, 2)
    address = "http://testserver/api/v1/units?page={}&pageSize=2"
    assert page["links"] == {
        "self": address.format(2), "first": address.format(1), "prev": address.format(1), "next": address.format(3), "last": address.format(3),
    }  # fmt: skip
    assert Client().get("/api/v1/units?page=4&pageSize=2", headers=headers).status_code == 404


@pytest.mark.parametrize(("method", "path", "status"), [
    ("get", "/api/v1/bestaat-niet", 404),
    ("get", "/api/", 404),
    ("get", "/api/v2/units", 404),
    ("get", "/api/v1/units/", 404),
    ("post", "/api/v1/units", 405),
    ("get", "/api/v1/units?page=0", 422),
    ("get", "/api/v1/units?page=99999999999999999999", 422),
    ("get", "/api/v1/units?page=a", 422),
])  # fmt: skip
def test_every_error_is_a_problem_in_dutch(method, path, status, town):
    answer = getattr(Client(), method)(path, headers=bearer(member(town, Role.SCAN_LEAD), town))
    problem = answer.json()
    assert (answer.status_code, answer["Content-Type"], problem["status"]) == (status, MEDIA_TYPE, status)
    assert answer["API-Version"] == "1.0.0"
    assert problem["title"]
    assert problem["detail"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert status != 405 or answer["Allow"] == "GET"
    assert status != 422 or problem["errors"][0]["text"]


@pytest.mark.parametrize("status", [400, 404, 405, 500, 503])
def test_an_error_page_of_whatever_part_becomes_a_problem(status, rf):
    """Django's own pages too, and what they told in headers stays."""
    page = HttpResponse("<h1>Fout in regel 7</h1>", status=status, headers={"Retry-After": "5"})
    answer = ApiMiddleware(lambda _request: page)(rf.get("/api/v1/units"))
    assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (status, MEDIA_TYPE, "5")
    assert answer["Content-Length"] == str(len(answer.content))
    assert b"regel 7" not in answer.content
    assert ApiMiddleware(lambda _request: HttpResponse("<h1>", status=status))(rf.get("/scan/")).content == b"<h1>"
