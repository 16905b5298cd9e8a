"""How allauth behaves here: accounts come by invitation only, passkeys belong to Regiehuis, and a sign-in service vouches for its own."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

from . import entrances
from .models import User
from .oidc.refusals import Refusal, refused
from .oidc.transport import CarefulSession

LONGEST_NAME = 200


class AccountAdapter(DefaultAccountAdapter):
    """No self-registration; mail goes out in Dutch unless the reader chose otherwise."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        """Ask for our second step unless the sign-in service said that it asked for one."""
        ours = "regiehuis.accounts.second_steps.SecondStepStage"
        return [ours if stage == "allauth.mfa.stages.AuthenticateStage" else stage for stage in super().get_login_stages()]

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Remember through which service someone came in, and give the roles that it vouches for."""
        entrances.forget(request)
        login = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        if login is not None:
            entrances.remember(request, login)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Always; and whoever has nothing of their own to confirm with sets a password by mail first.

        The library lets them through. Then whoever runs a sign-in service could give an account of its people a way in of their own,
        and by that enter organisations to which the service was never tied.
        """
        user = context.request.user
        if user.is_authenticated and not get_reauthentication_flows(user):
            raise ImmediateHttpResponse(redirect("accounts:own-password"))
        return True

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Sign out at the service too; our own session ends first and whatever the service does."""
        return entrances.sign_out_address(request) or str(super().get_logout_redirect_url(request))


class SignInServiceAdapter(DefaultSocialAccountAdapter):
    """Never by e-mail address alone: only who is linked gets in, or whom the mapping of an organisation gives a role."""

    def get_requests_session(self) -> CarefulSession:
        return CarefulSession()

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
        """Only the operator's own list: a row in the database registers nothing."""
        apps = [
            SocialApp(provider="openid_connect", provider_id=each.key, name=each.name, client_id=each.client_id, secret=each.client_secret)
            for each in settings.SIGN_IN_SERVICES.values()
        ]
        wanted = {None, "", "openid_connect"}
        return [app for app in apps if (provider in wanted or app.provider_id == provider) and client_id in {None, app.client_id}]

    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, exception: BaseException | None = None, extra_context: dict[str, Any] | None = None) -> None:  # fmt: skip
        service = settings.SIGN_IN_SERVICES[provider.app.provider_id]
        if isinstance(exception, RequestException):
            why = Refusal.AWAY
        elif exception is None and error == AuthError.CANCELLED:
            why = Refusal.CANCELLED
        elif exception is None and "state" not in (extra_context or {}):
            why = Refusal.EXPIRED
        else:
            why = Refusal.NOT_UNDERSTOOD
        raise ImmediateHttpResponse(refused(request, service, why, exception))

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user: User = sociallogin.user
        user.email = str(data.get("email") or "").lower()
        words = "".join(letter for letter in str(data.get("name") or "") if letter.isprintable()).strip()
        user.name = (words or user.email.partition("@")[0])[:LONGEST_NAME]
        return user

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Whom we do not know: on to their invitation, or in by the mapping of their organisation, or a page that says what to do."""
        if invitation := entrances.waiting_invitation(sociallogin):
            entrances.keep_for_invitation(request, sociallogin)
            raise ImmediateHttpResponse(redirect(invitation))
        if refusal := entrances.refusal_of_newcomer(sociallogin):
            raise ImmediateHttpResponse(refused(request, entrances.service_of(sociallogin), refusal))
        return True

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return True  # there is no form to sign up by; is_open_for_signup decided

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """Make the account and give its roles together, or neither."""
        with transaction.atomic():
            user: User = super().save_user(request, sociallogin, form)
            entrances.give_roles(sociallogin)
        return user

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("accounts:identities")


class SecondStepAdapter(DefaultMFAAdapter):
    """What a device shows of a passkey, and how it is called until its owner names it."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Regiehuis"}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002, the library's own name
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}
