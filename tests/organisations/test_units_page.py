"""The page of units stays usable when there are very many, or very deep."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.domain.units import UnitRow
from regiehuis.organisations.services import units
from regiehuis.platform.tenancy import tenant
from tests.factories import OrganisationFactory, actor, member

pytestmark = pytest.mark.django_db
PAGE = reverse("organisations:units")


def filled(number, parent):
    """A signed-in administrator of a municipality with this many units."""
    organisation = OrganisationFactory()
    with tenant(organisation.pk):
        rows = [UnitRow(line=n, code=f"E{n:05}", name=f"Team {n}", parent_code=parent(n)) for n in range(number)]
        units.import_rows(by=actor(organisation, Role.ADMINISTRATOR), rows=rows)
    client = Client()
    client.force_login(member(organisation, Role.ADMINISTRATOR), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def chain(n):
    return f"E{n - 1:05}" if n else ""


def flat(_n):
    return ""


@pytest.mark.slow
@pytest.mark.parametrize(("parent", "many"), [(chain, 20_000), (flat, 10_000)], ids=["chain", "flat"])
@pytest.mark.parametrize("query", ["?pagina=2", "?zoek=team&pagina=2", "?sorteer=-name&pagina=2"])
def test_a_page_costs_the_same_queries_and_bytes_however_many_units(parent, many, query):
    costs, sizes = [], []
    for number in (120, many):
        client = filled(number, parent)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(PAGE + query)
        assert answer.status_code == 200
        costs.append(len(captured))
        sizes.append(len(answer.content))
    assert costs[0] == costs[1]
    assert sizes[1] < sizes[0] + 3_000 < 50_000, "a few more page numbers and longer codes"


def test_a_deep_unit_is_told_by_its_layer_and_not_pushed_off_the_page():
    shown = filled(40, chain).get(PAGE).content.decode()
    assert "laag 40" in shown
    assert "laag 7<" not in shown
    assert shown.count("&emsp;") == sum(min(depth, 6) for depth in range(40))


@pytest.mark.parametrize(("query", "names"), [
    ("?zoek=E00003", ["Team 3"]), ("?zoek=TEAM+1", ["Team 1", "Team 10", "Team 11"]), ("?zoek=%00", [f"Team {n}" for n in range(12)]), ("?sorteer=-code", [f"Team {n}" for n in reversed(range(12))]),
])  # fmt: skip
def test_what_was_searched_and_sorted_is_what_is_downloaded(query, names):
    client = filled(12, flat)
    answer = client.get(f"{PAGE}{query}&bestand=csv")
    assert [row[1] for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")][1:] == names
    for kind in ("csv", "xlsx", "ods"):
        assert f"bestand={kind}" in client.get(PAGE + query).content.decode()


def test_nothing_found_says_so_and_keeps_the_words():
    shown = filled(2, flat).get(f"{PAGE}?zoek=<b>").content.decode()
    assert "Geen eenheid gevonden" in shown
    assert 'value="&lt;b&gt;"' in shown
