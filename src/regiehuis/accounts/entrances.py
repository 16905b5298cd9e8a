"""Through which door a session came in: the own password or passkey, or a sign-in service that opens only what the operator tied to it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from .domain.sign_in_services import SignInService, may_make_account
from .models import User
from .oidc.provider import STATE
from .oidc.refusals import Refusal

KEY = "sign_in_service"
NEWCOMER = "waiting_identity"
KEPT_SECONDS = 900  # enough to read an invitation; the next at this computer may not find it


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """What the way in means for what the session opens."""

    issuer: str = ""  # empty: the own password or passkey
    organisations: frozenset[UUID] | None = None  # None: every organisation of the person
    two_steps: bool = False


def of_session(request: HttpRequest) -> Entrance:
    """Return the door of this session as the operator's list has it now: a service that was taken off opens nothing any more."""
    kept = request.session.get(KEY)
    if kept is None:
        return Entrance()
    service = settings.SIGN_IN_SERVICES.get(kept["key"])
    if service is None or service.issuer != kept["issuer"]:
        return Entrance(issuer=kept["issuer"], organisations=frozenset())
    return Entrance(issuer=service.issuer, organisations=service.organisations, two_steps=kept["two_steps"])


def _roles() -> Any:
    """Who makes roles of claims. Named in the settings: organisations stand on accounts, and not the other way round."""
    return import_module(settings.ROLES_BY_CLAIMS)


def service_of(login: SocialLogin) -> SignInService:
    service: SignInService = settings.SIGN_IN_SERVICES[login.account.provider]
    return service


def forget(request: HttpRequest) -> None:
    for name in (KEY, NEWCOMER):
        request.session.pop(name, None)


def remember(request: HttpRequest, login: SocialLogin) -> None:
    """Keep in the session, on the server, which service it was and how to sign out there; and give the roles that it vouches for."""
    give_roles(login)
    service, said = service_of(login), login.state[STATE]
    request.session[KEY] = {"key": service.key, "issuer": service.issuer, "two_steps": said["two_steps"], "id_token": said["id_token"],
                            "end": said["end"]}  # fmt: skip


def give_roles(login: SocialLogin) -> None:
    """Let each organisation that the operator tied to the service apply its mapping; it begins and ends only its own roles."""
    service, user = service_of(login), login.user
    _roles().apply_claims(account_id=user.pk, email=user.email, name=user.name, issuer=service.issuer, claims=login.state[STATE]["claims"],
                               allowed=service.organisations, now=timezone.now())  # fmt: skip


def refusal_of_newcomer(login: SocialLogin) -> Refusal | None:
    """Return why no account is made for someone whom the service knows and we do not."""
    service, claims, user = service_of(login), login.state[STATE]["claims"], login.user
    if not may_make_account(service, claims) or not user.email:
        return Refusal.UNKNOWN
    if User.objects.filter(email__iexact=user.email).exists():
        return Refusal.ADDRESS_TAKEN
    found = _roles().roles_by_claims(email=user.email, issuer=service.issuer, claims=claims, allowed=service.organisations)
    if not found.roles:
        return Refusal.UNKNOWN
    return Refusal.ADDRESS_TAKEN if found.address_is_known else None


def sign_out_address(request: HttpRequest) -> str:
    """Return where signing out at the service goes on (RP-Initiated Logout 1.0); empty when it offers no such page."""
    kept = request.session.get(KEY) or {}
    service = settings.SIGN_IN_SERVICES.get(kept.get("key", ""))
    if service is None or not kept.get("end"):
        return ""
    query = {"id_token_hint": kept["id_token"], "client_id": service.client_id,
             "post_logout_redirect_uri": f"{settings.BASE_URL}{reverse('account_login')}"}  # fmt: skip
    return f"{kept['end']}{'&' if '?' in kept['end'] else '?'}{urlencode(query)}"


# ---- someone new with an invitation --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Someone whom a service knows and who has no account yet: they hold an invitation and come back with an identity."""

    service: SignInService
    name: str
    email: str


def waiting_invitation(login: SocialLogin) -> str:
    """Return the invitation from which someone went to the service; empty when they came from elsewhere."""
    path = str(login.state.get("next") or "")
    try:
        return path if resolve(path).url_name == "invitation" else ""
    except Resolver404:
        return ""


def keep_for_invitation(request: HttpRequest, login: SocialLogin) -> None:
    request.session[NEWCOMER] = {**login.serialize(), "at": int(time.time())}


def _kept(request: HttpRequest) -> SocialLogin | None:
    data = request.session.get(NEWCOMER)
    if not data or time.time() - data["at"] > KEPT_SECONDS or data["account"].get("provider") not in settings.SIGN_IN_SERVICES:
        return None
    login: SocialLogin = SocialLogin.deserialize(data)
    return login if login.account.extra_data.get("issuer") == service_of(login).issuer else None


def newcomer(request: HttpRequest, organisation: UUID) -> Newcomer | None:
    """Return who came back from a service, if it may open this organisation."""
    login = _kept(request)
    if login is None or organisation not in service_of(login).organisations:
        return None
    return Newcomer(service=service_of(login), name=login.user.name, email=login.user.email)


def bind_newcomer(request: HttpRequest, account_id: int) -> SocialLogin | None:
    """Tie the identity that waits in this session to the account that the invitation just made."""
    login = _kept(request)
    if login is None or SocialAccount.objects.filter(provider=login.account.provider, uid=login.account.uid).exists():
        return None
    login.user = User.objects.get(pk=account_id)
    login.account.user = login.user
    login.account.save()
    return login


def services_for(organisation: UUID) -> list[SignInService]:
    """Return the services that may open this organisation."""
    return [each for each in settings.SIGN_IN_SERVICES.values() if organisation in each.organisations]
