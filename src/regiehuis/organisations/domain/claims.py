"""Which roles begin and end when someone signs in through a service: what it says of them, and what the organisation made of that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from .roles import Role

MOST_VALUES = 2000  # of one claim; who is in more groups than that is told by the service another way


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Whoever has this value in this claim, has this role."""

    claim: str
    value: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A role that someone holds today or will; ``issuer`` is empty when an administrator gave it."""

    role: Role
    issuer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    begin: frozenset[Role]
    end: frozenset[Role]


def values_of(claims: Mapping[str, Any], name: str) -> frozenset[str]:
    """Return the values of a claim as text; ``a.b`` also means b within a. What is no text or list of texts says nothing.

    >>> sorted(values_of({"realm_access": {"roles": ["beheer", "lezer", 7]}}, "realm_access.roles"))
    ['beheer', 'lezer']
    """
    found: Any = claims.get(name)
    if found is None and "." in name:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        found = [found]
    return frozenset(each for each in found[:MOST_VALUES] if isinstance(each, str)) if isinstance(found, list) else frozenset()


def roles_by(rules: Collection[Rule], claims: Mapping[str, Any]) -> frozenset[Role]:
    """Return the roles that the claims give: none for what no rule names, and never one by default."""
    values = {rule.claim: values_of(claims, rule.claim) for rule in rules}
    return frozenset(rule.role for rule in rules if rule.value in values[rule.claim])


def change(*, rules: Collection[Rule], claims: Mapping[str, Any], issuer: str, held: Collection[Held],
           ended_by_hand: Collection[Role] = (), has_left: bool = False, is_only_administrator: bool = False) -> Change:  # fmt: skip
    """Return which roles begin and which end.

    Only a role that came by this issuer ends here; what an administrator gave stays, and what an administrator ended does not come
    back by itself. Nothing begins for who has left: only an administrator lets somebody in again. The last administrator stays.
    """
    wanted = roles_by(rules, claims)
    by_issuer = {each.role for each in held if each.issuer == issuer}
    end = by_issuer - wanted
    if is_only_administrator:
        end -= {Role.ADMINISTRATOR}
    begin = frozenset() if has_left else wanted - {each.role for each in held} - frozenset(ended_by_hand)
    return Change(begin=begin, end=frozenset(end))
