"""Reading the audit log of the open organisation."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from .labels import events_called
from .models import Event


def events(*, words: str = "", since: date | None = None, until: date | None = None) -> QuerySet[Event]:
    """Newest first; ``words`` must all occur in who, what, on what or why."""
    found = Event.objects.order_by("-at", "-pk")
    for word in words.split():
        found = found.filter(
            Q(by_name__icontains=word)
            | Q(event__icontains=word)
            | Q(event__in=events_called(word))
            | Q(subject__icontains=word)
            | Q(reason__icontains=word)
        )
    if since:
        found = found.filter(at__date__gte=since)
    if until:
        found = found.filter(at__date__lte=until)
    return found
