"""Someone leaves the organisation: everything that opens it ends together, and what they did stays."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from regiehuis.accounts import facade as accounts
from regiehuis.audit import facade as audit
from regiehuis.platform.errors import Forbidden, NotAllowed

from ..domain.actors import Actor
from ..domain.obstacles import obstacles_to_leaving
from ..domain.roles import Right, Role
from ..models import Membership, Person
from .organisations import lock
from .people import stays_administered


def leave(*, by: Actor, person: Person, ends_on: date, reason: str, now: datetime) -> None:
    """End every role of someone on their last day (inclusive), and their tokens and invitations at once; when that day is past,
    also their sessions.

    Raises NotAllowed for the last administrator, for who has nothing here, and for a last day before a role that has begun.
    """
    if not by.may(Right.MANAGE_PEOPLE):
        raise Forbidden
    today = timezone.localdate(now)
    with transaction.atomic():
        lock(by.organisation_id)
        still_held = Q(ends_on__isnull=True) | Q(ends_on__gt=ends_on, ends_on__gte=today)
        held = list(person.memberships.select_for_update().filter(still_held).order_by("pk"))
        begun = [each for each in held if each.starts_on <= max(ends_on, today)]
        tokens = person.tokens.filter(revoked_at__isnull=True, expires_at__gt=now)
        invitations = person.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now)
        if obstacles := obstacles_to_leaving(
            has_anything=bool(held) or tokens.exists() or invitations.exists(),
            is_last_administrator=any(each.role == Role.ADMINISTRATOR for each in held)
            and not stays_administered(without=held, after=ends_on),
            ends_before_start=any(each.starts_on > ends_on for each in begun),
        ):
            raise NotAllowed(obstacles)
        Membership.objects.filter(pk__in=[each.pk for each in held if each not in begun]).delete()  # never begun, so nothing to remember
        Membership.objects.filter(pk__in=[each.pk for each in begun]).update(ends_on=ends_on, ended_by_hand=True)
        ended = {"rollen": [each.role for each in held], "tot en met": ends_on.isoformat(),
                 "tokens": tokens.update(revoked_at=now), "uitnodigingen": invitations.update(withdrawn_at=now)}  # fmt: skip
        if ends_on < today and person.user_id:
            accounts.end_sessions(person.user_id)
        audit.record(by=by, event="organisations.person.left", subject=person.public_id, detail=ended, reason=reason)
