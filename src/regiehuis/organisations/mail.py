"""The invitation mail. It goes out at once: the administrator wants to know whether it left."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from .models import Invitation, Organisation, RoleChoices
from .services import people


def invitation_link(organisation: Organisation, secret: str) -> str:
    """Return the address in the mail: the organisation first, then the secret."""
    path = reverse("invitation", args=[f"{organisation.public_id.hex}.{secret}"])
    return f"{settings.BASE_URL}{path}"


def send_invitation(invitation: Invitation, secret: str, organisation: Organisation) -> bool:
    """Send the mail and note the moment; return whether it left."""
    labels = dict(RoleChoices.choices)
    context = {"person": invitation.person, "organisation": organisation, "link": invitation_link(organisation, secret),
               "roles": [str(labels[role]) for role in invitation.roles], "expires_at": invitation.expires_at}  # fmt: skip
    subject = render_to_string("organisations/mail/invitation_subject.txt", context).strip()
    text = render_to_string("organisations/mail/invitation.txt", context)
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [invitation.person.email]).send()
    except (SMTPException, OSError):
        return False
    people.mark_sent(invitation_id=invitation.pk, at=timezone.now())
    return True
