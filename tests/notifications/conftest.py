"""A municipality with people in their roles, and a scan."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import Membership, Person
from regiehuis.platform.tenancy import tenant
from tests.factories import OrganisationFactory, ScanFactory, member


@pytest.fixture
def town():
    """``people`` by role: the account and the person."""
    organisation = OrganisationFactory(name="Gemeente Merenland")
    people = {}
    for role in (Role.SCAN_LEAD, Role.SECRETARY, Role.WORKS_COUNCIL, Role.COUNCIL, Role.ADMINISTRATOR):
        user = member(organisation, role)
        with tenant(organisation.pk):
            people[role] = SimpleNamespace(user=user, person=Person.objects.get(user=user))
    scan = ScanFactory(organisation=organisation, title="I-scan van Merenland", reported=True)
    return SimpleNamespace(organisation=organisation, people=people, scan=scan)


@pytest.fixture
def leave():
    """End every role of a person today: from tomorrow they have none. Here: from yesterday."""
    from datetime import timedelta

    from django.utils import timezone

    def end(town, role):
        with tenant(town.organisation.pk):
            Membership.objects.filter(person=town.people[role].person).update(ends_on=timezone.localdate() - timedelta(days=1))

    return end
