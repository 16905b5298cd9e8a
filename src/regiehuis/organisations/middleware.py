"""Open the tenant for every view that is not marked as belonging to none: by the session, or for the API by a token."""

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
from regiehuis.platform.problems import CHALLENGE, problem
from regiehuis.platform.tenancy import View, acting_as, tenant
from regiehuis.platform.views import too_many_attempts

from . import selectors
from .selectors import OwnOrganisation, actor_of
from .services import tokens

SESSION_KEY = "organisation"
FAILURES_A_MINUTE = 60


class TenantMiddleware:
    """Choose the organisation from the session, check the membership in the database, and run the view inside the tenant."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.own = None  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse | None:
        if is_public_view(view):
            return self.inside(request, view, args, kwargs) if opens_own(request) else None
        if is_platform_view(view):
            return None
        return (by_token if is_api_view(view) else self.by_session)(request, view, args, kwargs)

    def by_session(self, request: HttpRequest, view: View, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse:
        account = accounts.of_user(request.user)
        if account is None:
            if request.path == "/" and settings.SETUP_CODE and not selectors.any_organisation():
                return redirect("first-start")
            return redirect_to_login(request.get_full_path()) if request.method == "GET" else redirect(settings.LOGIN_URL)
        own = chosen_organisation(request, account.id)
        if own is None:
            return redirect("choose-organisation")
        enter(request, own, account)
        if needs_second_step(request, own, account.id):
            return redirect("accounts:second-step")
        return self.inside(request, view, args, kwargs)

    def inside(self, request: HttpRequest, view: View, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse:
        """Run a view in the organisation that the request has entered."""
        with tenant(request.own.organisation.pk):
            try:
                response = view(request, *args, **kwargs)
            except Forbidden:
                response = render(request, "403.html", status=403)
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


def enter(request: HttpRequest, own: OwnOrganisation, account: accounts.Account) -> None:
    request.own = own  # type: ignore[attr-defined]
    request.actor = actor_of(own, user_id=account.id, name=account.name)  # type: ignore[attr-defined]
    bind_contextvars(organisation=own.organisation.pk)


def needs_second_step(request: HttpRequest, own: OwnOrganisation, account_id: int) -> bool:
    return bool(own.roles & set(own.organisation.mfa_roles)) and not accounts.came_in_two_steps(request, account_id)


def opens_own(request: HttpRequest) -> bool:
    """Enter the own organisation if the visitor may work in it now; a page for everyone is else shown as to a visitor."""
    account = accounts.of_user(request.user)
    own = chosen_organisation(request, account.id) if account else None
    if account is None or own is None or needs_second_step(request, own, account.id):
        return False
    enter(request, own, account)
    return True


def is_public_view(view: View) -> bool:
    """Views for everyone, which show their own organisation to who is signed in."""
    return getattr(view, "is_public_view", False)


def is_platform_view(view: View) -> bool:
    """Views marked so, and those of the sign-in library and static files: they know no organisation."""
    return getattr(view, "is_platform_view", False) or view.__module__.startswith(("allauth.", "django."))


def is_api_view(view: View) -> bool:
    """Endpoints of the API: a token opens their organisation, a session never does, so no form elsewhere can use it."""
    return view.__module__.startswith("ninja.")


def by_token(request: HttpRequest, view: View, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse:
    """Run an endpoint of the API inside the organisation of the token; whatever ends in an error is not stored, except the
    line in the log of a refusal that must be seen."""
    kind, _space, text = request.headers.get("Authorization", "").partition(" ")
    access = tokens.access(text.strip(), now=timezone.now()) if kind.lower() == "bearer" else None
    if access is None:
        return _refused(request, is_wrong=bool(kind))
    request.access, request.actor = access, access.actor  # type: ignore[attr-defined]
    bind_contextvars(organisation=access.organisation.pk, account=access.actor.user_id)
    with tenant(access.organisation.pk):
        response = view(request, *args, **kwargs)
        if response.status_code >= 400 and not getattr(request, "refusal_is_logged", False):
            transaction.set_rollback(True)
    return response


def _refused(request: HttpRequest, *, is_wrong: bool) -> HttpResponse:
    """One answer to every token that does not count; only those who keep guessing get another."""
    if is_wrong and too_many_attempts(f"api:{request.META.get('REMOTE_ADDR')}", limit=FAILURES_A_MINUTE, seconds=60):
        response = problem(429)
        response["Retry-After"] = "60"
        return response
    response = problem(401)
    response["WWW-Authenticate"] = f'{CHALLENGE}, error="invalid_token"' if is_wrong else CHALLENGE
    return response


def chosen_organisation(request: HttpRequest, user_id: int) -> OwnOrganisation | None:
    """Return the organisation of this session if the user still belongs to it; else the only one, or the only municipality."""
    with acting_as(user_id):
        own = selectors.organisations_of_user(timezone.localdate(), accounts.entrance(request))
    request.own_count = len(own)  # type: ignore[attr-defined]
    wanted = request.session.get(SESSION_KEY)
    for each in own:
        if each.organisation.pk == wanted:
            return each
    at_home = [each for each in own if not each.organisation.is_partnership] if len(own) > 1 else own
    return at_home[0] if len(at_home) == 1 else None
