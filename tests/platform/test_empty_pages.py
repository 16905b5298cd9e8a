"""An empty page says what it is for and what to do next: the first tour through the product."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from regiehuis.organisations.domain.roles import Role
from tests.architecture.test_consistency import APP_TEMPLATES, relative
from tests.factories import OrganisationFactory, UnitFactory, member

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
EMPTY = re.compile(r'<div class="rh-empty"[^>]*>(.*?)</div>', re.DOTALL)


@pytest.mark.parametrize("path", APP_TEMPLATES, ids=relative)
def test_every_empty_state_has_a_title_and_says_more(path):
    for found in re.findall(r"<c-rh\.empty .*?(?:/>|\">)", path.read_text(), re.DOTALL):
        assert 'title="' in found and 'text="' in found


@pytest.mark.parametrize(("role", "path", "says", "leads_to"), [
    (Role.COUNCIL, "/", "Er is nu niets dat op u wacht", "/hulp/scan/"),
    (Role.COUNCIL, "/scan/", "Er zijn nog geen rondes die u mag zien", "/hulp/scan/"),
    (Role.COUNCIL, "/meldingen/", "Er zijn geen meldingen", "/"),
    (Role.ADMINISTRATOR, "/logboek/?zoek=zwaartekracht", "Niets gevonden", "?"),
    (Role.ADMINISTRATOR, "/organisatie/mensen/?zoek=zwaartekracht", "Niemand gevonden", "?"),
    (Role.ADMINISTRATOR, "/organisatie/eenheden/?zoek=zwaartekracht", "Geen eenheid gevonden", "/organisatie/eenheden/"),
    (Role.ADMINISTRATOR, "/hulp/?zoek=zwaartekracht", "Niets gevonden", "/hulp/begrippen/"),
])  # fmt: skip
def test_an_empty_page_leads_on(role, path, says, leads_to):
    organisation = OrganisationFactory()
    UnitFactory(organisation=organisation)
    client = Client()
    client.force_login(member(organisation, role), backend=BACKEND)
    (empty,) = EMPTY.findall(client.get(path).content.decode())
    assert says in empty
    assert f'href="{leads_to}"' in empty, "one thing to do next"


@pytest.mark.parametrize(("role", "asked"), [(Role.ADMINISTRATOR, True), (Role.SECRETARY, False)])
def test_nobody_is_asked_to_import_units_without_the_right_to(role, asked):
    client = Client()
    client.force_login(member(OrganisationFactory(), role), backend=BACKEND)
    text = client.get("/organisatie/eenheden/").content.decode()
    assert "Er zijn nog geen eenheden" in text
    assert ("Importeer de lijst" in text) is asked
    assert ("De beheerder van uw gemeente importeert die" in text) is not asked
