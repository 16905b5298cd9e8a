"""Participants from a file, as any other list comes in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from regiehuis.documents import facade as documents
from regiehuis.documents.domain.imports import Checked, Column, Line
from regiehuis.documents.facade import ImportKind
from regiehuis.organisations.facade import TenantRequest
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.web import tell

from ..domain.participants import EMAIL, ROLE_GROUP, ParticipantRow, check
from ..domain.workflow import Obstacle, SurveyState
from ..models import Scan, SurveyRound
from ..selectors import scans as selectors
from ..services import surveys as services
from ..survey_forms import is_address
from ..texts import OBSTACLES, PARTICIPANT_ERRORS
from .surveys import led_scan

COLUMNS = (
    Column(field="email", label=EMAIL, names=("e-mail", "e-mailadres", "emailadres", "mail", "adres")),
    Column(field="role_group", label=ROLE_GROUP, names=("rol", "groep", "rolgroepcode")),
)


@require_http_methods(["GET", "POST"])
def choose(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Choose a list of people."""
    kind = _people(request, public_id)
    return documents.import_start(request, kind) if kind else redirect("scan:survey", public_id)


@require_http_methods(["GET", "POST"])
def preview(request: TenantRequest, public_id: UUID, import_id: UUID) -> HttpResponse:
    """See whom the list would add, then add them."""
    kind = _people(request, public_id)
    return documents.import_preview(request, kind, import_id) if kind else redirect("scan:survey", public_id)


@require_GET
def errors(request: TenantRequest, public_id: UUID, import_id: UUID) -> HttpResponse:
    kind = _people(request, public_id)
    return documents.import_errors(request, kind, import_id) if kind else redirect("scan:survey", public_id)


def _people(request: TenantRequest, public_id: UUID) -> ImportKind | None:
    """Return the import, or None once the survey opened: then the page of the survey says that the people are fixed."""
    scan = led_scan(request, public_id)
    survey = selectors.survey_of(scan)
    if survey is None:
        raise Http404
    if survey.state != SurveyState.CONCEPT:
        tell(request, NotAllowed([Obstacle.SURVEY_ALREADY_OPENED]), OBSTACLES)
        return None
    return _kind(request, scan, survey)


def _kind(request: TenantRequest, scan: Scan, survey: SurveyRound) -> ImportKind:
    groups, page = selectors.instrument_of(scan).role_groups, reverse("scan:survey", args=[scan.public_id])

    def store(lines: Sequence[Line]) -> Checked:
        return services.import_participants(by=request.actor, survey=survey, rows=_rows(lines), is_address=is_address)

    return ImportKind(
        key="scan.participants",
        subject=str(survey.public_id),
        columns=COLUMNS,
        check=lambda lines: check(_rows(lines), selectors.participants_of(survey), groups, is_address=is_address),
        store=store,
        obstacles=OBSTACLES,
        errors=PARTICIPANT_ERRORS,
        title=_("Deelnemers importeren"),
        explanation=_("Een regel per persoon. Een rolgroep noemt u bij code of naam: %(groups)s. Wie al op de lijst staat, krijgt de rolgroep uit het bestand.")
        % {"groups": ", ".join(f"{each.code} ({each.label})" for each in groups)},
        crumbs=[(_("Scan"), reverse("scan:list")), (scan.title, reverse("scan:detail", args=[scan.public_id])), (_("Vragenlijst"), page), (_("Importeren"), "")],
        route="scan:participants-import",
        route_arguments=(scan.public_id,),
        done_url=page,
        may_skip_errors=True,
    )  # fmt: skip


def _rows(lines: Sequence[Line]) -> list[ParticipantRow]:
    return [ParticipantRow(line=line.number, email=line["email"], role_group=line["role_group"]) for line in lines]
