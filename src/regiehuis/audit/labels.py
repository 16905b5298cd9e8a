"""The log in words: every app names its events and what stands in their details in its ``texts``; the log gathers them.

``EVENTS``: event -> word. ``LOG_NAMES``: key of a detail -> word. ``LOG_WORDS``: key of a detail -> value -> word.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regiehuis.platform.words import gathered


def label(event: str) -> str:
    """Return the word of one event; an event of an older version, without a word, shows its code."""
    return str(gathered("EVENTS").get(event, event))


def events_called(word: str) -> list[str]:
    """Return the events whose word holds this one, as the reader sees it."""
    return [event for event, called in gathered("EVENTS").items() if word.casefold() in str(called).casefold()]


def details(detail: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return each detail as name and text; what has no word of its own shows as it was stored."""
    names, words = gathered("LOG_NAMES"), gathered("LOG_WORDS")
    return [(str(names.get(key, key)), _text(value, words.get(key, {}))) for key, value in detail.items()]


def _text(value: object, words: Mapping[str, object]) -> str:
    if value is None or value == "":
        return _("leeg")
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if isinstance(value, list):
        return ", ".join(_text(each, words) for each in value) or _("geen")
    if isinstance(value, dict):
        return ", ".join(f"{key} {_text(each, words)}" for key, each in value.items()) or _("geen")
    if value in words:
        return str(words[str(value)])
    return _day(value) if isinstance(value, str) else str(value)


def _day(text: str) -> str:
    """A day as people write it; any other text as it is."""
    try:
        return date_format(date.fromisoformat(text), "j F Y") if len(text) == len("2026-01-31") else text
    except ValueError:
        return text
