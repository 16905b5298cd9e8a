"""What a token for programs may be used for, and how long it lasts."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from .obstacles import Obstacle

DEFAULT_DAYS = 90
LONGEST_DAYS = 365
CLIENT_TOKEN_SECONDS = 3600


class Scope(StrEnum):
    """What a token opens, at most: the roles of its holder decide what it really may do."""

    ORGANISATION_READ = "organisation:read"
    PEOPLE_READ = "people:read"
    SCAN_READ = "scan:read"
    SCAN_WRITE = "scan:write"


def known_scopes(stored: Collection[str]) -> frozenset[Scope]:
    """Return the scopes that still exist: one that a later version dropped opens nothing.

    >>> sorted(known_scopes(["scan:read", "gone:read"]))
    [<Scope.SCAN_READ: 'scan:read'>]
    """
    return frozenset(Scope(each) for each in stored if each in set(Scope))


def obstacles_to_issuing(*, scopes: Collection[Scope], days: int) -> list[Obstacle]:
    """Return why a token of ``days`` days with these scopes may not be made; an empty list means: go ahead."""
    checks = ((not scopes, Obstacle.NO_SCOPE), (not 1 <= days <= LONGEST_DAYS, Obstacle.LASTS_TOO_LONG))
    return [obstacle for applies, obstacle in checks if applies]


def obstacles_to_registering(*, scopes: Collection[Scope], roles: Collection[str]) -> list[Obstacle]:
    """Return why an application with these scopes and roles may not be registered."""
    return [obstacle for applies, obstacle in ((not scopes, Obstacle.NO_SCOPE), (not roles, Obstacle.NO_ROLE)) if applies]
