"""Reports: ask for one, follow it, download its files."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from ninja import Query

from regiehuis.documents import facade as documents
from regiehuis.organisations.facade import ApiRequest
from regiehuis.platform.rest.paging import Page, PageQuery, page_of

from ..models import ScanReport
from ..schemas import FileOut, ReportJobOut, ReportOut
from ..selectors import scans as selectors
from ..services.reports import FORMATS, TASK
from ..services.reports import request as ask_for_report
from .entrance import READ, WRITE, Code, router


@router.get(
    "/scans/{scan_id}/reports",
    response=Page[ReportOut],
    auth=READ,
    summary="Rapporten",
    description="Elk gemaakt rapport, het nieuwste eerst, met waar elk bestand te halen is.",
)
def reports(request: ApiRequest, scan_id: UUID, asked: Query[PageQuery]) -> Page[ReportOut]:
    delivered = list(selectors.reports(selectors.interpreted_scan_for(request.actor, scan_id)))
    files = documents.files([key for each in delivered for key in each.files.values()])
    return page_of(request, delivered, asked, lambda each: _report_out(request, scan_id, each, files))


def _report_out(request: ApiRequest, scan_id: UUID, found: ScanReport, files: dict[str, documents.FileInfo]) -> ReportOut:
    known = [(kind, files[key]) for kind, key in found.files.items() if key in files]
    return ReportOut(
        id=found.public_id, made_at=found.made_at, report_hash=found.report_hash, input_hash=found.input_hash,
        files=[
            FileOut(format=kind, name=file.name, size=file.size, sha256=file.sha256,
                    href=request.build_absolute_uri(reverse("api:report-file", args=[scan_id, found.public_id, kind])))
            for kind, file in known
        ],
    )  # fmt: skip


FILE = {"responses": {200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in FORMATS.values()}}}}


@router.get("/scans/{scan_id}/reports/{report_id}/files/{kind}", auth=READ, summary="Een bestand van een rapport", url_name="report-file",
            openapi_extra=FILE,
            description="Het bestand zelf: `pdf`, `docx` of `odt`.")  # fmt: skip
def report_file(request: ApiRequest, scan_id: UUID, report_id: UUID, kind: Code) -> HttpResponse:
    found = selectors.report(selectors.interpreted_scan_for(request.actor, scan_id), report_id)
    if kind not in found.files:
        raise Http404
    return documents.download(found.files[kind])


@router.post(
    "/scans/{scan_id}/reports",
    response={202: ReportJobOut},
    auth=WRITE,
    summary="Een rapport laten maken",
    description="Zet het werk in de rij. Loopt er al werk voor deze scan, dan krijgt u dat. Volg het op `report-job`; daarna staat het rapport in de lijst.",
)
def report_request(request: ApiRequest, response: HttpResponse, scan_id: UUID) -> ReportJobOut:
    found = selectors.interpreted_scan_for(request.actor, scan_id)
    job = ask_for_report(by=request.actor, scan=found)
    response["Location"] = request.build_absolute_uri(reverse("api:report-job", args=[scan_id]))
    return _job_out(job)


@router.get(
    "/scans/{scan_id}/report-job",
    response=ReportJobOut,
    auth=READ,
    summary="Hoe ver het rapport is",
    url_name="report-job",
    description="Het laatst gevraagde rapport van deze scan. `state` is null zolang er geen is gevraagd.",
)
def report_job(request: ApiRequest, scan_id: UUID) -> ReportJobOut:
    found = selectors.interpreted_scan_for(request.actor, scan_id)
    return _job_out(documents.latest_progress(task=TASK, subject=str(found.public_id)))


def _job_out(job: documents.JobState | None) -> ReportJobOut:
    if job is None:
        return ReportJobOut(state=None, is_running=False, percent=0, message="", error_code="")
    return ReportJobOut(state=job.state, is_running=job.is_running, percent=job.percent, message=job.message, error_code=job.error_code)
