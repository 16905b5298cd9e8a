"""A chain of the golden thread, both ways."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from regiehuis.organisations.facade import Right, TenantRequest
from regiehuis.platform.errors import Forbidden

from . import selectors


@require_GET
def chain(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """What this rests on, and what follows from it."""
    if not request.actor.may(Right.SEE_TRAIL):
        raise Forbidden
    found = selectors.chain(public_id)
    request.place = found.item.url  # type: ignore[attr-defined]  # the thread has no place in the menu: it belongs to what it starts from
    return render(request, "trail/chain.html", {"chain": found})
