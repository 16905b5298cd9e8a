"""Which sign-in services are linked to an account, and taking such a link away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction

from ..domain.ways_in import is_last_way_in
from ..models import User

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A link as its owner sees it; ``is_gone``: the operator took the service off the list."""

    id: int
    service: str
    linked_at: datetime
    is_gone: bool


def of_account(user_id: int) -> list[Identity]:
    """The links of an account, oldest first."""
    services = settings.SIGN_IN_SERVICES
    return [
        Identity(id=each.pk, service=services[each.provider].name if each.provider in services else each.provider,
                 linked_at=each.date_joined, is_gone=each.provider not in services)
        for each in SocialAccount.objects.filter(user_id=user_id).order_by("pk")
    ]  # fmt: skip


def to_link(user_id: int) -> list[dict[str, str]]:
    """The services that this account is not linked to yet."""
    linked = set(SocialAccount.objects.filter(user_id=user_id).values_list("provider", flat=True))
    return [{"key": each.key, "name": each.name} for each in settings.SIGN_IN_SERVICES.values() if each.key not in linked]


def remove(*, user_id: int, identity_id: int) -> bool | None:
    """Take a link away; False when it is the last way in, None when there is no such link of this account."""
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user_id)
        links = list(SocialAccount.objects.filter(user_id=user_id))
        link = next((each for each in links if each.pk == identity_id), None)
        if link is None:
            return None
        others = sum(each.pk != link.pk and each.provider in settings.SIGN_IN_SERVICES for each in links)
        if is_last_way_in(has_password=user.has_usable_password(), other_services=others, passkeys=_passkeys(user_id)):
            return False
        link.delete()
    log.info("accounts.identity.removed", account=user_id, service=link.provider)
    return True


def _passkeys(user_id: int) -> int:
    """How many passkeys open this account without a password."""
    found = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.WEBAUTHN)
    return sum(each.wrap().is_passwordless is True for each in found)
