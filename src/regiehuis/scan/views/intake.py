"""The intake: facts with source and remark, saved one by one, and the checklist."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from regiehuis.organisations.facade import TenantRequest
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.web import refusals, tell

from ..domain.permissions import Right, may
from ..forms import FactForm
from ..selectors import scans as selectors
from ..services import facts, scans
from ..texts import OBSTACLES
from .pages import fact_forms, intake_page, intake_so_far


@require_GET
def intake(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """All questions on one page per theme, with the characteristics test beside them."""
    scan = selectors.scan_for(request.actor, public_id)
    if not may(request.actor.roles, Right.SEE_SENSITIVE):
        raise Forbidden
    return render(request, "scan/intake.html", {"scan": scan, **intake_page(scan, request.own.organisation)})


@require_POST
def record(request: TenantRequest, public_id: UUID, key: str) -> HttpResponse:
    """Save one answer; by htmx the fragment comes back, without JavaScript the page."""
    scan = selectors.scan_for(request.actor, public_id)
    if not may(request.actor.roles, Right.LEAD):  # also for an answer that is not valid: the page shows all of them
        raise Forbidden
    fact = selectors.instrument_of(scan).fact(key)
    if fact is None:
        raise Http404
    form = FactForm(request.POST, fact=fact)
    is_fragment = request.headers.get("HX-Request") == "true"
    status = 200
    if form.is_valid():
        if form.is_answered():
            data = form.cleaned_data
            try:
                facts.record(by=request.actor, scan=scan, key=key, value=form.fact_value(), source=data.get("source") or "interview",
                             remark=data.get("remark", ""), is_released=data.get("is_released", not fact.sensitive))  # fmt: skip
            except NotAllowed as error:
                form.add_error("value", " ".join(refusals(error, OBSTACLES)))
                status = 422
    else:
        status = 422
    if is_fragment:
        response = render(request, "scan/_fact_saved.html", {**intake_so_far(scan), "oob": True}, status=status)
        if form.errors:
            response["Rh-Reason"] = quote(" ".join(str(error) for errors in form.errors.values() for error in errors))
        return response
    if status == 200:
        return redirect(f"{request.path.rsplit('/', 2)[0]}/#{key}")
    page = intake_page(scan, request.own.organisation)
    page["themes"] = fact_forms(scan, request.own.organisation, replaced=form)
    return render(request, "scan/intake.html", {"scan": scan, **page}, status=422)


@require_POST
def take_over(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Take the number of inhabitants from the organisation's details."""
    scan = selectors.scan_for(request.actor, public_id)
    try:
        facts.take_over_inhabitants(by=request.actor, scan=scan)
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
    return redirect(f"{reverse('scan:intake', args=[public_id])}#{facts.INHABITANTS}")


@require_POST
def check_off(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Tick off, or untick, one point of the checklist."""
    scan = selectors.scan_for(request.actor, public_id)
    item = request.POST.get("item", "")
    if item not in selectors.CHECKLIST:
        raise Http404
    try:
        scans.check_off(by=request.actor, scan=scan, item=item, done_on=timezone.localdate() if request.POST.get("done") else None)
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
    else:
        messages.success(request, _("De controlelijst is bijgewerkt."))
    return redirect(f"{reverse('scan:intake', args=[public_id])}#controlelijst")
