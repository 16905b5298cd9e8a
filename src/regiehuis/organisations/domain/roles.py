"""Roles within one organisation, and what each may do outside the modules."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The part a person plays; one person may play several."""

    ADMINISTRATOR = "administrator"
    SCAN_LEAD = "scan_lead"
    SECRETARY = "secretary"
    MANAGEMENT = "management"
    WORKS_COUNCIL = "works_council"
    COUNCIL = "council"


class Right(StrEnum):
    """What the shared apps guard."""

    SEE_ORGANISATION = "see_organisation"
    MANAGE_ORGANISATION = "manage_organisation"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_ACCESS = "manage_access"
    SEE_AUDIT = "see_audit"
    SEE_TRAIL = "see_trail"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ADMINISTRATOR: frozenset(Right),
    Role.SCAN_LEAD: frozenset({Right.SEE_ORGANISATION, Right.SEE_TRAIL}),
    Role.SECRETARY: frozenset({Right.SEE_ORGANISATION, Right.SEE_AUDIT, Right.SEE_TRAIL}),
    Role.MANAGEMENT: frozenset({Right.SEE_ORGANISATION, Right.SEE_TRAIL}),
    Role.WORKS_COUNCIL: frozenset({Right.SEE_ORGANISATION, Right.SEE_TRAIL}),
    Role.COUNCIL: frozenset({Right.SEE_TRAIL}),
}


def may(roles: frozenset[Role], right: Right) -> bool:
    """Return whether any of these roles carries the right."""
    return any(right in RIGHTS[role] for role in roles)
