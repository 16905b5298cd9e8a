"""Every address of the product, asked by someone who has no business there.

The walker fills in each pattern of the resolver with ids of municipality A. An address that it cannot fill in fails: add the
model to ``FILLED_WITH`` or the word to ``WORDS``.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from regiehuis.accounts.models import User
from regiehuis.documents.models import PendingImport, Progress, Publication, ReportTemplate, Share
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.middleware import is_api_view, is_platform_view
from regiehuis.organisations.models import (
    ApiClient,
    ApiToken,
    Invitation,
    Membership,
    Participation,
    PartnershipInvitation,
    Person,
    RoleMapping,
    SecondStepReset,
    Unit,
)
from regiehuis.platform.links import Purpose, secret_for, secret_hash, token
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.models import Remark, Scan, ScanReport, SurveyInvitation
from regiehuis.trail.models import Item
from tests.factories import InvitationFactory, ReaderFactory, SecondStepResetFactory, WorkshopSessionFactory

from .rights import LETTERS, RIGHTS
from .world import MARKER, key_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

# Views that run without an organisation. Each line is a decision: such a view opens a tenant itself, or shows nothing of one.
PLATFORM_VIEWS = {
    "accounts:second-step", "accounts:security", "accounts:sign-out-everywhere",  # the own account, signed in
    "accounts:own-password", "accounts:identities", "accounts:identity-remove",
    "openid_connect_login", "openid_connect_callback",  # to a service that the operator registered, and back
    "choose-organisation",  # the own memberships
    "invitation", "survey", "second-step-reset-stop",  # by a secret in the link
    "notifications-off",  # by a secret in the mail
    "workshop-code",  # by six digits on a screen, counted per address
    "workshop", "workshop-state", "workshop-join", "workshop-vote",  # by a secret in the link behind them
    "oauth-token",  # by the id and secret of a program
    "first-start",  # by the code of the installation, once
    "house-style-css", "house-style-png",  # colours and logo, which a respondent without an account sees too
    "help:index", "help:chapter",  # the guide: nothing of anybody; who is signed in reads it inside the own organisation
    "set_language", "privacy", "accessibility", "components", "livez", "readyz", "metrics", "security-txt", "openapi",  # nothing of anybody
}  # fmt: skip
SIGN_IN_LIBRARY = "allauth."
BY_SECRET = {"invitation", "survey", "notifications-off", "second-step-reset-stop", "workshop", "workshop-state"}
SENT_BY_SECRET = {"workshop-join", "workshop-vote"}

# The first that fits counts.
FILLED_WITH: list[tuple[str, str, type[models.Model]]] = [
    ("scan:participant-remove", "invitation_id", SurveyInvitation),
    ("scan:participants-import", "import_id", PendingImport),  # of any scan: the survey is open, so that the page only says so
    ("scan:report-", "report_id", ScanReport),
    ("scan:remark", "remark_id", Remark),
    ("scan:", "public_id", Scan),
    ("organisations:unit-import", "import_id", PendingImport),
    ("organisations:unit-", "public_id", Unit),
    ("organisations:reset-", "public_id", SecondStepReset),
    ("organisations:second-step-reset", "public_id", Person),
    ("organisations:person", "public_id", Person),
    ("organisations:mapping-", "public_id", RoleMapping),
    ("organisations:token-", "public_id", ApiToken),
    ("organisations:client-", "public_id", ApiClient),
    ("organisations:membership-end", "public_id", Membership),
    ("organisations:invitation-withdraw", "public_id", Invitation),
    ("partnerships:invitation-withdraw", "public_id", PartnershipInvitation),
    ("partnerships:access-end", "person_id", Person),
    ("partnerships:", "public_id", Participation),
    ("shares:", "public_id", Share),
    ("publications:detail", "public_id", Publication),
    ("templates:", "public_id", ReportTemplate),
    ("trail:chain", "public_id", Item),
    ("progress", "public_id", Progress),
]
WORDS = {
    ("scan:fact", "key"): "inwoners",
    ("scan:workshop-dimension", "code"): "O.LEI",
    ("scan:chart-csv", "name"): "profiel",
    ("scan:report-file", "kind"): "pdf",
    **{
        (f"house-style-{kind}", name): value
        for kind in ("css", "png")
        for name, value in (("public_id", str(UUID(int=7))), ("content_hash", "0" * 16))
    },
    ("accounts:identity-remove", "identity_id"): "1",  # of someone else, or of nobody
    ("openid_connect_login", "provider_id"): "onbekend",
    ("openid_connect_callback", "provider_id"): "onbekend",
    ("mfa_edit_webauthn", "pk"): "1",  # a passkey of someone else, or of nobody
    ("mfa_remove_webauthn", "pk"): "1",
    ("help:chapter", "slug"): "scan",
    ("account_confirm_email", "key"): "MTA:abc",
    ("account_reset_password_from_key", "uidb36"): "1",
    ("account_reset_password_from_key", "key"): "set-password",
}


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern of the resolver."""

    name: str
    arguments: tuple[str, ...]
    view: Any


def addresses() -> list[Address]:
    return list(_walk(get_resolver(), "", ()))


def _walk(resolver: URLResolver, namespace: str, above: tuple[str, ...]):
    for entry in resolver.url_patterns:
        arguments = (*above, *(entry.pattern.converters or entry.pattern.regex.groupindex))
        if isinstance(entry, URLResolver):
            yield from _walk(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace, arguments)
        elif isinstance(entry, URLPattern):
            yield Address(f"{namespace}{entry.name}", arguments, entry.callback)


def each(of, **options):
    return pytest.mark.parametrize("address", of, ids=[address.name for address in of], **options)


ALL = [address for address in addresses() if not is_api_view(address.view)]  # test_api.py walks over those
TENANT_PAGES = [address for address in ALL if not is_platform_view(address.view)]
WITH_IDS = [address for address in TENANT_PAGES if address.arguments]
PLATFORM_PAGES = [address for address in ALL if is_platform_view(address.view)]


# ---- filling in --------------------------------------------------------------------------------------------------------


def path_of(address: Address, world: SimpleNamespace) -> str:
    return reverse(address.name, kwargs={argument: _value(address.name, argument, world) for argument in address.arguments})


def _value(name: str, argument: str, world: SimpleNamespace) -> str:
    if name.startswith("scan:recommendation") and argument == "code":
        with tenant(world.a.pk):
            return str(world.rows[Scan].recommendations.earliest("pk").code)
    if name in BY_SECRET | SENT_BY_SECRET:
        return f"{world.a.public_id.hex}.{'0' * 32}"
    if (name, argument) in WORDS:
        return WORDS[name, argument]
    for prefix, wanted, model in FILLED_WITH:
        if name.startswith(prefix) and argument == wanted:
            return key_of(world.rows[model])
    pytest.fail(f"the walker does not know what to fill in for {argument!r} of {name!r}")


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user, backend=BACKEND)
    return client


def words_of(answer: Any) -> str:
    """What an answer says; of a document, what is in each of its parts."""
    if not answer.content.startswith(b"PK"):
        return answer.content.decode()
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


# ---- the tests ---------------------------------------------------------------------------------------------------------


def test_views_without_an_organisation_are_reviewed():
    ours = {address.name for address in PLATFORM_PAGES if not address.view.__module__.startswith(SIGN_IN_LIBRARY)}
    assert ours == PLATFORM_VIEWS


@each(WITH_IDS)
def test_what_the_walker_asks_for_exists(address, world):
    """Or every 404 below would only say that the walker fills in nonsense."""
    client, path = client_of(world.insider), path_of(address, world)
    answer = client.get(path)
    assert (client.post(path, {"item": "units_imported"}) if answer.status_code == 405 else answer).status_code not in {403, 404, 405}


@each(WITH_IDS)
def test_ids_of_another_municipality_do_not_exist(address, world):
    client, path = client_of(world.rival), path_of(address, world)
    answers = [client.get(path), client.post(path), client.get(path, headers={"HX-Request": "true"})]
    assert {answer.status_code for answer in answers} <= {404, 405}, "405 only says that this address takes another method"
    assert 404 in {answer.status_code for answer in answers}
    assert all(MARKER not in answer.content.decode() for answer in answers)


@each(WITH_IDS)
def test_an_id_that_nobody_has_gives_the_same_answer(address, world):
    """Or the difference would tell that the other municipality has it."""
    client, path = client_of(world.rival), path_of(address, world)
    other = path
    for row in world.rows.values():
        other = other.replace(key_of(row), str(uuid4()))
    first, second = client.get(path), client.get(other)
    assert (first.status_code, first.content.decode().replace(path, "")) == (second.status_code, second.content.decode().replace(other, ""))


@each([address for address in TENANT_PAGES if not address.arguments])
def test_pages_of_one_municipality_show_nothing_of_another(address, world):
    answer = client_of(world.rival).get(path_of(address, world))
    assert answer.status_code in {200, 405}
    assert MARKER not in words_of(answer)


@each(TENANT_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_anonymous_visitors_are_sent_to_sign_in(address, method, world):
    answer = getattr(client_of(None), method)(path_of(address, world))
    assert answer.status_code in {302, 401, 404}
    assert answer.status_code != 302 or answer["Location"].startswith(reverse("account_login"))


@each(TENANT_PAGES)
def test_someone_without_an_organisation_is_sent_to_choose_one(address, world):
    answer = client_of(world.stranger).get(path_of(address, world))
    assert (answer.status_code, answer["Location"]) == (302, reverse("choose-organisation"))


@each(PLATFORM_PAGES)
@pytest.mark.parametrize("role", Role)
def test_every_page_has_an_answer_for_every_role(address, role, world):
    answer = client_of(world.people[role]).get(path_of(address, world))
    assert answer.status_code < 500
    assert answer.status_code in {200, 302, 403, 404, 405, 410}


def test_every_page_of_an_organisation_says_who_gets_through():
    assert set(RIGHTS) == {address.name for address in TENANT_PAGES}


@each(TENANT_PAGES)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_these_roles_get_through(address, role, method, world):
    """A page that forgets to ask for a right opens for a role that the table does not name."""
    ask = getattr(client_of(world.people[role]), method)
    answer = ask(path_of(address, world), {"item": "units_imported"} if method == "post" else None)
    look, send = RIGHTS[address.name]
    assert (answer.status_code not in {403, 404, 405}) is (LETTERS[role] in (send if method == "post" else look))


@each(PLATFORM_PAGES)
def test_pages_without_an_organisation_show_nothing_of_one(address, world):
    for user in (None, world.stranger, world.rival):
        answer = client_of(user).get(path_of(address, world))
        assert answer.status_code < 500
        assert MARKER not in answer.content.decode()


@pytest.mark.parametrize("name", sorted(BY_SECRET))
def test_a_secret_opens_only_the_organisation_that_gave_it(name, world, settings):
    """The link names its organisation first: with another organisation in front the secret is worth nothing."""
    with tenant(world.a.pk):
        if name == "survey":
            invitation = world.rows[SurveyInvitation]
            secret = secret_for(invitation.public_id, Purpose.SURVEY, key=settings.SECRET_KEY)
            SurveyInvitation.objects.filter(pk=invitation.pk).update(token_hash=secret_hash(secret))
        elif name.startswith("workshop"):
            secret = "s" * 32
            WorkshopSessionFactory(organisation=world.a, token_hash=secret_hash(secret))
        elif name == "notifications-off":
            secret = "s" * 32
            ReaderFactory(organisation=world.a, secret=secret)
        elif name == "second-step-reset-stop":
            secret = "s" * 32
            SecondStepResetFactory(organisation=world.a, secret=secret)
        else:
            secret = "s" * 32
            InvitationFactory(organisation=world.a, secret=secret)
    own, other = (reverse(name, args=[token(organisation.public_id, secret)]) for organisation in (world.a, world.b))
    assert client_of(None).get(own).status_code == 200
    for user in (None, world.rival):
        answer = client_of(user).get(other)
        assert answer.status_code == 404
        assert MARKER not in answer.content.decode()
