"""What a municipality shared, and what the members of a partnership share with each other."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from regiehuis.organisations import facade as organisations
from regiehuis.organisations.facade import Right, TenantRequest
from regiehuis.organisations.requests import require
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.tables import export
from regiehuis.platform.web import page_of, refusals

from . import selectors
from .domain.publications import Comparison, from_data, side_by_side
from .publication_pages import groups_of, kind_word
from .services import publications as services
from .texts import OBSTACLES


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reden"), max_length=300, help_text=gettext_lazy("Deze reden blijft in uw eigen gemeente."))


# ---- in a municipality -------------------------------------------------------------------------------------------------


@require_GET
def shares(request: TenantRequest) -> HttpResponse:
    """What the municipality shared: with whom, by whom, when, and whether it took it back."""
    require(request, Right.SEE_PARTNERSHIPS)
    page = page_of(request, selectors.shares())
    for share in page.object_list:
        share.kind_word = kind_word(share.kind)
    return render(request, "documents/shares.html", {"page": page, "may_share": request.actor.may(Right.SHARE)})


@require_GET
def share(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Exactly what went out."""
    require(request, Right.SEE_PARTNERSHIPS)
    found = selectors.share(public_id)
    snapshot = from_data(found.content)
    context = {"share": found, "snapshot": snapshot, "groups": groups_of(snapshot.measures), "kind": kind_word(found.kind),
               "may_share": request.actor.may(Right.SHARE)}  # fmt: skip
    return render(request, "documents/share_detail.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Take it back, with a reason."""
    require(request, Right.SHARE)
    found = selectors.share(public_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw(by=request.actor, share=found, reason=form.cleaned_data["reason"], now=timezone.now())
        except NotAllowed as error:
            form.add_error(None, " ".join(refusals(error, OBSTACLES)))
        else:
            messages.success(request, _("Ingetrokken. In %(name)s kan niemand het meer lezen.") % {"name": found.partnership_name})
            return redirect("shares:list")
    return render(request, "documents/share_withdraw.html", {"share": found, "form": form, "kind": kind_word(found.kind)})


# ---- in a partnership --------------------------------------------------------------------------------------------------


@require_GET
def publications(request: TenantRequest) -> HttpResponse:
    """What the members share, a line each, and the values side by side; as a file, one table."""
    require(request, Right.SEE_PARTNERSHIPS)
    in_force = selectors.publications_in_force()
    tables = side_by_side([(each.source_name, from_data(each.content or {})) for each in in_force])
    if kind := request.GET.get("bestand"):
        return export(
            kind, "publicaties", [_("soort"), _("maatstaf"), _("groep"), _("onderdeel"), _("gemeente"), _("waarde")], _rows(tables)
        )
    page = page_of(request, selectors.publications())
    for publication in page.object_list:
        publication.kind_word = kind_word(publication.kind)
    shared = {each.source_name for each in in_force}
    context = {"page": page, "tables": [(kind_word(table.kind), table) for table in tables],
               "silent": [name for name in organisations.member_names() if name not in shared]}  # fmt: skip
    return render(request, "documents/publications.html", context)


def _rows(tables: list[Comparison]) -> list[tuple[str, ...]]:
    """One row per value, so that a file holds tables with different yardsticks; unknown is a word, never 0."""
    return [
        (kind_word(table.kind), table.comparable_by, line.group, line.label, name, value if value is not None else _("onbekend"))
        for table in tables for line in table.lines for name, value in zip(table.columns, line.values, strict=True)
    ]  # fmt: skip


@require_GET
def publication(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """One publication; of one that was withdrawn only that it was, and when."""
    require(request, Right.SEE_PARTNERSHIPS)
    found = selectors.publication(public_id)
    context = {"publication": found, "kind": kind_word(found.kind)}
    if found.content is None:
        return render(request, "documents/publication_gone.html", context, status=410)
    snapshot = from_data(found.content)
    return render(request, "documents/publication.html", {**context, "snapshot": snapshot, "groups": groups_of(snapshot.measures)})
