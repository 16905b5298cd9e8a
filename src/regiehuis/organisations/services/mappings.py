"""Roles by the claims of a sign-in service: the rules of an organisation, and what they do when someone signs in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from regiehuis.audit import facade as audit
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.tenancy import tenant

from ..domain import claims as rules_of
from ..domain.actors import Actor, system
from ..domain.obstacles import Obstacle
from ..domain.roles import Right, Role
from ..models import Membership, Organisation, Person, RoleMapping
from .organisations import lock, refuse_roles_of_another_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """What the organisations make of someone without an account."""

    roles: frozenset[Role]
    address_is_known: bool  # somebody here has this address already: it is theirs to take up, by invitation


def add(*, by: Actor, issuer: str, allowed: Collection[str], claim: str, value: str, roles: Collection[Role]) -> None:
    """Map a value to roles. ``allowed`` are the issuers that the operator tied to this organisation."""
    if not by.may(Right.MANAGE_PEOPLE):
        raise Forbidden
    if issuer not in allowed:
        raise NotAllowed([Obstacle.SERVICE_NOT_OURS])
    with transaction.atomic():
        refuse_roles_of_another_kind(lock(by.organisation_id), roles)
        known = set(RoleMapping.objects.filter(issuer=issuer, claim=claim, value=value).values_list("role", flat=True))
        new = [role for role in roles if role.value not in known]
        if not new:
            raise NotAllowed([Obstacle.ALREADY_MAPPED])
        for role in new:
            RoleMapping.objects.create(issuer=issuer, claim=claim, value=value, role=role.value)
        audit.record(by=by, event="organisations.mapping.added", subject=issuer,
                     detail={"claim": claim, "waarde": value, "rollen": [role.value for role in new]})  # fmt: skip


def remove(*, by: Actor, mapping: RoleMapping) -> None:
    """Take a rule away; the roles that it gave end at the next sign-in of whoever has them."""
    if not by.may(Right.MANAGE_PEOPLE):
        raise Forbidden
    with transaction.atomic():
        detail = {"claim": mapping.claim, "waarde": mapping.value, "rol": mapping.role}
        if RoleMapping.objects.filter(pk=mapping.pk).delete()[0]:
            audit.record(by=by, event="organisations.mapping.removed", subject=mapping.issuer, detail=detail)


def newcomer(*, email: str, issuer: str, claims: Mapping[str, Any], allowed: Collection[UUID]) -> Newcomer:
    """Return what someone would get; nothing is stored."""
    roles: set[Role] = set()
    known = False
    for organisation_id in _organisations(allowed):
        with tenant(organisation_id):
            given = rules_of.roles_by(_rules(issuer), claims)
            known = known or (bool(given) and Person.objects.filter(email__iexact=email).exists())
            roles |= given
    return Newcomer(roles=frozenset(roles), address_is_known=known)


def apply(
    *, account_id: int, email: str, name: str, issuer: str, claims: Mapping[str, Any], allowed: Collection[UUID], now: datetime
) -> None:
    """Begin and end the roles that this issuer vouches for, in the organisations that the operator tied to it and in no other."""
    today = timezone.localdate(now)
    for organisation_id in _organisations(allowed):
        with tenant(organisation_id):
            person = Person.objects.filter(user_id=account_id).first()
            rules = _rules(issuer)
            if rules or person is not None:
                lock(organisation_id)
                _apply(
                    person or Person(name=name, email=email, user_id=account_id), rules, issuer, claims, today, organisation_id, account_id
                )


def _apply(person: Person, rules: list[rules_of.Rule], issuer: str, claims: Mapping[str, Any], today: date, organisation_id: int, account_id: int) -> None:  # fmt: skip
    rows = list(Membership.objects.filter(Q(person_id=person.pk), Q(ends_on__isnull=True) | Q(ends_on__gte=today))) if person.pk else []
    by_hand = list(Membership.objects.filter(person_id=person.pk, ended_by_hand=True).values_list("role", flat=True)) if person.pk else []
    administrators = Membership.objects.filter(role=Role.ADMINISTRATOR, ends_on__isnull=True)
    found = rules_of.change(
        rules=rules, claims=claims, issuer=issuer, held=[rules_of.Held(role=Role(row.role), issuer=row.issuer) for row in rows],
        ended_by_hand=[Role(role) for role in by_hand], has_left=bool(by_hand) and all(row.ends_on for row in rows), is_only_administrator=not administrators.exclude(person_id=person.pk).exists(),
    )  # fmt: skip
    if not found.begin and not found.end:
        return
    if person.pk is None:
        if Person.objects.filter(email__iexact=person.email).exists():
            return  # the address is somebody's here: theirs to take up by invitation, never by a claim
        person.save()
    for row in rows:
        if row.role in found.end and row.issuer == issuer:
            _end(row, today)
    for role in sorted(found.begin):
        Membership.objects.create(person=person, user_id=account_id, role=role.value, starts_on=today, issuer=issuer)
    audit.record(by=system(organisation_id), event="organisations.roles.mapped", subject=person.public_id,
                 detail={"begonnen": sorted(found.begin), "beëindigd": sorted(found.end), "aanmelddienst": issuer})  # fmt: skip


def _end(row: Membership, today: date) -> None:
    """End at once: yesterday was the last day. What began today is gone as if it never was; the log remembers it."""
    if row.starts_on >= today:
        row.delete()
        return
    row.ends_on = today - timedelta(days=1)
    row.save()


def _rules(issuer: str) -> list[rules_of.Rule]:
    rows = RoleMapping.objects.filter(issuer=issuer).values_list("claim", "value", "role")
    return [rules_of.Rule(claim=claim, value=value, role=Role(role)) for claim, value, role in rows]


def _organisations(allowed: Collection[UUID]) -> list[int]:
    return list(Organisation.objects.filter(public_id__in=list(allowed)).order_by("pk").values_list("pk", flat=True))
