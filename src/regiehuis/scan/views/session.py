"""The live workshop for whoever leads it: opening, the big screen, its steps, the agreed level, closing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regiehuis.organisations.facade import TenantRequest
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.links import token
from regiehuis.platform.web import refusals, tell

from ..domain.instrument import Phase5Mode
from ..domain.official_value import Source
from ..domain.session import Session, Stage, Step, Uncovered, proposal, written_code
from ..models import Scan, WorkshopSession
from ..presentation.cards import cards_to_pick
from ..presentation.figures import side_name
from ..presentation.session import revealed
from ..presentation.wording import number
from ..selectors import scans as scan_selectors
from ..selectors import sessions as selectors
from ..selectors.outcomes import outcome
from ..services import sessions
from ..session_forms import LevelForm, OrderForm
from ..texts import OBSTACLES, SESSION_STAGES
from .pages import confirmation
from .surveys import led_scan


@require_POST
def start(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Open a session, and its screen."""
    scan, form = led_scan(request, public_id), OrderForm(request.POST)
    if not form.is_valid():
        return redirect("scan:workshop", public_id)
    try:
        sessions.open_session(by=request.actor, scan=scan, most_divided_first=form.most_divided_first, now=timezone.now())
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
        return redirect("scan:workshop", public_id)
    return redirect("scan:screen", public_id)


@require_GET
def screen(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """The big screen: no menu, one thing to do."""
    scan = led_scan(request, public_id)
    session = selectors.open_session_of(scan)
    if session is None:
        return redirect("scan:workshop", public_id)
    return _screen(request, scan, session)


def _screen(request: TenantRequest, scan: Scan, session: WorkshopSession, form: LevelForm | None = None) -> HttpResponse:
    now, state, instrument = timezone.now(), selectors.state_of(session), scan_selectors.instrument_of(scan)
    page: dict[str, Any] = {
        "scan": scan, "session": session, "state": state, "stage": state.now.stage.value if state.dimension else "ingang", "counter": _counter(session, now),
        "code": written_code(session.code), "is_over": not selectors.is_running(session, now), "places": _places(scan, state),
        "before": instrument.dimension(code) if (code := state.neighbour(-1)) else None,
        "following": instrument.dimension(code) if (code := state.neighbour(1)) else None,
        "may_vote_again": state.dimension and state.now.may(Step.VOTE_AGAIN),
    }  # fmt: skip
    if not state.dimension or "meedoen" in request.GET:
        link = f"{settings.BASE_URL}{reverse('workshop', args=[_link(request, session)])}"
        page |= {"stage": "ingang", "qr": segno.make(link, error="l", micro=False).svg_inline(omitsize=True, border=2, svgclass="rh-stage__qr", lineclass=None),
                 "address": f"{settings.BASE_URL.partition('://')[2]}{reverse('workshop-code')}"}  # fmt: skip
        return render(request, "scan/screen.html", page)
    dimension = instrument.dimension(state.dimension)
    page |= {
        "dimension": dimension,
        "group": side_name(dimension.side),
        "place": state.order.index(state.dimension) + 1,
        "total": len(state.order),
    }
    shown = selectors.shown(session, state, phase_count=len(instrument.phases))
    if not isinstance(shown, Uncovered):
        page |= {"cards": cards_to_pick(instrument, dimension, None)}
        return render(request, "scan/screen.html", page)
    mode = Phase5Mode(scan.phase5_mode)
    found = outcome(scan).dimension(state.dimension)
    survey = next((each for each in found.estimates if each.source is Source.SURVEY), None)
    agreed = scan_selectors.latest_results(scan).get((state.dimension, "agreed")) if state.now.stage is Stage.RECORDED else None
    is_agreeing = form is not None or ("afspreken" in request.GET and state.now.may(Step.RECORD))
    if is_agreeing and form is None:
        initial = {"value": agreed.value, "reason": agreed.reason} if agreed else {"value": proposal(shown.last, top=instrument.top(mode))}
        form = LevelForm(top=instrument.top(mode), initial=initial)
    page |= {"shown": revealed(shown, dimension, instrument, mode, survey), "form": form, "can_agree": state.now.may(Step.RECORD) and not is_agreeing,
             "agreed": {"value": number(float(agreed.value)), "reason": agreed.reason} if agreed and agreed.value is not None else None,
             "seconds": max(int((session.talk_until - now).total_seconds()), 0) if session.talk_until and state.now.stage is Stage.TALK else None}  # fmt: skip
    return render(request, "scan/screen.html", page, status=422 if form is not None and form.errors else 200)


def _link(request: TenantRequest, session: WorkshopSession) -> str:
    return token(request.own.organisation.public_id, sessions.secret_of(session))


def _places(scan: Scan, state: Session) -> list[dict[str, Any]]:
    """Every dimension in the order of the session, with how far it is."""
    instrument = scan_selectors.instrument_of(scan)
    return [
        {
            "code": code,
            "label": instrument.dimension(code).label,
            "stage": SESSION_STAGES[state.of(code).stage],
            "is_current": code == state.dimension,
        }
        for code in state.order
    ]


def _counter(session: WorkshopSession, now: datetime) -> dict[str, str]:
    """How many voted and how many are there: numbers of people, never of phases."""
    state = selectors.state_of(session)
    joined, active = selectors.present(session, now)
    joined_text = ngettext("%(number)s telefoon doet mee", "%(number)s telefoons doen mee", joined) % {"number": joined}
    active_text = _("%(number)s nu verbonden") % {"number": active}
    if not state.voting_round:
        return {"count": joined_text, "present": active_text}
    voted = _("%(voted)s van %(joined)s gestemd") % {"voted": selectors.voted(session, state), "joined": joined}
    return {"count": voted, "present": active_text}


@require_GET
def state(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """What the screen asks every two seconds: whether it is to show something else, and the counter."""
    session = selectors.open_session_of(led_scan(request, public_id))
    if session is None:
        return JsonResponse({"versie": 0})
    return JsonResponse({"versie": session.version, **_counter(session, timezone.now())})


@require_POST
def steer(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Take a step, or go to another dimension."""
    scan = led_scan(request, public_id)
    session, version, asked = selectors.open_session_of(scan), _version(request), request.POST.get("stap", "")
    if session is not None:
        try:
            if asked == "kies":
                sessions.choose(
                    by=request.actor, session=session, dimension=request.POST.get("dimensie", ""), version=version, now=timezone.now()
                )
            elif asked in (Step.NEXT, Step.BACK, Step.VOTE_AGAIN):
                sessions.step(by=request.actor, session=session, step=Step(asked), version=version, now=timezone.now())
        except NotAllowed as error:
            tell(request, error, OBSTACLES)
    return redirect("scan:screen", public_id)


def _version(request: TenantRequest) -> int:
    text = request.POST.get("versie", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


@require_POST
def agree(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Record what the room agreed on."""
    scan = led_scan(request, public_id)
    session = selectors.open_session_of(scan)
    if session is None:
        return redirect("scan:workshop", public_id)
    form = LevelForm(request.POST, top=scan_selectors.instrument_of(scan).top(Phase5Mode(scan.phase5_mode)))
    if form.is_valid():
        try:
            sessions.agree(by=request.actor, session=session, value=form.cleaned_data["value"], reason=form.cleaned_data["reason"],
                           version=_version(request), now=timezone.now())  # fmt: skip
        except NotAllowed as error:
            form.add_error("reason", " ".join(refusals(error, OBSTACLES)))
    if form.errors and selectors.state_of(session).now.may(Step.RECORD):
        return _screen(request, scan, session, form)
    return redirect("scan:screen", public_id)


@require_http_methods(["GET", "POST"])
def finish(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Close the session for good, after a look at what that means."""
    scan = led_scan(request, public_id)
    session = selectors.open_session_of(scan)
    if session is not None and request.method == "GET":
        text = _("Niemand kan daarna nog stemmen. De aantallen per fase en de afspraken blijven; de losse stemmen worden verwijderd.")
        return confirmation(request, scan, title=_("De werksessie sluiten"), text=text, button=_("Sluit de werksessie"), back="screen")
    if session is not None:
        try:
            sessions.close(by=request.actor, session=session)
            messages.success(request, _("De werksessie is gesloten. De aantallen en afspraken staan hieronder."))
        except NotAllowed as error:
            tell(request, error, OBSTACLES)
    return redirect("scan:workshop", public_id)
