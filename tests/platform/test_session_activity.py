"""Looking at pages writes nothing; the list of sessions stays right to five minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from regiehuis.accounts.middleware import KEY, WRITTEN_EVERY
from regiehuis.organisations.domain.roles import Role
from tests.factories import OrganisationFactory, member

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    browser = Client()
    browser.force_login(member(OrganisationFactory(), Role.SCAN_LEAD), backend=BACKEND)
    return browser


def test_a_page_that_is_looked_at_writes_nothing(client):
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200
    assert [each["sql"] for each in queries if not each["sql"].upper().startswith(("SELECT", "SAVEPOINT", "RELEASE"))] == []


def test_after_five_minutes_the_use_is_noted_once(client):
    client.get("/")
    long_ago = timezone.now() - timedelta(hours=2)
    UserSession.objects.update(last_seen_at=long_ago)
    client.get("/")
    assert UserSession.objects.get().last_seen_at == long_ago
    session = client.session
    session[KEY] -= WRITTEN_EVERY
    session.save()
    client.get("/")
    assert UserSession.objects.get().last_seen_at > long_ago + timedelta(hours=1)
