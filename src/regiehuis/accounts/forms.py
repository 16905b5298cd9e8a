"""Forms of the passkeys: the library checks what a device says, we refuse what it does not expect."""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NOT_RECOGNISED = _("Deze passkey is niet herkend. Probeer het opnieuw, of kies een andere manier.")
# What the library raises when parts of the answer are missing or of another kind: it comes from outside.
MALFORMED = (AttributeError, KeyError, IndexError, TypeError, ValueError)
LONGEST_NAME = 100
LONGEST_ANSWER = 20_000  # characters; a device says a few thousand


class AnswerField(forms.JSONField):
    """What the device answered, as JSON; a script of ours puts it in the form."""

    def __init__(self) -> None:
        required = _("Er kwam geen passkey mee. Passkeys werken alleen met JavaScript.")
        super().__init__(label=_("Passkey"), widget=forms.HiddenInput, error_messages={"required": required, "invalid": NOT_RECOGNISED})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST_ANSWER:
            raise ValidationError(NOT_RECOGNISED)
        answer = super().to_python(value)
        if answer is not None and (not isinstance(answer, dict) or "\\u0000" in json.dumps(answer)):
            raise ValidationError(NOT_RECOGNISED)
        return answer


class AddPasskeyForm(AddWebAuthnForm):
    """Name a new passkey, and say whether it replaces the password."""

    name = forms.CharField(
        label=_("Naam"), required=False, max_length=LONGEST_NAME, help_text=_("Zo herkent u hem terug, bijvoorbeeld: laptop van het werk.")
    )
    passwordless = forms.BooleanField(
        label=_("Ook aanmelden zonder wachtwoord"),
        required=False,
        initial=True,
        help_text=_("Het apparaat vraagt dan altijd om uw vinger, gezicht of pincode. Kan uw sleutel dat niet, haal het vinkje dan weg."),
    )
    credential = AnswerField()

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except (*MALFORMED, ValidationError) as error:
            raise ValidationError(NOT_RECOGNISED) from error


class RenamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Naam"), max_length=LONGEST_NAME)


class _AnswerMixin:
    """Sign in or confirm by what a device answered."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except MALFORMED as error:
            raise ValidationError(NOT_RECOGNISED) from error
        except ValidationError as error:
            raise ValidationError(NOT_RECOGNISED) if error.code == "incorrect_code" else error from error


class SignInByPasskeyForm(_AnswerMixin, LoginWebAuthnForm):
    credential = AnswerField()


class SecondStepByPasskeyForm(_AnswerMixin, AuthenticateWebAuthnForm):
    credential = AnswerField()


class ConfirmByPasskeyForm(_AnswerMixin, ReauthenticateWebAuthnForm):
    credential = AnswerField()
