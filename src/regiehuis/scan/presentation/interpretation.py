"""The page of the interpretation."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from regiehuis.organisations.facade import Actor

from ..domain.dimension_outcome import DimensionOutcome
from ..domain.instrument import Instrument
from ..domain.outcome import Outcome
from ..domain.permissions import Right, may
from ..domain.spread import SpreadLabel
from ..domain.workflow import DECIDING, ScanState
from ..models import Scan
from ..selectors import scans as selectors
from ..selectors.outcomes import outcome as outcome_of
from ..selectors.outcomes import stored_outcome
from ..selectors.remarks import shown_remarks
from ..texts import MIRROR, STATES
from .figures import Figure, figures, profile_words
from .overview import agreed_sentence, response_sentence, step_sentence
from .wording import number, role_labels, sensitivity_sentence, type_name, type_sentence

FIRST_SCREEN = ("profiel", "type")


def figures_of(scan: Scan, found: Outcome | None = None) -> tuple[Figure, ...]:
    """Return the figures of a scan."""
    instrument = selectors.instrument_of(scan)
    ambition = {code: float(phase) for code, phase in scan.ambition.items()}
    survey = selectors.survey_of(scan)
    asked = tuple(survey.headcounts) if survey else ()
    return figures(found or outcome_of(scan), instrument, ambition=ambition, role_labels=role_labels(instrument), asked=asked)


def interpretation_page(scan: Scan, by: Actor) -> dict[str, object]:
    """Return everything the interpretation shows."""
    found, instrument = outcome_of(scan), selectors.instrument_of(scan)
    drawn = figures_of(scan, found)
    return {
        "state": STATES[ScanState(scan.state)], "step": step_sentence(scan), "agreed": agreed_sentence(found),
        "took_part": response_sentence(selectors.survey_of(scan), found), "further": further(drawn),
        "figures": {figure.name: figure for figure in drawn}, "mirror": MIRROR, "outcome": found, "instrument": instrument,
        "type_sentence": type_sentence(found.type, instrument), "sensitivity": sensitivity_sentence(found.type) if found.type else "",
        "findings": findings(found, instrument), "words": profile_words(instrument), "matches": matches(found, instrument), "conflict": conflict_sentence(found),
        "next_steps": [(instrument.dimension(each.dimension), each.statements) for each in found.next_steps if each.statements],
        "remarks": shown_remarks(scan), "may_lead": may(by.roles, Right.LEAD), "may_change": ScanState(scan.state) in DECIDING, "may_decide": may(by.roles, Right.DECIDE), "stored": stored_outcome(scan),
    }  # fmt: skip


def further(drawn: Sequence[Figure]) -> list[dict[str, str]]:
    """Return the figures that stand below the first screen, each with its outcome in a few words."""
    return [
        {"anchor": each.name, "title": each.chart.title, "caption": each.chart.caption} for each in drawn if each.name not in FIRST_SCREEN
    ]


def matches(found: Outcome, instrument: Instrument) -> list[dict[str, object]]:
    """R11 in words: "13 van 18 kenmerken van type I", with how many could be tested at all."""
    return [
        {
            "name": type_name(instrument, each.code),
            "met": each.met,
            "known": each.known,
            "testable": each.testable,
            "is_typical": each.code in found.characteristics.typical,
        }
        for each in found.characteristics.matches
    ]


def conflict_sentence(found: Outcome) -> str:
    """Return the sentence for scores and characteristics that point at different types; empty when they agree."""
    if not found.characteristics_conflict or found.type is None:
        return ""
    typical = _(" en ").join(found.characteristics.typical)
    return _("De scores wijzen op type %(scores)s, de kenmerken op type %(facts)s. Bespreek dit.") % {
        "scores": found.type.code,
        "facts": typical,
    }


def _names(known: list[DimensionOutcome], value: float | None, instrument: Instrument) -> str:
    """Every dimension that shows this value: a tie is not cut off."""
    return ", ".join(instrument.dimension(each.dimension).label for each in known if number(each.value) == number(value))


def findings(found: Outcome, instrument: Instrument) -> list[str]:
    """Return what stands out, at most five sentences: lowest value, widest step between areas, flagged gaps, little insight, what is unknown."""
    labels = role_labels(instrument)
    known = sorted((each for each in found.dimensions if each.value is not None), key=lambda each: each.value or 0)
    sentences = []
    if known:
        low, high = known[0].value, known[-1].value
        sentences.append(_("Het laagst staat: %(names)s (%(value)s).") % {"names": _names(known, low, instrument), "value": number(low)})
        if number(high) != number(low):
            sentences.append(
                _("Het hoogst staat: %(names)s (%(value)s).") % {"names": _names(known, high, instrument), "value": number(high)}
            )
    divided = [instrument.dimension(each.dimension).label for each in found.dimensions if each.spread_label is SpreadLabel.STRONGLY_DIVIDED]
    if divided:
        sentences.append(_("Sterk verdeeld is men over: %(names)s.") % {"names": ", ".join(divided)})
    for each in [gap for gap in found.perception_gaps if gap.gap.is_flagged][:2]:
        first, second = (each.gap.first, each.gap.second) if each.gap.gap > 0 else (each.gap.second, each.gap.first)
        sentences.append(
            _("%(name)s: volgens %(first)s een hele fase verder dan volgens %(second)s.")
            % {"first": labels[first].lower(), "second": labels[second].lower(), "name": instrument.dimension(each.dimension).label}
        )
    unsure = [instrument.dimension(each.dimension).label for each in found.dimensions if each.has_little_insight]
    if unsure:
        sentences.append(_("Weinig zicht op %(names)s: meer dan 40 procent antwoordt 'weet ik niet'.") % {"names": ", ".join(unsure)})
    missing = [instrument.dimension(each.dimension).label for each in found.dimensions if each.value is None]
    if missing:
        sentences.append(_("Nog onbekend: %(names)s.") % {"names": ", ".join(missing)})
    return sentences[:7]
