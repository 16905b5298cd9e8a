"""Writes to notifications: that something happened, that it was read, that it is too old."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from regiehuis.platform.tenancy import current_organisation_id

from ..domain.choices import Choice, MailState
from ..models import Notification
from ..registry import kinds
from ..selectors import choices_of

DAYS_KEPT = 90


def tell(*, kind: str, to: Iterable[int], subject: object, detail: Mapping[str, object] | None = None) -> int:
    """Tell these people of the open organisation, in the transaction of what happened; return how many want to hear it.

    The caller names only people who may see it now. ``detail`` holds codes and dates, never names or titles.
    """
    if kind not in kinds():
        raise ValueError(f"unknown kind of notification {kind!r}")
    people = sorted(set(to))
    chosen = choices_of(people)
    wanted = {person: choice for person in people if not (choice := chosen.get((person, kind), Choice())).wants_nothing}
    rows = [
        Notification(organisation_id=current_organisation_id(), person_id=person, kind=kind, subject=str(subject), detail=dict(detail or {}),
                     at=timezone.now(), is_listed=choice.in_app, mail=choice.mail_state.value)
        for person, choice in wanted.items()
    ]  # fmt: skip
    Notification.objects.bulk_create(rows)
    if any(row.mail == MailState.DIRECT for row in rows):
        _ask_to_send()
    return len(rows)


def _ask_to_send() -> None:
    """Send what goes out at once after this transaction; while a job for it waits, that one does it. By name: the job stands above."""
    organisation_id = current_organisation_id()
    try:
        with transaction.atomic():
            job = app.configure_task("notifications.send_direct", queue="default", queueing_lock=f"notifications.direct.{organisation_id}")
            job.defer(organisation_id=organisation_id)
    except AlreadyEnqueued:
        return


def mark_read(*, person_id: int, ids: Sequence[int], now: datetime) -> None:
    """Note that a person has seen these of their own."""
    Notification.objects.filter(person_id=person_id, pk__in=ids, read_at__isnull=True).update(read_at=now)


def forget_old(*, now: datetime) -> int:
    """Delete what happened more than 90 days ago in the open organisation; return how many."""
    deleted, _models = Notification.objects.filter(at__lt=now - timedelta(days=DAYS_KEPT)).delete()
    return deleted
