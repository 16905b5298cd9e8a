"""What a token may be made for, and for how long."""

from __future__ import annotations

import pytest

from regiehuis.organisations.domain.obstacles import Obstacle
from regiehuis.organisations.domain.scopes import LONGEST_DAYS, Scope, known_scopes, obstacles_to_issuing, obstacles_to_registering

SOME = [Scope.SCAN_READ]


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, False), (1, True), (LONGEST_DAYS, True), (LONGEST_DAYS + 1, False)])
def test_a_token_lasts_from_a_day_to_a_year(days, allowed):
    assert obstacles_to_issuing(scopes=SOME, days=days) == ([] if allowed else [Obstacle.LASTS_TOO_LONG])


def test_everything_that_is_wrong_is_told_at_once():
    assert obstacles_to_issuing(scopes=[], days=0) == [Obstacle.NO_SCOPE, Obstacle.LASTS_TOO_LONG]
    assert obstacles_to_registering(scopes=[], roles=[]) == [Obstacle.NO_SCOPE, Obstacle.NO_ROLE]
    assert obstacles_to_registering(scopes=SOME, roles=["council"]) == []


def test_a_scope_that_no_longer_exists_opens_nothing():
    assert known_scopes(["scan:read", "scan:all", ""]) == frozenset(SOME)


def test_a_scope_says_what_it_opens_and_how():
    """Or a later scope would not fit the table in docs/api.md."""
    assert all(scope.value.split(":")[1] in {"read", "write"} for scope in Scope)
