"""Writes to partnerships. A municipality starts, enters and leaves by an act of its own; each act opens both organisations."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from regiehuis.audit import facade as audit
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.links import secret_hash
from regiehuis.platform.tenancy import tenant

from .. import partnership_selectors as selectors
from ..domain.actors import Actor
from ..domain.obstacles import Obstacle, obstacles_to_accepting
from ..domain.roles import Role
from ..models import Charter, Membership, Organisation, Participation, PartnershipInvitation, PartnershipMember, Person
from ..selectors import holds_on, organisation_by_public_id
from . import charters
from .organisations import lock
from .partnership_doors import member, municipality_of, partnership_of

CODE_DAYS = 14
LONGEST_CODE = 200  # characters; ours have 76


def start(*, by: Actor, name: str, now: datetime) -> Participation:
    """Make a partnership of which the actor's municipality is the first member and the actor the first administrator."""
    with transaction.atomic():
        own, today = municipality_of(by), timezone.localdate(now)
        if Participation.objects.filter(name__iexact=name, ends_on__isnull=True).exists():
            raise NotAllowed([Obstacle.PARTNERSHIP_NAME_IN_USE])
        made = Organisation(name=name, kind=Organisation.Kind.PARTNERSHIP, country=own.country, is_fictitious=own.is_fictitious)
        made.full_clean(exclude=["public_id"])
        made.save()
        sent = Person.objects.get(pk=by.person_id or 0)
        with tenant(made.pk):
            actor = _enter(own, sent, (Role.ADMINISTRATOR, Role.PARTNER), made, today)
            audit.record(by=actor, event="organisations.partnership.started", subject=made.public_id)
            charters.store(actor, charters.first_terms(), version=1, reason="", now=now)
        return _take_part(by, made, today)


def invite(*, by: Actor, name: str, email: str, now: datetime) -> tuple[PartnershipInvitation, str]:
    """Make a code with which one municipality can become a member; return it with its text, which is stored nowhere."""
    with transaction.atomic():
        partnership = partnership_of(by)
        waiting = PartnershipInvitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now)
        if waiting.filter(email__iexact=email).exists():
            raise NotAllowed([Obstacle.ALREADY_INVITED])
        secret = secrets.token_urlsafe(32)
        invitation = PartnershipInvitation.objects.create(
            name=name, email=email.lower(), secret_hash=secret_hash(secret), expires_at=now + timedelta(days=CODE_DAYS)
        )
        audit.record(by=by, event="organisations.member.invited", subject=invitation.public_id)
    return invitation, f"{partnership.public_id.hex}.{secret}"


def mark_sent(*, invitation_id: int, at: datetime) -> None:
    """Note that the mail left."""
    PartnershipInvitation.objects.filter(pk=invitation_id).update(sent_at=at)


def withdraw_invitation(*, by: Actor, invitation: PartnershipInvitation, now: datetime) -> None:
    """End a code that nobody used yet."""
    with transaction.atomic():
        partnership_of(by)
        invitation = PartnershipInvitation.objects.select_for_update().get(pk=invitation.pk)
        if invitation.accepted_at:
            raise NotAllowed([Obstacle.INVITATION_USED])
        if invitation.withdrawn_at is None:
            invitation.withdrawn_at = now
            invitation.save()
            audit.record(by=by, event="organisations.member.invitation_withdrawn", subject=invitation.public_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a municipality says yes to."""

    partnership: str
    members: tuple[str, ...]
    charter: Charter | None


def offer(*, by: Actor, code: str, now: datetime) -> Offer:
    """Return what a code offers to the actor's municipality. Looking never spends the code."""
    with transaction.atomic():
        own = municipality_of(by)
        partnership, secret = _named_by(code)
        with tenant(partnership.pk):
            _usable(secret, own, partnership, now)
            members = tuple(each.name for each in selectors.members_today())
            return Offer(partnership=partnership.name, members=members, charter=selectors.charter())


def accept(*, by: Actor, code: str, now: datetime) -> Participation:
    """Make the actor's municipality a member, with the actor as the first who speaks for it. The code is then spent."""
    with transaction.atomic():
        own, today = municipality_of(by), timezone.localdate(now)
        partnership, secret = _named_by(code)
        sent = Person.objects.get(pk=by.person_id or 0)
        with tenant(partnership.pk):
            lock(partnership.pk)
            invitation = _usable(secret, own, partnership, now)
            invitation.accepted_at = now
            invitation.save()
            actor = _enter(own, sent, (Role.PARTNER,), partnership, today)
            audit.record(by=actor, event="organisations.member.joined", subject=invitation.public_id)
        return _take_part(by, partnership, today)


def _named_by(code: str) -> tuple[Organisation, str]:
    """Return the partnership that a code names and its secret. Every code that opens nothing gets the same answer."""
    public_id, _dot, secret = code.strip()[:LONGEST_CODE].partition(".")
    try:
        found = organisation_by_public_id(UUID(hex=public_id))
    except ValueError:
        found = None
    if found is None or not found.is_partnership or not secret:
        raise NotAllowed([Obstacle.CODE_UNKNOWN])
    return found, secret


def _usable(secret: str, own: Organisation, partnership: Organisation, now: datetime) -> PartnershipInvitation:
    invitation = selectors.code_by_hash(secret_hash(secret))
    if invitation is None:
        raise NotAllowed([Obstacle.CODE_UNKNOWN])
    if obstacles := obstacles_to_accepting(accepted_at=invitation.accepted_at, withdrawn_at=invitation.withdrawn_at,
                                           expires_at=invitation.expires_at, now=now):  # fmt: skip
        raise NotAllowed(obstacles)
    if PartnershipMember.objects.filter(municipality=own, ends_on__isnull=True).exists():
        raise NotAllowed([Obstacle.ALREADY_MEMBER])
    if own.is_fictitious != partnership.is_fictitious:
        raise NotAllowed([Obstacle.FICTITIOUS_AND_REAL])
    return invitation


def _enter(own: Organisation, sent: Person, roles: tuple[Role, ...], partnership: Organisation, today: date) -> Actor:
    PartnershipMember.objects.create(municipality=own, name=own.name, starts_on=today)
    return _give_roles(own, sent, roles, partnership, today)


def _take_part(by: Actor, partnership: Organisation, today: date) -> Participation:
    participation = Participation.objects.create(partnership=partnership, name=partnership.name, starts_on=today)
    audit.record(by=by, event="organisations.participation.began", subject=participation.public_id, detail={"naam": partnership.name})
    return participation


def _account_of(person: Person) -> int:
    if person.user_id is None:
        raise NotAllowed([Obstacle.HAS_NO_ACCOUNT])
    return person.user_id


def _give_roles(own: Organisation, sent: Person, roles: tuple[Role, ...], partnership: Organisation, today: date) -> Actor:
    """In the open partnership: let somebody of a member work on its behalf. ``sent`` is that person at home."""
    user_id = _account_of(sent)
    person = Person.objects.filter(user_id=user_id).first() or Person.objects.filter(email__iexact=sent.email).first()
    if person is None:
        person = Person(email=sent.email)
    elif person.user_id not in (None, user_id):
        raise NotAllowed([Obstacle.SPEAKS_FOR_ANOTHER])
    person.name, person.user_id = sent.name, user_id
    person.save()
    held = list(person.memberships.filter(holds_on(today)))
    if any(each.on_behalf_of_id not in (None, own.pk) for each in held):
        raise NotAllowed([Obstacle.SPEAKS_FOR_ANOTHER])
    for role in roles:
        if role not in {each.role for each in held}:
            Membership.objects.create(person=person, user_id=user_id, role=role, starts_on=today, on_behalf_of=own)
    return Actor(user_id=user_id, person_id=person.pk, name=person.name, organisation_id=partnership.pk, roles=frozenset(roles))


@transaction.atomic
def give_access(*, by: Actor, participation: Participation, person: Person, now: datetime) -> None:
    """Let one more of the own people work in a partnership on behalf of the municipality."""
    today = timezone.localdate(now)
    user_id = _account_of(person)
    with member(by, participation) as (own, partnership, visitor):
        if Membership.objects.filter(holds_on(today), user_id=user_id, on_behalf_of=own).exists():
            raise NotAllowed([Obstacle.ALREADY_HAS_ACCESS])
        given = _give_roles(own, person, (Role.PARTNER,), partnership, today)
        audit.record(by=visitor, event="organisations.access.given", subject=given.person_id or "")
    audit.record(by=by, event="organisations.access.given", subject=person.public_id, detail={"naam": participation.name})


@transaction.atomic
def end_access(*, by: Actor, participation: Participation, person: Person, now: datetime) -> None:
    """End, at once, what one of the own people may do in a partnership."""
    today = timezone.localdate(now)
    user_id = _account_of(person)
    with member(by, participation) as (own, _partnership, visitor):
        _refuse_without_administrator(own, today, but=user_id)
        _end_roles(visitor, own, today, user_id=user_id)
    audit.record(by=by, event="organisations.access.ended", subject=person.public_id, detail={"naam": participation.name})


@transaction.atomic
def leave(*, by: Actor, participation: Participation, reason: str, now: datetime) -> None:
    """End the membership of the actor's municipality at once: its people lose access and what it shared is withdrawn."""
    from regiehuis.documents import facade as documents  # documents asks this app who may share, so it stands above

    today = timezone.localdate(now)
    with member(by, participation) as (own, partnership, visitor):
        if len(selectors.members_today()) > 1 and not selectors.other_administrators(own.pk, today):
            raise NotAllowed([Obstacle.LAST_ADMINISTRATOR_OF_PARTNERSHIP])
        _end_roles(visitor, own, today)
        PartnershipMember.objects.filter(municipality=own, ends_on__isnull=True).update(ends_on=today)
        documents.withdraw_publications(by=visitor, source_id=own.pk, now=now)
        audit.record(by=visitor, event="organisations.member.left", subject=own.public_id)
        partnership_id = partnership.pk
    documents.close_shares(by=by, partnership_id=partnership_id, reason=reason, now=now)
    participation.ends_on = today
    participation.save()
    audit.record(by=by, event="organisations.participation.ended", subject=participation.public_id, detail={"naam": participation.name},
                 reason=reason)  # fmt: skip


def _end_roles(visitor: Actor, own: Organisation, today: date, *, user_id: int | None = None) -> None:
    """In the open partnership: end memberships at once. One that began today never held on a whole day, so its row goes."""
    found = Membership.objects.select_related("person").filter(holds_on(today), on_behalf_of=own)
    for membership in found if user_id is None else found.filter(user_id=user_id):
        audit.record(by=visitor, event="organisations.role.ended", subject=membership.person.public_id, detail={"rol": membership.role})
        if membership.starts_on < today:
            membership.ends_on = today - timedelta(days=1)
            membership.save()
        else:
            membership.delete()


def _refuse_without_administrator(own: Organisation, today: date, *, but: int) -> None:
    held = Membership.objects.filter(holds_on(today), role=Role.ADMINISTRATOR.value)
    if held.filter(user_id=but, on_behalf_of=own).exists() and not held.exclude(user_id=but).exists():
        raise NotAllowed([Obstacle.LAST_ADMINISTRATOR_OF_PARTNERSHIP])
