"""The whole round against a provider that others wrote (oidc-provider-mock, on Authlib): what only fits our own would show here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from django.test import Client
from django.urls import reverse

from regiehuis.accounts.domain.sign_in_services import parse
from regiehuis.accounts.models import User
from regiehuis.organisations.domain.roles import Role
from tests.conftest import free_port
from tests.factories import OrganisationFactory, RoleMappingFactory

PERSON = {"sub": "noor", "email": "noor@merenland.example", "email_verified": True, "name": "Noor de Vries", "groups": ["griffie"]}


@pytest.fixture
def issuer() -> Iterator[str]:
    address = f"http://127.0.0.1:{free_port()}"
    arguments = ["--port", address.rpartition(":")[2], "--require-nonce", "true", "--user-claims", json.dumps(PERSON)]
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        for _attempt in range(150):
            try:
                if requests.get(f"{address}/.well-known/openid-configuration", timeout=2).json()["issuer"] == address:
                    break
            except requests.RequestException:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.slow
@pytest.mark.django_db
def test_in_with_a_role_and_out_again(issuer: str, settings: Any) -> None:
    organisation = OrganisationFactory()
    table = {"name": "Elders", "issuer": issuer, "client_id": "regiehuis", "client_secret": "geheim", "organisations": [str(organisation.public_id)],
             "email_domains": ["merenland.example"]}  # fmt: skip
    settings.SIGN_IN_SERVICES = parse({"elders": table}, secrets={}, allow_loopback=True)
    RoleMappingFactory(organisation=organisation, issuer=issuer, value="griffie", role=Role.COUNCIL.value)
    client = Client()
    there = client.post(reverse("openid_connect_login", args=["elders"]))["Location"]
    back = requests.post(there, data={"sub": "noor"}, allow_redirects=False, timeout=10).headers["Location"]
    assert client.get(back.removeprefix(settings.BASE_URL))["Location"] == "/"
    assert client.get("/").status_code == 200
    assert User.objects.get().email == PERSON["email"]
    out = client.post(reverse("account_logout"))["Location"]
    assert out.startswith(f"{issuer}/")
    assert re.search(r"[?&]id_token_hint=[\w-]+\.[\w-]+\.[\w-]+", out)
    assert requests.get(out, timeout=10).status_code == 200
    assert client.get("/").status_code == 302
