"""Pages of partnerships: what a municipality takes part in, and the charter and members of a partnership."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.views import too_many_attempts
from regiehuis.platform.web import refusals, tell
from regiehuis.platform.words import gathered

from . import partnership_selectors as selectors
from . import selectors as organisation_selectors
from .domain.roles import Right
from .domain.voting import VotingRule, votes_needed
from .mail import send_code
from .partnership_forms import AccessForm, CharterForm, CodeForm, LeaveForm, MemberInviteForm, StartForm
from .requests import TenantRequest, require
from .services import charters, partnerships
from .texts import OBSTACLES


@require_GET
def overview(request: TenantRequest) -> HttpResponse:
    """A municipality sees what it takes part in; a partnership sees its charter and members."""
    require(request, Right.SEE_PARTNERSHIPS)
    may_manage = request.actor.may(Right.MANAGE_PARTNERSHIPS)
    if request.own.organisation.is_partnership:
        return render(request, "organisations/charter.html", {**charter_page(), "may_manage": may_manage, "now": timezone.now()})
    return render(request, "organisations/partnerships.html", {"participations": selectors.participations(), "may_manage": may_manage})


def charter_page() -> dict[str, object]:
    """Return what the page of the charter shows: the version of today, the members, the earlier versions."""
    versions, members = list(selectors.charters()), selectors.members()
    latest = versions[0] if versions else None
    number = sum(each.ends_on is None for each in members)
    kinds = gathered("PUBLICATION_KINDS")
    return {
        "charter": latest, "earlier": versions[1:], "members": members, "number": number,
        "legal_form": selectors.legal_form(latest.legal_form) if latest else None,
        "votes_needed": votes_needed(VotingRule(latest.voting_rule), number) if latest else 0,
        "shares": [str(kinds.get(kind, kind)) for kind in latest.shares] if latest else [],
        "invitations": selectors.open_codes(), "readers": selectors.readers(timezone.localdate()),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def start(request: TenantRequest) -> HttpResponse:
    """Start a partnership of which the own municipality is the first member."""
    require(request, Right.MANAGE_PARTNERSHIPS)
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = partnerships.start(by=request.actor, name=form.cleaned_data["name"], now=timezone.now())
        except NotAllowed as error:
            form.add_error("name", " ".join(refusals(error, OBSTACLES)))
        else:
            messages.success(request, _("%(name)s is begonnen. Wissel van organisatie om de afspraken vast te leggen en gemeenten uit te nodigen.") % {"name": made.name})  # fmt: skip
            return redirect("partnerships:participation", made.public_id)
    return render(request, "organisations/partnership_start.html", {"form": form})


@require_http_methods(["GET", "POST"])
def accept(request: TenantRequest) -> HttpResponse:
    """Type in a code, read what it offers, and only then say yes on behalf of the municipality."""
    require(request, Right.MANAGE_PARTNERSHIPS)
    form, offered = CodeForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        if too_many_attempts(f"partnership-code:{request.actor.user_id}", limit=20, seconds=300):
            form.add_error("code", _("Te veel pogingen. Probeer het over vijf minuten opnieuw."))
            return render(request, "organisations/partnership_accept.html", {"form": form, "offer": None}, status=429)
        code = form.cleaned_data["code"]
        try:
            if request.POST.get("akkoord"):
                made = partnerships.accept(by=request.actor, code=code, now=timezone.now())
                messages.success(request, _("%(organisation)s is nu lid van %(name)s.") % {"organisation": request.own.organisation.name, "name": made.name})  # fmt: skip
                return redirect("partnerships:participation", made.public_id)
            offered = partnerships.offer(by=request.actor, code=code, now=timezone.now())
        except NotAllowed as error:
            form.add_error("code", " ".join(refusals(error, OBSTACLES)))
    return render(request, "organisations/partnership_accept.html", {"form": form, "offer": offered})


@require_http_methods(["GET", "POST"])
def participation(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """One partnership, seen from the municipality: who works there on its behalf, and letting one more in."""
    require(request, Right.SEE_PARTNERSHIPS)
    found = selectors.participation(public_id)
    may_manage = request.actor.may(Right.MANAGE_PARTNERSHIPS)
    delegates = selectors.delegates(found, timezone.localdate())
    inside = {each.person.pk for each in delegates}
    others = [each for each in selectors.colleagues(timezone.localdate()) if each.pk not in inside]
    form = AccessForm(request.POST or None, people=others)
    if request.method == "POST":
        require(request, Right.MANAGE_PARTNERSHIPS)
        if form.is_valid():
            person = organisation_selectors.person(UUID(form.cleaned_data["person"]))
            try:
                partnerships.give_access(by=request.actor, participation=found, person=person, now=timezone.now())
            except NotAllowed as error:
                form.add_error("person", " ".join(refusals(error, OBSTACLES)))
            else:
                messages.success(
                    request, _("%(name)s kan nu in %(partnership)s werken.") % {"name": person.name, "partnership": found.name}
                )
                return redirect("partnerships:participation", public_id)
    context = {"participation": found, "delegates": delegates, "form": form, "may_manage": may_manage and found.ends_on is None}
    return render(request, "organisations/participation.html", context)


@require_POST
def access_end(request: TenantRequest, public_id: UUID, person_id: UUID) -> HttpResponse:
    """End what one of the own people may do there."""
    require(request, Right.MANAGE_PARTNERSHIPS)
    found = selectors.participation(public_id)
    person = organisation_selectors.person(person_id)
    try:
        partnerships.end_access(by=request.actor, participation=found, person=person, now=timezone.now())
        messages.success(request, _("%(name)s heeft geen toegang meer.") % {"name": person.name})
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
    return redirect("partnerships:participation", public_id)


@require_http_methods(["GET", "POST"])
def leave(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Leave a partnership, after reading what that does."""
    require(request, Right.MANAGE_PARTNERSHIPS)
    found = selectors.participation(public_id)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            partnerships.leave(by=request.actor, participation=found, reason=form.cleaned_data["reason"], now=timezone.now())
        except NotAllowed as error:
            form.add_error(None, " ".join(refusals(error, OBSTACLES)))
        else:
            messages.success(request, _("Uw gemeente is uitgetreden. Alles wat zij deelde is ingetrokken."))
            return redirect("partnerships:participation", public_id)
    return render(request, "organisations/partnership_leave.html", {"participation": found, "form": form})


# ---- inside a partnership ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def charter_edit(request: TenantRequest) -> HttpResponse:
    """The next version of the charter."""
    require(request, Right.MANAGE_PARTNERSHIPS)
    latest = selectors.charter()
    initial = charters.terms_of(latest) if latest else charters.first_terms()
    form = CharterForm(request.POST or None, legal_forms=selectors.legal_forms(), initial={
        "purpose": initial.purpose, "legal_form": initial.legal_form, "voting_rule": initial.voting_rule.value, "shares": list(initial.shares)})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            charters.change(
                by=request.actor, terms=form.terms(), seen=seen_version(request), reason=form.cleaned_data["reason"], now=timezone.now()
            )
        except NotAllowed as error:
            form.add_error(None, " ".join(refusals(error, OBSTACLES)))
        else:
            messages.success(request, _("De nieuwe versie van de afspraken geldt vanaf nu. De vorige versies blijven te lezen."))
            return redirect("partnerships:overview")
    return render(request, "organisations/charter_edit.html", {"form": form, "seen": latest.version if latest else 0})


def seen_version(request: TenantRequest) -> int:
    """Return the version that the form was made from; nonsense counts as none."""
    sent = request.POST.get("versie", "")
    return int(sent) if sent.isdecimal() and len(sent) < 9 else -1


@require_http_methods(["GET", "POST"])
def member_invite(request: TenantRequest) -> HttpResponse:
    """Make a code for one municipality, mail it, and show it this once."""
    require(request, Right.MANAGE_PARTNERSHIPS)
    form = MemberInviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            invitation, code = partnerships.invite(by=request.actor, name=data["name"], email=data["email"], now=timezone.now())
        except NotAllowed as error:
            form.add_error("email", " ".join(refusals(error, OBSTACLES)))
        else:
            was_sent = send_code(invitation, code, request.own.organisation, request.actor.name)
            return render(request, "organisations/member_code.html", {"invitation": invitation, "code": code, "was_sent": was_sent})
    return render(request, "organisations/member_invite.html", {"form": form})


@require_POST
def member_invitation_withdraw(request: TenantRequest, public_id: UUID) -> HttpResponse:
    invitation = selectors.partnership_invitation(public_id)
    try:
        partnerships.withdraw_invitation(by=request.actor, invitation=invitation, now=timezone.now())
        messages.success(request, _("De code voor %(name)s is ingetrokken.") % {"name": invitation.name})
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
    return redirect("partnerships:overview")
