"""Pages about one's own account, beside those of the sign-in library."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from regiehuis.platform.tenancy import platform_view

from . import entrances, facade
from .domain.browsers import browser_and_system
from .services import identities


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
@require_GET
def own_password(request: HttpRequest) -> HttpResponse:
    """Someone who comes in by a service only: a password of their own goes by the mailbox, never by the session."""
    return render(request, "accounts/own_password.html")


@platform_view
@login_required
@require_GET
def identities_list(request: HttpRequest) -> HttpResponse:
    """The sign-in services of this account: linked, and to link."""
    user_id = request.user.pk or 0
    context = {"identities": identities.of_account(user_id), "to_link": identities.to_link(user_id)}
    return render(request, "accounts/identities.html", context)


@platform_view
@login_required
@require_POST
@reauthentication_required
def identity_remove(request: HttpRequest, identity_id: int) -> HttpResponse:
    """Take a link away, unless it is the last way in."""
    done = identities.remove(user_id=request.user.pk or 0, identity_id=identity_id)
    if done is None:
        raise Http404
    if done:
        messages.success(request, _("De aanmelddienst is ontkoppeld. U meldt zich er niet meer mee aan."))
    else:
        messages.error(request, _("Dit is uw enige manier om aan te melden. Stel eerst een wachtwoord of een passkey in."))
    return redirect("accounts:identities")


@platform_view
@login_required
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of this account, this one too."""
    onward = entrances.sign_out_address(request)
    for session in UserSession.objects.purge_and_list(request.user):
        session.end()
    logout(request)
    messages.success(request, _("U bent op alle apparaten afgemeld."))
    return redirect(onward or "account_login")
