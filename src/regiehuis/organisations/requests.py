"""A request inside an open organisation: what the middleware puts on it."""

from __future__ import annotations

from django.http import HttpRequest

from .domain.actors import Actor
from .selectors import OwnOrganisation


class TenantRequest(HttpRequest):
    """The type of a request in every view that is not a platform view."""

    actor: Actor
    own: OwnOrganisation
    own_count: int
