"""Reads of progress and of lists in progress."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from .models import ColumnMapping, PendingImport, Progress


def progress(public_id: UUID) -> Progress:
    return get_object_or_404(Progress, public_id=public_id)


def pending_import(public_id: UUID, *, kind: str, subject: str) -> PendingImport:
    """Return a list in progress. 404 for another organisation's, and for one that was meant for something else."""
    return get_object_or_404(PendingImport, public_id=public_id, kind=kind, subject=subject)


def remembered_positions(kind: str, headings: str) -> dict[str, int] | None:
    """Return which column was what, the last time that a file had these headings."""
    found = ColumnMapping.objects.filter(kind=kind, headings=headings).first()
    return found.positions if found else None
