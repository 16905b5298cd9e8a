"""Reads of progress."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from .models import Progress


def progress(public_id: UUID) -> Progress:
    return get_object_or_404(Progress, public_id=public_id)
