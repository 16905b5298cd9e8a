"""Mail about invitations and lost second steps. It goes out at once: the administrator wants to know whether it left."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from regiehuis.accounts import facade as accounts
from regiehuis.platform.links import Purpose, secret_for

from .models import Invitation, Organisation, PartnershipInvitation, RoleChoices, SecondStepReset
from .services import partnerships, people


def invitation_link(organisation: Organisation, secret: str) -> str:
    """Return the address in the mail: the organisation first, then the secret."""
    path = reverse("invitation", args=[f"{organisation.public_id.hex}.{secret}"])
    return f"{settings.BASE_URL}{path}"


def reset_stop_link(organisation: Organisation, reset: SecondStepReset) -> str:
    secret = secret_for(reset.public_id, Purpose.SECOND_STEP_RESET, key=settings.SECRET_KEY)
    return f"{settings.BASE_URL}{reverse('second-step-reset-stop', args=[f'{organisation.public_id.hex}.{secret}'])}"


def send_about_reset(reset: SecondStepReset, step: str, *, organisation: Organisation) -> bool:
    """Tell the owner of an account that a step towards recovery was taken, with the link that stops it; return whether the mail left."""
    account = accounts.by_id(reset.user_id)
    context = {"step": step, "reset": reset, "organisation": organisation, "name": account.name, "link": reset_stop_link(organisation, reset),
               "hours": settings.SECOND_STEP_RESET_HOURS}  # fmt: skip
    return _send("organisations/mail/second_step_reset_subject.txt", "organisations/mail/second_step_reset.txt", context, account.email)


def send_about_reset_by_operator(account: accounts.Account) -> bool:
    """Tell the owner that the operator took their second step away."""
    context = {"name": account.name}
    return _send("organisations/mail/second_step_gone_subject.txt", "organisations/mail/second_step_gone.txt", context, account.email)


def _send(subject_template: str, template: str, context: dict[str, Any], address: str) -> bool:
    subject = render_to_string(subject_template, context).strip()
    text = render_to_string(template, context).strip() + "\n"
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [address]).send()
    except (SMTPException, OSError):
        return False
    return True


def send_invitation(invitation: Invitation, secret: str, organisation: Organisation) -> bool:
    """Send the mail and note the moment; return whether it left."""
    labels = dict(RoleChoices.choices)
    context = {"person": invitation.person, "organisation": organisation, "link": invitation_link(organisation, secret),
               "roles": [str(labels[role]) for role in invitation.roles], "expires_at": invitation.expires_at}  # fmt: skip
    if not _left("organisations/mail/invitation_subject.txt", "organisations/mail/invitation.txt", context, invitation.person.email):
        return False
    people.mark_sent(invitation_id=invitation.pk, at=timezone.now())
    return True


def send_code(invitation: PartnershipInvitation, code: str, organisation: Organisation, sender: str) -> bool:
    """Send a municipality its code. The address in the mail holds no secret: the code is typed in by somebody who signed in."""
    context = {"invitation": invitation, "organisation": organisation, "code": code, "sender": sender,
               "page": f"{settings.BASE_URL}{reverse('partnerships:accept')}"}  # fmt: skip
    if not _left("organisations/mail/partnership_subject.txt", "organisations/mail/partnership.txt", context, invitation.email):
        return False
    partnerships.mark_sent(invitation_id=invitation.pk, at=timezone.now())
    return True


def _left(subject_name: str, text_name: str, context: dict[str, object], address: str) -> bool:
    subject = render_to_string(subject_name, context).strip()
    text = render_to_string(text_name, context)
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [address]).send()
    except (SMTPException, OSError):
        return False
    return True
