"""The report in four formats, and the decision on it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regiehuis.documents import facade as documents
from regiehuis.organisations.facade import TenantRequest
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.web import refusals, tell

from ..domain.permissions import Right, may
from ..domain.workflow import ORDER, Obstacle, ScanState
from ..forms import CouncilDecisionForm, frozen
from ..selectors import scans as selectors
from ..services import reports as services
from ..services import scans
from ..texts import OBSTACLES
from .pages import fixed_words, report_page


@require_GET
def report(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Make the report, follow its progress, read or download it."""
    scan = selectors.scan_for(request.actor, public_id)
    if ORDER.index(ScanState(scan.state)) < ORDER.index(ScanState.INTERPRETATION):
        return render(request, "scan/too_early.html", {"scan": scan, "title": _("Rapport")})
    return render(request, "scan/report.html", {"scan": scan, **report_page(scan, request.actor)})


@require_POST
def make(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Start making the report."""
    scan = selectors.scan_for(request.actor, public_id)
    try:
        services.request(by=request.actor, scan=scan)
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
    return redirect("scan:report", public_id)


@require_GET
def read(request: TenantRequest, public_id: UUID, report_id: UUID) -> HttpResponse:
    """The report as a web page, with the same text as the files."""
    scan = selectors.interpreted_scan_for(request.actor, public_id)
    found = selectors.report(scan, report_id)
    return render(request, "scan/report_read.html", {"scan": scan, "report": found, "page": services.page(found)})


@require_GET
def file(request: TenantRequest, public_id: UUID, report_id: UUID, kind: str) -> HttpResponse:
    """One file of a report, for everyone who may see the scan in the state it is in now."""
    found = selectors.report(selectors.interpreted_scan_for(request.actor, public_id), report_id)
    if kind not in found.files:
        raise Http404
    return documents.download(found.files[kind])


@require_http_methods(["GET", "POST"])
def decision(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Record which body decided on the report, when, and where that can be found."""
    scan = selectors.scan_for(request.actor, public_id)
    if not may(request.actor.roles, Right.LEAD):
        raise Forbidden
    initial = {"body": scan.decision_body, "decided_on": scan.decision_on or timezone.localdate(), "document": scan.decision_document}
    fixed = fixed_words(scan)
    form = frozen(CouncilDecisionForm(request.POST or None, initial=initial), bool(fixed))
    if request.method == "POST" and form.is_valid():
        try:
            scans.record_decision(by=request.actor, scan=scan, today=timezone.localdate(), **form.cleaned_data)
        except NotAllowed as error:
            form.add_error("decided_on" if Obstacle.DECIDED_IN_THE_FUTURE in error.obstacles else None, refusals(error, OBSTACLES))
        else:
            messages.success(request, _("Het besluit is vastgelegd."))
            return redirect("scan:detail", public_id)
    return render(request, "scan/decision.html", {"scan": scan, "form": form, "fixed": fixed})
