"""Pages that belong to no organisation: probes, security contact, errors, language."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.template.context_processors import csrf
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from . import health
from . import metrics as figures
from .storage import disk_is_full
from .tenancy import platform_view


@platform_view
@require_GET
def livez(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@platform_view
@never_cache
@require_GET
def readyz(_request: HttpRequest) -> JsonResponse:
    """The database answers, every migration ran, every tenant table is protected, the role is the weak one, and nobody asked to stop."""
    if settings.DRAIN_FILE and Path(settings.DRAIN_FILE).exists():
        return JsonResponse({"ready": False, "stopping": True}, status=503)
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        found = {
            "migrations": health.unapplied_migrations(),
            "unprotected": len(health.unprotected_tables()),
            "role": len(health.role_problems()),
        }
    except DatabaseError:
        return JsonResponse({"ready": False, "database": "away"}, status=503)
    ready = not any(found.values())
    return JsonResponse({"ready": ready, **found}, status=200 if ready else 503)


@platform_view
@never_cache
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for a monitoring system that knows the token; without a token in the settings this page does not exist."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not figures.may_read(request.headers.get("Authorization", "")):
        return HttpResponse(
            "Het token ontbreekt of klopt niet.\n",
            status=401,
            content_type="text/plain; charset=utf-8",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return HttpResponse(figures.text(), content_type=figures.CONTENT_TYPE)


@platform_view
@require_GET
def security_txt(_request: HttpRequest) -> HttpResponse:
    """RFC 9116: where to report a vulnerability."""
    expires = (datetime.now(UTC) + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    text = f"Contact: {settings.SECURITY_CONTACT}\nExpires: {expires}\nPreferred-Languages: nl, en\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@platform_view
@csrf_exempt  # a choice of language needs no protection, and so the survey page needs no cookie
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language in a cookie and return to the page."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    code = request.POST.get("language", "")
    if check_for_language(code) and code in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 86400, httponly=True, samesite="Lax",
                            secure=settings.LANGUAGE_COOKIE_SECURE)  # fmt: skip
    return response


@platform_view
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "platform/privacy.html")


@platform_view
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "platform/accessibility.html")


@platform_view
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere: say what to do, keep nothing."""
    del reason
    return render(request, "403_csrf.html", status=403)


@platform_view
def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours, or the database that is away for a moment or has no disk space: then the page says so."""
    error = sys.exc_info()[1]
    full, away = disk_is_full(error), isinstance(error, OperationalError | InterfaceError)
    page = "503_full.html" if full else "503.html" if away else "500.html"
    # Not the whole request context: it asks the database, which may be what failed.
    context = {"request": request, **csrf(request)}
    response = HttpResponse(loader.render_to_string(page, context), status=503 if full or away else 500)
    if full or away:
        response.headers["Retry-After"] = "5"
    return response


def too_many_attempts(key: str, *, limit: int, seconds: int, now: float | None = None, is_one: bool = True) -> bool:
    """Count an attempt under a key and return whether it goes over the limit in the window; ``is_one`` False: would the next one?"""
    window = f"attempts:{key}:{int((now or time.time()) // seconds)}"  # a window of its own: counting on never makes it longer
    if not is_one:
        return bool(cache.get(window, 0) >= limit)
    cache.add(window, 0, timeout=2 * seconds)
    try:
        return cache.incr(window) > limit
    except ValueError:
        return False
