"""Writes to organisations and the reference list of municipalities."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from regiehuis.accounts import facade as accounts
from regiehuis.audit import facade as audit
from regiehuis.platform import locks
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.links import secret_hash
from regiehuis.platform.tenancy import tenant

from ..cbs import MunicipalityRow
from ..domain.actors import Actor, system
from ..domain.invitations import INVITATION_DAYS
from ..domain.obstacles import Obstacle
from ..domain.roles import Right, Role, roles_in
from ..models import Invitation, Membership, Municipality, Organisation, Person


def create(*, organisation: Organisation, administrator: accounts.Account, today: date) -> Actor:
    """Store a new organisation with its first administrator; return that administrator as actor."""
    with transaction.atomic():
        organisation.full_clean(exclude=["public_id"])
        organisation.save()
        with tenant(organisation.pk):
            person = Person.objects.create(name=administrator.name, email=administrator.email, user_id=administrator.id)
            Membership.objects.create(person=person, user_id=administrator.id, role=Role.ADMINISTRATOR, starts_on=today)
            actor = Actor(user_id=administrator.id, person_id=person.pk, name=person.name, organisation_id=organisation.pk,
                          roles=frozenset({Role.ADMINISTRATOR}))  # fmt: skip
            audit.record(by=actor, event="organisations.organisation.created", subject=organisation.name)
    return actor


def refuse_roles_of_another_kind(organisation: Organisation, roles: Collection[Role]) -> None:
    """Raise NotAllowed when an organisation of this kind does not have one of these roles."""
    if not set(roles) <= set(roles_in(is_partnership=organisation.is_partnership)):
        raise NotAllowed([Obstacle.ROLE_OF_ANOTHER_KIND])


def lock(organisation_id: int) -> Organisation:
    """Let writes to this organisation that must not meet wait for each other, until the transaction ends."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)


def create_first(*, organisation: Organisation, email: str, name: str, password: str, today: date) -> Actor:
    """Make the first organisation and its administrator together, or nothing. Raises NotAllowed when there is one already."""
    with transaction.atomic():
        locks.lock_until_commit(locks.FIRST_START)
        if Organisation.objects.exists():
            raise NotAllowed([Obstacle.ALREADY_STARTED])
        return create(organisation=organisation, administrator=accounts.create(email=email, name=name, password=password), today=today)


def create_invited(*, organisation: Organisation, email: str, name: str, now: datetime) -> tuple[Invitation, str]:
    """Store a new municipality whose administrator is still to take up an invitation; return that with its secret, stored nowhere.

    For the operator: the account of the administrator, known here or not, comes in only by opening the link.
    Raises NotAllowed when there is a municipality with this code already.
    """
    with transaction.atomic():
        if organisation.code and Organisation.objects.filter(code=organisation.code, is_fictitious=False).exists():
            raise NotAllowed([Obstacle.CODE_IN_USE])
        organisation.full_clean(exclude=["public_id"])
        organisation.save()
        with tenant(organisation.pk):
            person = Person.objects.create(name=name, email=email.lower())
            secret = secrets.token_urlsafe(32)
            invitation = Invitation.objects.create(person=person, roles=[Role.ADMINISTRATOR.value], secret_hash=secret_hash(secret),
                                                   expires_at=now + timedelta(days=INVITATION_DAYS))  # fmt: skip
            audit.record(by=system(organisation.pk), event="organisations.organisation.created", subject=organisation.name)
    return invitation, secret


def change(*, by: Actor, organisation: Organisation, changed: list[str]) -> None:
    """Store edited details. ``changed`` names the fields, for the log."""
    if not by.may(Right.MANAGE_ORGANISATION) or organisation.pk != by.organisation_id:
        raise Forbidden
    with transaction.atomic():
        organisation.full_clean()
        organisation.save()
        detail = {name: getattr(organisation, name) for name in changed}
        audit.record(by=by, event="organisations.organisation.changed", subject=organisation.name, detail=detail)


def store_municipalities(rows: Iterable[MunicipalityRow]) -> int:
    """Add or update the reference list by code; a figure that the source does not give never erases one that we have."""
    stored = list(rows)
    with transaction.atomic():
        known = Municipality.objects.in_bulk([row.code for row in stored], field_name="code")
        new: list[Municipality] = []
        old: list[Municipality] = []
        for row in stored:
            record = known.get(row.code) or Municipality(code=row.code)
            record.name, record.province, record.country = row.name, row.province, row.country.value
            if row.inhabitants is not None or record.pk is None:
                record.inhabitants, record.inhabitants_year, record.source = row.inhabitants, row.year, row.source
            (old if record.pk else new).append(record)
        Municipality.objects.bulk_create(new)
        Municipality.objects.bulk_update(old, ["name", "province", "country", "inhabitants", "inhabitants_year", "source"])
    return len(stored)
