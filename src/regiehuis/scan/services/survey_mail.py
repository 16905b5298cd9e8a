"""Send invitations and reminders by mail, so that a crash sends nothing twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from regiehuis.organisations import facade as organisations
from regiehuis.platform.links import token
from regiehuis.platform.tenancy import tenant

from ..domain.workflow import SurveyState
from ..models import SurveyInvitation, SurveyRound
from .surveys import secret_of

Mail = SurveyInvitation.Mail


def send_waiting(*, organisation_id: int, round_id: int) -> int:
    """Send what waits, one transaction before and one after each mail; return how many left.

    Before it goes out an invitation is stored as under way. After a crash it stays so and is listed for the lead, instead of
    being sent again by itself.
    """
    sent = 0
    organisation = organisations.info(organisation_id)
    while True:
        with tenant(organisation_id):
            invitation = (
                SurveyInvitation.objects.select_for_update(skip_locked=True, of=("self",)).select_related("round__scan__lead")
                .filter(round_id=round_id, round__state=SurveyState.OPEN.value, mail=Mail.WAITING).first()
            )  # fmt: skip
            if invitation is None:
                return sent
            SurveyInvitation.objects.filter(pk=invitation.pk).update(mail=Mail.UNDER_WAY)
        error = _send(invitation, organisation, is_reminder=False)
        with tenant(organisation_id):
            SurveyInvitation.objects.filter(pk=invitation.pk).update(mail=Mail.FAILED if error else Mail.SENT, mail_error=error)
        sent += not error


def remind(*, organisation_id: int, today: date) -> int:
    """Send the reminders that fall due today, to unused invitations only; return how many left."""
    organisation = organisations.info(organisation_id)
    with tenant(organisation_id):
        due = [
            invitation
            for survey in SurveyRound.objects.filter(state=SurveyState.OPEN.value, closes_on__gte=today)
            if survey.opens_on and any(survey.opens_on + timedelta(days=days) == today for days in survey.reminder_days)
            for invitation in survey.invitations.select_related("round__scan__lead")
            .filter(is_used=False, mail=Mail.SENT)
            .exclude(reminded_on=today)
        ]
        SurveyInvitation.objects.filter(pk__in=[each.pk for each in due]).update(reminded_on=today)
    return sum(not _send(invitation, organisation, is_reminder=True) for invitation in _in_order(due))


def _in_order(invitations: Iterable[SurveyInvitation]) -> list[SurveyInvitation]:
    return sorted(invitations, key=lambda each: each.email)


def link_of(invitation: SurveyInvitation, organisation: organisations.OrganisationInfo) -> str:
    path = reverse("survey", args=[token(organisation.public_id, secret_of(invitation))])
    return f"{settings.BASE_URL}{path}"


def _send(invitation: SurveyInvitation, organisation: organisations.OrganisationInfo, *, is_reminder: bool) -> str:
    """Send one mail and return the error, empty when it left."""
    context = {"link": link_of(invitation, organisation), "organisation": organisation, "closes_on": invitation.round.closes_on,
               "scan": invitation.round.scan, "is_reminder": is_reminder}  # fmt: skip
    subject = render_to_string("scan/mail/survey_subject.txt", context).strip()
    message = EmailMessage(subject, render_to_string("scan/mail/survey.txt", context), settings.DEFAULT_FROM_EMAIL, [invitation.email])
    try:
        message.send()
    except (SMTPException, OSError) as error:
        return f"{type(error).__name__}: {error}"[:200]
    return ""
