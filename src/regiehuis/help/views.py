"""The guide inside the product, for everyone: nothing in it is secret."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from regiehuis.accounts import facade as accounts
from regiehuis.platform.tenancy import public_view

from . import selectors
from .domain import search
from .domain.guide import Chapter

LONGEST_QUERY = 200


@public_view
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Where the guide begins, and what is found in it."""
    query = request.GET.get("zoek", "").strip()[:LONGEST_QUERY]
    return _page(request, "index", query=query, results=search.search(selectors.chapters(), query) if query else [])


@public_view
@require_GET
def chapter(request: HttpRequest, slug: str) -> HttpResponse:
    """One chapter. Whoever opens what changed, has seen it: the mark in the menu goes."""
    if slug == selectors.CHANGES:
        accounts.saw_version(request.user, settings.VERSION)
    return _page(request, slug)


def _page(request: HttpRequest, slug: str, **more: object) -> HttpResponse:
    found = selectors.chapter(slug)
    if found is None or (slug == "index" and request.resolver_match and request.resolver_match.kwargs):
        raise Http404
    context = {
        "chapter": found,
        "html": mark_safe(found.html),
        "text_language": selectors.LANGUAGES.get(slug, "nl"),
        "parts": _parts(slug),
        "query": "",
    }
    return render(request, "help/index.html" if slug == "index" else "help/chapter.html", context | more)


def _parts(slug: str) -> list[list[tuple[Chapter, bool]]]:
    """The chapters for everyone and those for the operator, with which one is open."""
    listed: list[list[tuple[Chapter, bool]]] = [[], []]
    for each in selectors.chapters():
        listed[each.slug in selectors.FOR_OPERATORS].append((each, each.slug == slug))
    return listed
