"""The words for events: every app names its own in ``texts.EVENTS``; the log gathers them."""

from __future__ import annotations

from regiehuis.platform.words import gathered


def label(event: str) -> str:
    """Return the word of one event; an event of an older version, without a word, shows its code."""
    return str(gathered("EVENTS").get(event, event))
