"""Reads of organisations, units, people and memberships."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from .domain.actors import Actor
from .domain.roles import Role
from .domain.scopes import Scope, known_scopes
from .domain.units import in_tree_order
from .models import ApiClient, ApiToken, HouseStyle, Invitation, Membership, Municipality, Organisation, Person, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnOrganisation:
    """An organisation that the signed-in user may open, with the roles that hold today."""

    organisation: Organisation
    person_id: int
    roles: frozenset[Role]


def _holds_on(today: date) -> Q:
    return Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))


def organisations_of_user(today: date) -> list[OwnOrganisation]:
    """Return what the acting user may open, by name. Call inside ``acting_as``: the database shows only their own rows."""
    rows = Membership.of_user.filter(_holds_on(today)).values_list("organisation_id", "person_id", "role")
    roles: dict[tuple[int, int], set[Role]] = defaultdict(set)
    for organisation_id, person_id, role in rows:
        roles[organisation_id, person_id].add(Role(role))
    found = Organisation.objects.in_bulk([organisation_id for organisation_id, _ in roles])
    own = [
        OwnOrganisation(organisation=found[organisation_id], person_id=person_id, roles=frozenset(held))
        for (organisation_id, person_id), held in roles.items()
    ]
    return sorted(own, key=lambda each: (each.organisation.name.casefold(), each.organisation.pk))


def actor_of(own: OwnOrganisation, *, user_id: int, name: str) -> Actor:
    return Actor(user_id=user_id, person_id=own.person_id, name=name, organisation_id=own.organisation.pk, roles=own.roles)


def organisation_by_public_id(public_id: UUID) -> Organisation | None:
    """Return the organisation that a link names; whoever holds the link still needs its secret."""
    return Organisation.objects.filter(public_id=public_id).first()


def house_style() -> HouseStyle | None:
    """The house style of the open organisation; None while it uses the product's own."""
    return HouseStyle.objects.first()


def municipalities(words: str = "") -> QuerySet[Municipality]:
    """Reference list, by name; ``words`` filters on name or code."""
    found = Municipality.objects.all()
    return found.filter(Q(name__icontains=words) | Q(code__iexact=words)) if words else found


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit as shown in the tree; ``depth`` 0 is the top."""

    unit: Unit
    depth: int
    people: int
    parent_name: str

    @property
    def steps(self) -> range:
        return range(self.depth)


def unit_tree() -> list[UnitLine]:
    """Every unit, each parent before its children: one query, however many units."""
    units = {unit.pk: unit for unit in Unit.objects.annotate(people_count=Count("people"))}
    for unit in units.values():
        unit.parent = units[unit.parent_id] if unit.parent_id else None  # or each unit would ask for its parent
    by_code = {unit.code: unit for unit in units.values()}
    parents = {unit.code: units[unit.parent_id].code if unit.parent_id else "" for unit in units.values()}
    depth: dict[str, int] = {"": -1}
    lines = []
    for code in in_tree_order(parents):
        depth[code] = depth[parents[code]] + 1
        lines.append(UnitLine(unit=by_code[code], depth=depth[code], people=by_code[code].people_count,
                              parent_name=by_code[parents[code]].name if parents[code] else ""))  # fmt: skip
    return lines


def unit(public_id: UUID) -> Unit:
    return get_object_or_404(Unit, public_id=public_id)


def person(public_id: UUID) -> Person:
    return get_object_or_404(Person, public_id=public_id)


def membership(public_id: UUID) -> Membership:
    return get_object_or_404(Membership.objects.select_related("person"), public_id=public_id)


def invitation(public_id: UUID) -> Invitation:
    return get_object_or_404(Invitation.objects.select_related("person"), public_id=public_id)


def people(words: str = "", order: str = "name") -> QuerySet[Person]:
    """People with their open memberships and latest invitation, ready to list: a fixed number of queries."""
    found = Person.objects.select_related("unit").prefetch_related(
        Prefetch("memberships", queryset=Membership.objects.order_by("role", "-starts_on")),
        Prefetch("invitations", queryset=Invitation.objects.order_by("-id")),
    )
    if words:
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    return found.order_by(*{"name": ("name",), "-name": ("-name",), "email": ("email",), "-email": ("-email",)}.get(order, ("name",)), "pk")


def invitation_by_secret(secret_hash: str) -> Invitation | None:
    """Return the invitation in the open organisation whose secret has this hash."""
    return Invitation.objects.select_related("person").filter(secret_hash=secret_hash).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who a token speaks for, and what it opens at most."""

    organisation: Organisation
    actor: Actor
    scopes: frozenset[Scope]


def valid_token(secret_hash: str, now: datetime) -> ApiToken | None:
    """Return the token of the open organisation with this hash, if it counts now and its holder does."""
    found = ApiToken.objects.select_related("person__user", "client").filter(
        secret_hash=secret_hash, revoked_at__isnull=True, expires_at__gt=now
    )
    return found.first()


def access_by(token: ApiToken, organisation: Organisation, today: date) -> Access | None:
    """Return what this token opens today; None when its holder has no role any more, or was shut out."""
    scopes = known_scopes(token.scopes)
    if token.client is not None:
        if token.client.revoked_at is not None:
            return None
        roles = frozenset(Role(role) for role in token.client.roles if role in set(Role))
        actor = Actor(user_id=None, person_id=None, name=token.client.name, organisation_id=organisation.pk, roles=roles)
        return Access(organisation=organisation, actor=actor, scopes=scopes & known_scopes(token.client.scopes))
    person = token.person
    if person is None or person.user is None or not person.user.is_active:
        return None
    held = person.memberships.filter(_holds_on(today), user=person.user).values_list("role", flat=True)
    roles = frozenset(Role(role) for role in held)
    actor = Actor(user_id=person.user.pk, person_id=person.pk, name=person.name, organisation_id=organisation.pk, roles=roles)
    return Access(organisation=organisation, actor=actor, scopes=scopes) if roles else None


def tokens(by: Actor, *, everyone: bool) -> QuerySet[ApiToken]:
    """Tokens of people, newest first: the own, or with ``everyone`` those of the whole organisation."""
    found = ApiToken.objects.filter(person__isnull=False).select_related("person").order_by("-id")
    return found if everyone else found.filter(person_id=by.person_id or 0)


def clients() -> QuerySet[ApiClient]:
    """Registered programs, newest first."""
    return ApiClient.objects.order_by("-id")


def token(public_id: UUID) -> ApiToken:
    return get_object_or_404(ApiToken, public_id=public_id, person__isnull=False)


def client(public_id: UUID) -> ApiClient:
    return get_object_or_404(ApiClient, public_id=public_id)
