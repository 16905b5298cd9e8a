"""Two that do the same at the same moment: each in a transaction of their own, on a database of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.utils import timezone

from regiehuis.accounts.models import User
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import Membership
from regiehuis.organisations.services import people
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.tenancy import tenant
from tests.factories import OrganisationFactory, actor


def test_of_two_that_take_up_the_same_invitation_at_once_one_succeeds(committed):
    organisation = OrganisationFactory()
    with tenant(organisation.pk):
        invitation, _secret = people.invite(by=actor(organisation, Role.ADMINISTRATOR), email="nieuw@gemeente.example", name="Nieuw", unit=None,
                                             roles=[Role.SCAN_LEAD], now=timezone.now())  # fmt: skip

    def take_up(_):
        try:
            with tenant(organisation.pk):
                people.accept(invitation_id=invitation.pk, organisation=organisation, signed_in=None, name="Nieuw", password="vier losse woorden",
                              now=timezone.now())  # fmt: skip
            return "accepted"
        except NotAllowed as refused:
            return refused.obstacles[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(take_up, range(4)))
    assert answers == ["accepted"] + ["invitation_used"] * 3
    assert User.objects.filter(email="nieuw@gemeente.example").count() == 1


def test_two_administrators_that_end_each_other_at_once_leave_one(committed):
    organisation = OrganisationFactory()
    both = [actor(organisation, Role.ADMINISTRATOR) for _ in range(2)]

    def end(pair):
        by, other = pair
        try:
            with tenant(organisation.pk):
                membership = Membership.objects.get(user_id=other.user_id)
                people.end_membership(by=by, membership=membership, ends_on=timezone.localdate(), reason="weg")
            return "ended"
        except NotAllowed as refused:
            return refused.obstacles[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(end, [(both[0], both[1]), (both[1], both[0])]))
    with tenant(organisation.pk):
        assert Membership.objects.filter(role=Role.ADMINISTRATOR, ends_on__isnull=True).count() == 1
    assert answers == ["ended", "last_administrator"]
