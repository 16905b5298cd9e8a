"""The state of long work."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from regiehuis.organisations.facade import TenantRequest

from . import facade, selectors


@require_GET
def progress(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """The fragment that a page polls; without JavaScript the page it belongs to."""
    state = facade.as_state(selectors.progress(public_id))
    if request.headers.get("HX-Request") != "true" and state.page_url:
        return redirect(state.page_url)
    response = render(request, "documents/_progress.html", {"job": state})
    if not state.is_running and state.page_url:
        response["HX-Redirect"] = state.page_url  # the page shows what was made, or what went wrong
    return response
