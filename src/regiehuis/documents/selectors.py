"""Reads of progress, of lists in progress, of publications and of templates."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from .domain.template_files import Kind
from .models import Blob, ColumnMapping, PendingImport, Progress, Publication, ReportTemplate, Share


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


# ---- templates -----------------------------------------------------------------------------------------------------------


def templates_in_force() -> dict[Kind, ReportTemplate]:
    """The template of each kind that reports are made on now; without the files."""
    found = ReportTemplate.objects.filter(ended_at__isnull=True).select_related("file").defer("file__content", "file__snapshot")
    return {Kind(each.kind): each for each in found}


def former_templates() -> QuerySet[ReportTemplate]:
    """Templates of before, the last one first; without the files."""
    found = ReportTemplate.objects.filter(ended_at__isnull=False).select_related("file").defer("file__content", "file__snapshot")
    return found.order_by("-ended_at", "-pk")


def template(public_id: UUID) -> ReportTemplate:
    return get_object_or_404(ReportTemplate.objects.select_related("file").defer("file__content", "file__snapshot"), public_id=public_id)


def template_content(sha256: str) -> bytes:
    """Return the file of a template by its hash, also of one that is no longer in force. Raises Blob.DoesNotExist for an unknown one."""
    files = ReportTemplate.objects.filter(file__sha256=sha256).values("file")
    found = Blob.objects.filter(pk__in=files).order_by("pk").first()
    if found is None:
        raise Blob.DoesNotExist(f"there is no template {sha256}")
    return bytes(found.content)
