"""The first organisation: once, whole or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

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


# ---- a municipality beside the first -----------------------------------------------------------------------------------


def test_the_operator_makes_a_municipality_whose_administrator_comes_in_by_the_link(committed):
    OrganisationFactory()
    given = ("--name", "Gemeente  Zuiderveen", "--code", "gm0363", "--administrator", "B. Beheerder", "--email", "B@zuiderveen.example")
    done = committed.run("create-municipality", *given)
    assert done.returncode == 0, done.stderr
    made = Organisation.objects.get(code="GM0363")
    assert (made.name, made.is_partnership) == ("Gemeente Zuiderveen", False)
    link = done.stdout.strip().splitlines()[-1]
    page = Client().get(urlsplit(link).path)
    assert page.status_code == 200
    assert "Gemeente Zuiderveen" in page.content.decode()
    taken = Client().post(urlsplit(link).path, {"name": "B. Beheerder", "password": "vier losse woorden samen"}, follow=True)
    assert "Welkom bij Gemeente Zuiderveen." in taken.content.decode()
    again = committed.run("create-municipality", *given)
    assert (again.returncode, "Er is al een gemeente met code GM0363." in again.stderr) == (2, True)


@pytest.mark.parametrize("wrong", [{"--code": "GM1"}, {"--email": "geen adres"}, {"--name": "  "}, {"--administrator": ""}, {"--country": "BE"},
                                   {"--name": "x" * 300}], ids=str)  # fmt: skip
def test_what_the_operator_types_wrong_makes_nothing(committed, wrong):
    given = {"--name": "Zuiderveen", "--code": "GM0363", "--administrator": "B", "--email": "b@zuiderveen.example"} | wrong
    done = committed.run("create-municipality", *[part for pair in given.items() for part in pair])
    assert done.returncode == 2
    assert "Er is niets gemaakt." in done.stderr
    assert "Traceback" not in done.stderr
    assert not Organisation.objects.exists()
