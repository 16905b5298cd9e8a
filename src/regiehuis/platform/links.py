"""Links that open something without signing in: repeatable, while only a hash of their secret is stored."""

from __future__ import annotations

import hashlib
import hmac
from enum import StrEnum
from uuid import UUID


class Purpose(StrEnum):
    """What a link is for: the same row and key give each purpose a secret of its own. Changing a value ends every link that was sent."""

    SURVEY = "scan-survey"
    WORKSHOP = "scan-workshop"
    NOTIFICATIONS_OFF = "notifications-off"
    SECOND_STEP_RESET = "second-step-reset"


def secret_for(row: UUID, purpose: Purpose, *, key: str) -> str:
    """Return the secret of the link to a row: an HMAC (SHA-256, 128 bits) under the server's key."""
    return hmac.new(key.encode(), f"{purpose}:".encode() + row.bytes, hashlib.sha256).hexdigest()[:32]


def secret_hash(secret: str) -> str:
    """Return what is stored of a secret; it opens nothing by itself."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token(organisation: UUID, secret: str) -> str:
    """Return the part of the address: which organisation, then the secret, so that the tenant can be opened first."""
    return f"{organisation.hex}.{secret}"


def parse_token(text: str) -> tuple[UUID, str] | None:
    """Return (organisation, secret), or None when this cannot be a link of ours."""
    organisation, _, secret = text.partition(".")
    if len(organisation) != 32 or len(secret) != 32:
        return None
    try:
        return UUID(hex=organisation), secret
    except ValueError:
        return None
