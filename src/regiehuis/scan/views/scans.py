"""The list of scans, the overview of one, and its steps."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from regiehuis.organisations import facade as organisations
from regiehuis.organisations.facade import TenantRequest
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.web import page_of, tell

from ..domain.permissions import Right, may
from ..domain.workflow import WEAKER_PROTECTION, Obstacle, ScanState
from ..forms import GoBackForm, ScanForm, frozen
from ..models import Scan
from ..presentation.overview import overview as overview_of
from ..presentation.overview import scan_card
from ..selectors import scans as selectors
from ..selectors.outcomes import obstacles_to_next_step, outcome
from ..services import scans as services
from ..texts import ARRIVALS, OBSTACLES
from .pages import confirmation, fixed_words

# Where the work of a step begins; whoever takes that step lands there.
FIRST_PAGE = {
    ScanState.INTAKE: "intake",
    ScanState.MEASUREMENT: "survey",
    ScanState.INTERPRETATION: "interpretation",
}


@require_GET
def overview(request: TenantRequest) -> HttpResponse:
    """Every scan this person may see, newest first."""
    page = page_of(request, selectors.visible_scans(request.actor), 10)
    cards = [scan_card(scan) for scan in page]
    return render(request, "scan/list.html", {"page": page, "cards": cards, "may_lead": may(request.actor.roles, Right.LEAD)})


@require_http_methods(["GET", "POST"])
def create(request: TenantRequest) -> HttpResponse:
    """Start a new scan."""
    if not may(request.actor.roles, Right.LEAD):
        raise Forbidden
    leads = organisations.people_with_role(organisations.Role.SCAN_LEAD)
    sponsors = organisations.people_with_role(organisations.Role.SECRETARY)
    initial = {"title": _("I-scan en O-scan %(year)s") % {"year": timezone.localdate().year}, "lead": request.actor.person_id,
               "sponsor": sponsors[0].id if len(sponsors) == 1 else ""}  # fmt: skip
    form, status = ScanForm(request.POST or None, initial=initial, leads=leads, sponsors=sponsors), 200
    if request.method == "POST" and form.is_valid():
        try:
            scan = services.create(by=request.actor, settings=form.settings(), now=timezone.now())
        except NotAllowed as error:
            status = _show_refusal(form, error)
        else:
            messages.success(request, _("De scan is gestart."))
            return redirect("scan:detail", scan.public_id)
    return render(request, "scan/create.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def settings(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Title, lead, sponsor, and how this scan measures."""
    scan = selectors.scan_for(request.actor, public_id)
    if not may(request.actor.roles, Right.LEAD):
        raise Forbidden
    leads = organisations.people_with_role(organisations.Role.SCAN_LEAD, and_id=scan.lead_id)
    sponsors = organisations.people_with_role(organisations.Role.SECRETARY, and_id=scan.sponsor_id)
    initial = {"title": scan.title, "lead": scan.lead_id, "sponsor": scan.sponsor_id or "", "k": scan.k, "phase5_mode": scan.phase5_mode}
    fixed = fixed_words(scan)
    form, status = frozen(ScanForm(request.POST or None, initial=initial, leads=leads, sponsors=sponsors), bool(fixed)), 200
    if request.method == "POST" and form.is_valid():
        try:
            services.change_settings(by=request.actor, scan=scan, settings=form.settings())
        except NotAllowed as error:
            status = _show_refusal(form, error)
        else:
            messages.success(request, _("De instellingen zijn opgeslagen."))
            return redirect("scan:detail", public_id)
    return render(request, "scan/settings.html", {"scan": scan, "form": form, "fixed": fixed}, status=status)


def _show_refusal(form: ScanForm, error: NotAllowed) -> int:
    """Put each reason beside its field; an attempt on the protection of small groups is answered as forbidden."""
    fields = {Obstacle.SCALE_IS_FIXED: "phase5_mode", Obstacle.SMALLEST_GROUP_EXCEEDS_ANSWERS: "k"} | dict.fromkeys(WEAKER_PROTECTION, "k")
    for obstacle in error.obstacles:
        form.add_error(fields.get(Obstacle(obstacle)), str(OBSTACLES[Obstacle(obstacle)]))
    return 403 if WEAKER_PROTECTION & set(error.obstacles) else 422


@require_GET
def detail(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Where this scan stands, with the one next action."""
    scan = selectors.scan_for(request.actor, public_id)
    return render(request, "scan/detail.html", {"scan": scan, **overview_of(scan, request.actor)})


def seen_state(request: TenantRequest, scan: Scan) -> ScanState:
    """Return the state that the person saw when pressing the button; a form without it means the state as it is."""
    sent = request.POST.get("stand", "")
    return ScanState(sent) if sent in set(ScanState) else ScanState(scan.state)


@require_http_methods(["GET", "POST"])
def advance(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """To the next step, or back to the page with what is still to do; before everything is fixed, a look at what that means."""
    scan = selectors.scan_for(request.actor, public_id)
    if request.method == "GET":
        if scan.state != ScanState.REPORT or not may(request.actor.roles, Right.LEAD):
            return redirect("scan:detail", public_id)
        if obstacles := obstacles_to_next_step(scan, outcome(scan)):
            tell(request, NotAllowed(obstacles), OBSTACLES)
            return redirect("scan:detail", public_id)
        text = _(
            "Feiten, waarden, besluiten en gewenste fasen staan daarna vast, en de raad kan de scan zien. Een volgende meting is een nieuwe scan."
        )
        return confirmation(request, scan, title=_("De scan vaststellen"), text=text, button=_("Stel vast"), back="detail")
    try:
        scan = services.advance(by=request.actor, scan=scan, seen=seen_state(request, scan), now=timezone.now())
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
        return redirect("scan:detail", public_id)
    if arrival := ARRIVALS.get(ScanState(scan.state)):
        messages.success(request, str(arrival))
    return redirect(f"scan:{first_page(scan)}", public_id)


def first_page(scan: Scan) -> str:
    """Where the work of a step begins."""
    if scan.state == ScanState.REPORT:
        return "recommendations" if selectors.undecided(scan) else "report"
    return FIRST_PAGE.get(ScanState(scan.state), "detail")


@require_http_methods(["GET", "POST"])
def go_back(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """One step back, with a reason."""
    scan = selectors.scan_for(request.actor, public_id)
    if not may(request.actor.roles, Right.LEAD):
        raise Forbidden
    form = GoBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.go_back(
                by=request.actor, scan=scan, seen=seen_state(request, scan), reason=form.cleaned_data["reason"], now=timezone.now()
            )
        except NotAllowed as error:
            tell(request, error, OBSTACLES)
        return redirect("scan:detail", public_id)
    return render(request, "scan/go_back.html", {"scan": scan, "form": form})
