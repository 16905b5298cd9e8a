"""The audit log as a searchable page and as a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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
from .labels import details
from .models import Event
from .subjects import named

MOST_EXPORTED = 50_000
HEADER = ["wanneer", "wie", "wat", "code", "waarop", "bijzonderheden", "waarom"]


class SearchForm(forms.Form):
    zoek = forms.CharField(label=_("Zoek"), required=False)
    van = forms.DateField(label=_("Van"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    tot = forms.DateField(label=_("Tot en met"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the log, with its words."""

    event: Event
    about: str
    details: list[tuple[str, str]]


def _lines(events: Iterable[Event]) -> list[Line]:
    listed = list(events)
    names = named(listed)
    return [Line(event=each, about=names.get(each.pk, each.key), details=details(each.detail)) for each in listed]


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
                timezone.localtime(line.event.at).isoformat(timespec="seconds"),
                line.event.by_name,
                line.event.label,
                line.event.event,
                line.about or line.event.subject,
                "; ".join(f"{name}: {text}" for name, text in line.details),
                line.event.reason,
            )
            for line in _lines(found[:MOST_EXPORTED])
        ]
        return export(kind, "logboek", HEADER, rows)
    page = page_of(request, found, 50)
    return render(request, "audit/log.html", {"form": form, "page": page, "lines": _lines(page)})
