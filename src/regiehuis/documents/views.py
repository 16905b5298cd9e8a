"""Downloads and the state of long work."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from regiehuis.organisations.facade import TenantRequest
from regiehuis.platform.errors import Forbidden

from . import facade, selectors


@require_GET
def download(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """A stored file, always as an attachment: nothing that someone uploaded runs in our pages."""
    blob = selectors.blob(public_id)
    if not facade.may_read(request.actor.roles, blob.audience):
        raise Forbidden
    response = HttpResponse(bytes(blob.content), content_type=blob.media_type)
    response["Content-Disposition"] = content_disposition_header(True, blob.name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
def progress(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """The fragment that a page polls; without JavaScript the page it belongs to."""
    state = facade.as_state(selectors.progress(public_id))
    if request.headers.get("HX-Request") != "true" and state.page_url:
        return redirect(state.page_url)
    return render(request, "documents/_progress.html", {"job": state})
