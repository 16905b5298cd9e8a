"""The page of the templates for reports: what is in use and what it gives, send one in, see it at work, begin with ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regiehuis.organisations.facade import Right, TenantRequest
from regiehuis.organisations.requests import require
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.web import tell

from . import facade, selectors
from .domain.template_files import LARGEST_FILE, Kind, TemplateProblem
from .domain.templates import MARKER, STYLES, shown
from .models import ReportTemplate
from .renderers.formats import MEDIA_TYPES
from .services import templates as services
from .texts import OBSTACLES, TEMPLATE_PARTS, TEMPLATE_PROBLEMS, WORD_NAMES

PROGRAMS = {Kind.DOCX: "Word", Kind.ODT: "OpenDocument"}


class TemplateForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Sjabloon (.docx, .dotx, .odt of .ott)"), help_text=gettext_lazy("Hoogstens 5 MB, zonder macro's en zonder wachtwoord."),
        error_messages={"required": gettext_lazy("Kies eerst een bestand."), "empty": gettext_lazy("Dit bestand is leeg. Kies een ander.")},
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleCell:
    """A style of one program; ``taken`` is the style of the template that it takes, empty for ours, None without a template."""

    name: str
    taken: str | None


@require_http_methods(["GET", "POST"])
def overview(request: TenantRequest) -> HttpResponse:
    """See what is in use, and send in another."""
    require(request, Right.MANAGE_ORGANISATION)
    form = TemplateForm(request.POST, request.FILES) if request.method == "POST" else TemplateForm()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            kind = services.put(by=request.actor, name=upload.name, content=upload.read(LARGEST_FILE + 1), now=timezone.now())
        except TemplateProblem as problem:
            form.add_error("file", str(TEMPLATE_PROBLEMS[problem.kind]) % {"value": problem.value})
        else:
            messages.success(request, _("Nieuwe rapporten in %(program)s komen voortaan op dit sjabloon. Bekijk het proefdocument.") % {"program": PROGRAMS[kind]})  # fmt: skip
            return redirect("templates:overview")
    in_force = selectors.templates_in_force()
    context = {"form": form, "kinds": [(kind, name, in_force.get(kind), _counts(kind, in_force.get(kind))) for kind, name in PROGRAMS.items()], "marker": MARKER,
               "lines": _lines(in_force), "former": selectors.former_templates()}  # fmt: skip
    return render(request, "documents/report_templates.html", context, status=422 if form.errors else 200)


def _counts(kind: Kind, template: ReportTemplate | None) -> dict[str, int]:
    """How many styles are of the template, resemble one of it, or are ours."""
    styles: dict[str, str] = template.found["styles"] if template else {}
    own = sum(1 for part, style in styles.items() if style == STYLES[kind][part][0])
    ours = sum(1 for style in styles.values() if not style)
    return {"own": own, "alike": len(styles) - own - ours, "ours": ours}


def _lines(in_force: Mapping[Kind, ReportTemplate]) -> list[tuple[str, list[StyleCell | None]]]:
    """Each part of a report with its style in either program; None where a program has no style for it."""
    return [(str(label), [_cell(part, kind, in_force.get(kind)) for kind in PROGRAMS]) for part, label in TEMPLATE_PARTS.items()]


def _cell(part: str, kind: Kind, template: ReportTemplate | None) -> StyleCell | None:
    if part not in STYLES[kind]:
        return None
    name = STYLES[kind][part][0]
    return StyleCell(name=_shown(name, kind), taken=_shown(template.found["styles"].get(part, ""), kind) if template else None)


def _shown(style: str, kind: Kind) -> str:
    dutch = WORD_NAMES.get(style) if kind is Kind.DOCX else None
    return f"{style} ({dutch})" if dutch else shown(style)


@require_GET
def file(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """A template as it was sent in, also one of before."""
    require(request, Right.MANAGE_ORGANISATION)
    return facade.download(str(selectors.template(public_id).file.public_id))


@require_GET
def trial(request: TenantRequest) -> HttpResponse:
    """A document about nothing, as reports are made now."""
    kind = _kind(request)
    content = services.trial(by=request.actor, kind=kind, day=timezone.localdate())
    return _attachment(f"{_('proefdocument')}.{kind}", content)


@require_GET
def starting_point(request: TenantRequest) -> HttpResponse:
    """Our own form as a template to begin with."""
    kind = _kind(request)
    content = services.starting_point(by=request.actor, kind=kind, day=timezone.localdate())
    return _attachment(f"{_('sjabloon')}.{kind}", content)


@require_POST
def remove(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Make new reports in our own form again."""
    require(request, Right.MANAGE_ORGANISATION)
    template = selectors.template(public_id)
    try:
        services.remove(by=request.actor, template=template, now=timezone.now())
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
    else:
        messages.success(
            request,
            _("Nieuwe rapporten in %(program)s krijgen weer de vormgeving van Regiehuis.") % {"program": PROGRAMS[Kind(template.kind)]},
        )
    return redirect("templates:overview")


def _kind(request: TenantRequest) -> Kind:
    """The format that was asked for; Word when the address names none that we know."""
    asked = request.GET.get("soort", "")
    return Kind(asked) if asked in list(Kind) else Kind.DOCX


def _attachment(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=MEDIA_TYPES[name.rpartition(".")[2]])
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
