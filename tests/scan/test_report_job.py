"""The job that makes the report: once at a time, and when it fails it says so and loses nothing."""

from __future__ import annotations

import io
import time
from concurrent.futures import ThreadPoolExecutor

import docx
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from regiehuis.audit.models import Event
from regiehuis.documents.domain.content import plain_text
from regiehuis.documents.domain.stored import report_from_data
from regiehuis.documents.models import Blob, Progress
from regiehuis.documents.services import templates
from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.workflow import ScanState
from regiehuis.scan.services import reports, scans
from tests.documents.office_files import open_document, word

from .steps import Town, adopted_scan, decide_all, deliver, everything_stored


def test_asking_twice_starts_one_job(inside):
    scan = inside.judged_scan()
    first, second = (reports.request(by=inside.lead, scan=scan) for _ in range(2))
    assert first.id == second.id
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs")
        assert cursor.fetchone() == (1,)


def test_when_a_file_cannot_be_stored_the_page_says_so_and_nothing_is_lost(committed):
    """A real fault of the database, after everything was rendered."""
    town = Town.found()
    with tenant(town.pk):
        scan = town.judged_scan()
        job = reports.request(by=town.lead, scan=scan)
        before = everything_stored()
    with committed.connect("regiehuis_owner", autocommit=True) as owner:
        owner.execute("alter table documents_blob add constraint full_disk check (name not like '%.odt') not valid")
    reports.render(organisation_id=town.pk, scan_id=scan.pk, progress_id=job.id)
    with tenant(town.pk):
        progress = Progress.objects.get()
        after = everything_stored()
    assert (progress.state, progress.error_code) == ("failed", "IntegrityError")
    assert {model for model in after if after[model] != before[model]} == {"documents.Progress"}, "no file, no report, no line in the log"
    page = town.client().get(reverse("scan:report", args=[scan.public_id])).content.decode()
    assert "Het rapport is niet gemaakt. Uw gegevens zijn er nog." in page
    assert "IntegrityError" in page
    assert "Maak het rapport</span>" in page, "and may be tried again"
    with tenant(town.pk):
        assert reports.request(by=town.lead, scan=scan).id != job.id


def test_a_report_is_made_on_the_template_of_that_day_and_again_after_it_was_replaced(inside):
    """What was stored makes the same bytes again: the file of the template is part of what was stored."""
    administrator = inside.actors[Role.ADMINISTRATOR]
    scan = inside.judged_scan()
    for name, content in (("brief.docx", word(lambda document: None, "Voorblad", "[[inhoud]]")), ("brief.odt", open_document())):
        templates.put(by=administrator, name=name, content=content, now=timezone.now())
    reports.render(organisation_id=inside.pk, scan_id=scan.pk, progress_id=reports.request(by=inside.lead, scan=scan).id)
    stored = scan.reports.get()
    templates.put(by=administrator, name="anders.docx", content=word(), now=timezone.now())
    for kind in ("docx", "odt", "pdf"):
        blob = Blob.objects.get(public_id=stored.files[kind])
        assert reports.reproduced(stored, kind) == bytes(blob.content), kind
        assert blob.snapshot.get("template", "") == stored.content["look"].get(f"{kind}_template", ""), kind
    paragraphs = docx.Document(io.BytesIO(reports.reproduced(stored, "docx"))).paragraphs
    assert (paragraphs[0].text, paragraphs[1].text) == ("Voorblad", inside.organisation.name)


FULL = """
create function disk_full() returns trigger language plpgsql as $$ begin raise exception 'no space left' using errcode = 'disk_full'; end $$;
create trigger full_disk before insert or update on {table} for each row execute function disk_full();
"""


def test_a_full_disk_is_named_even_when_that_can_only_be_stored_later(committed):
    """PostgreSQL's own error, first for the file and at the same time for the message about it; then somebody makes room for the message."""
    town = Town.found()
    with tenant(town.pk):
        scan = town.judged_scan()
        job = reports.request(by=town.lead, scan=scan)
    with committed.connect("regiehuis_owner", autocommit=True) as owner:
        owner.execute(FULL.format(table="documents_progress"))
        with ThreadPoolExecutor(1) as pool:
            told = pool.submit(reports.render, organisation_id=town.pk, scan_id=scan.pk, progress_id=job.id)
            time.sleep(1.5)  # by then it has met the disk twice
            owner.execute("drop trigger full_disk on documents_progress")
            told.result(timeout=30)
    page = town.client().get(reverse("scan:report", args=[scan.public_id])).content.decode()
    assert "Het rapport is niet gemaakt: de schijf van de server is vol. Uw gegevens zijn er nog." in page
    assert "(disk-full)" in page


def test_adopting_a_scan_makes_a_last_report_that_holds_the_decision(inside):
    scan = adopted_scan(inside)
    job = Progress.objects.get()
    assert (job.state, Event.objects.filter(event="scan.report.requested").count()) == ("waiting", 1)
    reports.render(organisation_id=inside.pk, scan_id=scan.pk, progress_id=job.pk)
    first, last = scan.reports.order_by("pk")
    sentence = f"Besluit van College op {scan.decision_on:%d-%m-%Y}, kenmerk Z-1."
    assert sentence in plain_text(report_from_data(last.content))
    assert first.report_hash != last.report_hash or sentence in plain_text(report_from_data(first.content))


def test_a_decision_taken_while_the_report_is_made_stands_in_it(committed):
    """The decision finds a report under way and asks for no other; that one must not go to the council without it."""
    town = Town.found()
    with tenant(town.pk):
        scan = town.judged_scan(ScanState.REPORT)
        decide_all(town, scan)
        deliver(scan)
        job = reports.request(by=town.lead, scan=scan)

    def make() -> None:
        try:
            reports.render(organisation_id=town.pk, scan_id=scan.pk, progress_id=job.id)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with tenant(town.pk), transaction.atomic():
            scans.record_decision(
                by=town.lead, scan=scan, body="College", decided_on=timezone.localdate(), today=timezone.localdate(), document="Z-77"
            )
            scans.advance(by=town.lead, scan=scan, now=timezone.now())
            made = pool.submit(make)
            committed.until_waiting()  # it has gathered and rendered, and now wants to store
        made.result(timeout=60)
    with tenant(town.pk):
        assert Progress.objects.get().state == Progress.State.DONE
        assert [("Z-77" in str(report.content)) for report in scan.reports.order_by("pk")] == [False, True]
