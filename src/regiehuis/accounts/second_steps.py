"""When the second step of ours is asked for."""

from __future__ import annotations

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from .oidc.provider import STATE


class SecondStepStage(AuthenticateStage):
    """Asked of everybody who has one, except after a sign-in service that says it asked for two steps in words the operator trusts."""

    def _should_handle(self, request: HttpRequest) -> bool:
        login = (self.login.signal_kwargs or {}).get("sociallogin")
        if login is not None and login.state.get(STATE, {}).get("two_steps") is True:
            return False
        return bool(super()._should_handle(request))
