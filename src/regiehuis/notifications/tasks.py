"""Jobs of notifications: thin, with ids only."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from regiehuis.organisations import facade as organisations
from regiehuis.platform.tenancy import tenant

RETRY = RetryStrategy(max_attempts=3, exponential_wait=5)


@app.task(name="notifications.send_direct", queue="default", retry=RETRY)
def send_direct(*, organisation_id: int) -> None:
    from .services import mails

    mails.send_direct(organisation_id=organisation_id)


@app.periodic(cron="30 7 * * *")
@app.task(name="notifications.daily", queue="default", queueing_lock="notifications.daily")
def daily(timestamp: int) -> None:
    """A job for each organisation, so that a failure in one leaves the others alone."""
    del timestamp
    for organisation_id in organisations.organisation_ids():
        send_overviews.defer(organisation_id=organisation_id)


@app.task(name="notifications.send_overviews", queue="default", retry=RETRY)
def send_overviews(*, organisation_id: int) -> None:
    """The overviews of an organisation; what happened long ago goes."""
    from .services import mails, notifications

    mails.send_overviews(organisation_id=organisation_id, today=timezone.localdate())
    with tenant(organisation_id):
        notifications.forget_old(now=timezone.now())
