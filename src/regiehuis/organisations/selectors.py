"""Reads of organisations, units, people and memberships."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from regiehuis.accounts.facade import Entrance
from regiehuis.platform.tenancy import acting_as

from .domain.actors import Actor
from .domain.roles import Role
from .domain.scopes import Scope, known_scopes
from .domain.units import KnownUnit, in_tree_order
from .models import (
    ApiClient,
    ApiToken,
    HouseStyle,
    Invitation,
    Membership,
    Municipality,
    Organisation,
    Person,
    RoleMapping,
    SecondStepReset,
    Unit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnOrganisation:
    """An organisation that the signed-in user may open, with the roles that hold today."""

    organisation: Organisation
    person_id: int
    roles: frozenset[Role]


def holds_on(today: date) -> Q:
    """The memberships that hold on a day."""
    return Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))


def organisations_of_user(today: date, entrance: Entrance) -> list[OwnOrganisation]:
    """Return what the acting user may open through this door, by name. Call inside ``acting_as``: the database shows only their own
    rows. A role that came by a sign-in service counts only in a session that began there."""
    held = Membership.of_user.filter(holds_on(today), issuer__in={"", entrance.issuer})
    rows = list(held.values_list("organisation_id", "person_id", "role", "on_behalf_of_id"))
    works_at = {organisation_id for organisation_id, _person_id, _role, _sent_by in rows}
    roles: dict[tuple[int, int], set[Role]] = defaultdict(set)
    for organisation_id, person_id, role, sent_by in rows:
        if sent_by is None or sent_by in works_at:  # whoever left a municipality no longer speaks for it in a partnership
            roles[organisation_id, person_id].add(Role(role))
    found = Organisation.objects.in_bulk([organisation_id for organisation_id, _ in roles])
    own = [
        OwnOrganisation(organisation=found[organisation_id], person_id=person_id, roles=frozenset(held))
        for (organisation_id, person_id), held in roles.items()
        if entrance.organisations is None or found[organisation_id].public_id in entrance.organisations
    ]
    return sorted(own, key=lambda each: (each.organisation.name.casefold(), each.organisation.pk))


def actor_of(own: OwnOrganisation, *, user_id: int, name: str) -> Actor:
    return Actor(user_id=user_id, person_id=own.person_id, name=name, organisation_id=own.organisation.pk, roles=own.roles)


def any_organisation() -> bool:
    return Organisation.objects.exists()


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


DEEPEST_SHOWN = 6  # further in, a step says nothing any more and the name leaves the page


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit as shown in the tree; ``depth`` 0 is the top."""

    unit: Unit
    depth: int
    people: int
    parent_name: str
    parent_code: str

    @property
    def steps(self) -> range:
        return range(min(self.depth, DEEPEST_SHOWN))

    @property
    def is_deeper(self) -> bool:
        return self.depth > DEEPEST_SHOWN


@dataclass(frozen=True, slots=True)
class UnitTree(Sequence[UnitLine]):
    """Units in an order, read by the part that is shown: one query each time, however long the list."""

    places: Sequence[tuple[int, int]]  # unit id, depth

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, part: Any) -> Any:
        if not isinstance(part, slice):
            return self[part : part + 1][0]
        places = self.places[part]
        found = Unit.objects.select_related("parent").annotate(people_count=Count("people"))
        if len(places) < len(self.places):
            found = found.filter(pk__in=[pk for pk, _depth in places])
        units = {unit.pk: unit for unit in found}
        return [_unit_line(units[pk], depth) for pk, depth in places if pk in units]


def _unit_line(unit: Any, depth: int) -> UnitLine:
    parent = unit.parent
    return UnitLine(unit=unit, depth=depth, people=unit.people_count, parent_name=parent.name if parent else "", parent_code=parent.code if parent else "")  # fmt: skip


def unit_tree(words: str = "", order: str = "") -> UnitTree:
    """Every unit, each parent before its children; searched or sorted, a flat list. One query, and one for each part that is read."""
    rows = {pk: (code, name, parent) for pk, code, name, parent in Unit.objects.values_list("pk", "code", "name", "parent_id")}
    if words or order.lstrip("-") in ("code", "name"):
        sought = words.casefold()
        found = [pk for pk, (code, name, _parent) in rows.items() if sought in code.casefold() or sought in name.casefold()]
        found.sort(
            key=lambda pk: ("" if order.lstrip("-") == "code" else rows[pk][1].casefold(), rows[pk][0]), reverse=order.startswith("-")
        )
        return UnitTree([(pk, 0) for pk in found])
    ids = {code: pk for pk, (code, _name, _parent) in rows.items()}
    parents = {code: rows[parent][0] if parent else "" for code, _name, parent in rows.values()}
    depth: dict[str, int] = {"": -1}
    for code in in_tree_order(parents):
        depth[code] = depth[parents[code]] + 1
    return UnitTree([(ids[code], level) for code, level in depth.items() if code])


def has_units() -> bool:
    return Unit.objects.exists()


def people_with_role(role: Role, today: date, *, and_id: int | None = None, without_end: bool = False) -> QuerySet[Person]:
    """People of the open organisation who hold this role on a day, by name, or only those whose role has no last day yet;
    also ``and_id``, who may have held it before."""
    held = Membership.objects.filter(holds_on(today), role=role.value)
    holders = (held.filter(ends_on__isnull=True) if without_end else held).values("person_id")
    return Person.objects.filter(Q(pk__in=holders) | Q(pk=and_id)).order_by("name", "pk")


def names_of_people(public_ids: Collection[str]) -> dict[str, str]:
    """Return the names of these people of the open organisation; who is not there, or no longer, is left out."""
    return {str(public_id): name for public_id, name in Person.objects.filter(public_id__in=public_ids).values_list("public_id", "name")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """Someone who may work in the open organisation today, with the address of their account."""

    actor: Actor
    email: str


def reachable(today: date, person_ids: Sequence[int] | None = None) -> dict[int, Reachable]:
    """Return who may work here today, by person: only these people, or everyone. One query.

    Who speaks here for a member of a partnership is reached at home."""
    held = Membership.objects.filter(
        holds_on(today), on_behalf_of__isnull=True, user__is_active=True, person__user=F("user")
    ).select_related("person", "user")
    if person_ids is not None:
        held = held.filter(person_id__in=person_ids)
    rows: dict[int, list[Membership]] = defaultdict(list)
    for row in held:
        rows[row.person_id].append(row)
    return {
        person_id: Reachable(
            email=found[0].user.email,
            actor=Actor(user_id=found[0].user_id, person_id=person_id, name=found[0].person.name, organisation_id=found[0].organisation_id,
                        roles=frozenset(Role(row.role) for row in found)),
        )
        for person_id, found in rows.items()
    }  # fmt: skip


def has_or_awaits(role: Role, now: datetime) -> bool:
    """Whether somebody holds this role or will, or can still accept an invitation to it."""
    held = Membership.objects.filter(role=role.value).exclude(ends_on__lt=timezone.localdate(now))
    open_invitations = Invitation.objects.filter(withdrawn_at__isnull=True, accepted_at__isnull=True, expires_at__gt=now)
    return held.exists() or open_invitations.filter(roles__contains=role.value).exists()


def known_units() -> dict[str, KnownUnit]:
    """Every unit by its code, as an import compares: one query, and no join, which goes wrong right after a large import."""
    rows = {pk: (code, name, parent) for pk, code, name, parent in Unit.objects.values_list("pk", "code", "name", "parent_id")}
    return {code: KnownUnit(name=name, parent_code=rows[parent][0] if parent else "") for code, name, parent in rows.values()}


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
    with acting_as(person.user.pk):
        own = organisations_of_user(today, Entrance())
    roles = next((each.roles for each in own if each.organisation.pk == organisation.pk and each.person_id == person.pk), frozenset())
    actor = Actor(user_id=person.user.pk, person_id=person.pk, name=person.name, organisation_id=organisation.pk, roles=roles)
    return Access(organisation=organisation, actor=actor, scopes=scopes) if roles else None


def tokens(by: Actor, *, everyone: bool) -> QuerySet[ApiToken]:
    """Tokens of people, newest first: the own, or with ``everyone`` those of the whole organisation."""
    found = ApiToken.objects.filter(person__isnull=False).select_related("person").order_by("-id")
    return found if everyone else found.filter(person_id=by.person_id or 0)


def clients() -> QuerySet[ApiClient]:
    """Registered programs, newest first."""
    return ApiClient.objects.order_by("-id")


def role_mappings() -> QuerySet[RoleMapping]:
    """The rules of the open organisation, as a page lists them."""
    return RoleMapping.objects.order_by("issuer", "claim", "value", "role")


def role_mapping(public_id: UUID) -> RoleMapping:
    return get_object_or_404(RoleMapping, public_id=public_id)


def open_reset(person: Person) -> SecondStepReset | None:
    """The recovery of someone's second step that is under way."""
    return (
        SecondStepReset.objects.filter(person=person, stopped_at__isnull=True, done_at__isnull=True)
        .select_related("requested_by", "confirmed_by")
        .first()
    )


def past_resets(person: Person) -> QuerySet[SecondStepReset]:
    """Recoveries that ended, newest first."""
    return SecondStepReset.objects.filter(person=person).exclude(stopped_at__isnull=True, done_at__isnull=True).order_by("-pk")[:10]


def waiting_resets() -> QuerySet[SecondStepReset]:
    """Recoveries that wait for another administrator."""
    found = SecondStepReset.objects.filter(confirmed_at__isnull=True, stopped_at__isnull=True, done_at__isnull=True)
    return found.select_related("person", "requested_by").order_by("pk")


def reset(public_id: UUID) -> SecondStepReset:
    return get_object_or_404(SecondStepReset.objects.select_related("person"), public_id=public_id)


def reset_by_secret(secret_hash: str) -> SecondStepReset | None:
    return SecondStepReset.objects.select_related("person").filter(secret_hash=secret_hash).first()


def administrators_besides(person: Person, today: date, *, since: date) -> int:
    """How many other accounts are administrator on a day, and were so on an earlier one."""
    held = Membership.objects.filter(holds_on(today), role=Role.ADMINISTRATOR, starts_on__lte=since).exclude(user_id=person.user_id or 0)
    return held.values("user_id").distinct().count()


def is_administrator(person_id: int, today: date, *, since: date | None = None) -> bool:
    """Whether somebody is administrator on a day, and was so on an earlier one."""
    held = Membership.objects.filter(holds_on(today), person_id=person_id, role=Role.ADMINISTRATOR)
    return held.filter(starts_on__lte=since or today).exists()


def organisation_ids_of_user(today: date) -> list[int]:
    """Where the acting user holds a role today or later. Call inside ``acting_as``."""
    rows = Membership.of_user.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    return sorted(set(rows.values_list("organisation_id", flat=True)))


def organisations(ids: Sequence[int]) -> list[Organisation]:
    return list(Organisation.objects.filter(pk__in=ids).order_by("pk"))


def organisation_in_token(token: str) -> tuple[Organisation | None, str]:
    """Return the organisation that a link names and the secret behind it; (None, "") when it cannot be a link of ours."""
    public_id, _dot, secret = token.partition(".")
    try:
        found = organisation_by_public_id(UUID(hex=public_id))
    except ValueError:
        return None, ""
    return (found, secret) if found and 0 < len(secret) <= 100 else (None, "")


def token(public_id: UUID) -> ApiToken:
    return get_object_or_404(ApiToken, public_id=public_id, person__isnull=False)


def client(public_id: UUID) -> ApiClient:
    return get_object_or_404(ApiClient, public_id=public_id)
