"""Housekeeping of lists in progress, by the clock."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from regiehuis.organisations import facade as organisations
from regiehuis.platform.rounds import each_in_turn
from regiehuis.platform.tenancy import tenant


@app.periodic(cron="15 * * * *")
@app.task(name="documents.forget_imports", queue="imports", queueing_lock="documents.forget_imports")
def forget_imports(timestamp: int) -> None:
    """Delete what people uploaded and did not store within a day. Every hour, so that a day is a day."""
    from .services import imports

    del timestamp

    def forget(organisation_id: int) -> None:
        with tenant(organisation_id):
            imports.forget(now=timezone.now())

    each_in_turn(forget, organisations.organisation_ids())
