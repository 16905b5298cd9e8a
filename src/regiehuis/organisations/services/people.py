"""Writes to people, their roles and invitations."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from regiehuis.accounts import facade as accounts
from regiehuis.audit import facade as audit
from regiehuis.notifications import facade as notifications
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.links import secret_hash

from ..domain.actors import Actor
from ..domain.invitations import INVITATION_DAYS
from ..domain.obstacles import Obstacle, obstacles_to_accepting
from ..domain.roles import Right, Role
from ..models import Invitation, Membership, Organisation, Person, Unit
from .organisations import lock, refuse_roles_of_another_kind


def _authorise(by: Actor) -> None:
    if not by.may(Right.MANAGE_PEOPLE):
        raise Forbidden


def stays_administered(*, without: Collection[Membership], after: date) -> bool:
    """Return whether an administrator without an end is left from the day after this one, not counting those by a sign-in
    service, which may be away. The caller holds the organisation's lock."""
    others = Membership.objects.filter(role=Role.ADMINISTRATOR, ends_on__isnull=True, issuer="").exclude(
        pk__in=[each.pk for each in without]
    )
    return any((starts_on - after).days <= 1 for starts_on in others.values_list("starts_on", flat=True))


def invite(*, by: Actor, email: str, name: str, unit: Unit | None, roles: Sequence[Role], now: datetime) -> tuple[Invitation, str]:
    """Invite someone to take up roles; return the invitation and the secret of its link, which is stored nowhere."""
    _authorise(by)
    with transaction.atomic():
        refuse_roles_of_another_kind(lock(by.organisation_id), roles)
        person = Person.objects.filter(email__iexact=email).first() or Person(email=email.lower())
        if person.pk:
            open_invitations = person.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now)
            if open_invitations.exists():
                raise NotAllowed([Obstacle.ALREADY_INVITED])
            if set(roles) <= {Role(role) for role in person.memberships.filter(ends_on__isnull=True).values_list("role", flat=True)}:
                raise NotAllowed([Obstacle.ALREADY_HAS_ROLE])
        person.name, person.unit = name, unit or person.unit
        person.save()
        secret = secrets.token_urlsafe(32)
        invitation = Invitation.objects.create(
            person=person,
            roles=[role.value for role in roles],
            secret_hash=secret_hash(secret),
            expires_at=now + timedelta(days=INVITATION_DAYS),
        )
        audit.record(by=by, event="organisations.person.invited", subject=person.public_id, detail={"rollen": invitation.roles})
    return invitation, secret


def mark_sent(*, invitation_id: int, at: datetime) -> None:
    """Note that the mail left."""
    Invitation.objects.filter(pk=invitation_id).update(sent_at=at)


def withdraw(*, by: Actor, invitation: Invitation, now: datetime) -> None:
    """End an invitation that nobody took up yet."""
    _authorise(by)
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if invitation.accepted_at:
            raise NotAllowed([Obstacle.INVITATION_USED])
        invitation.withdrawn_at = now
        invitation.save()
        audit.record(by=by, event="organisations.invitation.withdrawn", subject=invitation.person.public_id)


def accept(
    *, invitation_id: int, organisation: Organisation, signed_in: accounts.Account | None, name: str, password: str | None, now: datetime
) -> accounts.Account:
    """Take up an invitation: make an account, or use the one that is signed in with the same address; grant the roles.

    Raises NotAllowed for an invitation that is used, withdrawn or expired, and when an account with this address exists
    while someone else, or nobody, is signed in: a link in a mailbox may not take over an account.
    """
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().select_related("person").get(pk=invitation_id)
        if obstacles := obstacles_to_accepting(accepted_at=invitation.accepted_at, withdrawn_at=invitation.withdrawn_at,
                                               expires_at=invitation.expires_at, now=now):  # fmt: skip
            raise NotAllowed(obstacles)
        person = invitation.person
        account = signed_in if signed_in and signed_in.email.lower() == person.email.lower() else None
        if account is None:
            if accounts.exists(person.email):
                raise NotAllowed([Obstacle.SIGN_IN_FIRST])
            account = accounts.create(email=person.email, name=name, password=password)
            person.name = name
        person.user_id = account.id
        person.save()
        held = set(person.memberships.filter(ends_on__isnull=True).values_list("role", flat=True))
        for role in invitation.roles:
            if role not in held:
                Membership.objects.create(person=person, user_id=account.id, role=role, starts_on=now.date())
        invitation.accepted_at = now
        invitation.save()
        actor = Actor(user_id=account.id, person_id=person.pk, name=person.name, organisation_id=organisation.pk,
                      roles=frozenset(Role(role) for role in invitation.roles))  # fmt: skip
        audit.record(by=actor, event="organisations.invitation.accepted", subject=person.public_id, detail={"rollen": invitation.roles})
    return account


def grant(*, by: Actor, person: Person, role: Role, starts_on: date) -> None:
    """Give a person with an account one more role."""
    _authorise(by)
    with transaction.atomic():
        refuse_roles_of_another_kind(lock(by.organisation_id), [role])
        if person.user_id is None:
            raise NotAllowed([Obstacle.SIGN_IN_FIRST])
        if starts_on < timezone.localdate():
            raise NotAllowed([Obstacle.STARTS_IN_THE_PAST])
        held = list(person.memberships.filter(ends_on__isnull=True))
        if role in {each.role for each in held}:
            raise NotAllowed([Obstacle.ALREADY_HAS_ROLE])
        sent_by = next((each.on_behalf_of_id for each in held if each.on_behalf_of_id), None)
        Membership.objects.create(person=person, user_id=person.user_id, role=role, starts_on=starts_on, on_behalf_of_id=sent_by)
        _tell(by, person, role, "granted", starts_on)
        audit.record(
            by=by, event="organisations.role.granted", subject=person.public_id, detail={"rol": role, "van": starts_on.isoformat()}
        )


def end_membership(*, by: Actor, membership: Membership, ends_on: date, reason: str) -> None:
    """End a role on a date (inclusive); the last administrator stays."""
    _authorise(by)
    with transaction.atomic():
        lock(by.organisation_id)
        membership = Membership.objects.select_for_update(of=("self",)).select_related("person").get(pk=membership.pk)
        if membership.ends_on is not None and membership.ends_on < timezone.localdate():
            raise NotAllowed([Obstacle.ROLE_HAS_ENDED])
        if ends_on < membership.starts_on:
            raise NotAllowed([Obstacle.ENDS_BEFORE_START])
        if membership.role == Role.ADMINISTRATOR and not stays_administered(without=[membership], after=ends_on):
            raise NotAllowed([Obstacle.LAST_ADMINISTRATOR])
        membership.ends_on, membership.ended_by_hand = ends_on, True
        membership.save()
        _tell(by, membership.person, Role(membership.role), "ended", ends_on)
        audit.record(by=by, event="organisations.role.ended", subject=membership.person.public_id,
                     detail={"rol": membership.role, "tot en met": ends_on.isoformat()}, reason=reason)  # fmt: skip


def _tell(by: Actor, person: Person, role: Role, what: str, day: date) -> None:
    """Tell a person what changed in their roles, unless they did it themselves."""
    if person.pk != by.person_id:
        notifications.tell(
            kind="organisations.role",
            to=[person.pk],
            subject=person.public_id,
            detail={"role": role.value, "what": what, "day": day.isoformat()},
        )
