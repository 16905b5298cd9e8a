"""The mails of invitations. They go out at once: the administrator wants to know whether it left."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from .models import Invitation, Organisation, PartnershipInvitation, RoleChoices
from .services import partnerships, people


def invitation_link(organisation: Organisation, secret: str) -> str:
    """Return the address in the mail: the organisation first, then the secret."""
    path = reverse("invitation", args=[f"{organisation.public_id.hex}.{secret}"])
    return f"{settings.BASE_URL}{path}"


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
