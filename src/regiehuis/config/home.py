"""Mijn dag: what waits for this person, over all modules."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from regiehuis.organisations.facade import TenantRequest, to_set_up
from regiehuis.scan.presentation.overview import home_cards


@require_GET
def home(request: TenantRequest) -> HttpResponse:
    """The scans in progress with their next action; an empty organisation reads how to begin. A partnership begins elsewhere."""
    if request.own.organisation.is_partnership:
        return redirect("partnerships:overview")
    return render(request, "home.html", {**home_cards(request.actor), "begin": to_set_up(request.actor)})
