"""Mail about notifications: at once, or an overview a day. What may have been sent is never sent again by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from regiehuis.organisations import facade as organisations
from regiehuis.platform.links import Purpose, secret_for, secret_hash, token
from regiehuis.platform.tenancy import tenant

from ..domain.choices import Choice, MailState, may_be_mailed
from ..domain.kinds import Line
from ..models import Notification, Reader
from ..selectors import choices_of, lines_for

MOST_IN_ONE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail that is ready to go."""

    to: str
    lines: Sequence[Line]
    ids: Sequence[int]
    state: MailState
    off_url: str


def send_overviews(*, organisation_id: int, today: date) -> int:
    """Send everyone of an organisation the overview of the day; return how many left.

    Before it goes out, the day is stored with its reader and each notification is stored as under way, in one transaction that
    holds the reader. So a second run, at the same time or later that day, finds nothing to do, and neither does one after a crash.
    """
    return sum(
        _send_next(organisation_id, person_id, MailState.DAILY, today=today) for person_id in _waiting(organisation_id, MailState.DAILY)
    )


def send_direct(*, organisation_id: int) -> int:
    """Send what waits to be sent at once, a mail for each; return how many left."""
    sent = 0
    for person_id, number in _waiting(organisation_id, MailState.DIRECT).items():
        sent += sum(_send_next(organisation_id, person_id, MailState.DIRECT) for _each in range(number))
    return sent


def _waiting(organisation_id: int, state: MailState) -> dict[int, int]:
    """Return for how many notifications each person waits."""
    found: dict[int, int] = defaultdict(int)
    with tenant(organisation_id):
        for person_id in Notification.objects.filter(mail=state.value).order_by("person_id").values_list("person_id", flat=True):
            found[person_id] += 1
    return dict(found)


def _send_next(organisation_id: int, person_id: int, state: MailState, *, today: date | None = None) -> bool:
    """Send a person one mail, in a transaction before and one after it; return whether it left."""
    with override("nl"):
        organisation = organisations.info(organisation_id)
        with tenant(organisation_id):
            letter = _take(organisation, person_id, state, today)
        if letter is None:
            return False
        left = _send(letter, organisation)
    with tenant(organisation_id):
        # Certainly not sent: with the next overview, so that a mail server that is away for an hour costs nobody anything.
        after = MailState.SENT if left else MailState.DAILY
        Notification.objects.filter(pk__in=letter.ids, mail=MailState.UNDER_WAY.value).update(mail=after.value)
    return left


def _take(organisation: organisations.OrganisationInfo, person_id: int, state: MailState, today: date | None) -> Letter | None:
    """Take what waits for a person and may still go out, store it as under way, and return the mail; None when there is none."""
    person = organisations.reachable([person_id]).get(person_id)
    if person is None:
        _give_up(person_id, state)
        return None
    reader = _locked_reader(person_id)
    if today is not None and reader.overview_on is not None and reader.overview_on >= today:
        return None
    rows = list(Notification.objects.select_for_update().filter(person_id=person_id, mail=state.value).order_by("at", "pk"))
    lines, chosen = lines_for(person.actor, rows), choices_of([person_id])
    going = [row for row in rows if may_be_mailed(state=MailState(row.mail), choice=chosen.get((person_id, row.kind), Choice()),
                                                  is_read=row.read_at is not None, is_visible=row.pk in lines)]  # fmt: skip
    staying = {row.pk for row in rows} - {row.pk for row in going}
    Notification.objects.filter(pk__in=staying).update(mail=MailState.NONE.value)
    going = going[:1] if state == MailState.DIRECT else going
    if not going:
        return None
    ids = [row.pk for row in going]
    Notification.objects.filter(pk__in=ids).update(mail=MailState.UNDER_WAY.value)
    if today is not None:
        Reader.objects.filter(pk=reader.pk).update(overview_on=today)
    secret = secret_for(reader.public_id, Purpose.NOTIFICATIONS_OFF, key=settings.SECRET_KEY)
    off = reverse("notifications-off", args=[token(organisation.public_id, secret)])
    return Letter(to=person.email, lines=[lines[pk] for pk in ids], ids=ids, state=state, off_url=f"{settings.BASE_URL}{off}")


def _give_up(person_id: int, state: MailState) -> None:
    """Someone who left the organisation gets no mail, also not later."""
    Notification.objects.filter(person_id=person_id, mail=state.value).update(mail=MailState.NONE.value)


def _locked_reader(person_id: int) -> Reader:
    """Return the reader, locked, with the hash of a link that works; the first mail makes it."""
    reader, _created = Reader.objects.get_or_create(person_id=person_id, defaults={"token_hash": f"new-{person_id}"})
    reader = Reader.objects.select_for_update().get(pk=reader.pk)
    hashed = secret_hash(secret_for(reader.public_id, Purpose.NOTIFICATIONS_OFF, key=settings.SECRET_KEY))
    if reader.token_hash != hashed:  # new, or the server has another key now
        reader.token_hash = hashed
        reader.save(update_fields=["token_hash"])
    return reader


def _send(letter: Letter, organisation: organisations.OrganisationInfo) -> bool:
    context = {
        "lines": [(line.text, f"{settings.BASE_URL}{line.url}") for line in letter.lines[:MOST_IN_ONE]],
        "more": max(0, len(letter.lines) - MOST_IN_ONE), "number": len(letter.lines), "organisation": organisation,
        "is_overview": letter.state == MailState.DAILY, "off_url": letter.off_url,
        "list_url": f"{settings.BASE_URL}{reverse('notifications:list')}",
        "settings_url": f"{settings.BASE_URL}{reverse('notifications:settings')}",
    }  # fmt: skip
    subject = " ".join(render_to_string("notifications/mail/subject.txt", context).split())
    headers = {"List-Unsubscribe": f"<{letter.off_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}  # RFC 8058
    text = render_to_string("notifications/mail/overview.txt", context)
    message = EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [letter.to], headers=headers)
    try:
        message.send()
    except (SMTPException, OSError):
        return False
    return True
