"""What a line of the log is about, in words of today. The log itself keeps only the key, so a name can still be changed or erased."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from .models import BY_PUBLIC_ID, Event

Namer = Callable[[Collection[str]], Mapping[str, str]]
_namers: dict[str, Namer] = {}


def name_subjects(of: str, namer: Namer) -> None:
    """Let an app name the subjects of its events: ``of`` is how those begin (app, or app.noun).

    The namer gets subjects that are a public id, or one with a slash and a part; what it leaves out has no name.
    """
    _namers[of] = namer


def named(events: Iterable[Event]) -> dict[int, str]:
    """Return a name per event that has one: one call per app, however many events. The longest beginning decides."""
    by_namer: dict[str, list[Event]] = {}
    for event in events:
        fitting = [of for of in _namers if event.event.startswith(f"{of}.")]
        if fitting and BY_PUBLIC_ID.match(event.subject):
            by_namer.setdefault(max(fitting, key=len), []).append(event)
    found: dict[int, str] = {}
    for of, about in by_namer.items():
        names = _namers[of]({event.subject for event in about})
        found |= {event.pk: names[event.subject] for event in about if event.subject in names}
    return found
