"""What changed, by version, and a mark in the menu for who has not seen it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from regiehuis.accounts.models import User
from regiehuis.organisations.domain.roles import Role
from tests.factories import MembershipFactory, OrganisationFactory, PersonFactory, member

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CHANGES = "/hulp/veranderd/"


@pytest.fixture
def someone():
    return member(OrganisationFactory(), Role.SCAN_LEAD, seen_version="0.0.9")


def signed_in(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def is_marked(client):
    text = client.get(reverse("home")).content.decode()
    assert f'href="{CHANGES}"' in text
    return ">nieuw<" in text


def test_the_page_shows_each_version_and_what_it_brought():
    text = Client().get(CHANGES).content.decode()
    assert "[0.1.0]" in text and "Toegevoegd" in text


def test_a_newer_version_is_marked_until_the_page_was_opened(someone):
    client = signed_in(someone)
    assert is_marked(client) and is_marked(client)
    client.get(CHANGES)
    assert not is_marked(client)
    assert User.objects.get(pk=someone.pk).seen_version == "0.1.0"


def test_the_next_version_is_marked_again(someone, settings):
    client = signed_in(someone)
    client.get(CHANGES)
    settings.VERSION = "0.2.0"
    assert is_marked(client)


def test_one_person_reading_leaves_the_mark_of_another(someone):
    other = member(OrganisationFactory(), Role.SCAN_LEAD, seen_version="0.0.9")
    signed_in(someone).get(CHANGES)
    assert is_marked(signed_in(other))


def test_another_chapter_leaves_the_mark(someone):
    client = signed_in(someone)
    client.get("/hulp/scan/")
    assert is_marked(client)


def test_to_who_is_new_nothing_has_changed():
    user = User.objects.create_user(email="nieuw@gemeente.example", name="Nieuw", password="vier losse woorden hier")
    organisation = OrganisationFactory()
    MembershipFactory(organisation=organisation, person=PersonFactory(organisation=organisation, user=user), user=user)
    assert not is_marked(signed_in(user))
