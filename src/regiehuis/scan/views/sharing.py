"""Sharing the outcome of a scan with a partnership."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from regiehuis.documents import facade as documents
from regiehuis.organisations.facade import TenantRequest
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.web import refusals

from ..selectors import scans as selectors
from ..services import sharing
from ..texts import OBSTACLES


@require_http_methods(["GET", "POST"])
def share(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """See exactly what would go out, and share it; before the scan is adopted, why not yet."""
    scan = selectors.scan_for(request.actor, public_id)
    try:
        content = sharing.what_goes_out(by=request.actor, scan=scan)
    except NotAllowed as error:
        return render(request, "scan/not_to_share.html", {"scan": scan, "text": " ".join(refusals(error, OBSTACLES))})
    crumbs = [(_("Scan"), reverse("scan:list")), (scan.title, reverse("scan:detail", args=[public_id]))]
    return documents.share_page(
        request, documents.Offered(subject=str(public_id), snapshot=content, title=_("Deel de uitkomst"), crumbs=crumbs)
    )
