"""Sharing, withdrawing and leaving at the same moment: each in a transaction of its own, on a database of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from regiehuis.documents.models import Publication, Share
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import PartnershipMember
from regiehuis.organisations.services import partnerships
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.tenancy import tenant
from tests.factories import OrganisationFactory, a_snapshot, actor
from tests.partners import Partners


def at_once(*acts):
    def run(act):
        try:
            act()
            return "done"
        except NotAllowed as refused:
            return str(refused.obstacles[0])
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def agree(partners: Partners, municipality) -> None:
    """What the municipality says is shared is exactly what the partnership has."""
    with tenant(partners.partnership.pk):
        there = {each.public_id for each in Publication.objects.filter(withdrawn_at__isnull=True)}
        assert not Publication.objects.filter(withdrawn_at__isnull=False, content__isnull=False).exists()
    with tenant(municipality.pk):
        assert {each.publication for each in Share.objects.filter(withdrawn_at__isnull=True)} == there


def test_a_double_click_shares_once(committed):
    partners = Partners.found()
    home = partners.members[0]
    assert sorted(at_once(*[lambda: partners.share(home)] * 4)) == ["already_shared"] * 3 + ["done"]
    agree(partners, home)


def test_two_that_withdraw_the_same_withdraw_it_once(committed):
    partners = Partners.found()
    share = partners.share(partners.members[0])
    assert sorted(at_once(*[lambda: partners.withdraw(share)] * 3)) == ["already_withdrawn"] * 2 + ["done"]
    agree(partners, partners.members[0])


@pytest.mark.parametrize("attempt", range(4))
def test_withdrawing_while_a_newer_version_is_shared_leaves_both_sides_agreeing(committed, attempt):
    partners = Partners.found()
    home = partners.members[0]
    share = partners.share(home)
    acts = [lambda: partners.withdraw(share), lambda: partners.share(home, a_snapshot("3.00"))]
    answers = at_once(*(acts if attempt % 2 else reversed(acts)))
    assert "done" in answers
    agree(partners, home)
    assert partners.published(share.publication).content is None


@pytest.mark.parametrize("attempt", range(4))
def test_whoever_shares_while_the_municipality_leaves_leaves_nothing_behind(committed, attempt):
    partners = Partners.found()
    leaver = partners.members[1]
    acts = [lambda: partners.leave(leaver), lambda: partners.share(leaver)]
    assert "done" in at_once(*(acts if attempt % 2 else reversed(acts)))
    with tenant(partners.partnership.pk):
        assert not Publication.objects.filter(withdrawn_at__isnull=True).exists()
    agree(partners, leaver)


def test_sharing_withdrawing_and_leaving_wait_for_each_other(committed):
    """Whoever holds the municipality holds up all three; when it is let go they end one after the other, and both sides agree."""
    partners = Partners.found()
    leaver = partners.members[1]
    share = partners.share(leaver)
    acts = [lambda: partners.withdraw(share), lambda: partners.share(leaver, a_snapshot("3.00")), lambda: partners.leave(leaver)]
    with committed.connect() as holder, ThreadPoolExecutor(1) as pool:
        holder.execute("select 1 from organisations_organisation where id = %s for no key update", [leaver.pk])
        answers = pool.submit(at_once, *acts)
        committed.until_waiting(3)
        holder.rollback()
        assert "done" in answers.result()
    agree(partners, leaver)


def test_one_code_makes_one_member(committed):
    partners = Partners.found()
    code = partners.code()
    homes = [OrganisationFactory() for _ in range(3)]
    acting = [(home, actor(home, Role.ADMINISTRATOR)) for home in homes]

    def accept(home, by):
        with tenant(home.pk):
            partnerships.accept(by=by, code=code, now=timezone.now())

    answers = at_once(*[lambda home=home, by=by: accept(home, by) for home, by in acting])
    assert sorted(answers) == ["done"] + ["invitation_used"] * 2
    with tenant(partners.partnership.pk):
        assert PartnershipMember.objects.count() == 3
