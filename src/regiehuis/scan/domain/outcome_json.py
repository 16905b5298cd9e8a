"""The outcome as JSON values, the contract of `regiehuis scan outcome`: four decimals, scores two, None = unknown."""

from regiehuis.scan.domain.dimension_outcome import DimensionOutcome, SourceEstimate
from regiehuis.scan.domain.instrument import FactValue
from regiehuis.scan.domain.judged_recommendations import JudgedRecommendation
from regiehuis.scan.domain.knowledge_base import Condition
from regiehuis.scan.domain.municipality_type import TypeOutcome
from regiehuis.scan.domain.numbers import rounded
from regiehuis.scan.domain.outcome import DimensionGap, NextStep, Outcome
from regiehuis.scan.domain.publication import PublishedFigure, PublishedGroup
from regiehuis.scan.domain.ranking import APPROACH_THEME, Score
from regiehuis.scan.domain.triggers import Evidence

Json = dict[str, object]
SCORE_DECIMALS = 2


def to_jsonable(outcome: Outcome) -> Json:
    """Everything in the outcome as dicts, lists, texts and numbers; the same outcome always gives the same bytes."""
    return {
        "input_hash": outcome.input_hash,
        "phase5_mode": outcome.phase5_mode.value,
        "scale": [1, outcome.top],
        "k": outcome.k,
        "responses": outcome.responses,
        "dimensions": {each.dimension: _dimension(each) for each in outcome.dimensions},
        "levels": {
            each.side.value: {
                "value": _number(each.value),
                "se": _number(each.se),
                "interval": _interval(each.low, each.high),
            }
            for each in outcome.levels
        },
        "areas": {
            each.area: {"O": _number(each.organisation), "I": _number(each.ict), "alignment": _number(each.alignment)}
            for each in outcome.areas
        },
        "type": _type(outcome.type),
        **_characteristics(outcome),
        "classes": _classes(outcome),
        "iop": {
            "layers": {each.code: _number(each.value) for each in outcome.interoperability.layers},
            "weakest": outcome.interoperability.weakest,
            "overall": _number(outcome.interoperability.overall),
        },
        "groups": [_group(each) for each in outcome.groups],
        "perception_gaps": [_gap(each) for each in outcome.perception_gaps],
        "recommendations": [_recommendation(each) for each in outcome.recommendations],
        "next_steps": {each.dimension: _next_step(each) for each in outcome.next_steps},
    }


def _number(value: float | None) -> float | None:
    return None if value is None else rounded(value)


def _interval(low: float | None, high: float | None) -> list[float] | None:
    return None if low is None or high is None else [rounded(low), rounded(high)]


def _dimension(each: DimensionOutcome) -> Json:
    return {
        "value": _number(each.value),
        "phase": each.phase,
        "se": _number(each.se),
        "interval": _interval(each.low, each.high),
        "n": each.known,
        "dont_know_share": _number(each.dont_know_share),
        "little_insight": each.has_little_insight,
        "spread": _number(each.spread),
        "spread_label": each.spread_label.value if each.spread_label else None,
        "source": each.source.value if each.source else None,
        "highest_phase_count": each.highest_phase_count,
        "estimates": [_estimate(estimate) for estimate in each.estimates],
    }


def _estimate(each: SourceEstimate) -> Json:
    return {
        "source": each.source.value,
        "value": rounded(each.value),
        "se": rounded(each.se),
        "interval": _interval(each.low, each.high),
        "n": each.known,
        "groups": [{"roles": list(group.roles), "weight": rounded(group.weight)} for group in each.groups],
    }


def _type(found: TypeOutcome | None) -> Json:
    if found is None:
        return {
            "code": None,
            "label": None,
            "between": [],
            "probabilities": {},
            "sensitivity": {},
            "line": None,
            "line_contradicts_type": False,
        }
    return {
        "code": found.code,
        "label": found.label.value if found.label else None,
        "between": list(found.between),
        "probabilities": {each.code: rounded(each.probability) for each in found.probabilities},
        "sensitivity": {f"{each.threshold:g}": each.code for each in found.sensitivity},
        "line": found.lead.value,
        "line_contradicts_type": found.lead_contradicts_type,
    }


def _characteristics(outcome: Outcome) -> Json:
    matches = outcome.characteristics.matches
    return {
        "characteristics": {each.code: [each.met, each.known] for each in matches},
        "characteristics_test": {
            "testable": {each.code: each.testable for each in matches},
            "shares": {each.code: _number(each.share) for each in matches},
            "typical": list(outcome.characteristics.typical),
            "conflict": outcome.characteristics_conflict,
        },
    }


def _classes(outcome: Outcome) -> Json:
    ict, population = outcome.ict_size_class, outcome.population_class
    return {
        "ict": ict.code if ict else None,
        "population": population.code if population else None,
        "population_group": population.group if population else None,
    }


def _group(each: PublishedGroup) -> Json:
    return {
        "role": each.role,
        "hidden": each.is_hidden,
        "responses": each.responses,
        "response_rate": _number(each.response_rate),
        "dimensions": {figure.dimension: _figure(figure) for figure in each.figures},
    }


def _figure(each: PublishedFigure) -> Json | None:
    if each.is_hidden:
        return None
    return {
        "n": each.known,
        "mean": _number(each.mean),
        "distribution": list(each.distribution) if each.distribution is not None else None,
        "dont_know_share": _number(each.dont_know_share),
        "little_insight": each.has_little_insight,
    }


def _gap(each: DimensionGap) -> Json:
    gap = each.gap
    return {
        "dimension": each.dimension,
        "roles": [gap.first, gap.second],
        "gap": rounded(gap.gap),
        "margin": _number(gap.margin),
        "flagged": gap.is_flagged,
    }


def _recommendation(each: JudgedRecommendation) -> Json:
    recommendation = each.recommendation
    return {
        "code": recommendation.code,
        "actor": recommendation.actor,
        "theme": recommendation.theme,
        "list": APPROACH_THEME if recommendation.theme == APPROACH_THEME else recommendation.actor,
        "verdict": each.verdict.value,
        "score": rounded(each.score.total, SCORE_DECIMALS) if each.score else None,
        "rank": each.rank,
        "parts": _parts(each.score) if each.score else None,
        "evidence": [_evidence(evidence) for evidence in each.evidence],
        "missing": [_condition(condition) for condition in each.missing],
        "missing_dimensions": list(each.missing_dimensions),
        "missing_facts": list(each.missing_facts),
    }


def _parts(score: Score) -> Json:
    return {
        "need": _number(score.need),
        "lag": _number(score.lag),
        "breadth": _number(score.breadth),
        "agree": _number(score.agree),
    }


def _evidence(each: Evidence) -> Json:
    value: FactValue | None = rounded(each.value) if isinstance(each.value, float) else each.value
    return {**_condition(each.condition), "value": value, "holds": each.holds}


def _condition(each: Condition) -> Json:
    found: Json = {"kind": each.kind.value, "subject": each.subject or None}
    if each.comparison is not None:
        return {**found, "test": each.comparison.value, "limit": each.limit}
    return {**found, "test": "in", "limit": list(each.allowed)} if each.allowed else found


def _next_step(each: NextStep) -> Json:
    return {
        "phase": each.statements[0].phase if each.statements else None,
        "statements": [{"code": statement.code, "text": statement.text} for statement in each.statements],
    }
