"""Who may do what with a scan."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from enum import StrEnum

from .workflow import ORDER, ScanState


class Right(StrEnum):
    """What the scan guards."""

    SEE = "see"
    LEAD = "lead"
    DECIDE = "decide"
    SEE_SENSITIVE = "see_sensitive"


# Role -> right -> the first state from which it holds.
RIGHTS: dict[str, dict[Right, ScanState]] = {
    "scan_lead": dict.fromkeys(Right, ScanState.CONCEPT),
    "secretary": {Right.SEE: ScanState.CONCEPT, Right.DECIDE: ScanState.CONCEPT},
    "management": {Right.SEE: ScanState.CONCEPT, Right.DECIDE: ScanState.CONCEPT},
    "administrator": {Right.SEE: ScanState.CONCEPT},
    "works_council": {Right.SEE: ScanState.REPORT},
    "council": {Right.SEE: ScanState.ADOPTED},
}


def may(roles: AbstractSet[str], right: Right, state: ScanState = ScanState.CLOSED) -> bool:
    """Return whether one of these roles has the right on a scan in this state; without a state: on any scan at all."""
    since = [RIGHTS[role][right] for role in roles if role in RIGHTS and right in RIGHTS[role]]
    return any(ORDER.index(state) >= ORDER.index(first) for first in since)


def first_visible_state(roles: AbstractSet[str]) -> ScanState | None:
    """Return the earliest state in which these roles see a scan; None means never."""
    since = [RIGHTS[role][Right.SEE] for role in roles if role in RIGHTS]
    return min(since, key=ORDER.index, default=None)
