"""Who acts: handed to every service as ``by``."""

from __future__ import annotations

from dataclasses import dataclass

from .roles import Right, Role, may


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person acting in one organisation with the roles that hold today."""

    user_id: int | None
    person_id: int | None
    name: str
    organisation_id: int
    roles: frozenset[Role]

    def may(self, right: Right) -> bool:
        return may(self.roles, right)


def system(organisation_id: int) -> Actor:
    """Return the actor of a job that nobody in particular asked for."""
    return Actor(user_id=None, person_id=None, name="Regiehuis", organisation_id=organisation_id, roles=frozenset())
