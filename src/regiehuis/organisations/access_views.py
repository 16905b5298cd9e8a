"""Access for programs: tokens of people, registered programs, and what of them is shown exactly once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.web import page_of, refusals, tell

from . import selectors
from .domain.roles import Right, Role
from .domain.scopes import Scope
from .forms import ClientForm, TokenForm
from .requests import TenantRequest
from .services import tokens as services
from .texts import OBSTACLES, ROLES, SCOPES


@require_GET
def overview(request: TenantRequest) -> HttpResponse:
    """The own tokens; for the administrator those of everybody, and the registered programs."""
    may_manage = request.actor.may(Right.MANAGE_ACCESS)
    page = page_of(request, selectors.tokens(request.actor, everyone=may_manage))
    for token in page.object_list:
        token.scope_texts = _scope_texts(token.scopes)
    found = list(selectors.clients()) if may_manage else []
    clients = [
        {"client": each, "identifier": services.client_identifier(each, request.own.organisation), "scopes": _scope_texts(each.scopes),
         "roles": [ROLES.get(role, role) for role in each.roles]}
        for each in found
    ]  # fmt: skip
    context = {"page": page, "clients": clients, "may_manage": may_manage, "show_people": request.actor.may(Right.MANAGE_PEOPLE),
               "may_see": request.actor.may(Right.SEE_ORGANISATION), "now": timezone.now()}  # fmt: skip
    return render(request, "organisations/access.html", context)


def _scope_texts(scopes: list[str]) -> list[str]:
    known = {scope.value: str(text) for scope, text in SCOPES.items()}
    return [known.get(scope, scope) for scope in scopes]


@require_http_methods(["GET", "POST"])
def token_new(request: TenantRequest) -> HttpResponse:
    """Make a token and show it, in the answer to the form: it is kept nowhere, also not for a next page."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            token, text = services.issue(
                by=request.actor, name=data["name"], scopes=[Scope(each) for each in data["scopes"]], days=data["days"], now=timezone.now()
            )
        except NotAllowed as error:
            form.add_error(None, " ".join(refusals(error, OBSTACLES)))
        else:
            return render(request, "organisations/access_shown.html", {"token": token, "secret": text})
    return render(request, "organisations/access_token.html", {"form": form})


@require_POST
def token_revoke(request: TenantRequest, public_id: UUID) -> HttpResponse:
    token = selectors.token(public_id)
    try:
        services.revoke(by=request.actor, token=token, now=timezone.now())
        messages.success(request, _("Het token is ingetrokken. Het programma komt er niet meer in."))
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
    return redirect("organisations:access")


@require_http_methods(["GET", "POST"])
def client_new(request: TenantRequest) -> HttpResponse:
    """Register a program and show its id and secret once."""
    if not request.actor.may(Right.MANAGE_ACCESS):
        raise Forbidden
    form = ClientForm(request.POST or None, is_partnership=request.own.organisation.is_partnership)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        client, secret = services.register_client(
            by=request.actor,
            name=data["name"],
            scopes=[Scope(each) for each in data["scopes"]],
            roles=[Role(each) for each in data["roles"]],
        )
        identifier = services.client_identifier(client, request.own.organisation)
        return render(request, "organisations/access_shown.html", {"client": client, "identifier": identifier, "secret": secret})
    return render(request, "organisations/access_client.html", {"form": form})


@require_POST
def client_revoke(request: TenantRequest, public_id: UUID) -> HttpResponse:
    client = selectors.client(public_id)
    try:
        services.revoke_client(by=request.actor, client=client, now=timezone.now())
        messages.success(request, _("De toepassing is ingetrokken. Haar tokens werken niet meer."))
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
    return redirect("organisations:access")
