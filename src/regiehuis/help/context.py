"""What the layout shows of the guide on every page."""

from __future__ import annotations

from django.http import HttpRequest

from .places import place_of
from .selectors import address_of


def page(request: HttpRequest) -> dict[str, str]:
    """Return the address of the heading that belongs to this page; reads nothing from the database."""
    match = request.resolver_match
    slug, _hash, anchor = place_of(match.view_name if match else "").partition("#")
    return {"help_url": address_of(slug, anchor)}
