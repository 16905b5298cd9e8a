"""Every recommendation with its verdict: ranked when it applies, else with what is missing to tell (R14, R15)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from regiehuis.scan.domain.instrument import Instrument
from regiehuis.scan.domain.knowledge_base import Condition, ConditionKind, KnowledgeBase, Recommendation
from regiehuis.scan.domain.ranking import Position, Ranked, Score, ranking
from regiehuis.scan.domain.triggers import Evidence, Findings, Judgement, Verdict, judge


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRecommendation:
    """score and rank only when it applies; `missing_*` only when that cannot be told."""

    recommendation: Recommendation
    verdict: Verdict
    score: Score | None
    rank: int | None
    evidence: tuple[Evidence, ...]
    missing: tuple[Condition, ...]
    missing_dimensions: tuple[str, ...]
    missing_facts: tuple[str, ...]


def judged_recommendations(
    findings: Findings, ambition: Mapping[str, float], instrument: Instrument, knowledge_base: KnowledgeBase
) -> tuple[JudgedRecommendation, ...]:
    """R14, R15: what applies, by actor and rank; then what cannot be told; then what does not. None is left out."""
    judged = [(each, judge(each, findings)) for each in knowledge_base.recommendations]
    judgements = {each.code: judgement for each, judgement in judged}
    position = Position(
        values=findings.dimensions,
        spreads=findings.spreads,
        ambition=ambition,
        type=next((each for each in instrument.types if each.code == findings.type_code), None),
    )
    applying = (each for each, judgement in judged if judgement.verdict is Verdict.APPLIES)
    ranked = ranking(applying, position, instrument, knowledge_base)
    rest = (
        _judged(each, judgement, None, findings, instrument)
        for verdict in (Verdict.CANNOT_TELL, Verdict.DOES_NOT)
        for each, judgement in judged
        if judgement.verdict is verdict
    )
    first = (_judged(each.recommendation, judgements[each.recommendation.code], each, findings, instrument) for each in ranked)
    return (*first, *rest)


def _judged(
    recommendation: Recommendation,
    judgement: Judgement,
    ranked: Ranked | None,
    findings: Findings,
    instrument: Instrument,
) -> JudgedRecommendation:
    return JudgedRecommendation(
        recommendation=recommendation,
        verdict=judgement.verdict,
        score=ranked.score if ranked else None,
        rank=ranked.rank if ranked else None,
        evidence=judgement.evidence,
        missing=judgement.missing,
        missing_dimensions=_missing_dimensions(judgement.missing, findings, instrument),
        missing_facts=tuple(dict.fromkeys(each.subject for each in judgement.missing if each.kind is ConditionKind.FACT)),
    )


def _missing_dimensions(missing: Iterable[Condition], findings: Findings, instrument: Instrument) -> tuple[str, ...]:
    """The dimensions to measure, in the order of the instrument, before the missing conditions can be told."""
    wanted: set[str] = set()
    for condition in missing:
        match condition.kind:
            case ConditionKind.FACT | ConditionKind.ALWAYS:
                continue
            case ConditionKind.DIMENSION | ConditionKind.SPREAD | ConditionKind.PERCEPTION:
                wanted.add(condition.subject)
            case _:
                wanted.update(code for code in _below(condition, instrument) if code not in findings.dimensions)
    return tuple(code for code in instrument.dimension_codes if code in wanted)


def _below(condition: Condition, instrument: Instrument) -> tuple[str, ...]:
    """The dimensions from which a level, layer, area or type is worked out."""
    match condition.kind:
        case ConditionKind.LEVEL:
            return tuple(each.code for each in instrument.dimensions if each.side == condition.subject)
        case ConditionKind.AREA_GAP:
            return tuple(each.code for each in instrument.dimensions if each.area == condition.subject)
        case ConditionKind.LAYER:
            return next(layer.dimensions for layer in instrument.layers if layer.code == condition.subject)
        case _:
            return instrument.dimension_codes
