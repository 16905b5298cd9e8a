"""Reads of notifications: always with what their reader may see today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from .domain.choices import Choice, MailChoice
from .domain.kinds import Happening, Line
from .models import Notification, Preference, Reader
from .registry import kinds

if TYPE_CHECKING:
    from regiehuis.organisations.domain.actors import Actor

MOST_SHOWN = 200  # older ones say little any more, and go after 90 days


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A notification as its reader sees it."""

    id: int
    at: datetime
    text: str
    url: str
    is_new: bool


def shown_to(by: Actor) -> list[Shown]:
    """Return the newest notifications of the list, as far as this person may see them today; a query, and one or two for each kind."""
    rows = list(Notification.objects.filter(person_id=by.person_id or 0, is_listed=True).order_by("-at", "-pk")[:MOST_SHOWN])
    lines = lines_for(by, rows)
    return [
        Shown(id=row.pk, at=row.at, text=lines[row.pk].text, url=lines[row.pk].url, is_new=row.read_at is None)
        for row in rows
        if row.pk in lines
    ]


def unread_count(by: Actor) -> int:
    """Return how many new notifications this person may see."""
    unread = Notification.objects.filter(person_id=by.person_id or 0, is_listed=True, read_at__isnull=True).order_by("-at", "-pk")
    return len(lines_for(by, list(unread[:MOST_SHOWN])))


def lines_for(by: Actor, rows: Sequence[Notification]) -> dict[int, Line]:
    """Return what this reader may see of these, by id. A kind that no longer exists says nothing."""
    grouped: dict[str, list[Happening]] = defaultdict(list)
    for row in rows:
        grouped[row.kind].append(Happening(id=row.pk, kind=row.kind, subject=row.subject, detail=row.detail, at=row.at))
    found: dict[int, Line] = {}
    for code, happenings in grouped.items():
        kind = kinds().get(code)
        if kind and kind.concerns(by.roles):
            found |= kind.describe(by, happenings)
    return found


def choices_of(person_ids: Iterable[int]) -> dict[tuple[int, str], Choice]:
    """Return what people chose, by person and kind; who chose nothing is not in it."""
    rows = Preference.objects.filter(person_id__in=list(person_ids))
    return {(row.person_id, row.kind): Choice(in_app=row.in_app, mail=MailChoice(row.mail)) for row in rows}


def reader_by_link(token_hash: str) -> Reader | None:
    """Return the reader of the open organisation whose link has a secret with this hash."""
    return Reader.objects.filter(token_hash=token_hash).first()
