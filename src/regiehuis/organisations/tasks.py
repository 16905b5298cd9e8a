"""Jobs of organisations: thin; each opens the tenant and calls one service."""

from __future__ import annotations

from functools import partial

from django.utils import timezone
from procrastinate.contrib.django import app

from regiehuis.platform.rounds import each_in_turn

from . import facade
from .mail import send_about_reset


@app.periodic(cron="*/10 * * * *")
@app.task(name="organisations.second_step_resets", queue="default", queueing_lock="organisations.second_step_resets")
def second_step_resets(timestamp: int) -> None:
    """Recoveries of a second step whose day has come, and those that should not go on."""
    from .selectors import organisations
    from .services import recovery

    del timestamp
    known = {each.pk: each for each in organisations(facade.organisation_ids())}

    def go_on(organisation_id: int) -> None:
        tell = partial(send_about_reset, organisation=known[organisation_id])
        recovery.go_on(organisation_id=organisation_id, now=timezone.now(), tell=tell)

    each_in_turn(go_on, known)
