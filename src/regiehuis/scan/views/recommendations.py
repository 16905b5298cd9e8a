"""The recommendations, why they apply here, and what the municipality decides on each."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import truncatewords
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regiehuis.organisations.facade import TenantRequest
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.tables import export
from regiehuis.platform.web import tell

from ..domain.permissions import Right, may
from ..domain.workflow import ACCEPTED, DECIDING, ORDER, Decision, Obstacle, ScanState
from ..forms import DecideForm
from ..presentation.recommendations import EXPORT_HEADER, MANY, cards_of, export_rows, lists
from ..selectors import scans as selectors
from ..services import recommendations as services
from ..texts import OBSTACLES


@require_GET
def overview(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Where to begin, how to go about it, what others should do, and what cannot be judged yet."""
    scan = selectors.scan_for(request.actor, public_id)
    if ORDER.index(ScanState(scan.state)) < ORDER.index(ScanState.INTERPRETATION):
        return render(request, "scan/too_early.html", {"scan": scan, "title": _("Aanbevelingen")})
    if kind := request.GET.get("bestand"):
        return export(kind, "aanbevelingen", EXPORT_HEADER, export_rows(scan))
    found = cards_of(scan)
    adopted = sum(card.decision in ACCEPTED for card in found)
    may_decide = may(request.actor.roles, Right.DECIDE)
    context = {
        "scan": scan,
        "lists": lists(found, selectors.knowledge_base_of(scan)),
        "tab": request.GET.get("tab", "gemeente"),
        "adopted": adopted,
        "too_many": adopted > MANY,
        "may_decide": may_decide,
        "may_lead": may(request.actor.roles, Right.LEAD),
        "may_move": may_decide and scan.state in DECIDING,
        "undecided": selectors.undecided(scan),
        "next_undecided": selectors.next_undecided(scan),
    }
    return render(request, "scan/recommendations.html", context)


@require_http_methods(["GET", "POST"])
def decide(request: TenantRequest, public_id: UUID, code: str) -> HttpResponse:
    """One recommendation: its evidence, how its place was computed, and the decision."""
    scan = selectors.interpreted_scan_for(request.actor, public_id)
    issued = selectors.recommendations(scan).get(code)
    if issued is None:
        raise Http404
    initial = {"decision": issued.decision if issued.decision != Decision.PROPOSED else None, "reason": issued.reason,
               "adapted_text": issued.adapted_text, "later_on": issued.later_on}  # fmt: skip
    form = DecideForm(request.POST or None, initial=initial)
    if request.method == "POST":
        if not may(request.actor.roles, Right.DECIDE):
            raise Forbidden
        if form.is_valid():
            data = form.cleaned_data
            try:
                services.decide(by=request.actor, recommendation=issued, decision=Decision(data["decision"]), reason=data["reason"],
                                later_on=data["later_on"], adapted_text=data["adapted_text"], now=timezone.now())  # fmt: skip
            except NotAllowed as error:
                for obstacle in error.obstacles:
                    form.add_error(FIELDS.get(Obstacle(obstacle)), str(OBSTACLES[Obstacle(obstacle)]))
            else:
                texts = {each.code: each.text for each in selectors.knowledge_base_of(scan).recommendations}
                messages.success(
                    request,
                    _("Het besluit over %(code)s (%(text)s) is opgeslagen.") % {"code": code, "text": truncatewords(texts[code], 8)},
                )
                following = selectors.next_undecided(scan, after=code) if "volgende" in request.POST else None
                if following:
                    return redirect("scan:recommendation", public_id, following)
                return redirect(f"{reverse('scan:recommendations', args=[public_id])}#{code}")
    context = {
        "scan": scan,
        "form": form,
        "card": next(card for card in cards_of(scan) if card.code == code),
        "may_decide": may(request.actor.roles, Right.DECIDE) and scan.state in DECIDING,
        "has_next": selectors.next_undecided(scan, after=code) not in (None, code),
    }
    return render(request, "scan/recommendation.html", context)


# Beside which field of the form a reason stands.
FIELDS = {
    Obstacle.REASON_REQUIRED: "reason", Obstacle.TEXT_REQUIRED: "adapted_text", Obstacle.DATE_REQUIRED: "later_on", Obstacle.DATE_HAS_PASSED: "later_on",
}  # fmt: skip


@require_POST
def move(request: TenantRequest, public_id: UUID, code: str) -> HttpResponse:
    """Put one recommendation a place earlier or later."""
    scan = selectors.scan_for(request.actor, public_id)
    try:
        services.move(by=request.actor, scan=scan, code=code, steps=-1 if request.POST.get("kant") == "eerder" else 1)
    except LookupError as error:
        raise Http404 from error
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
    return redirect(f"{reverse('scan:recommendations', args=[public_id])}#{code}")
