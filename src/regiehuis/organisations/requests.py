"""A request inside an open organisation: what the middleware puts on it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from regiehuis.platform.errors import Forbidden

from .domain.actors import Actor
from .domain.roles import Right
from .domain.scopes import Scope
from .selectors import Access, OwnOrganisation


class TenantRequest(HttpRequest):
    """The type of a request in every view that is not a platform view."""

    actor: Actor
    own: OwnOrganisation
    own_count: int


class ApiRequest(HttpRequest):
    """The type of a request in every endpoint of the API: a token opened the organisation."""

    actor: Actor
    access: Access
    refusal_is_logged: bool  # the answer is an error, and a line in the log stays


def require(request: TenantRequest | ApiRequest, right: Right) -> None:
    """Raise Forbidden unless the roles of whoever asks give this right."""
    if not request.actor.may(right):
        raise Forbidden


class MissingScope(Forbidden):
    """The token was not made for this."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(_("Dit token is niet gemaakt voor '%(scope)s'. Maak een token dat dit mag.") % {"scope": scope.value})
        self.scope = scope


class Needs:
    """What a token must have been made for; each endpoint of the API names it as its ``auth``."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def __call__(self, request: ApiRequest) -> Access:
        if self.scope not in request.access.scopes:
            raise MissingScope(self.scope)
        return request.access
