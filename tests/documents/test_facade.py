"""Files and long work as other apps meet them: kept whole, told how far, and never outside their municipality."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from regiehuis.documents import facade
from regiehuis.documents.models import Blob, Progress
from regiehuis.platform.tenancy import tenant
from tests.factories import BlobFactory, OrganisationFactory, ProgressFactory

CONTENT = b"%PDF-1.7\x00\xff inhoud"


@pytest.fixture
def organisation(db):
    return OrganisationFactory()


@pytest.fixture
def inside(organisation):
    with tenant(organisation.pk):
        yield organisation


# ---- files -------------------------------------------------------------------------------------------------------------


def test_a_file_is_kept_byte_for_byte_with_its_size_and_hash(inside):
    kept = facade.keep(
        name="rapport.pdf", media_type="application/pdf", content=CONTENT, source_hash="a" * 64, template_version="1", snapshot={"van": 1}
    )
    stored = Blob.objects.get()
    assert (bytes(stored.content), stored.size, stored.sha256) == (CONTENT, len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    assert (stored.source_hash, stored.template_version, stored.snapshot) == ("a" * 64, "1", {"van": 1})
    assert (kept.name, kept.size, kept.sha256, kept.public_id) == ("rapport.pdf", len(CONTENT), stored.sha256, stored.public_id)


def test_files_are_listed_without_reading_their_bytes(inside):
    kept = [facade.keep(name=f"{number}.pdf", media_type="application/pdf", content=CONTENT * 1000) for number in range(3)]
    with CaptureQueriesContext(connection) as queries:
        found = facade.files([str(each.public_id) for each in kept])
    assert {key: info.name for key, info in found.items()} == {str(each.public_id): each.name for each in kept}
    assert len(queries) == 1
    assert '"documents_blob"."content"' not in queries[0]["sql"]


def test_a_file_that_does_not_exist_is_left_out_of_a_list(inside):
    assert facade.files([str(uuid4())]) == {}


@pytest.mark.parametrize(("name", "header"), [
    ("rapport.pdf", 'attachment; filename="rapport.pdf"'),
    ('een "naam".pdf', 'attachment; filename="een \\"naam\\".pdf"'),
    ("Gemeente Één.pdf", "attachment; filename*=utf-8''Gemeente%20%C3%89%C3%A9n.pdf"),
    ("a\r\nSet-Cookie: x=1.pdf", None),
])  # fmt: skip
def test_a_file_is_always_a_download_under_its_own_name(inside, name, header):
    kept = facade.keep(name=name, media_type="text/html", content=b"<script>alert(1)</script>")
    answered = facade.download(str(kept.public_id))
    assert answered.content == b"<script>alert(1)</script>"
    assert answered["X-Content-Type-Options"] == "nosniff"
    assert answered["Content-Disposition"].startswith("attachment;")
    assert "\n" not in answered["Content-Disposition"]
    assert header in (None, answered["Content-Disposition"])


def test_a_file_of_another_municipality_does_not_exist(inside):
    theirs = BlobFactory(organisation=OrganisationFactory())
    for public_id in (theirs.public_id, uuid4()):
        with pytest.raises(Http404):
            facade.download(str(public_id))
    assert facade.files([str(theirs.public_id)]) == {}


# ---- long work ---------------------------------------------------------------------------------------------------------


def start(subject: str = "scan-1") -> facade.JobState:
    return facade.start_progress(task="scan.report", subject=subject, message="In de rij", page_url="/scan/")


def latest(subject: str = "scan-1") -> facade.JobState:
    found = facade.latest_progress(task="scan.report", subject=subject)
    assert found is not None
    return found


def test_work_goes_from_waiting_to_done(inside):
    job = start()
    told = [(job.state, job.percent, job.is_running)]
    facade.report_progress(job.id, percent=40, message="PDF is gemaakt.")
    told.append((latest().state, latest().percent, latest().is_running))
    facade.finish_progress(job.id, message="Klaar.")
    told.append((latest().state, latest().percent, latest().is_running))
    assert told == [("waiting", 0, True), ("running", 40, True), ("done", 100, False)]
    assert (latest().message, latest().page_url, latest().error_code) == ("Klaar.", "/scan/", "")


def test_work_that_fails_keeps_how_far_it_was_and_a_code(inside):
    job = start()
    facade.report_progress(job.id, percent=60, message="Bezig")
    facade.fail_progress(organisation_id=inside.pk, progress_id=job.id, message="Mislukt.", error_code="ValueError")
    assert (latest().state, latest().percent, latest().error_code, latest().is_running) == ("failed", 60, "ValueError", False)


def test_the_newest_of_a_subject_counts(inside):
    first, second, other = start(), start(), start("scan-2")
    assert latest().id == second.id != first.id
    assert latest("scan-2").id == other.id
    assert facade.latest_progress(task="scan.report", subject="scan-3") is None
    assert facade.latest_progress(task="anders", subject="scan-1") is None


@pytest.mark.parametrize(("state", "minutes", "becomes"), [
    ("running", 2, "running"), ("running", 4, "failed"), ("waiting", 600, "waiting"), ("done", 600, "done"), ("failed", 600, "failed"),
])  # fmt: skip
def test_work_that_fell_silent_has_failed_and_work_in_the_queue_has_not(inside, state, minutes, becomes):
    """A worker that died says nothing any more; a queue may be long."""
    job = start()
    Progress.objects.filter(pk=job.id).update(state=state, changed_at=timezone.now() - timedelta(minutes=minutes))
    assert latest().state == becomes
    assert Progress.objects.get().state == becomes


def test_every_report_is_a_sign_of_life(inside):
    job = start()
    Progress.objects.filter(pk=job.id).update(changed_at=timezone.now() - timedelta(hours=1))
    facade.report_progress(job.id, percent=10, message="Bezig")
    assert latest().state == "running"


@pytest.mark.parametrize("percent", [101, 250])
def test_nothing_is_more_than_done(inside, percent):
    job = start()
    with pytest.raises(IntegrityError), transaction.atomic():
        facade.report_progress(job.id, percent=percent, message="Bezig")


def test_work_of_another_municipality_is_not_told(inside):
    theirs = ProgressFactory(organisation=OrganisationFactory(), task="scan.report", subject="scan-1")
    assert facade.latest_progress(task="scan.report", subject="scan-1") is None
    facade.report_progress(theirs.pk, percent=50, message="Van buiten")
    with tenant(theirs.organisation_id):
        assert Progress.objects.get().percent == 0
