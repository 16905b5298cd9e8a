"""Recommendations as cards: why this one applies here, in a sentence with the figures behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..domain.instrument import Instrument
from ..domain.judged_recommendations import JudgedRecommendation
from ..domain.knowledge_base import Comparison, Condition, ConditionKind, KnowledgeBase
from ..domain.numbers import dutch
from ..domain.outcome import Outcome
from ..domain.ranking import APPROACH_THEME
from ..domain.triggers import Evidence, Verdict
from ..domain.workflow import Decision
from ..models import IssuedRecommendation, Scan
from ..selectors import scans as selectors
from ..selectors.outcomes import outcome as outcome_of
from ..texts import DECISIONS, VERDICTS
from .wording import fact_text, localised, number, percent

BEGIN_WITH = 7
MANY = 10
EXPORT_HEADER = [
    "nummer",
    "tekst",
    "geadresseerde",
    "dimensie",
    "prioriteit",
    "bron",
    "onderbouwing",
    "maat",
    "werkgroep",
    "oordeel",
    "besluit",
    "reden",
    "plaats",
    "oorspronkelijke tekst",
    "opnieuw bespreken op",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Everything one recommendation shows; ``evidence`` is (sentence, holds) with None for unknown."""

    code: str
    text: str
    origin: str
    source: str
    theme: str
    why: str
    first_step: str
    measure: str
    working_group: str
    verdict: str
    verdict_text: str
    rank: int | None
    own_place: int | None
    score: str
    parts: tuple[tuple[str, str], ...]
    evidence: tuple[tuple[str, bool | None], ...]
    missing_dimensions: tuple[str, ...]
    missing_facts: tuple[tuple[str, str], ...]
    decision: Decision
    decision_text: str
    reason: str
    adapted_text: str
    later_on: date | None


def cards(
    outcome: Outcome, instrument: Instrument, knowledge_base: KnowledgeBase, issued: Mapping[str, IssuedRecommendation]
) -> list[Card]:
    """Return a card for every recommendation, in the order of the outcome."""
    themes = {theme.code: theme.label for theme in knowledge_base.themes}
    return [_card(judged, instrument, themes, issued.get(judged.recommendation.code)) for judged in outcome.recommendations]


def _card(judged: JudgedRecommendation, instrument: Instrument, themes: Mapping[str, str], issued: IssuedRecommendation | None) -> Card:
    source, score = judged.recommendation, judged.score
    decision = Decision(issued.decision) if issued else Decision.PROPOSED
    parts = (
        ((_("nood"), percent(score.need)), (_("achterstand"), percent(score.lag)), (_("breedte"), percent(score.breadth)), (_("eensgezindheid"), percent(score.agree)))
        if score else ()
    )  # fmt: skip
    return Card(
        code=source.code, text=source.text, source=source.source, theme=themes[source.theme], why=source.why, first_step=source.first_step,
        origin=_("uit het I-scanonderzoek") if source.origin == "seed 002" else _("les uit de praktijk"),
        measure=source.measure, working_group=source.working_group, verdict=judged.verdict.value, verdict_text=str(VERDICTS[judged.verdict]), rank=judged.rank, own_place=issued.own_place if issued else None,
        score=localised(dutch(score.total, 2)) if score else "", parts=parts,
        evidence=tuple((evidence_sentence(each, instrument), each.holds) for each in judged.evidence),
        missing_dimensions=tuple(instrument.dimension(code).label for code in judged.missing_dimensions),
        missing_facts=tuple((key, fact.question) for key in judged.missing_facts if (fact := instrument.fact(key))),
        decision=decision, decision_text=_decision_text(decision, source.actor, issued), reason=issued.reason if issued else "",
        adapted_text=issued.adapted_text if issued else "", later_on=issued.later_on if issued else None,
    )  # fmt: skip


def _decision_text(decision: Decision, actor: str, issued: IssuedRecommendation | None) -> str:
    """What was decided; a signal to others needs no decision of the municipality."""
    if decision is Decision.PROPOSED and actor != "gemeente":
        return _("geen besluit van de gemeente nodig")
    if decision is Decision.LATER and issued and issued.later_on:
        return _("later, opnieuw bespreken op %(day)s") % {"day": date_format(issued.later_on, "j F Y")}
    return str(DECISIONS[decision])


def evidence_sentence(evidence: Evidence, instrument: Instrument) -> str:
    """Say what was found and, where that is not enough or not known, what the recommendation asks for."""
    condition = evidence.condition
    if condition.kind is ConditionKind.ALWAYS:
        return _("Geldt voor elke gemeente.")
    if condition.kind is ConditionKind.FACT:
        return _fact_sentence(evidence, instrument)
    if condition.kind is ConditionKind.TYPE:
        found = _("De uitkomst is type %(type)s.") % {"type": evidence.value or _("onbekend")}
        wanted = _("Geldt voor type %(types)s.") % {"types": _(" en ").join(map(str, condition.allowed))}
        return found if evidence.holds else f"{found} {wanted}"
    return _value_sentence(evidence, _subject(condition, instrument))


def _value_sentence(evidence: Evidence, subject: str) -> str:
    condition, value = evidence.condition, evidence.value
    words = {"subject": subject, "limit": localised(dutch(condition.limit or 0.0, 2))}
    below = condition.comparison is Comparison.BELOW
    if not isinstance(value, float | int) or isinstance(value, bool):
        return (
            _("%(subject)s is onbekend. Geldt onder %(limit)s.") if below else _("%(subject)s is onbekend. Geldt vanaf %(limit)s.")
        ) % words
    words["value"] = number(value, 2, borders=(condition.limit or 0.0,))
    if evidence.holds:
        return (
            _("%(subject)s staat op %(value)s, lager dan %(limit)s.") if below else _("%(subject)s staat op %(value)s, minstens %(limit)s.")
        ) % words
    return (
        _("%(subject)s staat op %(value)s. Geldt onder %(limit)s.")
        if below
        else _("%(subject)s staat op %(value)s. Geldt vanaf %(limit)s.")
    ) % words


def _fact_sentence(evidence: Evidence, instrument: Instrument) -> str:
    fact = instrument.fact(evidence.condition.subject)
    if fact is None:
        return evidence.condition.subject
    if fact.sensitive:
        return _("Een gegeven uit het intakegesprek dat alleen de begeleider ziet.")
    found = _("%(question)s “%(answer)s”.") % {"question": fact.question, "answer": fact_text(fact, evidence.value)}
    wanted = " / ".join(fact_text(fact, value) for value in evidence.condition.allowed)
    return found if evidence.holds else f"{found} " + _("Geldt bij: %(answers)s.") % {"answers": wanted}


def _subject(condition: Condition, instrument: Instrument) -> str:
    label = condition.subject
    match condition.kind:
        case ConditionKind.DIMENSION:
            return instrument.dimension(label).label
        case ConditionKind.SPREAD:
            return _("Eensgezindheid over %(name)s") % {"name": instrument.dimension(label).label}
        case ConditionKind.PERCEPTION:
            return _("Verschil tussen managementteam en medewerkers over %(name)s") % {"name": instrument.dimension(label).label}
        case ConditionKind.LEVEL:
            return _("Niveau van de organisatie") if label == "O" else _("Niveau van ICT")
        case ConditionKind.LAYER:
            return next(layer.label for layer in instrument.layers if layer.code == label)
        case _:
            return _("ICT min organisatie bij %(name)s") % {
                "name": next(area.organisation_label for area in instrument.areas if area.code == label)
            }


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """Cards by where they belong on the page and in the report."""

    begin: list[Card]
    rest: list[Card]
    approach: list[Card]
    central: list[Card]
    suppliers: list[Card]
    unknown: list[Card]
    not_applicable: int


def lists(found: Sequence[Card], knowledge_base: KnowledgeBase) -> Lists:
    """Divide the cards: the first seven for the municipality, the rest, the approach, and the other actors."""
    source = {each.code: each for each in knowledge_base.recommendations}
    applies = [card for card in found if card.verdict == Verdict.APPLIES]
    own = [card for card in applies if source[card.code].actor == "gemeente" and source[card.code].theme != APPROACH_THEME]
    own.sort(key=lambda card: (card.own_place or card.rank or 0, card.rank or 0, card.code))
    return Lists(
        begin=own[:BEGIN_WITH], rest=own[BEGIN_WITH:],
        approach=[card for card in applies if source[card.code].theme == APPROACH_THEME],
        central=[card for card in applies if source[card.code].actor == "centraal"],
        suppliers=[card for card in applies if source[card.code].actor == "leverancier"],
        unknown=[card for card in found if card.verdict == Verdict.CANNOT_TELL],
        not_applicable=sum(card.verdict == Verdict.DOES_NOT for card in found),
    )  # fmt: skip


def cards_of(scan: Scan) -> list[Card]:
    return cards(outcome_of(scan), selectors.instrument_of(scan), selectors.knowledge_base_of(scan), selectors.recommendations(scan))


def export_rows(scan: Scan) -> list[list[object]]:
    """Return the columns that the programme gets, in the municipality's own order, and what it decided."""
    base = selectors.knowledge_base_of(scan)
    source, found = {each.code: each for each in base.recommendations}, cards_of(scan)
    own = lists(found, base)
    places = {card.code: place for place, card in enumerate([*own.begin, *own.rest], 1)}
    ordered = sorted(found, key=lambda card: places.get(card.code, len(found)))
    return [
        [card.code, card.adapted_text or card.text, source[card.code].actor, ", ".join(source[card.code].dimensions), card.rank, card.source,
         " | ".join(sentence for sentence, _holds in card.evidence), card.measure, card.working_group, card.verdict, str(DECISIONS[card.decision]), card.reason,
         places.get(card.code), card.text, card.later_on.isoformat() if card.later_on else ""]
        for card in ordered
    ]  # fmt: skip
