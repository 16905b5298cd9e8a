"""Open the tenant for every view that is not marked as belonging to none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from structlog.contextvars import bind_contextvars

from regiehuis.accounts import facade as accounts
from regiehuis.platform.errors import Forbidden
from regiehuis.platform.tenancy import View, acting_as, tenant

from . import selectors
from .selectors import OwnOrganisation, actor_of

SESSION_KEY = "organisation"


class TenantMiddleware:
    """Choose the organisation from the session, check the membership in the database, and run the view inside the tenant."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.own = None  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse | None:
        if is_platform_view(view):
            return None
        account = accounts.of_user(request.user)
        if account is None:
            return redirect_to_login(request.get_full_path()) if request.method == "GET" else redirect(settings.LOGIN_URL)
        own = chosen_organisation(request, account.id)
        if own is None:
            return redirect("choose-organisation")
        request.own = own  # type: ignore[attr-defined]
        request.actor = actor_of(own, user_id=account.id, name=account.name)  # type: ignore[attr-defined]
        bind_contextvars(organisation=own.organisation.pk)
        if own.roles & set(own.organisation.mfa_roles) and not accounts.has_second_step(account.id):
            return redirect("accounts:second-step")
        with tenant(own.organisation.pk):
            try:
                response = view(request, *args, **kwargs)
            except Forbidden:
                response = render(request, "403.html", status=403)
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


def is_platform_view(view: View) -> bool:
    """Views marked so, and those of the sign-in library and static files: they know no organisation."""
    return getattr(view, "is_platform_view", False) or view.__module__.startswith(("allauth.", "django."))


def chosen_organisation(request: HttpRequest, user_id: int) -> OwnOrganisation | None:
    """Return the organisation of this session if the user still belongs to it; a user of just one gets that one."""
    with acting_as(user_id):
        own = selectors.organisations_of_user(timezone.localdate())
    request.own_count = len(own)  # type: ignore[attr-defined]
    wanted = request.session.get(SESSION_KEY)
    for each in own:
        if each.organisation.pk == wanted:
            return each
    return own[0] if len(own) == 1 else None
