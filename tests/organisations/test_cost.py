"""A list costs the same number of queries however long it is: a page, and the file of it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from regiehuis.organisations.domain.roles import Role
from tests.factories import EventFactory, InvitationFactory, MembershipFactory, OrganisationFactory, PersonFactory, UnitFactory, member

pytestmark = pytest.mark.django_db
FEW, MANY = 3, 24  # both fit on one page
MOST_QUERIES = 30  # session, account, membership, tenant and the list itself


def units(organisation, number):
    top = UnitFactory(organisation=organisation)
    for _ in range(number):
        PersonFactory(organisation=organisation, unit=UnitFactory(organisation=organisation, parent=top))


def people(organisation, number):
    for _ in range(number):
        person = MembershipFactory(organisation=organisation, person__unit=UnitFactory(organisation=organisation)).person
        InvitationFactory(organisation=organisation, person=person)


def events(organisation, number):
    for _ in range(number):
        EventFactory(organisation=organisation)


@pytest.mark.parametrize("query", [{}, {"bestand": "csv"}], ids=["page", "file"])
@pytest.mark.parametrize(("name", "fill"), [("organisations:units", units), ("organisations:people", people), ("audit:list", events)])
def test_a_list_costs_the_same_however_long(name, fill, query):
    costs = []
    for number in (FEW, MANY):
        organisation = OrganisationFactory()
        client = Client()
        client.force_login(member(organisation, Role.ADMINISTRATOR), backend="allauth.account.auth_backends.AuthenticationBackend")
        fill(organisation, number)
        client.get(reverse(name), query)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name), query).status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1] <= MOST_QUERIES
