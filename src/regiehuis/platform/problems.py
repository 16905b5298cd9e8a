"""Errors of the API as problem details (RFC 9457): what is wrong, why, and what now."""

from __future__ import annotations

import json
from http import HTTPStatus

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

API_PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"
CHALLENGE = 'Bearer realm="regiehuis"'

TITLES = {
    400: _("Het verzoek is niet te lezen"),
    401: _("Meld u aan met een token"),
    403: _("U hebt hier geen rechten voor"),
    404: _("Niet gevonden"),
    405: _("Dit adres kent deze methode niet"),
    409: _("Dit kan nu niet"),
    415: _("Deze mediasoort lezen wij niet"),
    422: _("De gegevens passen niet bij de beschrijving"),
    429: _("Te veel mislukte pogingen"),
    500: _("Er ging bij ons iets mis"),
    503: _("De database is even niet bereikbaar"),
}
DETAILS = {
    400: _("Stuur een goed gevormd HTTP-verzoek met JSON in UTF-8."),
    401: _("Het token ontbreekt, bestaat niet, is verlopen of is ingetrokken. Stuur het mee in de kop Authorization: Bearer."),
    403: _("De rollen van deze persoon of toepassing geven dit recht niet. Vraag uw beheerder."),
    404: _("Dit bestaat niet, of niet voor u."),
    405: _("De kop Allow noemt wat wel kan."),
    415: _("Stuur de gegevens als application/json."),
    429: _("Probeer het over een minuut opnieuw."),
    500: _("Er is niets opgeslagen. Meld dit bij uw beheerder als het opnieuw gebeurt."),
    503: _("Er is niets opgeslagen. Probeer het over enkele seconden opnieuw."),
}


def problem(status: int, detail: str = "", **members: object) -> HttpResponse:
    """Return an error in the one form that every error of the API has; ``members`` are added to it."""
    body: dict[str, object] = {"type": "about:blank", "title": str(TITLES.get(status, HTTPStatus(status).phrase)), "status": status}
    if text := detail or str(DETAILS.get(status, "")):
        body["detail"] = text
    response = HttpResponse(json.dumps(body | members, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    if status == 401:
        response["WWW-Authenticate"] = CHALLENGE
    return response
