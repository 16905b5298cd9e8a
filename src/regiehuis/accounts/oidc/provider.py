"""The sign-in library's OpenID Connect, with what it leaves out: a nonce, checked keys, one subject, and no word of the visitor's."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from ..domain.sign_in_services import SignInService, counts_as_two_steps, identity, is_safe_address
from .tokens import verified
from .transport import AnswerRefused, read_object

STATE = "regiehuis"  # what we keep between the question and the answer, beside what the library keeps
MALFORMED = (AttributeError, KeyError, IndexError, TypeError, ValueError, RecursionError)


class ServiceAdapter(OpenIDConnectOAuth2Adapter):
    """One conversation with a sign-in service: where it is, the code for a token, the token for claims."""

    def __init__(self, request: HttpRequest, provider_id: str) -> None:
        super().__init__(request, provider_id)
        self.service: SignInService = settings.SIGN_IN_SERVICES[provider_id]
        self.state: dict[str, Any] = {}

    @property
    def openid_config(self) -> dict[str, Any]:
        if not hasattr(self, "_openid_config"):
            address = self.service.issuer.rstrip("/") + "/.well-known/openid-configuration"
            with get_adapter().get_requests_session() as session:
                found = read_object(session.get(address))
            if found.get("issuer") != self.service.issuer:
                raise AnswerRefused("another issuer answers")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not is_safe_address(found.get(name), allow_loopback=settings.OIDC_ALLOWS_LOOPBACK):
                    raise AnswerRefused(f"no safe {name}")
            self._openid_config = found
        return self._openid_config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Return the address that the operator registered at the service, whatever host the visitor named."""
        return f"{settings.BASE_URL}{reverse('openid_connect_callback', args=[self.provider_id])}"

    def get_access_token_data(self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None) -> dict[str, Any]:
        try:
            data = super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)
        except MALFORMED as error:
            raise AnswerRefused("token answer refused") from error
        if not isinstance(data, dict) or not isinstance(data.get("access_token"), str):
            raise AnswerRefused("no access token")
        return data

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """Keep no token: it is used once, here, and we ask nothing of the service afterwards."""
        del data
        return SocialToken(token="")

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        response = kwargs["response"]
        with get_adapter().get_requests_session() as session:
            key_set = read_object(session.get(self.openid_config["jwks_uri"]))
        claims = verified(response.get("id_token"), service=self.service, key_set=key_set, nonce=self.state.get("nonce", ""))
        claims = {**self._more(response["access_token"], claims["sub"]), **claims}
        end = self.openid_config.get("end_session_endpoint")
        self.state[STATE] = {
            "claims": claims, "id_token": response["id_token"], "two_steps": counts_as_two_steps(self.service, claims),
            "end": end if is_safe_address(end, allow_loopback=settings.OIDC_ALLOWS_LOOPBACK) else "",
        }  # fmt: skip
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, {"claims": claims, "issuer": self.service.issuer})
        return login

    def _more(self, access_token: str, subject: str) -> dict[str, Any]:
        """Return what the service tells beside the ID token; only about the same person (Core 1.0, 5.3.2)."""
        address = self.openid_config.get("userinfo_endpoint")
        if not address:
            return {}
        with get_adapter().get_requests_session() as session:
            found = read_object(session.get(address, headers={"Authorization": f"Bearer {access_token}"}))
        if found.get("sub") != subject:
            raise AnswerRefused("user info of someone else")
        return found


class ServiceProvider(OpenIDConnectProvider):
    """How the library sees a service that the operator registered."""

    package = "regiehuis.accounts.oidc"
    oauth2_adapter_class = ServiceAdapter
    pkce_enabled_default = True

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Take from the visitor where to return and whether to link; scopes and parameters are the operator's."""
        service: SignInService = settings.SIGN_IN_SERVICES[self.app.provider_id]
        kwargs = super().get_redirect_from_request_kwargs(request)
        if kwargs["process"] not in {AuthProcess.LOGIN, AuthProcess.CONNECT}:
            kwargs["process"] = AuthProcess.LOGIN
        nonce = secrets.token_urlsafe(24)
        return {**kwargs, "scope": list(service.all_scopes), "auth_params": {"nonce": nonce}, "nonce": nonce}

    def extract_uid(self, data: dict[str, Any]) -> str:
        return identity(data["issuer"], data["claims"]["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep by what the service knows someone, and nothing of what it told: that is asked again at each sign-in."""
        return {"issuer": data["issuer"], "sub": data["claims"]["sub"]}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        claims = data["claims"]
        return {name: claims[name] for name in ("email", "name") if isinstance(claims.get(name), str)}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        claims = data["claims"]
        if not isinstance(claims.get("email"), str):
            return []
        return [EmailAddress(email=claims["email"], verified=claims.get("email_verified") is True, primary=True)]
