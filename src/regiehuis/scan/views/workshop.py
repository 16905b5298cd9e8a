"""Results of the workshop, entered by hand: votes on paper, the agreed value, the lead's own estimate."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from regiehuis.organisations.facade import TenantRequest
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.web import refusals

from ..domain.instrument import Phase5Mode
from ..domain.permissions import Right, may
from ..forms import AgreedForm, EstimateForm, VotesForm
from ..models import DimensionResult, Scan
from ..selectors import scans as selectors
from ..services import results
from ..texts import OBSTACLES
from .pages import dimension_page, workshop_page

Source = DimensionResult.Source


def _scan(request: TenantRequest, public_id: UUID) -> Scan:
    scan = selectors.scan_for(request.actor, public_id)
    if not may(request.actor.roles, Right.LEAD):
        raise Forbidden
    return scan


@require_GET
def overview(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """All dimensions with what is known so far; where people differ most comes first."""
    scan = _scan(request, public_id)
    return render(request, "scan/workshop.html", {"scan": scan, **workshop_page(scan)})


@require_http_methods(["GET", "POST"])
def dimension(request: TenantRequest, public_id: UUID, code: str) -> HttpResponse:
    """One dimension: which form was sent decides what is stored."""
    scan = _scan(request, public_id)
    instrument = selectors.instrument_of(scan)
    if code not in instrument.dimension_codes:
        raise Http404
    found, top = instrument.dimension(code), instrument.top(Phase5Mode(scan.phase5_mode))
    sent = request.POST.get("form", "")
    page = dimension_page(scan, code)
    forms: dict[str, VotesForm | AgreedForm] = {
        Source.WORKSHOP1.value: VotesForm(
            request.POST if sent == Source.WORKSHOP1 else None, dimension=found, initial=page["initial"][Source.WORKSHOP1], prefix="w1"
        ),
        Source.WORKSHOP2.value: VotesForm(
            request.POST if sent == Source.WORKSHOP2 else None, dimension=found, initial=page["initial"][Source.WORKSHOP2], prefix="w2"
        ),
        Source.AGREED.value: AgreedForm(
            request.POST if sent == Source.AGREED else None, top=top, initial=page["initial"][Source.AGREED], prefix="a"
        ),
        Source.INTAKE.value: EstimateForm(
            request.POST if sent == Source.INTAKE else None, top=top, initial=page["initial"][Source.INTAKE], prefix="i"
        ),
    }
    form = forms.get(sent)
    if request.method == "POST" and form is not None and form.is_valid() and _store(request, scan, code, sent, form):
        messages.success(request, _("Opgeslagen."))
        return redirect("scan:workshop-dimension", public_id, code)
    return render(request, "scan/workshop_dimension.html", {"scan": scan, "dimension": found, "forms": forms, **page})


def _store(request: TenantRequest, scan: Scan, code: str, source: str, form: VotesForm | AgreedForm) -> bool:
    try:
        if isinstance(form, VotesForm):
            results.record_votes(
                by=request.actor,
                scan=scan,
                dimension=code,
                source=source,
                counts=form.counts(),
                dont_know=form.cleaned_data["dont_know"] or 0,
            )
        else:
            results.record_value(
                by=request.actor,
                scan=scan,
                dimension=code,
                source=source,
                value=form.cleaned_data["value"],
                reason=form.cleaned_data["reason"],
            )
    except NotAllowed as error:
        form.add_error("reason" if "reason" in form.fields else None, " ".join(refusals(error, OBSTACLES)))
        return False
    return True
