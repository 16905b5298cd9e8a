"""The ways from a municipality into a partnership: always from the own organisation, with a right there, and as a member."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.tenancy import tenant

from .. import partnership_selectors as selectors
from ..domain.actors import Actor
from ..domain.obstacles import Obstacle
from ..domain.roles import Right, Role
from ..models import Membership, Organisation, Participation, PartnershipMember
from ..selectors import holds_on
from .organisations import lock


def municipality_of(by: Actor) -> Organisation:
    """Return the actor's own municipality, locked: what it does in partnerships happens one after the other."""
    if not by.may(Right.MANAGE_PARTNERSHIPS) or by.person_id is None:
        raise Forbidden
    own = lock(by.organisation_id)
    if own.is_partnership:
        raise NotAllowed([Obstacle.NOT_A_MUNICIPALITY])
    return own


def partnership_of(by: Actor) -> Organisation:
    """Return the partnership that the actor may manage, locked."""
    if not by.may(Right.MANAGE_PARTNERSHIPS):
        raise Forbidden
    own = lock(by.organisation_id)
    if not own.is_partnership:
        raise NotAllowed([Obstacle.NOT_A_PARTNERSHIP])
    return own


@contextlib.contextmanager
def member(by: Actor, participation: Participation) -> Iterator[tuple[Organisation, Organisation, Actor]]:
    """Open a partnership for what a member decides about itself: (own municipality, partnership, the actor as a visitor there).

    The right is that of the actor at home; what follows may touch only what the municipality itself brought in.
    """
    with transaction.atomic():
        own = municipality_of(by)
        fresh = Participation.objects.get(pk=participation.pk)
        if fresh.partnership_id is None or fresh.ends_on is not None:
            raise NotAllowed([Obstacle.NOT_A_MEMBER])
        with tenant(fresh.partnership_id):
            partnership = lock(fresh.partnership_id)
            if not PartnershipMember.objects.filter(municipality=own, ends_on__isnull=True).exists():
                raise NotAllowed([Obstacle.NOT_A_MEMBER])
            visitor = Actor(user_id=by.user_id, person_id=None, name=by.name, organisation_id=partnership.pk, roles=frozenset())
            yield own, partnership, visitor


@contextlib.contextmanager
def on_behalf_of_member(by: Actor, *, participation_id: UUID, right: Right) -> Iterator[Actor]:
    """Open a partnership for somebody who has this right both at home and there, on behalf of the own municipality.

    Raises Forbidden when either right lacks, NotAllowed when the municipality is no member (any more). Until the transaction ends
    nobody else of this municipality can share, withdraw or leave.
    """
    if not by.may(right) or by.user_id is None:
        raise Forbidden
    with transaction.atomic():
        lock(by.organisation_id)
        found = selectors.participation(participation_id)
        if found.partnership_id is None or found.ends_on is not None:
            raise NotAllowed([Obstacle.NOT_A_MEMBER])
        with tenant(found.partnership_id):
            if not PartnershipMember.objects.select_for_update().filter(municipality_id=by.organisation_id, ends_on__isnull=True):
                raise NotAllowed([Obstacle.NOT_A_MEMBER])
            sent = Membership.objects.filter(holds_on(timezone.localdate()), user_id=by.user_id, on_behalf_of_id=by.organisation_id)
            held = list(sent.values_list("person_id", "role"))
            roles = frozenset(Role(role) for _person, role in held)
            actor = Actor(user_id=by.user_id, person_id=held[0][0] if held else None, name=by.name, organisation_id=found.partnership_id,
                          roles=roles)  # fmt: skip
            if not actor.may(right):
                raise Forbidden
            yield actor
