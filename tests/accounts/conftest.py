"""A real provider beside the application, and someone who goes there and back."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from django.conf import settings as live
from django.test import Client
from django.urls import reverse

from regiehuis.accounts.domain.sign_in_services import parse
from regiehuis.organisations.models import Organisation
from tests.factories import OrganisationFactory
from tests.identity_provider import Provider, running, service_table

KEY = "merenland"


@pytest.fixture(scope="session")
def _provider() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(_provider: Provider) -> Provider:
    """The provider as if it had just started."""
    fresh = Provider(port=_provider.port, key=_provider.key)
    _provider.__dict__.update(fresh.__dict__)
    return _provider


@pytest.fixture
def organisation(db: Any) -> Organisation:
    return OrganisationFactory(name="Gemeente Merenland", fictitious=True)


@pytest.fixture
def tied(provider: Provider, organisation: Organisation, settings: Any) -> SimpleNamespace:
    """The operator tied the provider to this organisation; ``tied(**more)`` changes the settings."""

    def tie(*organisations: Organisation, **more: Any) -> None:
        table = service_table(provider, *(each.public_id for each in organisations or (organisation,)), **more)
        settings.SIGN_IN_SERVICES = parse({KEY: table}, secrets={}, allow_loopback=True)

    tie()
    return SimpleNamespace(again=tie)


def to_service(client: Client, **form: str) -> str:
    """Press the button; return the address of the service."""
    response = client.post(reverse("openid_connect_login", args=[KEY]), form)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def back_from(address: str) -> str:
    """Do what a browser does at the service; return the address to which it comes back, without the host."""
    page = requests.get(address, timeout=10).text
    target = page.partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert target.startswith(live.BASE_URL)
    return target.removeprefix(live.BASE_URL)


def through(client: Client, **form: str) -> Any:
    """Go to the service and come back; return the answer of the application."""
    return client.get(back_from(to_service(client, **form)))
