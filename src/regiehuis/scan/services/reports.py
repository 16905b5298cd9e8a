"""Make the report: as a job, since it takes seconds; every file with the hash of the content it was rendered from."""

from __future__ import annotations

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from regiehuis.audit import facade as audit
from regiehuis.documents import facade as documents
from regiehuis.documents.domain.content import Report, as_data, report_hash
from regiehuis.documents.domain.stored import report_from_data
from regiehuis.documents.renderers import html
from regiehuis.documents.renderers.formats import MEDIA_TYPES, rendered
from regiehuis.organisations import facade as organisations
from regiehuis.organisations.facade import Actor
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.storage import disk_is_full
from regiehuis.platform.tenancy import tenant

from ..domain.permissions import Right
from ..domain.workflow import ORDER, Obstacle, ScanState
from ..models import Scan, ScanReport
from ..presentation.interpretation import figures_of
from ..presentation.report import TEMPLATE_VERSION, Material, build
from ..selectors import scans as selectors
from ..selectors.outcomes import outcome
from ..selectors.remarks import shown_remarks
from . import notices
from .access import locked

TASK = "scan.report"
FORMATS = {kind: MEDIA_TYPES[kind] for kind in ("pdf", "docx", "odt")}


def request(*, by: Actor, scan: Scan) -> documents.JobState:
    """Start a job that makes the report; while one runs for this scan, that one is returned."""
    from ..tasks import render_report

    with transaction.atomic():
        scan = locked(by, scan, Right.LEAD)
        if ORDER.index(ScanState(scan.state)) < ORDER.index(ScanState.INTERPRETATION):
            raise NotAllowed([Obstacle.WRONG_STATE])
        running = documents.latest_progress(task=TASK, subject=str(scan.public_id))
        if running and running.is_running:
            return running
        page = reverse("scan:report", args=[scan.public_id])
        progress = documents.start_progress(
            task=TASK, subject=str(scan.public_id), message=_("Het rapport staat in de rij."), page_url=page
        )
        audit.record(by=by, event="scan.report.requested", subject=scan.public_id)
        render_report.defer(organisation_id=by.organisation_id, scan_id=scan.pk, progress_id=progress.id, person_id=by.person_id)
    return progress


def content(scan: Scan, organisation_id: int) -> Report:
    """Return the report as it would be made now."""
    found = outcome(scan)
    return build(
        Material(
            scan=scan, organisation=organisations.info(organisation_id), outcome=found, instrument=selectors.instrument_of(scan),
            knowledge_base=selectors.knowledge_base_of(scan), figures=figures_of(scan, found), issued=selectors.recommendations(scan),
            facts=selectors.facts(scan), survey=selectors.survey_of(scan), remarks=shown_remarks(scan), made_on=timezone.localdate(), look=documents.look(),
        )
    )  # fmt: skip


def render(*, organisation_id: int, scan_id: int, progress_id: int, person_id: int | None = None) -> None:
    """Render every format, a transaction each, so that progress shows. A failure is told on the page; the inputs stay."""
    try:
        with override("nl"):
            _render(organisation_id, scan_id, progress_id, person_id)
    except Exception as error:  # whatever fails, the reader must see it and be able to try again
        structlog.get_logger(__name__).exception("scan_report_failed", scan=scan_id)
        full = disk_is_full(error)
        documents.fail_progress(
            organisation_id=organisation_id,
            progress_id=progress_id,
            message=_full_text() if full else _failed_text(),
            error_code="disk-full" if full else type(error).__name__,
        )
        with tenant(organisation_id):
            notices.report_ended(scan=Scan.objects.get(pk=scan_id), person_id=person_id, made=False)


def _failed_text() -> str:
    return _("Het rapport is niet gemaakt. Uw gegevens zijn er nog. Probeer het opnieuw, of meld de foutcode bij uw beheerder.")


def _full_text() -> str:
    return _(
        "Het rapport is niet gemaakt: de schijf van de server is vol. Uw gegevens zijn er nog. "
        "Meld het uw beheerder, en maak het rapport opnieuw als er ruimte is."
    )


def _render(organisation_id: int, scan_id: int, progress_id: int, person_id: int | None) -> None:
    """Make the report until it holds what was decided by the time it is stored."""
    while not _render_once(organisation_id, scan_id, progress_id, person_id):
        pass


def _render_once(organisation_id: int, scan_id: int, progress_id: int, person_id: int | None) -> bool:
    with tenant(organisation_id):
        scan = Scan.objects.select_related("instrument", "knowledge_base").get(pk=scan_id)
        report = content(scan, organisation_id)
        inputs = outcome(scan).input_hash
        templates = {kind: documents.template_for(report.look, kind) for kind in FORMATS}
        documents.report_progress(progress_id, percent=10, message=_("De inhoud is verzameld."))
    files: dict[str, bytes] = {}
    for step, kind in enumerate(FORMATS, 1):
        files[kind] = rendered(report, kind, templates[kind])
        with tenant(organisation_id):
            documents.report_progress(progress_id, percent=10 + 25 * step, message=_("%(format)s is gemaakt.") % {"format": kind.upper()})
    with tenant(organisation_id):
        if _decided(Scan.objects.select_for_update().get(pk=scan_id)) != _decided(scan):
            return False  # the decision came in between, and asked for no report of its own while this one was being made
        _store(scan, report, inputs, files, organisation_id)
        notices.report_ended(scan=scan, person_id=person_id, made=True)
        documents.finish_progress(progress_id, message=_("Het rapport is klaar."))
    return True


def _decided(scan: Scan) -> tuple[object, ...]:
    return scan.state, scan.decision_body, scan.decision_on, scan.decision_document


def _store(scan: Scan, report: Report, inputs: str, files: dict[str, bytes], organisation_id: int) -> ScanReport:
    digest = report_hash(report)
    name = f"{report.organisation} {report.title} {report.date:%Y-%m-%d}".replace("/", "-")
    made_from = {"input_hash": inputs, "report_hash": digest}
    kept = {
        kind: documents.keep(name=f"{name}.{kind}", media_type=FORMATS[kind], content=bytes_, source_hash=digest, template_version=TEMPLATE_VERSION,
                             snapshot=made_from | ({"template": template} if (template := report.look.template(kind)) else {}))
        for kind, bytes_ in files.items()
    }  # fmt: skip
    stored = ScanReport.objects.create(
        scan=scan, report_hash=digest, input_hash=inputs, content=as_data(report), made_by="Regiehuis",
        files={kind: str(file.public_id) for kind, file in kept.items()},
    )  # fmt: skip
    audit.record(
        by=organisations.system(organisation_id), event="scan.report.made", subject=scan.public_id, detail={"controlegetal": digest[:16]}
    )
    return stored


def page(report: ScanReport) -> str:
    """Return the stored report as a fragment of a web page."""
    return html.render(report_from_data(report.content), title_level=2)


def reproduced(report: ScanReport, kind: str) -> bytes:
    """Make a file of a stored report again: the same bytes as the one that was delivered."""
    content = report_from_data(report.content)
    return rendered(content, kind, documents.template_for(content.look, kind))
