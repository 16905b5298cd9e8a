"""Pages of the house style: colours with their contrast, the logo, and the style sheet itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.tenancy import platform_view, tenant
from regiehuis.platform.web import refusals, tell

from . import selectors
from .domain import house_style as rules
from .domain.roles import Right
from .models import Organisation
from .requests import TenantRequest, require
from .services import house_styles as services
from .style_forms import HouseStyleForm, LogoForm
from .style_preview import preview
from .texts import OBSTACLES

FOR_EVER = "public, max-age=31536000, immutable"  # the address holds the hash of the content


def _chosen() -> rules.HouseStyle:
    stored = selectors.house_style()
    return rules.from_data(stored.tokens if stored else {})


@require_http_methods(["GET", "POST"])
def edit(request: TenantRequest) -> HttpResponse:
    """The colours, with a picture of what they do; "Bekijk" shows without storing."""
    require(request, Right.MANAGE_ORGANISATION)
    form = HouseStyleForm(request.POST or None, initial=rules.as_data(_chosen()))
    style, status = _chosen(), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            style, status = form.style(), 200
            if "bekijk" not in request.POST:
                try:
                    services.save(by=request.actor, style=style)
                except NotAllowed as error:
                    form.add_error(None, " ".join(refusals(error, OBSTACLES)))
                    status = 422
                else:
                    messages.success(request, _("De huisstijl is opgeslagen en geldt meteen voor iedereen."))
                    return redirect("organisations:house-style")
    context = {
        "form": form,
        "logo_form": LogoForm(),
        "preview": preview(style),
        "has_own": bool(request.own.organisation.style_hash),
        "details": request.own.organisation,
    }
    return render(request, "organisations/house_style.html", context, status=status)


@require_GET
def look(request: TenantRequest) -> HttpResponse:
    """Partial: the picture and contrasts of the colours typed so far; stores nothing."""
    require(request, Right.MANAGE_ORGANISATION)
    form = HouseStyleForm(request.GET)
    return render(
        request, "organisations/_style_preview.html", {"preview": preview(form.style()) if form.is_valid() else None, "form": form}
    )


@require_POST
def reset(request: TenantRequest) -> HttpResponse:
    services.reset(by=request.actor)
    messages.success(request, _("De kleuren van Regiehuis zijn terug."))
    return redirect("organisations:house-style")


@require_POST
def logo(request: TenantRequest) -> HttpResponse:
    """Choose a logo."""
    require(request, Right.MANAGE_ORGANISATION)
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.set_logo(by=request.actor, content=form.cleaned_data["file"].read())
        except NotAllowed as error:
            form.add_error("file", " ".join(refusals(error, OBSTACLES)))
        else:
            messages.success(request, _("Het logo is opgeslagen."))
            return redirect("organisations:house-style")
    style = _chosen()
    context = {
        "form": HouseStyleForm(initial=rules.as_data(style)),
        "logo_form": form,
        "preview": preview(style),
        "has_own": bool(request.own.organisation.style_hash),
        "details": request.own.organisation,
    }
    return render(request, "organisations/house_style.html", context, status=422)


@require_POST
def logo_remove(request: TenantRequest) -> HttpResponse:
    try:
        services.remove_logo(by=request.actor)
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
    return redirect("organisations:house-style")


@platform_view
@require_GET
def style_sheet(_request: HttpRequest, public_id: UUID, content_hash: str) -> HttpResponse:
    """The style sheet of an organisation: colours only, for whoever sees one of its pages, a survey included."""
    with _opened(public_id) as organisation:
        text = rules.style_sheet(_chosen())
    if organisation.style_hash != content_hash:
        raise Http404
    response = _kept(HttpResponse(text, content_type="text/css; charset=utf-8"))
    if rules.style_hash(text) != content_hash:  # saved under an earlier version of Regiehuis, which made another sheet of the same colours
        response["Cache-Control"] = "no-cache"
    return response


@platform_view
@require_GET
def logo_file(_request: HttpRequest, public_id: UUID, content_hash: str) -> HttpResponse:
    """The logo of an organisation."""
    with _opened(public_id):
        stored = selectors.house_style()
        content = bytes(stored.logo) if stored and stored.logo else b""
    if not content or rules.style_hash(content) != content_hash:
        raise Http404
    return _kept(HttpResponse(content, content_type="image/png"))


@contextmanager
def _opened(public_id: UUID) -> Iterator[Organisation]:
    organisation = selectors.organisation_by_public_id(public_id)
    if organisation is None:
        raise Http404
    with tenant(organisation.pk):
        yield organisation


def _kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = FOR_EVER
    response["X-Content-Type-Options"] = "nosniff"
    return response
