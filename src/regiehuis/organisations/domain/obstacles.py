"""Why an act on an organisation, unit, person or invitation may not happen."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class Obstacle(StrEnum):
    """The Dutch text of each is in ``organisations/texts.py``."""

    UNIT_UNDER_ITSELF = "unit_under_itself"
    UNIT_IN_USE = "unit_in_use"
    IMPORT_HAS_ERRORS = "import_has_errors"
    ALREADY_INVITED = "already_invited"
    ALREADY_HAS_ROLE = "already_has_role"
    LAST_ADMINISTRATOR = "last_administrator"
    INVITATION_EXPIRED = "invitation_expired"
    INVITATION_USED = "invitation_used"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    NOTHING_TO_END = "nothing_to_end"
    ENDS_BEFORE_START = "ends_before_start"
    STARTS_IN_THE_PAST = "starts_in_the_past"
    ROLE_HAS_ENDED = "role_has_ended"
    TOO_LITTLE_CONTRAST = "too_little_contrast"
    NOT_A_LOGO = "not_a_logo"
    SIGN_IN_FIRST = "sign_in_first"
    ALREADY_STARTED = "already_started"
    CODE_IN_USE = "code_in_use"
    NO_SCOPE = "no_scope"
    NO_ROLE = "no_role"
    LASTS_TOO_LONG = "lasts_too_long"
    ALREADY_REVOKED = "already_revoked"
    ROLE_OF_ANOTHER_KIND = "role_of_another_kind"
    NOT_A_MUNICIPALITY = "not_a_municipality"
    NOT_A_PARTNERSHIP = "not_a_partnership"
    PARTNERSHIP_NAME_IN_USE = "partnership_name_in_use"
    CODE_UNKNOWN = "code_unknown"
    ALREADY_MEMBER = "already_member"
    FICTITIOUS_AND_REAL = "fictitious_and_real"
    NOT_A_MEMBER = "not_a_member"
    HAS_NO_ACCOUNT = "has_no_account"
    ALREADY_HAS_ACCESS = "already_has_access"
    SPEAKS_FOR_ANOTHER = "speaks_for_another"
    LAST_ADMINISTRATOR_OF_PARTNERSHIP = "last_administrator_of_partnership"
    CHARTER_CHANGED = "charter_changed"
    CHARTER_UNCHANGED = "charter_unchanged"
    SERVICE_NOT_OURS = "service_not_ours"
    ALREADY_MAPPED = "already_mapped"
    NO_SECOND_STEP = "no_second_step"
    RESET_OF_OWN = "reset_of_own"
    RESET_UNDER_WAY = "reset_under_way"
    RESET_BY_OPERATOR = "reset_by_operator"
    RESET_BY_ANOTHER = "reset_by_another"
    RESET_BY_NEWCOMER = "reset_by_newcomer"
    RESET_IS_PAST = "reset_is_past"
    STEP_WAS_USED = "step_was_used"
    MAIL_DID_NOT_LEAVE = "mail_did_not_leave"


def obstacles_to_accepting(
    *, accepted_at: datetime | None, withdrawn_at: datetime | None, expires_at: datetime, now: datetime
) -> list[Obstacle]:
    """Return why this invitation cannot be taken up; an empty list means: go ahead."""
    checks = (
        (accepted_at is not None, Obstacle.INVITATION_USED),
        (withdrawn_at is not None, Obstacle.INVITATION_WITHDRAWN),
        (accepted_at is None and expires_at <= now, Obstacle.INVITATION_EXPIRED),
    )
    return [obstacle for applies, obstacle in checks if applies]


def obstacles_to_leaving(*, has_anything: bool, is_last_administrator: bool, ends_before_start: bool) -> list[Obstacle]:
    """Return why someone cannot leave on this day; an empty list means: go ahead."""
    checks = (
        (not has_anything, Obstacle.NOTHING_TO_END),
        (is_last_administrator, Obstacle.LAST_ADMINISTRATOR),
        (ends_before_start, Obstacle.ENDS_BEFORE_START),
    )
    return [obstacle for applies, obstacle in checks if applies]
