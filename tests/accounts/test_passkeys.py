"""Passkeys: whose they are, what they count for, and what a hostile answer gets. The ceremony itself is in tests/e2e."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from regiehuis.accounts import facade
from regiehuis.organisations.domain.roles import Role
from tests.factories import PASSWORD, OrganisationFactory, UserFactory, member

pytestmark = pytest.mark.django_db

HOSTILE = [
    "", "null", "[]", "1", '"tekst"', "{", "{}", '{"id": 1}', '{"response": null}', '{"response": {"userHandle": null}}',
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {}}',
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "e30", "authenticatorData": "YQ", "signature": "YQ"}}',
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "e30", "attestationObject": "YQ"}}',
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "eyJ0eXBlIjogMX0", "attestationObject": "oA"}}',
    '{"id": "\\u0000", "rawId": [], "type": 3, "response": []}',
    json.dumps({"id": "a" * 30_000}),
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "e30", "authenticatorData": "'
    + "A" * 64 + '", "signature": "YQ", "userHandle": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk"}}',
]  # fmt: skip


def passkey_of(user, name="Telefoon"):
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": {}})


def signed_in(user):
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def confirmed(user):
    """Signed in, and just now the password once more."""
    client = signed_in(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def user():
    return member(OrganisationFactory(), Role.COUNCIL)


def test_a_passkey_is_a_second_step_and_recovery_codes_are_not(user):
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert not facade.has_second_step(user.pk)
    passkey_of(user)
    assert facade.has_second_step(user.pk)


def test_removing_the_last_second_step_leads_back_to_the_page_that_asks_for_one():
    user = member(OrganisationFactory(strict=True), Role.COUNCIL)
    client = confirmed(user)
    passkey = passkey_of(user)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert client.get("/").status_code == 200
    assert client.post(reverse("mfa_remove_webauthn", args=[passkey.pk])).status_code == 302
    assert client.get("/")["Location"] == reverse("accounts:second-step")
    assert not Authenticator.objects.filter(user=user).exists(), (
        "recovery codes without a step to recover would open the account by themselves"
    )


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_a_passkey_of_someone_else_does_not_exist(user, name):
    passkey = passkey_of(UserFactory())
    client, path = confirmed(user), reverse(name, args=[passkey.pk])
    assert [client.get(path).status_code, client.post(path, {"name": "van mij"}).status_code] == [404, 404]
    passkey.refresh_from_db()
    assert passkey.data["name"] == "Telefoon"


def test_a_passkey_gets_another_name_and_no_empty_one(user):
    client, passkey = confirmed(user), passkey_of(user)
    path = reverse("mfa_edit_webauthn", args=[passkey.pk])
    assert client.post(path, {"name": "Sleutel <b>"}).status_code == 302
    assert "Sleutel &lt;b&gt;" in client.get(reverse("mfa_list_webauthn")).content.decode()
    for name in ("", "a" * 101, "a\0b"):
        assert client.post(path, {"name": name}).status_code == 200
    passkey.refresh_from_db()
    assert passkey.data["name"] == "Sleutel <b>"


@pytest.mark.parametrize("answer", HOSTILE)
def test_a_hostile_answer_signs_nobody_in(user, answer):
    client = Client()
    client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    assert client.post(reverse("mfa_login_webauthn"), {"credential": answer}).status_code == 302
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("answer", HOSTILE)
def test_a_hostile_answer_makes_no_passkey_and_keeps_the_name(user, answer):
    client = confirmed(user)
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200
    response = client.post(reverse("mfa_add_webauthn"), {"name": "Mijn sleutel", "credential": answer})
    assert response.status_code == 200
    assert "Mijn sleutel" in response.content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("answer", HOSTILE)
def test_a_hostile_answer_is_no_second_step(answer):
    user = member(OrganisationFactory(), Role.COUNCIL, second_step=True)
    client = signed_in(user)
    response = client.post(reverse("mfa_authenticate"), {"credential": answer})
    assert response.status_code == 200
    assert client.get("/").status_code == 302


def test_making_a_passkey_asks_for_the_password_once_more(user):
    """Or whoever finds a computer unlocked would give themselves a key to the account."""
    client = signed_in(user)
    assert client.get(reverse("mfa_add_webauthn"))["Location"].startswith(reverse("account_reauthenticate"))
