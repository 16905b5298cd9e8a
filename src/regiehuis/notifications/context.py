"""What the menu shows of notifications."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .selectors import unread_count


def page(request: HttpRequest) -> dict[str, object]:
    """Return how many new notifications this person may see; asked only by a page that shows the menu."""
    if getattr(request, "own", None) is None:
        return {}
    return {"unread_notifications": SimpleLazyObject(lambda: str(unread_count(request.actor) or ""))}  # type: ignore[attr-defined]
