"""The interpretation (duiding): charts with their tables, the talk about them, and the ambition."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from regiehuis.organisations.facade import TenantRequest
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.tables import csv_response
from regiehuis.platform.web import refusals

from ..domain.instrument import Phase5Mode
from ..domain.permissions import Right, may
from ..domain.workflow import ORDER, ScanState
from ..forms import AmbitionForm, TalkForm, frozen
from ..presentation.comparison import comparison
from ..presentation.interpretation import figures_of, interpretation_page
from ..selectors import scans as selectors
from ..selectors.outcomes import outcome as outcome_of
from ..services import scans
from ..texts import OBSTACLES
from .pages import fixed_words


@require_GET
def interpretation(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """The page where all see the same picture."""
    scan = selectors.scan_for(request.actor, public_id)
    if ORDER.index(ScanState(scan.state)) < ORDER.index(ScanState.INTERPRETATION):
        return render(request, "scan/too_early.html", {"scan": scan, "title": _("Duiding")})
    return render(request, "scan/interpretation.html", {"scan": scan, **interpretation_page(scan, request.actor)})


@require_GET
def compare(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """This round beside the one before it."""
    scan = selectors.interpreted_scan_for(request.actor, public_id)
    return render(request, "scan/comparison.html", {"scan": scan, **comparison(scan, selectors.earlier_round(request.actor, scan))})


@require_GET
def chart_csv(request: TenantRequest, public_id: UUID, name: str) -> HttpResponse:
    """The numbers behind one figure."""
    scan = selectors.interpreted_scan_for(request.actor, public_id)
    figure = next((each for each in figures_of(scan) if each.name == name), None)
    if figure is None:
        raise Http404
    table = figure.chart.table
    rows = [[_as_number(cell) if column.numeric else cell for column, cell in zip(table.columns, row, strict=True)] for row in table.rows]
    return csv_response(name, [column.label for column in table.columns], rows)


def _as_number(text: str) -> str:
    """A number as a Dutch or Flemish spreadsheet reads it, whatever the language of the page: its own minus sign, and a comma."""
    return text.replace("\N{MINUS SIGN}", "-").removeprefix("+").replace(".", ",")


@require_http_methods(["GET", "POST"])
def talk(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Record the talk with the management team."""
    scan = selectors.interpreted_scan_for(request.actor, public_id)
    if not may(request.actor.roles, Right.LEAD):
        raise Forbidden
    initial = {"talk_on": scan.talk_on or timezone.localdate(), "recognised_type": scan.recognised_type, "note": scan.talk_note}
    fixed = fixed_words(scan)
    form = frozen(TalkForm(request.POST or None, types=selectors.instrument_of(scan).types, initial=initial), bool(fixed))
    if request.method == "POST" and form.is_valid():
        try:
            scans.record_talk(by=request.actor, scan=scan, **form.cleaned_data)
        except NotAllowed as error:
            form.add_error(None, " ".join(refusals(error, OBSTACLES)))
        else:
            messages.success(request, _("Het gesprek is vastgelegd."))
            return redirect("scan:interpretation", public_id)
    return render(request, "scan/talk.html", {"scan": scan, "form": form, "fixed": fixed})


@require_http_methods(["GET", "POST"])
def ambition(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """The wanted phase per dimension."""
    scan = selectors.interpreted_scan_for(request.actor, public_id)
    if not may(request.actor.roles, Right.DECIDE):
        raise Forbidden
    instrument, fixed = selectors.instrument_of(scan), fixed_words(scan)
    now = {each.dimension: each.value for each in outcome_of(scan).dimensions}
    top = instrument.top(Phase5Mode(scan.phase5_mode))
    default = selectors.knowledge_base_of(scan).ranking.default_ambition
    form = AmbitionForm(request.POST or None, instrument=instrument, top=top, default=default, ambition=scan.ambition, now=now)
    frozen(form, bool(fixed))
    if request.method == "POST" and form.is_valid():
        try:
            scans.set_ambition(by=request.actor, scan=scan, ambition=form.ambition())
        except NotAllowed as error:
            form.add_error(None, " ".join(refusals(error, OBSTACLES)))
        else:
            messages.success(request, _("De gewenste fasen zijn opgeslagen; de volgorde van de aanbevelingen is bijgewerkt."))
            if lower := form.lower_than_now():
                messages.warning(request, _("Lager dan het nu is: %(names)s. Klopt dat?") % {"names": ", ".join(lower)})
            return redirect("scan:interpretation", public_id)
    return render(request, "scan/ambition.html", {"scan": scan, "form": form, "fixed": fixed})
