"""The outcome of one scan: every rule applied to the same inputs, ready to be shown, stored or written to a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regiehuis.scan.domain.characteristics import CharacteristicsOutcome, characteristics
from regiehuis.scan.domain.classes import ict_size_class, population_class
from regiehuis.scan.domain.dimension_outcome import DimensionOutcome, dimension_outcome, role_group_answers
from regiehuis.scan.domain.estimate import interval
from regiehuis.scan.domain.instrument import Dimension, IctSizeClass, Instrument, Phase5Mode, PopulationClass, Side, Statement
from regiehuis.scan.domain.interoperability import InteroperabilityOutcome, interoperability
from regiehuis.scan.domain.judged_recommendations import JudgedRecommendation, judged_recommendations
from regiehuis.scan.domain.knowledge_base import PERCEPTION_ROLES, KnowledgeBase
from regiehuis.scan.domain.levels import AreaLevel, Measured, area_levels, level
from regiehuis.scan.domain.municipality_type import TypeOutcome, municipality_type
from regiehuis.scan.domain.next_step import next_step, next_step_by_answers
from regiehuis.scan.domain.outcome_input import OutcomeInput, answers_by_role, input_hash, limits_of
from regiehuis.scan.domain.perception_gap import PerceptionGap, shown_gaps
from regiehuis.scan.domain.publication import PublishedGroup, RoleAnswers, Thresholds, publish, roles_shown
from regiehuis.scan.domain.triggers import Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelOutcome:
    """O-niveau or I-niveau in phases; None = too few areas known (value) or no SE known (se, low, high)."""

    side: Side
    value: float | None
    se: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionGap:
    dimension: str
    gap: PerceptionGap


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    dimension: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`groups`: what may be shown of the answers, the whole organisation first. `type` None: a level is unknown.

    `recommendations`: what applies, by actor and rank; then what cannot be told; then what does not apply.
    """

    input_hash: str
    phase5_mode: Phase5Mode
    top: int
    k: int
    responses: int
    dimensions: tuple[DimensionOutcome, ...]
    areas: tuple[AreaLevel, ...]
    levels: tuple[LevelOutcome, ...]
    type: TypeOutcome | None
    characteristics: CharacteristicsOutcome
    characteristics_conflict: bool
    ict_size_class: IctSizeClass | None
    population_class: PopulationClass | None
    interoperability: InteroperabilityOutcome
    groups: tuple[PublishedGroup, ...]
    perception_gaps: tuple[DimensionGap, ...]
    recommendations: tuple[JudgedRecommendation, ...]
    next_steps: tuple[NextStep, ...]

    def dimension(self, code: str) -> DimensionOutcome:
        return next(each for each in self.dimensions if each.dimension == code)

    def level(self, side: Side) -> LevelOutcome:
        return next(each for each in self.levels if each.side is side)

    def recommendation(self, code: str) -> JudgedRecommendation:
        return next(each for each in self.recommendations if each.recommendation.code == code)


def compute(inputs: OutcomeInput, instrument: Instrument, knowledge_base: KnowledgeBase) -> Outcome:
    """Apply all rules; linear in responses. Refuses (ValueError) a role or card that the instrument does not know."""
    answers = answers_by_role(inputs, instrument)
    limits = limits_of(inputs, instrument)
    groups = publish(answers, instrument.dimension_codes, limits)
    dimensions = tuple(
        dimension_outcome(each, answers, inputs, instrument, shown=roles_shown(groups, each.code)) for each in instrument.dimensions
    )
    measured = {each.dimension: Measured(value=each.value, se=each.se) for each in dimensions if each.value is not None}
    levels = {side: level(measured, instrument, side) for side in Side}
    found_type = municipality_type(levels[Side.ORGANISATION], levels[Side.ICT], instrument)
    gaps = _gaps(answers, groups, limits, inputs, instrument)
    findings = _findings(dimensions, measured, levels, gaps, found_type, inputs, instrument)
    match = characteristics(inputs.facts, instrument)
    return Outcome(
        input_hash=input_hash(inputs, instrument, knowledge_base),
        phase5_mode=inputs.phase5_mode,
        top=limits.top,
        k=limits.k,
        responses=len(inputs.responses),
        dimensions=dimensions,
        areas=area_levels(measured, instrument),
        levels=tuple(_level_outcome(side, found, instrument, limits.top) for side, found in levels.items()),
        type=found_type,
        characteristics=match,
        characteristics_conflict=match.conflicts_with(findings.type_code),
        ict_size_class=ict_size_class(inputs.facts, instrument),
        population_class=population_class(inputs.facts, instrument),
        interoperability=interoperability(findings.dimensions, instrument),
        groups=groups,
        perception_gaps=gaps,
        recommendations=judged_recommendations(findings, inputs.ambition, instrument, knowledge_base),
        next_steps=tuple(
            NextStep(dimension=each.code, statements=_next_step(each, measured[each.code].value, inputs, instrument))
            for each in instrument.dimensions
            if each.code in measured
        ),
    )


def _next_step(dimension: Dimension, value: float, inputs: OutcomeInput, instrument: Instrument) -> tuple[Statement, ...]:
    found = next_step_by_answers(dimension, (each.statements for each in inputs.responses), instrument)
    return next_step(dimension, value) if found is None else found


def _findings(
    dimensions: Sequence[DimensionOutcome],
    measured: Mapping[str, Measured],
    levels: Mapping[Side, Measured | None],
    gaps: Sequence[DimensionGap],
    found_type: TypeOutcome | None,
    inputs: OutcomeInput,
    instrument: Instrument,
) -> Findings:
    values = {code: each.value for code, each in measured.items()}
    areas, layers = area_levels(measured, instrument), interoperability(values, instrument).layers
    return Findings(
        dimensions=values,
        levels={side: found.value for side, found in levels.items() if found is not None},
        layers={each.code: each.value for each in layers if each.value is not None},
        spreads={each.dimension: each.spread for each in dimensions if each.spread is not None},
        area_gaps={each.area: each.alignment for each in areas if each.alignment is not None},
        perceptions={each.dimension: abs(each.gap.gap) for each in gaps if {each.gap.first, each.gap.second} == set(PERCEPTION_ROLES)},
        facts=inputs.facts,
        type_code=found_type.code if found_type else None,
    )


def _gaps(
    answers: Mapping[str, RoleAnswers],
    groups: Sequence[PublishedGroup],
    limits: Thresholds,
    inputs: OutcomeInput,
    instrument: Instrument,
) -> tuple[DimensionGap, ...]:
    """R8, only between groups that are shown on the dimension: a gap with a hidden group would give it away."""
    found = []
    for code in instrument.dimension_codes:
        shown = roles_shown(groups, code)
        parts = [each for each in role_group_answers(code, answers, inputs, instrument) if each.roles[0] in shown]
        gaps = shown_gaps(parts, k=limits.k, k_distribution=limits.distribution, scoring=instrument.scoring)
        found += [DimensionGap(dimension=code, gap=gap) for gap in gaps]
    return tuple(found)


def _level_outcome(side: Side, found: Measured | None, instrument: Instrument, top: int) -> LevelOutcome:
    if found is None or found.se is None:
        return LevelOutcome(side=side, value=found.value if found else None, se=None, low=None, high=None)
    low, high = interval(found.value, found.se, scoring=instrument.scoring, top=top)
    return LevelOutcome(side=side, value=found.value, se=found.se, low=low, high=high)
