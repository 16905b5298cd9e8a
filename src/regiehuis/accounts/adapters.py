"""How allauth behaves here: accounts come by invitation only, and passkeys belong to Regiehuis."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .models import User


class AccountAdapter(DefaultAccountAdapter):
    """No self-registration; mail goes out in Dutch unless the reader chose otherwise."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondStepAdapter(DefaultMFAAdapter):
    """What a device shows of a passkey, and how it is called until its owner names it."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Regiehuis"}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002, the library's own name
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}
