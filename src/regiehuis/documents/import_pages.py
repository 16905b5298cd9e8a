"""The pages of every import: choose a file, say which column is what, see what it would do, store it. They work without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regiehuis.organisations.requests import TenantRequest
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.tables import FileProblem, csv_response
from regiehuis.platform.web import refusals, tell

from . import selectors
from .domain.imports import Checked, Column, Line, LineState, proposals
from .domain.obstacles import Obstacle
from .models import PendingImport
from .services import imports as services
from .services.imports import ImportKind
from .texts import FILE_PROBLEMS, LINE_STATES, OBSTACLES

SHOWN_LINES, SHOWN_ERRORS = 20, 200
SHOWN_TEXT = 120  # characters of a cell on the page


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Bestand (CSV, XLSX of ODS)"), help_text=gettext_lazy("Hoogstens 25 MB en 50.000 regels. Van een werkmap telt het eerste blad."),
        error_messages={"empty": gettext_lazy("Het bestand is leeg. Verwacht: een regel met kopjes en daaronder de lijst.")},
    )  # fmt: skip


class ColumnsForm(forms.Form):
    """Which column of the file holds what."""

    def __init__(self, *args: Any, columns: Sequence[Column], headings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(str(position), heading) for position, heading in enumerate(headings) if heading]
        for column in columns:
            first = ("", _("(kies een kolom)") if column.is_required else _("(staat niet in het bestand)"))
            self.fields[column.field] = forms.ChoiceField(label=column.label, choices=[first, *found], required=column.is_required,
                                                         error_messages={"required": _("Kies in welke kolom '%(label)s' staat.") % {"label": column.label}})  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for field, position in list(cleaned.items()):
            if position and position in taken:
                self.add_error(
                    field, _("Deze kolom koos u al bij '%(label)s'. Kies een andere.") % {"label": self.fields[taken[position]].label}
                )
            elif position:
                taken[position] = field
        return cleaned

    def positions(self) -> dict[str, int]:
        return {field: int(position) for field, position in self.cleaned_data.items() if position}


def start(request: TenantRequest, kind: ImportKind) -> HttpResponse:
    """Choose the file."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            public_id = services.begin(by=request.actor, kind=kind, name=upload.name, content=upload.read())
        except FileProblem as problem:
            form.add_error("file", str(FILE_PROBLEMS[problem.kind]) % {"value": problem.value})
        else:
            return redirect(_preview_url(kind, public_id))
    return render(request, "documents/import_start.html", {"kind": kind, "form": form}, status=422 if form.errors else 200)


def preview(request: TenantRequest, kind: ImportKind, public_id: UUID) -> HttpResponse:
    """See what storing would do and do it, or choose the columns first."""
    pending = selectors.pending_import(public_id, kind=kind.key, subject=kind.subject)
    found = services.obstacles(pending, now=timezone.now())
    if set(found) & {Obstacle.ALREADY_STORED, Obstacle.EXPIRED}:
        return _over(request, kind, NotAllowed(found))
    if request.POST.get("act") == "store":
        return _store(request, kind, pending)
    if request.method == "POST" or pending.positions is None or "kolommen" in request.GET:
        return _columns(request, kind, pending)
    wanted = services.lines(pending)
    if not wanted:
        messages.error(request, _("In de gekozen kolommen staat onder de kopjes niets. Kies andere kolommen, of een ander bestand."))
        return redirect(f"{_preview_url(kind, public_id)}?kolommen")
    context = {
        "kind": kind, "pending": pending, "start_url": _start_url(kind),
        "errors_url": reverse(f"{kind.route}-errors", args=[*kind.route_arguments, public_id]),
    }  # fmt: skip
    return render(request, "documents/import_preview.html", context | _shown(kind, wanted, kind.check(wanted)))


def errors_file(request: TenantRequest, kind: ImportKind, public_id: UUID) -> HttpResponse:
    """Every error as a file: line, column, value, and what is wrong with it."""
    pending = selectors.pending_import(public_id, kind=kind.key, subject=kind.subject)
    if found := services.obstacles(pending, now=timezone.now()):
        return _over(request, kind, NotAllowed(found))
    rows = [(each["line"], each["column"], each["value"], each["text"]) for each in _sentences(kind, kind.check(services.lines(pending)))]
    return csv_response("fouten", [_("regel"), _("kolom"), _("waarde"), _("wat er niet goed is")], rows)


def _start_url(kind: ImportKind) -> str:
    return reverse(kind.route, args=kind.route_arguments)


def _preview_url(kind: ImportKind, public_id: UUID) -> str:
    return reverse(f"{kind.route}-preview", args=[*kind.route_arguments, public_id])


def _over(request: TenantRequest, kind: ImportKind, error: NotAllowed) -> HttpResponse:
    """A list that was stored is seen where it went; one that expired is chosen again."""
    tell(request, error, OBSTACLES | dict(kind.obstacles))
    return redirect(kind.done_url if Obstacle.ALREADY_STORED in error.obstacles else _start_url(kind))


def _columns(request: TenantRequest, kind: ImportKind, pending: PendingImport) -> HttpResponse:
    (_number, headings), *rows = services.rows_of(pending)
    proposed = pending.positions or proposals(headings, kind.columns)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        columns=kind.columns,
        headings=headings,
        initial={k: str(v) for k, v in proposed.items()},
    )
    if request.method == "POST" and form.is_valid():
        services.choose_columns(pending=pending, positions=form.positions())
        return redirect(_preview_url(kind, pending.public_id))
    context = {"kind": kind, "pending": pending, "form": form, "headings": headings, "rows": [cells for _line, cells in rows[:3]]}
    return render(request, "documents/import_columns.html", context, status=422 if form.errors else 200)


def _store(request: TenantRequest, kind: ImportKind, pending: PendingImport) -> HttpResponse:
    try:
        stored = services.confirm(pending=pending, kind=kind, skip_errors="skip" in request.POST, now=timezone.now())
    except NotAllowed as error:
        if set(error.obstacles) & {Obstacle.ALREADY_STORED, Obstacle.EXPIRED}:
            return _over(request, kind, error)
        for text in refusals(error, OBSTACLES | dict(kind.obstacles)):
            messages.error(request, text)
        return redirect(_preview_url(kind, pending.public_id))
    if not stored.count(LineState.NEW) + stored.count(LineState.CHANGED):
        messages.info(request, _("Er is niets gewijzigd: alles uit dit bestand stond er al zo."))
    else:
        messages.success(request, _("Opgeslagen: %(counts)s.") % {"counts": _counts(stored)})
    return redirect(kind.done_url)


def _counts(checked: Checked) -> str:
    return ", ".join(f"{checked.count(state)} {LINE_STATES[state]}" for state in LineState if state != LineState.WRONG)


def _shown(kind: ImportKind, wanted: Sequence[Line], checked: Checked) -> dict[str, Any]:
    first = [
        {"number": line.number, "state": state, "word": LINE_STATES[state], "cells": [line[column.field][:SHOWN_TEXT] for column in kind.columns]}
        for line, state in zip(wanted[:SHOWN_LINES], checked.states, strict=False)
    ]  # fmt: skip
    changes = checked.count(LineState.NEW) + checked.count(LineState.CHANGED)
    return {
        "first": first, "number": len(wanted), "counts": _counts(checked), "wrong": len(checked.wrong_lines), "changes": changes,
        "error_count": len(checked.errors), "errors": _sentences(kind, checked, SHOWN_ERRORS),
        "may_skip": kind.may_skip_errors and len(checked.wrong_lines) < len(wanted), "good": len(wanted) - len(checked.wrong_lines),
    }  # fmt: skip


def _sentences(kind: ImportKind, checked: Checked, most: int | None = None) -> list[dict[str, Any]]:
    return [
        {"line": each.line, "column": each.column, "value": each.value, "text": str(kind.errors[each.kind])} for each in checked.errors[:most]
    ]  # fmt: skip
