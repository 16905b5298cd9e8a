"""The survey for the lead: dates, participants, opening, response, closing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from regiehuis.organisations.facade import TenantRequest
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.web import refusals, tell

from ..domain.permissions import Right, may
from ..domain.workflow import Obstacle, SurveyState, obstacles_to_closing_survey
from ..models import Scan
from ..selectors import scans as selectors
from ..services import surveys as services
from ..survey_forms import ParticipantsForm, SurveyForm
from ..texts import OBSTACLES
from .pages import confirmation, survey_page


def led_scan(request: TenantRequest, public_id: UUID) -> Scan:
    """Return the scan for whoever leads it."""
    scan = selectors.scan_for(request.actor, public_id)
    if not may(request.actor.roles, Right.LEAD):
        raise Forbidden
    return scan


@require_http_methods(["GET", "POST"])
def survey(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Set up the round, or follow the response while it is open."""
    scan = led_scan(request, public_id)
    found = selectors.survey_of(scan)
    initial = {"closes_on": found.closes_on, "reminders": ", ".join(map(str, found.reminder_days))} if found else None
    form = SurveyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_up(
                by=request.actor, scan=scan, closes_on=form.cleaned_data["closes_on"], reminder_days=form.cleaned_data["reminders"],
                today=timezone.localdate(),
            )  # fmt: skip
        except NotAllowed as error:
            form.add_error("closes_on" if Obstacle.CLOSES_IN_THE_PAST in error.obstacles else None, refusals(error, OBSTACLES))
        else:
            messages.success(request, _("De vragenlijst is opgeslagen."))
            return redirect("scan:survey", public_id)
    people = ParticipantsForm(role_groups=selectors.instrument_of(scan).role_groups)
    return render(request, "scan/survey.html", {"scan": scan, "form": form, "people_form": people, **survey_page(request, scan, found)})


@require_POST
def participants(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Add people to the list."""
    scan = led_scan(request, public_id)
    found = selectors.survey_of(scan)
    if found is None:
        raise Http404
    people = ParticipantsForm(request.POST, role_groups=selectors.instrument_of(scan).role_groups)
    if people.is_valid():
        try:
            number = services.add_participants(by=request.actor, survey=found, participants=people.participants())
        except NotAllowed as error:
            people.add_error(None, " ".join(refusals(error, OBSTACLES)))
        else:
            messages.success(
                request,
                ngettext("%(number)s deelnemer is toegevoegd.", "%(number)s deelnemers zijn toegevoegd.", number) % {"number": number},
            )
            return redirect("scan:survey", public_id)
    form = SurveyForm(initial={"closes_on": found.closes_on, "reminders": ", ".join(map(str, found.reminder_days))})
    return render(
        request, "scan/survey.html", {"scan": scan, "form": form, "people_form": people, **survey_page(request, scan, found)}, status=422
    )


@require_POST
def participant_remove(request: TenantRequest, public_id: UUID, invitation_id: UUID) -> HttpResponse:
    invitation = selectors.participant(selectors.survey_of(led_scan(request, public_id)), invitation_id)
    try:
        services.remove_participant(by=request.actor, invitation=invitation)
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
    return redirect("scan:survey", public_id)


@require_http_methods(["GET", "POST"])
def open_round(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Open the round and send the invitations, after a look at what that means."""
    scan = led_scan(request, public_id)
    found = selectors.survey_of(scan)
    if found is None:
        raise Http404
    if request.method == "GET":
        if obstacles := services.obstacles_to_opening(found, today=timezone.localdate()):
            tell(request, NotAllowed(obstacles), OBSTACLES)
            return redirect("scan:survey", public_id)
        number = len(selectors.invited(found))
        text = ngettext(
            "%(number)s mens krijgt nu een uitnodiging per e-mail. Daarna staan de deelnemers vast.",
            "%(number)s mensen krijgen nu een uitnodiging per e-mail. Daarna staan de deelnemers vast.",
            number,
        )
        return confirmation(
            request,
            scan,
            title=_("De vragenlijst openen"),
            text=text % {"number": number},
            button=_("Open en verstuur de uitnodigingen"),
            back="survey",
        )
    try:
        services.open_round(by=request.actor, survey=found, today=timezone.localdate())
        messages.success(request, _("De vragenlijst is geopend. De uitnodigingen worden nu verstuurd."))
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
    return redirect("scan:survey", public_id)


@require_http_methods(["GET", "POST"])
def close_round(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Close the round for good, after a look at how many answered."""
    scan = led_scan(request, public_id)
    found = selectors.survey_of(scan)
    if found is None:
        raise Http404
    if request.method == "GET":
        if obstacles := obstacles_to_closing_survey(SurveyState(found.state)):
            tell(request, NotAllowed(obstacles), OBSTACLES)
            return redirect("scan:survey", public_id)
        answered = [used for _role, used in selectors.invited(found)]
        text = _(
            "%(answered)s van %(invited)s mensen antwoordden. Wie nog niet antwoordde, kan dat straks niet meer. Sluiten kan niet ongedaan worden gemaakt."
        )
        text %= {"answered": sum(answered), "invited": len(answered)}
        if sum(answered) < scan.k:
            text += " " + _(
                "Het zijn er minder dan %(k)s. Sluit u nu, dan worden alle antwoorden verwijderd. U kunt ook de sluitdatum verzetten."
            ) % {"k": scan.k}
        return confirmation(
            request,
            scan,
            title=_("De vragenlijst sluiten"),
            text=text,
            button=_("Sluit de vragenlijst"),
            back="survey",
        )
    try:
        kept = services.close_round(by=request.actor, survey=found, today=timezone.localdate())
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
    else:
        text = (
            _("De vragenlijst is gesloten en de antwoorden zijn geteld.")
            if kept
            else _("De vragenlijst is gesloten. Er waren te weinig antwoorden om veilig te tonen; ze zijn verwijderd.")
        )
        messages.success(request, text)
    return redirect("scan:survey", public_id)
