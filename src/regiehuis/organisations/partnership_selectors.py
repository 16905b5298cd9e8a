"""Reads of partnerships: on the side of a municipality, and inside the partnership itself."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.shortcuts import get_object_or_404

from regiehuis.platform.tenancy import acting_as, tenant

from .domain.actors import Actor
from .domain.charter import LegalForm, parse_forms
from .domain.roles import Right, Role, may
from .models import Charter, Membership, Participation, PartnershipInvitation, PartnershipMember, Person
from .selectors import holds_on


@cache
def legal_forms() -> tuple[LegalForm, ...]:
    """The forms that a partnership can have, from the reference data that comes with the product."""
    return parse_forms(tomllib.loads((files("regiehuis.organisations") / "data" / "legal_forms.toml").read_text()))


def legal_form(code: str) -> LegalForm | None:
    return next((form for form in legal_forms() if form.code == code), None)


# ---- inside a municipality ---------------------------------------------------------------------------------------------


def participations() -> QuerySet[Participation]:
    """Partnerships of the open municipality: those of today first, by name."""
    return Participation.objects.select_related("partnership").order_by(F("ends_on").desc(nulls_first=True), "name", "pk")


def participation(public_id: UUID) -> Participation:
    return get_object_or_404(Participation.objects.select_related("partnership"), public_id=public_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate:
    """Someone of the open municipality who may work in a partnership on its behalf."""

    person: Person
    roles: frozenset[Role]


def delegates(found: Participation, today: date) -> list[Delegate]:
    """Return the municipality's own people in a partnership, by name: of all that is there, only what it sent itself."""
    if found.partnership_id is None or found.ends_on is not None:
        return []
    roles: dict[int, set[Role]] = defaultdict(set)
    with tenant(found.partnership_id):
        sent = Membership.objects.filter(holds_on(today), on_behalf_of_id=found.organisation_id)
        for user_id, role in sent.values_list("user_id", "role"):
            roles[user_id].add(Role(role))
    own = Person.objects.filter(user_id__in=roles).order_by("name", "pk")
    return [Delegate(person=each, roles=frozenset(roles[each.user_id or 0])) for each in own]


def entered_by(by: Actor, today: date) -> set[int]:
    """Return the ids of partnerships where the actor may share on behalf of the own municipality."""
    if by.user_id is None:
        return set()
    with acting_as(by.user_id):
        sent = Membership.of_user.filter(holds_on(today), on_behalf_of_id=by.organisation_id).values_list("organisation_id", "role")
        return {organisation_id for organisation_id, role in sent if may(frozenset({Role(role)}), Right.SHARE)}


def colleagues(today: date) -> QuerySet[Person]:
    """People of the open municipality who can sign in and have a role today, by name."""
    return Person.objects.filter(pk__in=Membership.objects.filter(holds_on(today)).values("person_id")).order_by("name", "pk")


# ---- inside a partnership ----------------------------------------------------------------------------------------------


def members() -> list[PartnershipMember]:
    """Every member, also those that left: those of today first, each in the order of the alphabet."""
    found = PartnershipMember.objects.select_related("municipality")
    return sorted(found, key=lambda each: (each.ends_on is not None, each.name.casefold(), each.pk))


def members_today() -> list[PartnershipMember]:
    return [each for each in members() if each.ends_on is None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Someone with access to the open partnership; ``sent_by`` is empty for who belongs to no member."""

    name: str
    sent_by: str


def readers(today: date) -> list[Reader]:
    """Return who has access, by member and name: every member may know who reads what it shares. Two queries."""
    names = {each.municipality_id: each.name for each in members()}
    held = Membership.objects.filter(holds_on(today)).values_list("person_id", "person__name", "on_behalf_of_id").distinct()
    found = [Reader(name=name, sent_by=names.get(sent_by, "") if sent_by else "") for _person, name, sent_by in held]
    return sorted(found, key=lambda each: (each.sent_by.casefold(), each.name.casefold()))


def charters() -> QuerySet[Charter]:
    """Every version, newest first."""
    return Charter.objects.order_by("-version")


def charter() -> Charter | None:
    return charters().first()


def open_codes() -> QuerySet[PartnershipInvitation]:
    """Codes that no municipality used, newest first."""
    return PartnershipInvitation.objects.filter(accepted_at__isnull=True).order_by("-id")


def partnership_invitation(public_id: UUID) -> PartnershipInvitation:
    return get_object_or_404(PartnershipInvitation, public_id=public_id)


def code_by_hash(secret_hash: str) -> PartnershipInvitation | None:
    """Return the code of the open partnership whose secret has this hash."""
    return PartnershipInvitation.objects.filter(secret_hash=secret_hash).first()


def other_administrators(municipality_id: int, today: date) -> bool:
    """Whether somebody whom this municipality did not send is an administrator of the open partnership and stays one."""
    stays = Membership.objects.filter(holds_on(today), Q(ends_on__isnull=True), role=Role.ADMINISTRATOR.value)
    return stays.exclude(on_behalf_of_id=municipality_id).exists()
