"""What other apps may ask of accounts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from . import entrances
from .entrances import Entrance, Newcomer
from .models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Someone who can sign in."""

    id: int
    email: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceInfo:
    """A sign-in service as an organisation sees it."""

    key: str
    name: str
    issuer: str


def _account(user: User) -> Account:
    return Account(id=user.pk, email=user.email, name=user.name)


def of_user(user: object) -> Account | None:
    """Return the account behind a request's user; None for a visitor."""
    return _account(user) if isinstance(user, User) else None


def find(email: str) -> Account | None:
    user = User.objects.filter(email__iexact=email).first()
    return _account(user) if user else None


def by_id(account_id: int) -> Account:
    return _account(User.objects.get(pk=account_id))


def exists(email: str) -> bool:
    return User.objects.filter(email__iexact=email).exists()


def create(*, email: str, name: str, password: str | None) -> Account:
    """Make an account whose address is known to be theirs: they opened a link that was sent to it. Without a password, a sign-in
    service will be their way in."""
    user = User.objects.create_user(email=email, name=name, password=password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return _account(user)


def sign_in(request: HttpRequest, *, email: str = "", account_id: int | None = None) -> None:
    """Start a session of this account: the caller has made sure that it is theirs."""
    user = User.objects.get(email=email) if email else User.objects.get(pk=account_id)
    login(request, user, backend=BACKEND)


def plain_rows(account_ids: Collection[int]) -> list[dict[str, object]]:
    """Return accounts as plain values, without anything that opens one."""
    found = User.objects.filter(pk__in=list(account_ids)).order_by("pk")
    return [
        {"id": user.pk, "email": user.email, "name": user.name, "is_active": user.is_active, "created_at": user.created_at}
        for user in found
    ]


def forget(account_ids: Collection[int]) -> int:
    """Delete accounts with everything the sign-in library keeps of them, sessions included; return how many."""
    users = User.objects.filter(pk__in=list(account_ids))
    _end_sessions_of(users)
    number = users.count()
    users.delete()
    return number


def end_sessions(account_id: int) -> None:
    """Sign this account out on every device."""
    _end_sessions_of(User.objects.filter(pk=account_id))


def _end_sessions_of(users: QuerySet[User]) -> None:
    sessions = UserSession.objects.filter(user__in=users)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()


def seen_version(user: object) -> str | None:
    """Return up to which version this user read what changed; None for a visitor."""
    return user.seen_version if isinstance(user, User) else None


def saw_version(user: object, version: str) -> None:
    """Remember that a user read what changed up to this version."""
    if isinstance(user, User) and user.seen_version != version:
        user.seen_version = version
        user.save(update_fields=["seen_version"])


def entrance(request: HttpRequest) -> Entrance:
    """Through which door this session came in."""
    return entrances.of_session(request)


def came_in_two_steps(request: HttpRequest, user_id: int) -> bool:
    """Whether this session needed two steps: at the sign-in service, or because the account has a second step of ours."""
    return entrances.of_session(request).two_steps or has_second_step(user_id)


def sign_in_services_for(organisation: UUID) -> list[ServiceInfo]:
    """The services that the operator tied to this organisation."""
    return [ServiceInfo(key=each.key, name=each.name, issuer=each.issuer) for each in entrances.services_for(organisation)]


def newcomer(request: HttpRequest, organisation: UUID) -> Newcomer | None:
    """Who came back from a sign-in service without an account, if that service may open this organisation."""
    return entrances.newcomer(request, organisation)


def sign_in_newcomer(request: HttpRequest, *, account_id: int) -> None:
    """Link the waiting identity to an account that was just made by an invitation, and start its session."""
    login_of = entrances.bind_newcomer(request, account_id)
    sign_in(request, account_id=account_id)
    if login_of is not None:
        entrances.forget(request)
        entrances.remember(request, login_of)


def has_second_step(user_id: int) -> bool:
    """Return whether this account signs in with a second step: codes from an app, or a passkey. Recovery codes alone are none."""
    return Authenticator.objects.filter(user_id=user_id, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]).exists()


def second_step_used_since(account_id: int, moment: datetime) -> bool:
    """Return whether a code, passkey or recovery code of this account was used or made since then: it is then not lost."""
    return Authenticator.objects.filter(Q(last_used_at__gte=moment) | Q(created_at__gte=moment), user_id=account_id).exists()


def remove_second_steps(account_id: int) -> None:
    """Take away app, passkeys and recovery codes of an account and sign it out everywhere; the password stays."""
    Authenticator.objects.filter(user_id=account_id).delete()
    end_sessions(account_id)
