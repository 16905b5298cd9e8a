"""Answering by personal link: no account, no menu, no cookie, no trace of who."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from regiehuis.organisations import facade as organisations
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.links import parse_token, secret_hash
from regiehuis.platform.tenancy import platform_view, tenant

from ..domain.workflow import Obstacle
from ..models import SurveyInvitation
from ..presentation.cards import cards_to_pick
from ..presentation.figures import side_name
from ..selectors.scans import instrument_of, survey_link
from ..services import surveys
from ..survey_forms import AnswersForm


@platform_view
@csrf_exempt  # the link is the authority; nothing of a signed-in person is used, and no cookie is set
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, link: str) -> HttpResponse:
    """The thirteen cards as one form. Looking never spends the link."""
    parsed = parse_token(link)
    organisation = organisations.find_by_public_id(parsed[0]) if parsed else None
    if parsed is None or organisation is None:
        return _unknown(request)
    with tenant(organisation.id):
        invitation = survey_link(secret_hash(parsed[1]))
        if invitation is None:
            return _unknown(request)
        if obstacles := surveys.obstacles_to_answering(invitation, today=timezone.localdate()):
            return _refused(request, obstacles, invitation, organisation)
        return _form(request, invitation, organisation)


def _form(request: HttpRequest, invitation: SurveyInvitation, organisation: organisations.OrganisationInfo) -> HttpResponse:
    instrument = instrument_of(invitation.round.scan)
    form = AnswersForm(request.POST if request.method == "POST" else None, instrument=instrument)
    if request.method == "POST" and form.is_valid():
        try:
            surveys.submit(
                token_hash=invitation.token_hash, cards=form.cards(), remark=form.cleaned_data["remark"], today=timezone.localdate()
            )
        except LookupError:
            return _unknown(request)
        except NotAllowed as error:
            return _refused(request, error.obstacles, invitation, organisation)
        return closed_to_others(render(request, "scan/answered.html", _context(invitation, organisation)))
    steps = [
        {
            "dimension": dimension,
            "group": side_name(dimension.side),
            "error": " ".join(map(str, form.errors.get(dimension.code, []))),
            "dont_know": request.POST.get(dimension.code) == "wn",
            "cards": cards_to_pick(instrument, dimension, request.POST.get(dimension.code)),
        }
        for dimension in instrument.dimensions
    ]
    context = {**_context(invitation, organisation), "form": form, "steps": steps, "key": invitation.token_hash[:16]}
    return closed_to_others(render(request, "scan/answer.html", context, status=422 if form.errors else 200))


def _context(invitation: SurveyInvitation, organisation: organisations.OrganisationInfo) -> dict[str, object]:
    return {"organisation": organisation, "scan": invitation.round.scan, "survey": invitation.round, "key": invitation.token_hash[:16]}


def _refused(
    request: HttpRequest, obstacles: Sequence[StrEnum], invitation: SurveyInvitation, organisation: organisations.OrganisationInfo
) -> HttpResponse:
    if Obstacle.LINK_ALREADY_USED in obstacles:
        return closed_to_others(render(request, "scan/answered.html", _context(invitation, organisation)))
    day = date_format(invitation.round.closes_on, "j F")
    ask = _("U kunt niet meer antwoorden. Hebt u een vraag? Stel die aan %(lead)s, die dit onderzoek begeleidt bij %(organisation)s.") % {
        "lead": invitation.round.scan.lead.name, "organisation": organisation.name,
    }  # fmt: skip
    return _plain(request, _("De vragenlijst is gesloten op %(day)s.") % {"day": day}, ask, status=410)


def _unknown(request: HttpRequest) -> HttpResponse:
    """The same for every link that opens nothing: it tells nobody whether it ever did."""
    why = _(
        "Misschien is de link niet helemaal overgenomen, of is de vragenlijst al langer gesloten. Open de link nog eens vanuit de e-mail. Werkt hij dan nog niet? Vraag het degene die in die e-mail staat."
    )
    return _plain(request, _("Deze link is niet (meer) geldig."), why, status=404)


def _plain(request: HttpRequest, text: str, help_text: str, *, status: int) -> HttpResponse:
    return closed_to_others(render(request, "scan/survey_message.html", {"text": text, "help": help_text}, status=status))


def closed_to_others(response: HttpResponse) -> HttpResponse:
    """For a page behind a secret link: its address goes nowhere, and nothing of it stays in a cache."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response
