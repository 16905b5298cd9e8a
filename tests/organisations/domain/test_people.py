"""Roles, invitations and codes of municipalities."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from regiehuis.organisations.domain.municipality_codes import Country, is_valid_code
from regiehuis.organisations.domain.obstacles import Obstacle, obstacles_to_accepting
from regiehuis.organisations.domain.roles import Right, Role, may

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
R = Right
EXPECTED = {
    Role.ADMINISTRATOR: {R.SEE_ORGANISATION, R.MANAGE_ORGANISATION, R.MANAGE_PEOPLE, R.MANAGE_ACCESS, R.SEE_AUDIT, R.SEE_TRAIL,
                         R.SEE_PARTNERSHIPS, R.MANAGE_PARTNERSHIPS, R.SHARE},
    Role.SCAN_LEAD: {R.SEE_ORGANISATION, R.SEE_TRAIL, R.SEE_PARTNERSHIPS},
    Role.SECRETARY: {R.SEE_ORGANISATION, R.SEE_AUDIT, R.SEE_TRAIL, R.SEE_PARTNERSHIPS, R.SHARE},
    Role.MANAGEMENT: {R.SEE_ORGANISATION, R.SEE_TRAIL, R.SEE_PARTNERSHIPS},
    Role.WORKS_COUNCIL: {R.SEE_ORGANISATION, R.SEE_TRAIL, R.SEE_PARTNERSHIPS},
    Role.COUNCIL: {R.SEE_TRAIL},
    Role.PARTNER: {R.SEE_PARTNERSHIPS, R.SHARE, R.SEE_TRAIL},
}  # fmt: skip


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", Right)
def test_who_may_what(role, right):
    assert may(frozenset({role}), right) == (right in EXPECTED[role])


def test_without_a_role_nothing_is_allowed():
    assert not any(may(frozenset(), right) for right in Right)


def test_roles_add_up():
    assert may(frozenset({Role.COUNCIL, Role.SECRETARY}), Right.SEE_AUDIT)


@pytest.mark.parametrize(("accepted", "withdrawn", "days_left", "found"), [
    pytest.param(False, False, 1, [], id="open"),
    pytest.param(False, False, 0, [Obstacle.INVITATION_EXPIRED], id="expires-at-this-moment"),
    pytest.param(False, False, -1, [Obstacle.INVITATION_EXPIRED], id="expired"),
    pytest.param(True, False, 1, [Obstacle.INVITATION_USED], id="used"),
    pytest.param(True, False, -1, [Obstacle.INVITATION_USED], id="used-and-old-reads-used"),
    pytest.param(False, True, 1, [Obstacle.INVITATION_WITHDRAWN], id="withdrawn"),
])  # fmt: skip
def test_which_invitations_can_be_taken_up(accepted, withdrawn, days_left, found):
    assert obstacles_to_accepting(accepted_at=NOW if accepted else None, withdrawn_at=NOW if withdrawn else None,
                                  expires_at=NOW + timedelta(days=days_left), now=NOW) == found  # fmt: skip


@pytest.mark.parametrize(("country", "code", "valid"), [
    (Country.NL, "GM0363", True), (Country.NL, "gm0363", False), (Country.NL, "GM363", False), (Country.NL, "GM03633", False),
    (Country.NL, "GM0363\n", False), (Country.NL, "11002", False), (Country.BE, "11002", True), (Country.BE, "91002", False), (Country.BE, "GM0363", False),
    (Country.NL, "GM٠٣٦٣", False),
])  # fmt: skip
def test_codes_of_municipalities(country, code, valid):
    assert is_valid_code(country, code) == valid
