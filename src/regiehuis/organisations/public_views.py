"""What happens before an organisation is open: choosing one, taking up an invitation, the first start."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from regiehuis.accounts import facade as accounts
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.links import secret_hash
from regiehuis.platform.tenancy import acting_as, platform_view, tenant
from regiehuis.platform.views import too_many_attempts
from regiehuis.platform.web import refusals

from . import facade, selectors
from .domain.obstacles import obstacles_to_accepting
from .forms import AcceptForm, FirstStartForm
from .middleware import SESSION_KEY
from .models import Invitation, Organisation, RoleChoices
from .services import organisations as services
from .services import people
from .texts import OBSTACLES


@platform_view
@login_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Which organisation to work in; someone without one reads what to do."""
    with acting_as(request.user.pk or 0):
        own = selectors.organisations_of_user(timezone.localdate(), accounts.entrance(request))
    if request.method == "POST":
        wanted = next((each for each in own if str(each.organisation.public_id) == request.POST.get("organisation")), None)
        if wanted is None:
            raise Http404
        request.session[SESSION_KEY] = wanted.organisation.pk
        return redirect("home")
    labels = dict(RoleChoices.choices)
    choices = [{"organisation": each.organisation, "roles": [labels[role.value] for role in sorted(each.roles)]} for each in own]
    only = accounts.entrance(request).organisations is not None
    return render(request, "organisations/choose.html", {"choices": choices, "by_service": only})


@platform_view
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take up an invitation. Looking at the page never spends the link: mail scanners follow links."""
    if too_many_attempts(f"invitation:{request.META.get('REMOTE_ADDR')}", limit=60, seconds=60):
        return _without_referrer(
            render(
                request,
                "organisations/invitation_ended.html",
                {"texts": [_("Te veel pogingen. Probeer het over een minuut opnieuw.")]},
                status=429,
            )
        )
    try:
        organisation, secret = _organisation_of(token)
    except Http404:
        return _unknown(request)
    with tenant(organisation.pk):
        found = selectors.invitation_by_secret(secret_hash(secret))
        if found is None:
            return _unknown(request)
        response = _take_up(request, organisation, found)
    return _without_referrer(response)


def _take_up(request: HttpRequest, organisation: Organisation, found: Invitation) -> HttpResponse:
    now = timezone.now()
    if obstacles := obstacles_to_accepting(
        accepted_at=found.accepted_at, withdrawn_at=found.withdrawn_at, expires_at=found.expires_at, now=now
    ):
        return render(request, "organisations/invitation_ended.html", {"texts": [OBSTACLES[each] for each in obstacles]}, status=410)
    signed_in = accounts.of_user(request.user)
    is_own = signed_in is not None and signed_in.email.lower() == found.person.email.lower()
    needs_sign_in = not is_own and accounts.exists(found.person.email)
    form = AcceptForm(request.POST or None, initial={"name": found.person.name}, email=found.person.email)
    newcomer = None if is_own or needs_sign_in else accounts.newcomer(request, organisation.public_id)
    by_service = newcomer is not None and "by_service" in request.POST
    context = {"invitation": found, "inviting": organisation, "form": form, "is_own": is_own, "needs_sign_in": needs_sign_in, "newcomer": newcomer,
               "services": [] if is_own or newcomer else accounts.sign_in_services_for(organisation.public_id),
               "roles": [dict(RoleChoices.choices)[role] for role in found.roles]}  # fmt: skip
    if request.method == "POST" and not needs_sign_in and (is_own or by_service or form.is_valid()):
        data = {} if is_own or by_service else form.cleaned_data
        if newcomer and by_service:
            data = {"name": newcomer.name, "password": None}
        try:
            account = people.accept(invitation_id=found.pk, organisation=organisation, signed_in=signed_in, name=data.get("name") or found.person.name,
                                    password=data.get("password", ""), now=now)  # fmt: skip
        except NotAllowed as error:
            return render(request, "organisations/invitation_ended.html", {"texts": refusals(error, OBSTACLES)}, status=410)
        start = accounts.sign_in_newcomer if by_service else accounts.sign_in
        start(request, account_id=account.id)
        request.session[SESSION_KEY] = organisation.pk
        messages.success(request, _("Welkom bij %(organisation)s.") % {"organisation": organisation.name})
        return redirect("home")
    return render(request, "organisations/invitation.html", context)


def _unknown(request: HttpRequest) -> HttpResponse:
    """The same for every link that opens nothing: it tells nobody whether it ever did."""
    why = [
        _("Misschien is de link niet helemaal overgenomen. Open hem nog eens vanuit de e-mail, of kopieer hem helemaal."),
        _("Werkt hij dan nog niet? Vraag de beheerder van uw gemeente om een nieuwe uitnodiging."),
    ]
    return _without_referrer(render(request, "organisations/invitation_ended.html", {"texts": why}, status=404))


def _organisation_of(token: str) -> tuple[Organisation, str]:
    organisation, secret = selectors.organisation_in_token(token)
    if organisation is None:
        raise Http404
    return organisation, secret


def _without_referrer(response: HttpResponse) -> HttpResponse:
    """Never tell the address of this page to another. Not "no-referrer": browsers then hide the origin of our own form too."""
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "no-store"
    return response


@platform_view
@never_cache
@require_http_methods(["GET", "POST"])
def first_start(request: HttpRequest) -> HttpResponse:
    """Make the first organisation and administrator, with the code of this installation; afterwards the page is gone."""
    if facade.any_organisation() or not settings.SETUP_CODE:
        raise Http404
    if request.method == "POST" and too_many_attempts(f"first-start:{request.META.get('REMOTE_ADDR')}", limit=20, seconds=300):
        return render(
            request,
            "organisations/invitation_ended.html",
            {"texts": [_("Te veel pogingen. Probeer het over vijf minuten opnieuw.")]},
            status=429,
        )
    form = FirstStartForm(request.POST or None, expected_code=settings.SETUP_CODE)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actor = services.create_first(
                organisation=form.organisation(),
                email=data["email"],
                name=data["name"],
                password=data["password"],
                today=timezone.localdate(),
            )
        except NotAllowed as error:
            return render(request, "organisations/invitation_ended.html", {"texts": refusals(error, OBSTACLES)}, status=409)
        accounts.sign_in(request, account_id=actor.user_id)
        request.session[SESSION_KEY] = actor.organisation_id
        messages.success(request, _("De organisatie is aangemaakt. Nodig nu een begeleider uit, die de scan uitvoert."))
        return redirect("organisations:people")
    return render(request, "organisations/first_start.html", {"form": form, "municipalities": selectors.municipalities()})
