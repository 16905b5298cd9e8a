"""Numbers and findings in words, once for page and report."""

from __future__ import annotations

from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _

from ..domain.buckets import OTHER_ROLE
from ..domain.dimension_outcome import DimensionOutcome
from ..domain.instrument import Fact, FactKind, FactValue, Instrument
from ..domain.municipality_type import TypeOutcome
from ..domain.numbers import dutch, phase_of, shown, towards_next_phase
from ..domain.spread import BORDERS
from ..texts import SOURCES, TYPE_LABELS

GROUPED_FROM = 10_000  # from five digits a number gets its thousands apart


def number(value: float | None, decimals: int = 1, *, borders: tuple[float, ...] = ()) -> str:
    """Return a value on its scale as the reader writes numbers, or the word for unknown: never a dash, never 0."""
    return localised(shown(value, decimals, borders=borders)) if value is not None else _("onbekend")


def spread_number(value: float | None) -> str:
    """Return a consensus so that it never seems to have reached a label that it has not."""
    return number(value, 2, borders=BORDERS)


def level_number(value: float | None, decimals: int = 1) -> str:
    """Return a level so that it never seems to have reached the half that parts one type from another (R10)."""
    return number(value, decimals, borders=() if value is None else (phase_of(value) + 0.5,))


def localised(text: str) -> str:
    """Return a Dutch number with the decimal sign of the reader's language."""
    return text.replace(",", get_format("DECIMAL_SEPARATOR"))


def percent(share: float | None) -> str:
    return f"{dutch(100 * share, 0)}\N{NO-BREAK SPACE}%" if share is not None else _("onbekend")


def interval(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return _("onbekend")
    return _("%(low)s tot %(high)s") % {"low": localised(dutch(low, 2)), "high": localised(dutch(high, 2))}


def level_sentence(value: float | None) -> str:
    """Say where a level stands: "2,2: fase 2, op weg naar fase 3 (22 %)"."""
    if value is None:
        return _("onvoldoende gegevens")
    phase = phase_of(value)
    share = min(towards_next_phase(value), 0.99)  # a phase that is not reached is never 100 % reached
    if share < 0.005:
        return _("%(value)s: fase %(phase)s") % {"value": level_number(value), "phase": phase}
    return _("%(value)s: fase %(phase)s, op weg naar fase %(next)s (%(share)s)") % {
        "value": level_number(value), "phase": phase, "next": phase + 1, "share": percent(share),
    }  # fmt: skip


def source_word(outcome: DimensionOutcome) -> str:
    return str(SOURCES[outcome.source]) if outcome.source else _("geen bron")


def role_labels(instrument: Instrument) -> dict[str, str]:
    """Return the name of every role group, and of the small ones taken together."""
    return {role.code: role.label for role in instrument.role_groups} | {OTHER_ROLE: _("Overige rollen samen")}


def type_name(instrument: Instrument, code: str) -> str:
    found = next((each for each in instrument.types if each.code == code), None)
    return f"{code} {found.label}" if found else code


def type_sentence(found: TypeOutcome | None, instrument: Instrument) -> str:
    """Say the type with its certainty, in words."""
    if found is None:
        return _("Het type is niet te bepalen: er zijn te weinig aandachtsgebieden bekend.")
    chances = {each.code: each.probability for each in found.probabilities}
    if found.label is None:
        return _("Type %(name)s. De zekerheid is onbekend, want de spreiding van de waarden is niet bekend.") % {
            "name": type_name(instrument, found.code)
        }
    if len(found.between) == 2:
        first, second = found.between
        return _("Grensgeval: type %(first)s (%(p1)s) of type %(second)s (%(p2)s).") % {
            "first": type_name(instrument, first), "second": type_name(instrument, second), "p1": percent(chances[first]), "p2": percent(chances[second]),
        }  # fmt: skip
    return _("Type %(name)s: %(label)s (kans %(chance)s).") % {
        "name": type_name(instrument, found.code), "label": TYPE_LABELS[found.label.value], "chance": percent(chances[found.code]),
    }  # fmt: skip


def sensitivity_sentence(found: TypeOutcome) -> str:
    """Say which type another threshold would give."""
    parts = [
        _("bij een grens van %(limit)s: type %(code)s") % {"limit": localised(dutch(each.threshold, 2)), "code": each.code}
        for each in found.sensitivity
    ]
    return _("De grens van 2,5 is een keuze van Regiehuis. Gevoeligheid: %(parts)s.") % {"parts": "; ".join(parts)}


def fact_text(fact: Fact, value: FactValue | None) -> str:
    """Return an intake answer in words."""
    if value is None:
        return _("onbekend")
    if fact.kind is FactKind.YES_NO:
        return _("ja") if value else _("nee")
    if fact.kind is FactKind.CHOICE:
        return next((choice.label for choice in fact.choices if choice.code == value), str(value))
    if not isinstance(value, str) and value >= GROUPED_FROM and float(value).is_integer():
        return number_format(int(value), use_l10n=True, force_grouping=True)
    return localised(dutch(float(value), 0 if float(value).is_integer() else 2)) if not isinstance(value, str) else value
