"""Reads of files and progress."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from .models import Blob, Progress


def blob(public_id: UUID) -> Blob:
    """404 outside the open organisation: no hint that the file exists."""
    return get_object_or_404(Blob, public_id=public_id)


def progress(public_id: UUID) -> Progress:
    return get_object_or_404(Progress, public_id=public_id)
