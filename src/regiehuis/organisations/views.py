"""Pages of the organisation: details, units, people."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regiehuis.documents import facade as documents
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.tables import export
from regiehuis.platform.web import page_of, refusals, tell

from . import selectors
from .domain.roles import Right, Role
from .forms import EndMembershipForm, GrantForm, InviteForm, LeaveForm, MfaForm, OrganisationForm, UnitForm
from .mail import send_invitation
from .models import Unit
from .requests import TenantRequest, require
from .services import leaving
from .services import organisations as services
from .services import people as people_services
from .services import units as unit_services
from .texts import OBSTACLES
from .unit_import import HEADINGS as UNIT_HEADINGS
from .unit_import import unit_list


@require_http_methods(["GET", "POST"])
def detail(request: TenantRequest) -> HttpResponse:
    """Details of the municipality; the administrator edits them here."""
    require(request, Right.SEE_ORGANISATION)
    organisation = request.own.organisation
    form = OrganisationForm(request.POST or None, instance=organisation)
    if request.method == "POST":
        require(request, Right.MANAGE_ORGANISATION)
        if form.is_valid():
            services.change(by=request.actor, organisation=form.save(commit=False), changed=form.changed_data)
            messages.success(request, _("De gegevens zijn opgeslagen."))
            return redirect("organisations:detail")
        organisation.refresh_from_db()
    context = {"form": form, "may_manage": request.actor.may(Right.MANAGE_ORGANISATION), "details": organisation,
               "mfa_form": MfaForm(initial={"roles": organisation.mfa_roles}, is_partnership=organisation.is_partnership)}  # fmt: skip
    return render(request, "organisations/detail.html", context)


@require_POST
def second_step_roles(request: TenantRequest) -> HttpResponse:
    """Which roles need a second step to sign in."""
    require(request, Right.MANAGE_ORGANISATION)
    form = MfaForm(request.POST, is_partnership=request.own.organisation.is_partnership)
    if form.is_valid():
        organisation = request.own.organisation
        organisation.mfa_roles = form.cleaned_data["roles"]
        services.change(by=request.actor, organisation=organisation, changed=["mfa_roles"])
        messages.success(request, _("De rollen met een tweede stap zijn opgeslagen."))
    return redirect("organisations:detail")


@require_GET
def units(request: TenantRequest) -> HttpResponse:
    """The unit tree, a page at a time, and as a file."""
    require(request, Right.SEE_ORGANISATION)
    words, order = request.GET.get("zoek", "").replace("\0", "").strip(), request.GET.get("sorteer", "")
    found = selectors.unit_tree(words, order)
    if kind := request.GET.get("bestand"):
        rows = [(line.unit.code, line.unit.name, line.parent_code) for line in found[:]]
        return export(kind, "eenheden", UNIT_HEADINGS, rows)
    context = {"page": page_of(request, found, 50), "words": words, "order": order, "is_flat": bool(words or order),
               "may_manage": request.actor.may(Right.MANAGE_ORGANISATION)}  # fmt: skip
    return render(request, "organisations/units.html", context)


@require_http_methods(["GET", "POST"])
def unit_edit(request: TenantRequest, public_id: UUID | None = None) -> HttpResponse:
    """Add or edit one unit."""
    require(request, Right.MANAGE_ORGANISATION)
    unit = selectors.unit(public_id) if public_id else Unit()
    form = UnitForm(request.POST or None, instance=unit)
    if request.method == "POST" and form.is_valid():
        try:
            unit_services.save(by=request.actor, unit=form.save(commit=False))
        except NotAllowed as error:
            form.add_error("parent", " ".join(refusals(error, OBSTACLES)))
        else:
            messages.success(request, _("De eenheid is opgeslagen."))
            return redirect("organisations:units")
    return render(request, "organisations/unit_edit.html", {"form": form, "unit": unit if public_id else None})


@require_POST
def unit_remove(request: TenantRequest, public_id: UUID) -> HttpResponse:
    try:
        unit_services.remove(by=request.actor, unit=selectors.unit(public_id))
        messages.success(request, _("De eenheid is verwijderd."))
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
    return redirect("organisations:units")


@require_http_methods(["GET", "POST"])
def unit_import(request: TenantRequest) -> HttpResponse:
    """Choose a list of units."""
    require(request, Right.MANAGE_ORGANISATION)
    return documents.import_start(request, unit_list(request.actor))


@require_http_methods(["GET", "POST"])
def unit_import_preview(request: TenantRequest, import_id: UUID) -> HttpResponse:
    """See what the list would do, then store it: all or nothing."""
    require(request, Right.MANAGE_ORGANISATION)
    return documents.import_preview(request, unit_list(request.actor), import_id)


@require_GET
def unit_import_errors(request: TenantRequest, import_id: UUID) -> HttpResponse:
    require(request, Right.MANAGE_ORGANISATION)
    return documents.import_errors(request, unit_list(request.actor), import_id)


@require_GET
def people(request: TenantRequest) -> HttpResponse:
    """People, their roles and open invitations."""
    require(request, Right.MANAGE_PEOPLE)
    words, order = request.GET.get("zoek", "").replace("\0", "").strip(), request.GET.get("sorteer", "name")
    found = selectors.people(words, order)
    if kind := request.GET.get("bestand"):
        rows = [
            (p.name, p.email, p.unit.name if p.unit else "", ", ".join(m.get_role_display() for m in p.memberships.all())) for p in found
        ]
        return export(kind, "mensen", ["naam", "e-mailadres", "eenheid", "rollen"], rows)
    context = {"page": page_of(request, found), "words": words, "order": order, "now": timezone.now(), "today": timezone.localdate(),
               "resets": selectors.waiting_resets()}  # fmt: skip
    return render(request, "organisations/people.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: TenantRequest) -> HttpResponse:
    """Invite someone by mail."""
    require(request, Right.MANAGE_PEOPLE)
    form = InviteForm(request.POST or None, is_partnership=request.own.organisation.is_partnership)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            invitation, secret = people_services.invite(by=request.actor, email=data["email"], name=data["name"], unit=data["unit"],
                                                        roles=[Role(role) for role in data["roles"]], now=timezone.now())  # fmt: skip
        except NotAllowed as error:
            form.add_error("email", " ".join(refusals(error, OBSTACLES)))
        else:
            if send_invitation(invitation, secret, request.own.organisation):
                messages.success(request, _("De uitnodiging voor %(email)s is verstuurd.") % {"email": data["email"]})
            else:
                messages.error(
                    request, _("De uitnodiging is opgeslagen, maar de mail is niet verstuurd. Trek haar in en probeer het later opnieuw.")
                )
            return redirect("organisations:people")
    return render(request, "organisations/invite.html", {"form": form})


@require_http_methods(["GET", "POST"])
def person(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """One person: roles with their dates, invitations, one more role."""
    require(request, Right.MANAGE_PEOPLE)
    someone = selectors.person(public_id)
    form = GrantForm(
        request.POST or None, initial={"starts_on": timezone.localdate()}, is_partnership=request.own.organisation.is_partnership
    )
    if request.method == "POST" and form.is_valid():
        try:
            people_services.grant(
                by=request.actor, person=someone, role=Role(form.cleaned_data["role"]), starts_on=form.cleaned_data["starts_on"]
            )
        except NotAllowed as error:
            form.add_error("role", " ".join(refusals(error, OBSTACLES)))
        else:
            messages.success(request, _("De rol is toegekend."))
            return redirect("organisations:person", public_id)
    context = {"someone": someone, "form": form, "memberships": someone.memberships.order_by("ends_on", "role"), "today": timezone.localdate(),
               "invitations": someone.invitations.order_by("-id"), "now": timezone.now()}  # fmt: skip
    return render(request, "organisations/person.html", context)


@require_http_methods(["GET", "POST"])
def person_leave(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Someone leaves: end all that opens the organisation, on their last day."""
    require(request, Right.MANAGE_PEOPLE)
    someone = selectors.person(public_id)
    form = LeaveForm(request.POST or None, initial={"ends_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            leaving.leave(by=request.actor, person=someone, now=timezone.now(), **form.cleaned_data)
        except NotAllowed as error:
            form.add_error("ends_on", " ".join(refusals(error, OBSTACLES)))
        else:
            messages.success(request, _("%(name)s is uit dienst gemeld. Wat deze persoon deed, blijft staan.") % {"name": someone.name})
            return redirect("organisations:person", public_id)
    return render(request, "organisations/person_leave.html", {"form": form, "someone": someone})


@require_http_methods(["GET", "POST"])
def membership_end(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """End a role on a date, with a reason."""
    require(request, Right.MANAGE_PEOPLE)
    membership = selectors.membership(public_id)
    form = EndMembershipForm(request.POST or None, initial={"ends_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            people_services.end_membership(by=request.actor, membership=membership, **form.cleaned_data)
        except NotAllowed as error:
            form.add_error("ends_on", " ".join(refusals(error, OBSTACLES)))
        else:
            messages.success(request, _("De rol eindigt op de gekozen datum."))
            return redirect("organisations:person", membership.person.public_id)
    return render(request, "organisations/membership_end.html", {"form": form, "membership": membership})


@require_POST
def invitation_withdraw(request: TenantRequest, public_id: UUID) -> HttpResponse:
    require(request, Right.MANAGE_PEOPLE)
    invitation = selectors.invitation(public_id)
    try:
        people_services.withdraw(by=request.actor, invitation=invitation, now=timezone.now())
        messages.success(request, _("De uitnodiging is ingetrokken."))
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
    return redirect("organisations:person", invitation.person.public_id)
