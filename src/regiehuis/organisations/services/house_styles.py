"""Writes to the house style."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from regiehuis.audit import facade as audit
from regiehuis.documents.renderers.logo import logo_png
from regiehuis.platform.errors import Forbidden, NotAllowed

from ..domain import house_style as rules
from ..domain.actors import Actor
from ..domain.obstacles import Obstacle
from ..domain.roles import Right
from ..models import HouseStyle, Organisation


def save(*, by: Actor, style: rules.HouseStyle) -> None:
    """Store colours and shapes. Raises NotAllowed when words on one of the colours would be hard to read."""
    with transaction.atomic():
        stored = _locked(by)
        if any(not each.is_enough for each in rules.contrasts(style)):
            raise NotAllowed([Obstacle.TOO_LITTLE_CONTRAST])
        stored.tokens = rules.as_data(style)
        stored.save()
        _organisation(by).update(style_hash=rules.style_hash(rules.style_sheet(style)))
        audit.record(by=by, event="organisations.house_style.changed", detail=stored.tokens)


def reset(*, by: Actor) -> None:
    """Go back to the product's own colours; the logo stays."""
    with transaction.atomic():
        stored = _locked(by)
        stored.tokens = {}
        stored.save()
        _organisation(by).update(style_hash="")
        audit.record(by=by, event="organisations.house_style.reset")


def set_logo(*, by: Actor, content: bytes) -> None:
    """Store a logo, drawn anew as PNG. Raises NotAllowed for what is no picture, or one that asks for more than itself."""
    try:
        drawn = logo_png(content)
    except ValueError as error:
        raise NotAllowed([Obstacle.NOT_A_LOGO]) from error
    with transaction.atomic():
        stored = _locked(by)
        stored.logo = drawn
        stored.save()
        _organisation(by).update(logo_hash=rules.style_hash(drawn))
        audit.record(by=by, event="organisations.logo.changed")


def remove_logo(*, by: Actor) -> None:
    with transaction.atomic():
        stored = _locked(by)
        stored.logo = None
        stored.save()
        _organisation(by).update(logo_hash="")
        audit.record(by=by, event="organisations.logo.removed")


def _locked(by: Actor) -> HouseStyle:
    if not by.may(Right.MANAGE_ORGANISATION):
        raise Forbidden
    _organisation(by).select_for_update(no_key=True).get()
    return HouseStyle.objects.first() or HouseStyle()


def _organisation(by: Actor) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk=by.organisation_id)
