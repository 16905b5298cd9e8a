"""Results of the workshop, entered by hand: votes on paper, the agreed value, the lead's own estimate."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from regiehuis.organisations.facade import TenantRequest
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.web import refusals

from ..domain.instrument import Dimension, Phase5Mode
from ..domain.session import written_code
from ..forms import AgreedForm, EstimateForm, VotesForm, frozen
from ..models import DimensionResult, Scan
from ..presentation.cards import cards_to_pick
from ..presentation.figures import side_name
from ..selectors import scans as selectors
from ..selectors.sessions import open_session_of
from ..services import results
from ..session_forms import OrderForm
from ..texts import OBSTACLES
from .pages import dimension_page, fixed_words, workshop_page
from .surveys import led_scan

Source = DimensionResult.Source


@require_GET
def overview(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """All dimensions with what is known so far; where people differ most comes first."""
    scan = led_scan(request, public_id)
    session = open_session_of(scan)
    code = written_code(session.code) if session else ""
    return render(
        request,
        "scan/workshop.html",
        {"scan": scan, "code": code, "order_form": OrderForm(), "fixed": fixed_words(scan), **workshop_page(scan)},
    )


@require_GET
def cards(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """A ballot to print: every dimension with its cards, for a room without a network."""
    scan = led_scan(request, public_id)
    instrument = selectors.instrument_of(scan)
    ballots = [
        {"dimension": each, "group": side_name(each.side), "cards": cards_to_pick(instrument, each, None)} for each in instrument.dimensions
    ]
    return render(request, "scan/workshop_cards.html", {"scan": scan, "ballots": ballots})


@require_http_methods(["GET", "POST"])
def dimension(request: TenantRequest, public_id: UUID, code: str) -> HttpResponse:
    """One dimension: which form was sent decides what is stored."""
    scan = led_scan(request, public_id)
    instrument = selectors.instrument_of(scan)
    if code not in instrument.dimension_codes:
        raise Http404
    found, top = instrument.dimension(code), instrument.top(Phase5Mode(scan.phase5_mode))
    page = dimension_page(scan, code)
    fixed = fixed_words(scan)
    forms = {source: frozen(form, bool(fixed)) for source, form in _forms(request, found, top, page["initial"]).items()}
    if request.method == "POST" and not fixed:
        changed = {source: form for source, form in forms.items() if form.is_bound and form.has_changed()}
        valid = [form.is_valid() for form in changed.values()]  # every part shows its own errors
        if all(valid) and _store(request, scan, code, changed):
            messages.success(request, _("Opgeslagen.") if changed else _("Er was niets gewijzigd."))
            return redirect("scan:workshop-dimension", public_id, code)
    return render(
        request,
        "scan/workshop_dimension.html",
        {"scan": scan, "dimension": found, "forms": forms, "levels": _levels(found, forms), "fixed": fixed, **page},
    )


def _levels(dimension: Dimension, forms: dict[str, VotesForm | AgreedForm]) -> list[dict[str, Any]]:
    """One line per card: what it says, and a field for each round of voting; at the end those who did not know."""
    first, second = forms[Source.WORKSHOP1.value], forms[Source.WORKSHOP2.value]
    cards = [
        {"word": f"{number}. {word}", "text": picture, "fields": [first[f"level{number}"], second[f"level{number}"]]}
        for number, (word, picture) in enumerate(zip(dimension.words, dimension.pictures, strict=True), 1)
    ]
    return [*cards, {"word": _("Weet niet"), "text": "", "fields": [first["dont_know"], second["dont_know"]]}]


def _forms(request: TenantRequest, dimension: Dimension, top: int, initial: dict[str, Any]) -> dict[str, VotesForm | AgreedForm]:
    """The four parts of the page; one button sends them all, so that nothing typed is lost."""
    only = request.POST.get("form")

    def data(source: str) -> Any:
        return request.POST if request.method == "POST" and only in (None, source) else None

    return {
        Source.WORKSHOP1.value: VotesForm(
            data(Source.WORKSHOP1), dimension=dimension, title=_("Eerste stemming"), initial=initial[Source.WORKSHOP1], prefix="w1"
        ),
        Source.WORKSHOP2.value: VotesForm(
            data(Source.WORKSHOP2), dimension=dimension, title=_("Tweede stemming"), initial=initial[Source.WORKSHOP2], prefix="w2"
        ),
        Source.AGREED.value: AgreedForm(data(Source.AGREED), top=top, initial=initial[Source.AGREED], prefix="a"),
        Source.INTAKE.value: EstimateForm(data(Source.INTAKE), top=top, initial=initial[Source.INTAKE], prefix="i"),
    }


def _store(request: TenantRequest, scan: Scan, code: str, changed: dict[str, VotesForm | AgreedForm]) -> bool:
    """Store what changed, all of it or nothing: the agreed value is held against votes that were sent with it."""
    form: VotesForm | AgreedForm | None = None
    try:
        with transaction.atomic():
            for source, form in changed.items():
                data = form.cleaned_data
                if isinstance(form, VotesForm):
                    results.record_votes(
                        by=request.actor, scan=scan, dimension=code, source=source, counts=form.counts(), dont_know=data["dont_know"] or 0
                    )
                else:
                    results.record_value(
                        by=request.actor, scan=scan, dimension=code, source=source, value=data["value"], reason=data["reason"]
                    )
    except NotAllowed as error:
        if form is not None:
            form.add_error("reason" if "reason" in form.fields else None, " ".join(refusals(error, OBSTACLES)))
        return False
    return True
