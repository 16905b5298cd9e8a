"""Roles by a sign-in service: which values of which claim give which role in this organisation."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from regiehuis.accounts import facade as accounts
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.web import refusals

from . import selectors
from .domain.roles import Right, Role
from .forms import MappingForm
from .requests import TenantRequest, require
from .services import mappings as services
from .texts import OBSTACLES


@require_http_methods(["GET", "POST"])
def overview(request: TenantRequest) -> HttpResponse:
    """The services that the operator tied to this organisation, the rules, and a form for one more."""
    require(request, Right.MANAGE_PEOPLE)
    ours = accounts.sign_in_services_for(request.own.organisation.public_id)
    form = MappingForm(
        request.POST or None, services=[(each.issuer, each.name) for each in ours], is_partnership=request.own.organisation.is_partnership
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.add(by=request.actor, issuer=data["issuer"], allowed=[each.issuer for each in ours], claim=data["claim"],
                         value=data["value"], roles=[Role(role) for role in data["roles"]])  # fmt: skip
        except NotAllowed as error:
            form.add_error("value", " ".join(refusals(error, OBSTACLES)))
        else:
            messages.success(request, _("De koppeling is opgeslagen. Zij werkt bij de volgende keer aanmelden."))
            return redirect("organisations:mappings")
    names = {each.issuer: each.name for each in ours}
    rules = [
        {"rule": each, "service": names.get(each.issuer, each.issuer), "is_gone": each.issuer not in names}
        for each in selectors.role_mappings()
    ]
    context = {"services": ours, "rules": rules, "form": form, "public_id": request.own.organisation.public_id}
    return render(request, "organisations/mappings.html", context)


@require_POST
def remove(request: TenantRequest, public_id: UUID) -> HttpResponse:
    require(request, Right.MANAGE_PEOPLE)
    services.remove(by=request.actor, mapping=selectors.role_mapping(public_id))
    messages.success(request, _("De koppeling is verwijderd. Wie de rol zo kreeg, verliest haar bij de volgende keer aanmelden."))
    return redirect("organisations:mappings")
