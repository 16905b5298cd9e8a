"""Pages about one's own account, beside those of the sign-in library."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from regiehuis.platform.tenancy import platform_view

from . import facade
from .domain.browsers import browser_and_system


@platform_view
@login_required
@require_GET
def second_step(request: HttpRequest) -> HttpResponse:
    """The organisation asks for a second step: say why, and where to set it up."""
    return render(request, "accounts/second_step.html")


@platform_view
@login_required
@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """Password, second step and sessions on one page."""
    context = {
        "has_second_step": facade.has_second_step(request.user.pk or 0),
        "sessions": [(_device(session.user_agent), session) for session in UserSession.objects.purge_and_list(request.user)],
    }
    return render(request, "accounts/security.html", context)


def _device(user_agent: str) -> str:
    """Say in words on which browser and system someone is signed in."""
    browser, system = browser_and_system(user_agent)
    if not browser and not system:
        return _("onbekende browser")
    return _("%(browser)s op %(system)s") % {"browser": browser or _("onbekende browser"), "system": system or _("onbekend systeem")}


@platform_view
@login_required
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of this account, this one too."""
    for session in UserSession.objects.purge_and_list(request.user):
        session.end()
    logout(request)
    messages.success(request, _("U bent op alle apparaten afgemeld."))
    return redirect("account_login")
