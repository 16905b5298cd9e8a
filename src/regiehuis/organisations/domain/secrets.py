"""Secrets of links and codes: they are shown once, and what is stored of them opens nothing."""

from __future__ import annotations

import hashlib

INVITATION_DAYS = 14


def secret_hash(secret: str) -> str:
    """Return what is stored of a secret: it opens nothing by itself."""
    return hashlib.sha256(secret.encode()).hexdigest()
