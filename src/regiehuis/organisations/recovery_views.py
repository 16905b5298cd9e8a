"""Pages of a second step that somebody lost: asking, confirming, stopping; and stopping by the link in the mail."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.tenancy import platform_view, tenant
from regiehuis.platform.views import too_many_attempts
from regiehuis.platform.web import refusals, tell

from . import selectors
from .domain import recovery as rules
from .domain.roles import Right
from .forms import ResetForm
from .mail import send_about_reset
from .requests import TenantRequest, require
from .services import people
from .services import recovery as services
from .texts import OBSTACLES, STOPPED_BY

ATTEMPTS_A_MINUTE = 60


@require_http_methods(["GET", "POST"])
def page(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Where the recovery of this person's second step stands, or a form to ask for it."""
    require(request, Right.MANAGE_PEOPLE)
    someone, now = selectors.person(public_id), timezone.now()
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.request(by=request.actor, person=someone, reason=form.cleaned_data["reason"], now=now,
                             tell=partial(send_about_reset, organisation=request.own.organisation))  # fmt: skip
        except NotAllowed as error:
            form.add_error("reason", " ".join(refusals(error, OBSTACLES)))
        else:
            messages.success(
                request, _("Het herstel is aangevraagd. Een andere beheerder moet het bevestigen. Deze persoon heeft een mail gekregen.")
            )
            return redirect("organisations:second-step-reset", public_id)
    reset = selectors.open_reset(someone)
    obstacles = [] if reset else services.obstacles_to_requesting(by=request.actor, person=someone, now=now)
    context = {
        "someone": someone, "form": form, "reset": reset, "hours": settings.SECOND_STEP_RESET_HOURS,
        "state": rules.state(reset.course, now).value if reset else "", "is_requester": reset is not None and reset.requested_by_id == request.actor.person_id,
        "why_not": [OBSTACLES[each] for each in obstacles],
        "earlier": [(each, STOPPED_BY[rules.StoppedBy(each.stopped_by)] if each.stopped_by else "") for each in selectors.past_resets(someone)],
    }  # fmt: skip
    return render(request, "organisations/second_step_reset.html", context)


@require_POST
def confirm(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """The second administrator agrees."""
    return _act(request, public_id, services.confirm, _("Het herstel is bevestigd. De wachttijd loopt; deze persoon kan het nog stoppen."))


@require_POST
def stop(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Any administrator stops it."""
    return _act(request, public_id, services.stop, _("Het herstel is gestopt. Er is niets veranderd aan het account."))


def _act(request: TenantRequest, public_id: UUID, act: Callable[..., object], done: str) -> HttpResponse:
    require(request, Right.MANAGE_PEOPLE)
    reset = selectors.reset(public_id)
    try:
        act(by=request.actor, reset=reset, now=timezone.now(), tell=partial(send_about_reset, organisation=request.own.organisation))
        messages.success(request, done)
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
    return redirect("organisations:second-step-reset", reset.person.public_id)


@platform_view
@never_cache
@require_http_methods(["GET", "POST"])
def stop_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """'That was not me': the owner stops the recovery, without signing in. Looking at the page stops nothing."""
    if too_many_attempts(f"reset:{request.META.get('REMOTE_ADDR')}", limit=ATTEMPTS_A_MINUTE, seconds=60):
        return _answer(request, "too_often", 429)
    organisation, secret = selectors.organisation_in_token(token)
    if organisation is None:
        return _answer(request, "unknown", 404)
    with tenant(organisation.pk):
        reset = selectors.reset_by_secret(people.secret_hash(secret))
        if reset is None:
            return _answer(request, "unknown", 404)
        if rules.state(reset.course, timezone.now()) in {rules.ResetState.DONE, rules.ResetState.STOPPED}:
            return _answer(request, "past", 410)
        if request.method == "GET":
            return _answer(request, "ask", 200)
        try:
            services.stop(by=None, reset=reset, now=timezone.now(), tell=partial(send_about_reset, organisation=organisation))
        except NotAllowed:
            return _answer(request, "past", 410)
        return _answer(request, "stopped", 200)


def _answer(request: HttpRequest, kind: str, status: int) -> HttpResponse:
    """Never tell the address of this page to another."""
    response = render(request, "organisations/second_step_reset_stop.html", {"kind": kind}, status=status)
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "no-store"
    return response
