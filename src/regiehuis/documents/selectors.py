"""Reads of progress, of lists in progress and of publications."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from .models import ColumnMapping, PendingImport, Progress, Publication, Share


def progress(public_id: UUID) -> Progress:
    return get_object_or_404(Progress, public_id=public_id)


def pending_import(public_id: UUID, *, kind: str, subject: str) -> PendingImport:
    """Return a list in progress. 404 for another organisation's, and for one that was meant for something else."""
    return get_object_or_404(PendingImport, public_id=public_id, kind=kind, subject=subject)


def remembered_positions(kind: str, headings: str) -> dict[str, int] | None:
    """Return which column was what, the last time that a file had these headings."""
    found = ColumnMapping.objects.filter(kind=kind, headings=headings).first()
    return found.positions if found else None


# ---- publications --------------------------------------------------------------------------------------------------------


def versions(*, source_id: int, kind: str, subject: str) -> list[Publication]:
    """In a partnership: every version of one thing that a member shared, newest first."""
    return list(Publication.objects.filter(source_id=source_id, kind=kind, subject=subject).order_by("-version"))


def publications() -> QuerySet[Publication]:
    """In a partnership: everything that was shared, by member, newest first; without the content."""
    return Publication.objects.defer("content").order_by("source_name", "source_id", "-published_at", "-pk")


def publications_in_force() -> list[Publication]:
    """In a partnership: what can be read now, with its content: one query."""
    return list(Publication.objects.filter(withdrawn_at__isnull=True).order_by("source_name", "published_at", "pk"))


def publication(public_id: UUID) -> Publication:
    return get_object_or_404(Publication, public_id=public_id)


def shares() -> QuerySet[Share]:
    """In a municipality: what it shared, newest first; without the content."""
    return Share.objects.defer("content").order_by("-shared_at", "-pk")


def share(public_id: UUID) -> Share:
    return get_object_or_404(Share, public_id=public_id)


def shared_now(*, kind: str, subject: str) -> list[Share]:
    """In a municipality: with whom one thing is shared now."""
    return list(Share.objects.filter(kind=kind, subject=subject, withdrawn_at__isnull=True).order_by("partnership_name", "pk"))
