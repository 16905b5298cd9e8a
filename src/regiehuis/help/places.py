"""Which heading of the guide belongs to which page: each module with addresses says it in ``HELP``, beside them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.urls import URLResolver, get_resolver

WHEN_NOTHING_IS_SAID = "uw-werkplek#als-een-pagina-niet-opent"


def place_of(view_name: str) -> str:
    """Return the chapter of a page, with the heading after ``#`` when there is one."""
    return places().get(view_name, WHEN_NOTHING_IS_SAID)


@cache
def places() -> dict[str, str]:
    """Return the place of each page that names one, by the full name of the page."""
    return dict(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, str]]:
    for name, place in getattr(resolver.urlconf_module, "HELP", {}).items():
        yield f"{namespace}{name}", place
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _walk(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
