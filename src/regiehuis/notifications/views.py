"""What happened that someone waits for, and what they want to hear of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from regiehuis.organisations import facade as organisations
from regiehuis.organisations.facade import TenantRequest
from regiehuis.platform.links import parse_token, secret_hash
from regiehuis.platform.tenancy import platform_view, tenant
from regiehuis.platform.web import page_of

from . import selectors
from .forms import kind_forms
from .registry import kinds
from .services import notifications, preferences


@require_GET
def overview(request: TenantRequest) -> HttpResponse:
    """The list, newest first; what it shows counts as read from then on."""
    page = page_of(request, selectors.shown_to(request.actor))
    new = [row.id for row in page if row.is_new]
    if new and request.actor.person_id:
        notifications.mark_read(person_id=request.actor.person_id, ids=new, now=timezone.now())
    return render(request, "notifications/list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def settings(request: TenantRequest) -> HttpResponse:
    """What this person wants to hear, by kind; only kinds that can concern their roles."""
    by = request.actor
    own = [kind for kind in kinds().values() if kind.concerns(by.roles)]
    chosen = {kind: choice for (_person, kind), choice in selectors.choices_of([by.person_id or 0]).items()}
    forms = kind_forms(own, chosen, request.POST if request.method == "POST" else None)
    if request.method == "POST" and all(each.form.is_valid() for each in forms):
        preferences.choose(by=by, choices={each.kind.code: each.form.choice for each in forms})
        messages.success(request, _("Uw keuzes zijn opgeslagen."))
        return redirect("notifications:settings")
    return render(request, "notifications/settings.html", {"forms": forms})


@platform_view
@never_cache
@csrf_exempt  # the link is the authority, and a mail program may use it (RFC 8058)
@require_http_methods(["GET", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the mails of one person. Looking changes nothing: mail scanners follow links."""
    known = parse_token(token)
    organisation = organisations.find_by_public_id(known[0]) if known else None
    if known is None or organisation is None:
        return _off_page(request, status=404)
    with tenant(organisation.id):
        reader = selectors.reader_by_link(secret_hash(known[1]))
        if reader is None:
            return _off_page(request, status=404)
        if request.method == "POST":
            preferences.stop_mail(by=organisations.system(organisation.id), reader=reader)
    return _off_page(request, organisation=organisation, is_done=request.method == "POST")


def _off_page(request: HttpRequest, *, status: int = 200, organisation: object = None, is_done: bool = False) -> HttpResponse:
    context = {"sender": organisation, "is_done": is_done}
    response = render(request, "notifications/off.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    return response
