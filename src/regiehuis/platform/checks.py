"""System checks: ``regiehuis check`` runs them, and web and worker refuse to start while the database role is too strong."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import OperationalError

from . import health


@register(Tags.database)
def database_role_check(**_: Any) -> list[CheckMessage]:
    """The application role may not be able to see more than one tenant."""
    if settings.AS_OWNER:
        return []
    try:
        problems = health.role_problems()
    except OperationalError as error:
        return [Error(f"De database is niet bereikbaar: {error}", id="regiehuis.E001")]
    return [Error(f"Regiehuis weigert te starten: {text}.", id="regiehuis.E002") for text in problems]


@register(Tags.security, deploy=True)
def deployment_check(**_: Any) -> list[CheckMessage]:
    """What a production installation must have set."""
    found: list[CheckMessage] = []
    if not settings.EMAIL_URL:
        found.append(Warning("EMAIL_URL ontbreekt: uitnodigingen komen alleen in het logboek.", id="regiehuis.W001"))
    if settings.DEMO:
        found.append(Error("De demo mag niet in productie.", id="regiehuis.E003"))
    return found
