"""What modules may ask of documents: keep a file, tell how far work is, take in a list, share with a partnership, make on a template."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from .import_pages import errors_file as import_errors
from .import_pages import preview as import_preview
from .import_pages import start as import_start
from .models import Blob, Progress
from .publication_pages import Offered, share_page
from .services import progress as services
from .services.files import store
from .services.imports import ImportKind
from .services.progress import fail_when_possible as fail_progress
from .services.publications import close_all as close_shares
from .services.publications import forget_partnership
from .services.publications import forget_source as forget_publications
from .services.publications import withdraw_all as withdraw_publications
from .services.templates import content_for as template_for
from .services.templates import look

__all__ = ["FileInfo", "ImportKind", "JobState", "Offered", "as_state", "close_shares", "download", "fail_progress", "files",
           "finish_progress", "forget_partnership", "forget_publications", "import_errors", "import_preview", "import_start", "keep", "latest_progress", "look", "report_progress", "share_page",
           "start_progress", "template_for", "withdraw_publications"]  # fmt: skip

SILENT_FOR = timedelta(minutes=3)  # the longest step of a job takes seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInfo:
    """A stored file, without its bytes."""

    public_id: UUID
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """How far a piece of long work is."""

    id: int
    public_id: UUID
    state: str
    percent: int
    message: str
    error_code: str
    is_running: bool
    url: str
    page_url: str
    result: Mapping[str, str]


def keep(*, name: str, media_type: str, content: bytes, source_hash: str = "", template_version: str = "",
         snapshot: Mapping[str, object] | None = None) -> FileInfo:  # fmt: skip
    """Store a file in the open organisation. The module that keeps it decides who may download it."""
    return _file(
        store(
            name=name, media_type=media_type, content=content, source_hash=source_hash, template_version=template_version, snapshot=snapshot
        )
    )


def _file(blob: Blob) -> FileInfo:
    return FileInfo(public_id=blob.public_id, name=blob.name, size=blob.size, sha256=blob.sha256)


def files(public_ids: Collection[str]) -> dict[str, FileInfo]:
    """Return stored files by public id, without reading their bytes."""
    found = Blob.objects.filter(public_id__in=list(public_ids)).defer("content", "snapshot")
    return {str(blob.public_id): _file(blob) for blob in found}


def download(public_id: str) -> HttpResponse:
    """Return a stored file of the open organisation, always as an attachment: nothing stored ever runs in our pages. 404 elsewhere."""
    blob = get_object_or_404(Blob, public_id=public_id)
    response = HttpResponse(bytes(blob.content), content_type=blob.media_type)
    response["Content-Disposition"] = content_disposition_header(True, blob.name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def start_progress(*, task: str, subject: str, message: str, page_url: str) -> JobState:
    progress = Progress.objects.create(task=task, subject=subject, message=message, result={"page": page_url})
    return as_state(progress)


def latest_progress(*, task: str, subject: str) -> JobState | None:
    """Return the newest; one that was running and then fell silent has failed: its worker is gone."""
    progress = Progress.objects.filter(task=task, subject=subject).order_by("-id").first()
    if progress and progress.state == Progress.State.RUNNING and progress.changed_at < timezone.now() - SILENT_FOR:
        services.fail(
            progress.pk, message=str(_("Het werk is onderbroken. Uw gegevens zijn er nog. Begin het opnieuw.")), error_code="interrupted"
        )
        progress.refresh_from_db()
    return as_state(progress) if progress else None


def report_progress(progress_id: int, *, percent: int, message: str) -> None:
    Progress.objects.filter(pk=progress_id).update(
        state=Progress.State.RUNNING, percent=percent, message=message, changed_at=timezone.now()
    )


def finish_progress(progress_id: int, *, message: str) -> None:
    Progress.objects.filter(pk=progress_id).update(state=Progress.State.DONE, percent=100, message=message)


def as_state(progress: Progress) -> JobState:
    return JobState(
        id=progress.pk, public_id=progress.public_id, state=progress.state, percent=progress.percent, message=progress.message,
        error_code=progress.error_code, is_running=progress.state in (Progress.State.WAITING, Progress.State.RUNNING),
        url=reverse("progress", args=[progress.public_id]), page_url=progress.result.get("page", ""), result=progress.result,
    )  # fmt: skip
