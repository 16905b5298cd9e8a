"""The only door to the audit log: other apps record, nobody changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from django.utils import timezone

from .models import Event
from .subjects import name_subjects

__all__ = ["By", "name_subjects", "record"]


class By(Protocol):
    """Whoever acts: an account of a person, or the system (no account)."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...


def record(*, by: By, event: str, subject: object = "", detail: Mapping[str, object] | None = None, reason: str = "") -> None:
    """Add one line, in the transaction of the write that it tells of. ``event`` has the form ``app.noun.verbed``."""
    Event.objects.create(
        at=timezone.now(), by=by.user_id, by_name=by.name, event=event, subject=str(subject), detail=dict(detail or {}), reason=reason
    )
