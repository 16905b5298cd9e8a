"""Sharing the outcome of a scan with a partnership."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from regiehuis.documents import facade as documents
from regiehuis.organisations.facade import Right as SharedRight
from regiehuis.organisations.facade import TenantRequest
from regiehuis.platform.errors import Forbidden
from regiehuis.platform.web import obstacle_texts

from ..domain.workflow import ScanState, obstacles_to_sharing
from ..presentation.shared import snapshot
from ..selectors import scans as selectors
from ..selectors.outcomes import outcome
from ..texts import OBSTACLES


@require_http_methods(["GET", "POST"])
def share(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """See exactly what would go out, and share it; before the scan is adopted, why not yet."""
    scan = selectors.scan_for(request.actor, public_id)
    if not request.actor.may(SharedRight.SHARE):
        raise Forbidden
    found = outcome(scan)
    report = selectors.report_of(scan, found.input_hash)
    obstacles = obstacles_to_sharing(ScanState(scan.state), has_report=report is not None)
    if obstacles or report is None:
        return render(request, "scan/not_to_share.html", {"scan": scan, "text": obstacle_texts([*obstacles], OBSTACLES)})
    crumbs = [(_("Scan"), reverse("scan:list")), (scan.title, reverse("scan:detail", args=[public_id]))]
    content = snapshot(scan, found, selectors.instrument_of(scan), report)
    return documents.share_page(
        request, documents.Offered(subject=str(public_id), snapshot=content, title=_("Deel de uitkomst"), crumbs=crumbs)
    )
