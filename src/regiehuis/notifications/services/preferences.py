"""Writes to what people want to hear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction

from regiehuis.audit import facade as audit

from ..domain.choices import Choice, MailChoice
from ..models import Preference, Reader
from ..registry import kinds
from ..selectors import choices_of

if TYPE_CHECKING:
    from regiehuis.organisations.domain.actors import Actor


def choose(*, by: Actor, choices: Mapping[str, Choice]) -> None:
    """Store what a person wants to hear of each of these kinds; kinds that are not named stay as they are."""
    if by.person_id is None:
        raise LookupError("only a person has preferences")
    with transaction.atomic():
        _store(by.person_id, choices)
        audit.record(by=by, event="notifications.preferences.changed")


def stop_mail(*, by: Actor, reader: Reader) -> None:
    """Send this person no mail of any kind any more, whoever opened their link; the list stays as it was."""
    with transaction.atomic():
        chosen = choices_of([reader.person_id])
        before = {code: chosen.get((reader.person_id, code), Choice()) for code in kinds()}
        _store(reader.person_id, {code: Choice(in_app=choice.in_app, mail=MailChoice.OFF) for code, choice in before.items()})
        audit.record(by=by, event="notifications.mail.stopped")


def _store(person_id: int, choices: Mapping[str, Choice]) -> None:
    for code, choice in choices.items():
        Preference.objects.update_or_create(person_id=person_id, kind=code, defaults={"in_app": choice.in_app, "mail": choice.mail.value})
