"""What the layout shows of the guide on every page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from regiehuis.accounts import facade as accounts

from .domain.versions import is_newer
from .places import place_of
from .selectors import CHANGES, address_of


def page(request: HttpRequest) -> dict[str, object]:
    """Return the address of the heading that belongs to this page, and whether this person has not read yet what changed.

    Reads nothing from the database beyond the account, which a page with a menu has read already.
    """
    match = request.resolver_match
    slug, _hash, anchor = place_of(match.view_name if match else "").partition("#")
    seen = accounts.seen_version(request.user) if getattr(request, "own", None) else None
    return {
        "help_url": address_of(slug, anchor),
        "changes_url": address_of(CHANGES),
        "has_changes": seen is not None and is_newer(settings.VERSION, seen),
    }
