"""Voting by phone in a workshop: no account and no menu. The link opens the organisation; a key in the browser is the participant."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regiehuis.organisations import facade as organisations
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.links import parse_token, secret_hash, token
from regiehuis.platform.tenancy import View, platform_view, tenant
from regiehuis.platform.views import too_many_attempts
from regiehuis.platform.web import refusals

from ..domain.session import DONT_KNOW, Covered, Stage, read_vote
from ..models import WorkshopParticipant, WorkshopSession, WorkshopVote
from ..presentation.cards import cards_to_pick
from ..presentation.figures import side_name
from ..presentation.session import votes_table
from ..presentation.wording import number
from ..selectors import sessions as selectors
from ..selectors.scans import instrument_of, latest_results
from ..services import sessions
from ..session_forms import CodeForm
from ..texts import OBSTACLES
from .answering import closed_to_others

COOKIE = "werksessie"
WRONG_CODES_A_MINUTE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The session that a link opens, for whoever holds it; ``participant`` is None for who did not join yet."""

    link: str
    organisation: organisations.OrganisationInfo
    session: WorkshopSession
    participant: WorkshopParticipant | None
    now: datetime

    def page(self, request: HttpRequest, **context: Any) -> dict[str, Any]:
        return {"organisation": self.organisation, "room": self, "title": self.session.scan.title} | context


def by_link(view: Callable[[HttpRequest, Room], HttpResponse]) -> View:
    """Open the organisation that the link names first, then look its secret up inside it; a closed session says so."""

    @wraps(view)
    def opened(request: HttpRequest, link: str) -> HttpResponse:
        parsed = parse_token(link)
        organisation = organisations.find_by_public_id(parsed[0]) if parsed else None
        if parsed is None or organisation is None:
            return _ended(request, status=404)
        now = timezone.now()
        with tenant(organisation.id):
            session = selectors.session_by_link(secret_hash(parsed[1]))
            if session is None:
                return _ended(request, status=404)
            if not selectors.is_running(session, now):
                return _ended(request, organisation, status=410)
            key = request.COOKIES.get(COOKIE, "")
            participant = selectors.participant(session, secret_hash(key)) if key else None
            return closed_to_others(
                view(request, Room(link=link, organisation=organisation, session=session, participant=participant, now=now))
            )

    return platform_view(csrf_exempt(opened))  # the link and the key are the authority; nothing of a signed-in person is used


def _ended(request: HttpRequest, organisation: organisations.OrganisationInfo | None = None, *, status: int) -> HttpResponse:
    """Say that there is nothing to join, in the same words whether it ever was there; after the end: thanks."""
    context = {"organisation": organisation} if organisation else {}
    return closed_to_others(render(request, "scan/session_ended.html", context, status=status))


@platform_view
@csrf_exempt
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Type the code of the screen. Wrong codes are counted per address; the session itself notices nothing of them."""
    limit = {"key": f"workshop-code:{request.META.get('REMOTE_ADDR')}", "limit": WRONG_CODES_A_MINUTE, "seconds": 60}
    form, status = CodeForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and too_many_attempts(**limit, is_one=False):  # type: ignore[arg-type]
        form.is_valid()
        form.add_error(None, _("Te veel verkeerde codes. Wacht een minuut, of gebruik de QR-code op het scherm."))
        status = 429
    elif request.method == "POST" and form.is_valid() and (link := _link_of(form.cleaned_data["code"])):
        return closed_to_others(redirect("workshop", link))
    elif request.method == "POST":
        too_many_attempts(**limit)  # type: ignore[arg-type]
        if form.is_valid():
            form.add_error("code", _("Deze code kennen wij niet. Kijk nog eens op het scherm in de zaal."))
        status = 422
    return closed_to_others(render(request, "scan/session_code.html", {"form": form}, status=status))


def _link_of(code: str) -> str | None:
    """From the code to its organisation by the global list, and only inside that organisation to the session."""
    key = selectors.organisation_of_code(code, timezone.now())
    organisation = organisations.find_by_public_id(key) if key else None
    if organisation is None:
        return None
    with tenant(organisation.id):
        session = selectors.session_by_code(code)
        return token(organisation.public_id, sessions.secret_of(session)) if session else None


@by_link
@require_GET
def phone(request: HttpRequest, room: Room) -> HttpResponse:
    """What this phone shows now: joining, waiting, the cards, or what the room voted."""
    return _phone(request, room)


def _phone(request: HttpRequest, room: Room, *, error: str = "", status: int = 200) -> HttpResponse:
    if room.participant is None:
        return render(request, "scan/session_join.html", room.page(request, error=error), status=status)
    state, instrument = selectors.state_of(room.session), instrument_of(room.session.scan)
    shown = selectors.shown(room.session, state, phase_count=len(instrument.phases))
    dimension = instrument.dimension(state.dimension) if state.dimension else None
    context: dict[str, Any] = {"error": error, "dimension": dimension, "group": side_name(dimension.side) if dimension else ""}
    if state.voting_round and dimension:
        own = selectors.own_vote(room.participant, state)
        picked = _as_picked(own)
        context |= {"cards": cards_to_pick(instrument, dimension, picked), "dont_know": picked == DONT_KNOW, "has_voted": own is not None,
                    "number": state.voting_round}  # fmt: skip
        return render(request, "scan/session_vote.html", room.page(request, **context), status=status)
    table = None if isinstance(shown, Covered) or dimension is None else votes_table(shown, dimension)
    agreed = latest_results(room.session.scan).get((state.dimension, "agreed")) if state.now.stage is Stage.RECORDED else None
    value = number(float(agreed.value)) if agreed and agreed.value is not None else ""
    return render(request, "scan/session_wait.html", room.page(request, table=table, agreed=value, **context), status=status)


def _as_picked(vote: WorkshopVote | None) -> str:
    if vote is None:
        return ""
    return DONT_KNOW if vote.value is None else str(vote.value)


@by_link
@require_GET
def state(request: HttpRequest, room: Room) -> HttpResponse:
    """The version of what is to be seen, and nothing else: a vote does not change it."""
    if room.participant is not None:
        sessions.heard(participant=room.participant, session=room.session, now=room.now)
    tag = f'"{room.session.version}"'
    is_known = request.headers.get("If-None-Match") == tag
    response = HttpResponse(status=304) if is_known else JsonResponse({"versie": room.session.version})
    response["ETag"] = tag
    return response


@by_link
@require_POST
def join(request: HttpRequest, room: Room) -> HttpResponse:
    """Take part. The key stays in this browser, so that a phone that comes back finds its vote."""
    response = redirect("workshop", room.link)
    if room.participant is not None:
        return response
    key = secrets.token_hex(16)
    try:
        sessions.join(session=room.session, key=key, now=room.now)
    except NotAllowed as error:
        return _phone(request, room, error=" ".join(refusals(error, OBSTACLES)), status=409)
    response.set_cookie(COOKIE, key, max_age=12 * 3600, path=reverse("workshop", args=[room.link]), httponly=True, samesite="Lax",
                        secure=settings.SESSION_COOKIE_SECURE)  # fmt: skip
    return response


@by_link
@require_POST
def vote(request: HttpRequest, room: Room) -> HttpResponse:
    """Store what was picked: 409 once the voting is closed, 422 for what is no card. Sending it twice is one vote."""
    if room.participant is None:
        return _phone(request, room, status=409)
    phases = len(instrument_of(room.session.scan).phases)
    try:
        value = read_vote(request.POST.get("stem", ""), phases=phases)
    except ValueError:
        return _phone(request, room, error=_("Kies 1 tot en met %(last)s of 'Weet ik niet'.") % {"last": phases}, status=422)
    dimension, number_ = request.POST.get("dimensie", ""), request.POST.get("ronde", "")
    try:
        sessions.vote(session=room.session, participant=room.participant, dimension=dimension,
                      number=int(number_) if number_ in ("1", "2") else 0, value=value)  # fmt: skip
    except NotAllowed as error:
        return _phone(request, room, error=" ".join(refusals(error, OBSTACLES)), status=409)
    return redirect("workshop", room.link)
