"""Writes to tokens and programs, and the one place that lets a token in. A secret is shown once; stored is only its hash."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from regiehuis.audit import facade as audit
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.links import secret_hash
from regiehuis.platform.tenancy import tenant

from .. import selectors
from ..domain.actors import Actor
from ..domain.obstacles import Obstacle
from ..domain.roles import Right, Role
from ..domain.scopes import CLIENT_TOKEN_SECONDS, Scope, known_scopes, obstacles_to_issuing, obstacles_to_registering
from ..models import ApiClient, ApiToken, Organisation
from ..selectors import Access
from .organisations import lock, refuse_roles_of_another_kind

LONGEST_TOKEN = 200  # characters; ours have 76
NOBODY = 0  # no organisation has this id: an unknown one costs the same questions as a known one


def issue(*, by: Actor, name: str, scopes: Collection[Scope], days: int, now: datetime) -> tuple[ApiToken, str]:
    """Make a token that speaks for the person who asks; return it with its text, which is stored nowhere."""
    if by.person_id is None:
        raise Forbidden
    if obstacles := obstacles_to_issuing(scopes=scopes, days=days):
        raise NotAllowed(obstacles)
    with transaction.atomic():
        made, text = _store(name=name, person_id=by.person_id, scopes=scopes, expires_at=now + timedelta(days=days))
        audit.record(by=by, event="organisations.token.issued", subject=made.public_id,
                     detail={"waarvoor": name, "mag": made.scopes, "geldig tot": made.expires_at.date().isoformat()})  # fmt: skip
    return made, text


def revoke(*, by: Actor, token: ApiToken, now: datetime) -> None:
    """End a token at once: the own, or as an administrator anybody's."""
    with transaction.atomic():
        token = ApiToken.objects.select_for_update().get(pk=token.pk)
        if token.person_id != by.person_id and not by.may(Right.MANAGE_ACCESS):
            raise Forbidden
        if token.revoked_at:
            raise NotAllowed([Obstacle.ALREADY_REVOKED])
        token.revoked_at = now
        token.save()
        audit.record(by=by, event="organisations.token.revoked", subject=token.public_id, detail={"waarvoor": token.name})


def register_client(*, by: Actor, name: str, scopes: Collection[Scope], roles: Collection[Role]) -> tuple[ApiClient, str]:
    """Register a program with roles of its own; return it with its secret, which is stored nowhere."""
    if not by.may(Right.MANAGE_ACCESS):
        raise Forbidden
    if obstacles := obstacles_to_registering(scopes=scopes, roles=roles):
        raise NotAllowed(obstacles)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        refuse_roles_of_another_kind(lock(by.organisation_id), roles)
        client = ApiClient.objects.create(
            name=name, scopes=sorted(scopes), roles=sorted(roles), secret_hash=secret_hash(secret), made_by=by.name
        )
        audit.record(by=by, event="organisations.client.registered", subject=client.public_id,
                     detail={"naam": name, "mag": client.scopes, "rollen": client.roles})  # fmt: skip
    return client, secret


def revoke_client(*, by: Actor, client: ApiClient, now: datetime) -> None:
    """End a program, and with it every token that it holds."""
    if not by.may(Right.MANAGE_ACCESS):
        raise Forbidden
    with transaction.atomic():
        client = ApiClient.objects.select_for_update().get(pk=client.pk)
        if client.revoked_at:
            raise NotAllowed([Obstacle.ALREADY_REVOKED])
        client.revoked_at = now
        client.save()
        audit.record(by=by, event="organisations.client.revoked", subject=client.public_id, detail={"naam": client.name})


def grant(*, client_id: str, secret: str, wanted: Collection[str] | None, now: datetime) -> tuple[ApiToken, str] | None:
    """Give a program a token of an hour for its secret (RFC 6749, 4.4); None for a wrong id or secret, whatever is wrong with it.

    ``wanted`` narrows the scopes; raises NotAllowed when it asks for one that the program does not have.
    """
    organisation, own_id = _split(client_id)
    with tenant(organisation.pk if organisation else NOBODY):
        client = ApiClient.objects.filter(public_id=_uuid(own_id) or UUID(int=NOBODY), revoked_at__isnull=True).first()
        stored = client.secret_hash if client else secret_hash("")
        if not constant_time_compare(stored, secret_hash(secret)) or client is None:
            return None
        scopes = known_scopes(client.scopes)
        if wanted is not None and not set(wanted) <= scopes:
            raise NotAllowed([Obstacle.NO_SCOPE])
        client.tokens.filter(expires_at__lte=now).delete()
        expires_at = now + timedelta(seconds=CLIENT_TOKEN_SECONDS)
        return _store(name=client.name, client_id=client.pk, scopes=known_scopes(wanted) if wanted else scopes, expires_at=expires_at)


def access(text: str, *, now: datetime) -> Access | None:
    """Return what a token opens now; None for every other text, so that nobody learns what was wrong with it."""
    organisation, secret = _split(text)
    with tenant(organisation.pk if organisation else NOBODY):
        found = selectors.valid_token(secret_hash(secret), now)
        if found is None or organisation is None:
            return None
        today = timezone.localdate(now)
        opened = selectors.access_by(found, organisation, today)
        if opened is not None and found.last_used_on != today:
            ApiToken.objects.filter(pk=found.pk).update(last_used_on=today)
        return opened


def client_identifier(client: ApiClient, organisation: Organisation) -> str:
    """Return how a program names itself: its organisation first, then its own id."""
    return f"{organisation.public_id.hex}.{client.public_id.hex}"


def _store(*, scopes: Collection[Scope], **values: object) -> tuple[ApiToken, str]:
    secret = secrets.token_urlsafe(32)
    made = ApiToken.objects.create(secret_hash=secret_hash(secret), scopes=sorted(scopes), **values)
    return made, f"{made.organisation.public_id.hex}.{secret}"


def _split(text: str) -> tuple[Organisation | None, str]:
    """Return the organisation that a token or id names, and what follows it."""
    public_id, _dot, rest = text[:LONGEST_TOKEN].partition(".")
    found = _uuid(public_id)
    return (selectors.organisation_by_public_id(found) if found else None), rest


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(hex=text)
    except ValueError:
        return None
