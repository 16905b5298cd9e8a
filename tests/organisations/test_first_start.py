"""The first organisation: once, whole or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from regiehuis.accounts.models import User
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import Organisation, Unit
from regiehuis.organisations.services import organisations, people, units
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.tenancy import tenant
from tests.factories import OrganisationFactory, actor


def start(number: int, name: str = "Gemeente") -> str:
    try:
        organisations.create_first(
            organisation=Organisation(name=name, country="NL"),
            email=f"b{number}@gemeente.example",
            name="B",
            password="vier losse woorden",
            today=date.today(),
        )
        return "made"
    except NotAllowed as refused:
        return str(refused.obstacles[0])
    finally:
        connection.close()


def test_of_four_first_starts_at_once_one_makes_an_organisation(committed):
    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(start, range(4)))
    assert answers == ["already_started"] * 3 + ["made"]
    assert (Organisation.objects.count(), User.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_an_organisation_that_cannot_be_stored_leaves_no_account():
    with pytest.raises(ValidationError):
        organisations.create_first(
            organisation=Organisation(name="x" * 300, country="NL"),
            email="b@g.example",
            name="B",
            password="vier losse woorden",
            today=date.today(),
        )
    assert not User.objects.exists()


def test_the_same_invitation_or_unit_at_once_is_refused_in_words(committed):
    organisation = OrganisationFactory()
    administrator = actor(organisation, Role.ADMINISTRATOR)

    def twice(work):
        def once(number):
            try:
                with tenant(organisation.pk):
                    work(number)
                return "done"
            except NotAllowed as refused:
                return str(refused.obstacles[0])
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            return sorted(pool.map(once, range(4)))

    from django.utils import timezone

    invited = twice(
        lambda number: people.invite(
            by=administrator,
            email="Nieuw@G.example" if number % 2 else "nieuw@g.example",
            name="N",
            unit=None,
            roles=[Role.COUNCIL],
            now=timezone.now(),
        )
    )
    assert invited == ["already_invited"] * 3 + ["done"]
    assert twice(lambda _number: units.save(by=administrator, unit=Unit(code="A", name="A"))) == ["code_in_use"] * 3 + ["done"]
