"""Every endpoint of the API, asked by a program that has no business there: the twin of test_urls.py.

The walker fills in each operation of the OpenAPI document with ids of municipality A. An operation that it cannot fill in, or
whose body it does not know, fails: add the model to ``FILLED_WITH`` or the body to ``BODIES``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import models
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from regiehuis.config.api import ROOT, api
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.domain.scopes import Scope
from regiehuis.organisations.middleware import is_api_view
from regiehuis.organisations.models import Membership
from regiehuis.platform.problems import MEDIA_TYPE
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.models import Instrument, Scan, ScanReport, SurveyInvitation
from tests.factories import bearer

from .world import MARKER, key_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SCHEMA = api.get_openapi_schema()

FILLED_WITH: dict[str, type[models.Model]] = {"scan_id": Scan, "report_id": ScanReport, "participant_id": SurveyInvitation}
WORDS = {"key": "inwoners", "kind": "pdf"}
OF_NOBODY = "/instruments/"  # reference data, the same for all
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("post", "/scans"): {"title": "Nieuwe ronde"},
    ("put", "/scans/{scan_id}/facts/{key}"): {"value": 48_200},
    ("patch", "/scans/{scan_id}/recommendations/{code}"): {"decision": "overgenomen"},
    ("patch", "/scans/{scan_id}"): {"state": "rapport"},
    ("put", "/scans/{scan_id}/decision"): {"body": "College", "decidedOn": "2026-03-12", "document": "Z-1"},
    ("put", "/scans/{scan_id}/talk"): {"talkOn": "2026-03-12", "recognisedType": "III"},
    ("put", "/scans/{scan_id}/ambition"): {"phases": {"O.LEI": 3}},
    ("put", "/scans/{scan_id}/survey"): {"closesOn": "2099-03-12"},
    ("patch", "/scans/{scan_id}/survey"): {"state": "open"},
    ("post", "/scans/{scan_id}/survey/participants"): {"participants": [{"email": "een@gemeente.example", "roleGroup": "mt"}]},
    ("put", "/scans/{scan_id}/dimensions/{code}/votes/{vote}"): {"counts": [1, 2, 0, 0, 0]},
    ("put", "/scans/{scan_id}/dimensions/{code}/values/{source}"): {"value": 2.5},
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    scope: Scope

    @property
    def arguments(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)


def operations() -> list[Operation]:
    return [
        Operation(method, path, Scope(found["security"][0]["token"][0]))
        for path, methods in SCHEMA["paths"].items() for method, found in methods.items()
    ]  # fmt: skip


ALL = operations()


def each(of, **options):
    return pytest.mark.parametrize("operation", of, ids=[f"{one.method} {one.path}" for one in of], **options)


def path_of(operation: Operation, world: SimpleNamespace) -> str:
    return ROOT + re.sub(r"{(\w+)}", lambda found: _value(operation, found[1], world), operation.path)


def _value(operation: Operation, argument: str, world: SimpleNamespace) -> str:
    if argument in FILLED_WITH:
        return str(world.rows[FILLED_WITH[argument]].public_id)
    if operation.path.split("/")[3:4] == ["dimensions"]:
        return {"code": "O.LEI", "vote": "1", "source": "agreed"}[argument]
    if argument in WORDS:
        return WORDS[argument]
    if operation.path.startswith(OF_NOBODY):
        return str(getattr(Instrument.objects.earliest("pk"), argument))
    if (operation.path.split("/")[3:4], argument) == (["recommendations"], "code"):
        with tenant(world.a.pk):
            return str(world.rows[Scan].recommendations.earliest("pk").code)
    pytest.fail(f"the walker does not know what to fill in for {argument!r} of {operation.path}")


def ask(operation: Operation, path: str, headers: dict[str, str] | None = None, client: Client | None = None) -> HttpResponse:
    body = {"content_type": "application/json"} if operation.method == "post" else {}
    if "requestBody" in SCHEMA["paths"][operation.path][operation.method]:
        body = {"data": BODIES[operation.method, operation.path], "content_type": "application/json"}
    return getattr(client or Client(), operation.method)(path, headers=headers or {}, **body)


def is_problem(answer: HttpResponse, status: int) -> bool:
    return (answer.status_code, answer["Content-Type"], answer.json()["status"]) == (status, MEDIA_TYPE, status)


# ---- the tests ---------------------------------------------------------------------------------------------------------


def test_every_address_of_the_api_is_in_its_description():
    """Or it would escape every test below."""
    described = {re.sub(r"{\w+}", "{}", ROOT + path) for path in SCHEMA["paths"]}
    assert {re.sub(r"<[^>]+>", "{}", f"/{route}") for route in _routes(get_resolver(), "")} == described


def _routes(resolver: URLResolver, before: str):
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry, route)
        elif isinstance(entry, URLPattern) and is_api_view(entry.callback):
            yield route


@each(ALL)
def test_what_the_walker_asks_for_exists(operation, world):
    """Or every 404 below would only say that the walker fills in nonsense."""
    answer = ask(operation, path_of(operation, world), bearer(world.insider, world.a))
    assert answer.status_code in {200, 201, 202, 204, 409}, answer.content  # 409: it is there, and the rules refuse it now


@each([one for one in ALL if one.arguments and not one.path.startswith(OF_NOBODY)])
def test_ids_of_another_municipality_do_not_exist(operation, world):
    path, headers = path_of(operation, world), bearer(world.rival, world.b)
    answer = ask(operation, path, headers)
    assert is_problem(answer, 404)
    assert MARKER not in answer.content.decode()
    other = path
    for row in world.rows.values():
        other = other.replace(key_of(row), str(uuid4()))
    assert ask(operation, other, headers).content == answer.content, "the difference would tell that the other municipality has it"


@each([one for one in ALL if not one.arguments and one.method == "get"])
def test_lists_of_one_municipality_show_nothing_of_another(operation, world):
    answer = ask(operation, path_of(operation, world), bearer(world.rival, world.b))
    assert answer.status_code == 200
    assert MARKER not in answer.content.decode()


@each(ALL)
def test_without_a_token_nobody_comes_in_also_not_with_a_session(operation, world):
    signed_in = Client()
    signed_in.force_login(world.insider, backend=BACKEND)
    for client in (Client(), signed_in):
        answer = ask(operation, path_of(operation, world), client=client)
        assert is_problem(answer, 401)
        assert answer["WWW-Authenticate"].startswith("Bearer")


@each(ALL)
def test_a_token_opens_only_what_it_was_made_for(operation, world):
    others = [scope for scope in Scope if scope != operation.scope]
    answer = ask(operation, path_of(operation, world), bearer(world.insider, world.a, *others))
    assert is_problem(answer, 403)
    assert operation.scope.value in answer["WWW-Authenticate"]
    assert MARKER not in answer.content.decode()


@each(ALL)
@pytest.mark.parametrize("trait", ["expired", "revoked"])
def test_a_token_that_ended_opens_nothing(operation, trait, world):
    assert is_problem(ask(operation, path_of(operation, world), bearer(world.insider, world.a, **{trait: True})), 401)


@each(ALL)
def test_who_lost_every_role_is_shut_out_at_once(operation, world):
    headers = bearer(world.people[Role.SCAN_LEAD], world.a)
    with tenant(world.a.pk):
        Membership.objects.filter(user=world.people[Role.SCAN_LEAD]).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert is_problem(ask(operation, path_of(operation, world), headers), 401)


@each(ALL)
@pytest.mark.parametrize("role", Role)
def test_every_operation_has_an_answer_for_every_role(operation, role, world):
    answer = ask(operation, path_of(operation, world), bearer(world.people[role], world.a))
    assert answer.status_code in {200, 201, 202, 204, 403, 404, 409}
    assert answer.status_code < 300 or is_problem(answer, answer.status_code)
