"""Tell how a piece of long work ended, also where the database cannot store that yet."""

from __future__ import annotations

import time
from collections.abc import Sequence

from django.db import InterfaceError, OperationalError, connection

from regiehuis.platform.tenancy import tenant

from ..models import Progress

PAUSES = (
    1,
    2,
    *[4] * 29,
)  # seconds; two minutes in all, less than after which silence counts as interrupted. Short: the worker waits for us


def fail(progress_id: int, *, message: str, error_code: str) -> None:
    Progress.objects.filter(pk=progress_id).update(state=Progress.State.FAILED, message=message, error_code=error_code)


def fail_when_possible(*, organisation_id: int, progress_id: int, message: str, error_code: str, pauses: Sequence[float] = PAUSES) -> None:
    """Say that work failed. What made it fail, a full disk or a database that is away, may keep us from saying so at first.

    Opens the organisation itself. Raises the last error of the database when it does not get better within the pauses.
    """
    for pause in (*pauses, None):
        try:
            with tenant(organisation_id):
                return fail(progress_id, message=message, error_code=error_code)
        except (OperationalError, InterfaceError):
            if pause is None:
                raise
            connection.close()
            time.sleep(pause)
    return None
