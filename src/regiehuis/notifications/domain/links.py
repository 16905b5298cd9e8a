"""The link in a mail that stops the mails: repeatable, while only a hash of its secret is stored."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID


def secret_for(reader: UUID, *, key: str) -> str:
    """Return the secret of a reader's link: an HMAC (SHA-256, 128 bits) under the server's key."""
    return hmac.new(key.encode(), b"notifications-off:" + reader.bytes, hashlib.sha256).hexdigest()[:32]


def stored_hash(secret: str) -> str:
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
