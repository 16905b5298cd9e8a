"""The fragment that a page polls while work goes on."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from regiehuis.documents.models import Progress
from regiehuis.organisations.domain.roles import Role
from tests.factories import OrganisationFactory, ProgressFactory, member

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def organisation(db):
    return OrganisationFactory()


@pytest.fixture
def client(organisation):
    browser = Client()
    browser.force_login(member(organisation, Role.SCAN_LEAD), backend=BACKEND)
    return browser


def path(progress: Progress) -> str:
    return reverse("progress", args=[progress.public_id])


def made(organisation, state: str, **values) -> Progress:
    return ProgressFactory(organisation=organisation, state=state, result={"page": "/scan/"}, **values)


@pytest.mark.parametrize("state", ["waiting", "running"])
def test_while_it_goes_on_the_fragment_asks_again(client, organisation, state):
    progress = made(organisation, state, percent=40, message="PDF is gemaakt.")
    page = client.get(path(progress), headers=HTMX).content.decode()
    assert f'hx-get="{path(progress)}"' in page
    assert 'value="40"' in page
    assert "PDF is gemaakt." in page
    assert "<html" not in page


@pytest.mark.parametrize(("state", "told"), [("done", "Toon het resultaat"), ("failed", "Mislukt. (ValueError)")])
def test_once_it_ended_it_asks_no_more(client, organisation, state, told):
    progress = made(
        organisation,
        state,
        percent=100,
        message="Klaar." if state == "done" else "Mislukt.",
        error_code="" if state == "done" else "ValueError",
    )
    page = client.get(path(progress), headers=HTMX).content.decode()
    assert "hx-get" not in page
    assert "<progress" not in page
    assert told in page


@pytest.mark.parametrize(("state", "leads_to"), [("waiting", None), ("running", None), ("done", "/scan/"), ("failed", "/scan/")])
def test_once_it_ended_the_page_itself_is_shown_again(client, organisation, state, leads_to):
    """What was made, or what went wrong, stands on the page around the fragment."""
    answered = client.get(path(made(organisation, state, percent=10)), headers=HTMX)
    assert answered.headers.get("HX-Redirect") == leads_to


def test_the_fragment_replaces_itself(client, organisation):
    """The part that comes back has the id that the part on the page asks for."""
    progress = made(organisation, "running", percent=10)
    page = client.get(path(progress), headers=HTMX).content.decode()
    (wanted,) = re.findall(r'hx-select="#([^"]+)"', page)
    assert f'id="{wanted}"' in page


def test_without_javascript_it_leads_to_the_page_it_belongs_to(client, organisation):
    answered = client.get(path(made(organisation, "running")))
    assert (answered.status_code, answered["Location"]) == (302, "/scan/")


def test_work_that_belongs_to_no_page_shows_itself(client, organisation):
    assert client.get(path(ProgressFactory(organisation=organisation))).status_code == 200


def test_work_of_another_municipality_does_not_exist(client):
    theirs = made(OrganisationFactory(), "running")
    assert client.get(path(theirs), headers=HTMX).status_code == 404
    assert client.get(reverse("progress", args=[uuid4()]), headers=HTMX).status_code == 404


def test_a_visitor_is_sent_to_sign_in(organisation):
    assert Client().get(path(made(organisation, "running")), headers=HTMX).status_code == 302


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_for_looking(client, organisation, method):
    assert getattr(client, method)(path(made(organisation, "running"))).status_code == 405


def test_what_a_job_says_is_shown_as_text(client, organisation):
    page = client.get(path(made(organisation, "running", message="<script>alert(1)</script>")), headers=HTMX).content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
