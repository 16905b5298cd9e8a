"""Pick a role and be signed in. These pages exist only in the demo, which listens on this computer alone."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from regiehuis.accounts import facade as accounts
from regiehuis.organisations.middleware import SESSION_KEY
from regiehuis.platform.tenancy import platform_view

from .partnership import opened_for
from .people import MUNICIPALITIES, PARTNERS, PARTNERSHIP, PEOPLE


@platform_view
@require_http_methods(["GET", "POST"])
def roles(request: HttpRequest) -> HttpResponse:
    """The fictitious people, by municipality; one press signs in."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        wanted = next((each for each in PEOPLE if each.email == request.POST.get("email")), None)
        if wanted is None:
            raise Http404
        request.session.flush()
        accounts.sign_in(request, email=wanted.email)
        if request.POST.get("partnership") and (opened := opened_for(wanted.email)):
            request.session[SESSION_KEY] = opened
        return redirect("home")
    groups = [{"municipality": each, "people": [p for p in PEOPLE if p.municipality == each.name]} for each in MUNICIPALITIES]
    return render(request, "demo/roles.html", {"groups": groups, "partnership": PARTNERSHIP, "partners": PARTNERS})
