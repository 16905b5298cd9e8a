"""The words for events: every app names its own in ``texts.EVENTS``; the log gathers them."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps


@lru_cache(maxsize=1)
def labels() -> dict[str, Any]:
    """Return the word of each event code, over all apps."""
    found: dict[str, Any] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.texts"
        if config.name.startswith("regiehuis.") and find_spec(name) is not None:
            found |= getattr(import_module(name), "EVENTS", {})
    return found


def label(event: str) -> str:
    """Return the word of one event; an event of an older version, without a word, shows its code."""
    return str(labels().get(event, event))
