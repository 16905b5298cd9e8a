"""Store a file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from ..models import Blob


def store(
    *,
    name: str,
    media_type: str,
    content: bytes,
    source_hash: str = "",
    template_version: str = "",
    snapshot: Mapping[str, object] | None = None,
) -> Blob:
    """Store it in the open organisation, byte for byte."""
    return Blob.objects.create(
        name=name, media_type=media_type, content=content, size=len(content), sha256=hashlib.sha256(content).hexdigest(),
        source_hash=source_hash, template_version=template_version, snapshot=dict(snapshot) if snapshot is not None else None,
    )  # fmt: skip
