"""Why a list may not be stored, a publication not be shared or withdrawn, a template not be removed."""

from __future__ import annotations

from enum import StrEnum


class Obstacle(StrEnum):
    """The Dutch text of each is in ``documents/texts.py``."""

    ALREADY_STORED = "already_stored"
    EXPIRED = "expired"
    COLUMNS_NOT_CHOSEN = "columns_not_chosen"
    HAS_ERRORS = "has_errors"
    NOT_IN_CHARTER = "not_in_charter"
    ALREADY_SHARED = "already_shared"
    CHANGED_SINCE_PREVIEW = "changed_since_preview"
    ALREADY_WITHDRAWN = "already_withdrawn"
    NO_TEMPLATE = "no_template"
