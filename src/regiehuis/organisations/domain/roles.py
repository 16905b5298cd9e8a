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
    PARTNER = "partner"  # in a partnership only: speaks for a municipality that is a member


class Right(StrEnum):
    """What the shared apps guard."""

    SEE_ORGANISATION = "see_organisation"
    MANAGE_ORGANISATION = "manage_organisation"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_ACCESS = "manage_access"
    SEE_AUDIT = "see_audit"
    SEE_TRAIL = "see_trail"
    SEE_PARTNERSHIPS = "see_partnerships"
    MANAGE_PARTNERSHIPS = "manage_partnerships"
    SHARE = "share"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ADMINISTRATOR: frozenset(Right),
    Role.SCAN_LEAD: frozenset({Right.SEE_ORGANISATION, Right.SEE_TRAIL, Right.SEE_PARTNERSHIPS}),
    Role.SECRETARY: frozenset({Right.SEE_ORGANISATION, Right.SEE_AUDIT, Right.SEE_TRAIL, Right.SEE_PARTNERSHIPS, Right.SHARE}),
    Role.MANAGEMENT: frozenset({Right.SEE_ORGANISATION, Right.SEE_TRAIL, Right.SEE_PARTNERSHIPS}),
    Role.WORKS_COUNCIL: frozenset({Right.SEE_ORGANISATION, Right.SEE_TRAIL, Right.SEE_PARTNERSHIPS}),
    Role.COUNCIL: frozenset({Right.SEE_TRAIL}),
    Role.PARTNER: frozenset({Right.SEE_PARTNERSHIPS, Right.SHARE, Right.SEE_TRAIL}),
}

OF_PARTNERSHIPS = (Role.ADMINISTRATOR, Role.PARTNER)
OF_MUNICIPALITIES = tuple(role for role in Role if role is not Role.PARTNER)


def roles_in(*, is_partnership: bool) -> tuple[Role, ...]:
    """Return the roles that an organisation of this kind can give: a partnership measures nothing, a municipality has no partners."""
    return OF_PARTNERSHIPS if is_partnership else OF_MUNICIPALITIES


def may(roles: frozenset[Role], right: Right) -> bool:
    """Return whether any of these roles carries the right."""
    return any(right in RIGHTS[role] for role in roles)
