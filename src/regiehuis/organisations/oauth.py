"""The token endpoint for registered programs: the client credentials grant of RFC 6749 (4.4), and no other."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.tenancy import platform_view
from regiehuis.platform.views import too_many_attempts

from .domain.scopes import CLIENT_TOKEN_SECONDS
from .services import tokens

FAILURES_A_MINUTE = 60
FORM = "application/x-www-form-urlencoded"


@platform_view
@never_cache
@csrf_exempt  # a program has no cookies; its secret is in the header
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Give a token of an hour for the id and secret of a program."""
    grant_type = request.POST.get("grant_type", "")
    if request.content_type != FORM or not grant_type:
        return _error(400, "invalid_request")
    client_id, secret = _credentials(request.headers.get("Authorization", ""))
    wanted = request.POST.get("scope", "").split() or None
    if grant_type != "client_credentials":
        return _error(400, "unsupported_grant_type")
    try:
        granted = tokens.grant(client_id=client_id, secret=secret, wanted=wanted, now=timezone.now())
    except NotAllowed:
        return _error(400, "invalid_scope")
    if granted is None:
        return _refused(request)
    made, text = granted
    return JsonResponse(
        {"access_token": text, "token_type": "Bearer", "expires_in": CLIENT_TOKEN_SECONDS, "scope": " ".join(made.scopes)},
        headers={"Pragma": "no-cache"},
    )


def _credentials(header: str) -> tuple[str, str]:
    """Return id and secret of HTTP Basic, each form-encoded as the RFC asks (2.3.1); empty for anything else."""
    kind, _space, encoded = header.partition(" ")
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode() if kind.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError, ValueError):
        decoded = ""
    client_id, _colon, secret = decoded.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)


def _refused(request: HttpRequest) -> HttpResponse:
    """One answer to every wrong id or secret; only those who keep guessing get another."""
    if too_many_attempts(f"oauth:{request.META.get('REMOTE_ADDR')}", limit=FAILURES_A_MINUTE, seconds=60):
        response = _error(429, "temporarily_unavailable")
        response["Retry-After"] = "60"
        return response
    response = _error(401, "invalid_client")
    response["WWW-Authenticate"] = 'Basic realm="regiehuis"'
    return response


def _error(status: int, code: str) -> HttpResponse:
    """Return an error in the form of RFC 6749 (5.2), which is not that of the API."""
    return JsonResponse({"error": code}, status=status)
