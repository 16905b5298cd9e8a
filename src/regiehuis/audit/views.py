"""The audit log as a searchable page and as a file."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from regiehuis.organisations.facade import Right, TenantRequest
from regiehuis.platform.errors import Forbidden
from regiehuis.platform.tables import export
from regiehuis.platform.web import page_of

from . import selectors

MOST_EXPORTED = 50_000
HEADER = ["wanneer", "wie", "wat", "code", "waarop", "bijzonderheden", "waarom"]


class SearchForm(forms.Form):
    zoek = forms.CharField(label=_("Zoek"), required=False)
    van = forms.DateField(label=_("Van"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    tot = forms.DateField(label=_("Tot en met"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


@require_GET
def log(request: TenantRequest) -> HttpResponse:
    """Who did what, when, and why."""
    if not request.actor.may(Right.SEE_AUDIT):
        raise Forbidden
    form = SearchForm(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    found = selectors.events(words=data.get("zoek", ""), since=data.get("van"), until=data.get("tot"))
    if kind := request.GET.get("bestand"):
        rows = [
            (
                timezone.localtime(each.at).isoformat(timespec="seconds"),
                each.by_name,
                each.label,
                each.event,
                each.subject,
                str(each.detail or ""),
                each.reason,
            )
            for each in found[:MOST_EXPORTED]
        ]
        return export(kind, "logboek", HEADER, rows)
    return render(request, "audit/log.html", {"form": form, "page": page_of(request, found, 50)})
