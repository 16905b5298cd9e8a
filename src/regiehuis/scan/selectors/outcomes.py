"""From stored rows to the inputs of the rules, and the outcome that follows."""

from __future__ import annotations

from collections.abc import Mapping

from ..domain.cards import Tally
from ..domain.instrument import FactValue, Phase5Mode
from ..domain.outcome import Outcome, compute
from ..domain.outcome_input import OutcomeInput, Response
from ..domain.workflow import Obstacle, SurveyState, obstacles_to_advancing
from ..models import DimensionResult, Scan, ScanOutcome, SurveyRound
from ..models import Response as StoredResponse
from .scans import facts, instrument_of, knowledge_base_of, latest_results, readiness, survey_of

FINISHED = (SurveyState.CLOSED.value, SurveyState.PROCESSED.value)


def outcome(scan: Scan) -> Outcome:
    """Compute the outcome from what is stored now. While a survey is open its answers do not take part (R17e)."""
    return compute(inputs(scan), instrument_of(scan), knowledge_base_of(scan))


def obstacles_to_next_step(scan: Scan, found: Outcome) -> list[Obstacle]:
    """Return why this scan, with this outcome, may not go to its next state."""
    return obstacles_to_advancing(readiness(scan, values_known=sum(each.value is not None for each in found.dimensions)))


def stored_outcome(scan: Scan) -> ScanOutcome | None:
    return ScanOutcome.objects.filter(scan=scan).order_by("-id").first()


def inputs(scan: Scan) -> OutcomeInput:
    """Gather everything the rules use, in five queries however many answers there are."""
    instrument = instrument_of(scan)
    results = latest_results(scan)
    survey = survey_of(scan)
    finished = survey is not None and survey.state in FINISHED
    return OutcomeInput(
        phase5_mode=Phase5Mode(scan.phase5_mode),
        facts=known_facts(scan),
        agreed=_values(results, DimensionResult.Source.AGREED),
        ambition={code: float(phase) for code, phase in scan.ambition.items()},
        headcounts=dict(survey.headcounts) if survey and finished else {},
        responses=_responses(survey, instrument.dimension_codes) if survey and finished else (),
        workshop={1: _votes(results, DimensionResult.Source.WORKSHOP1), 2: _votes(results, DimensionResult.Source.WORKSHOP2)},
        intake_estimates=_values(results, DimensionResult.Source.INTAKE),
        k=scan.k,
    )


def known_facts(scan: Scan) -> dict[str, FactValue]:
    """Intake facts with a known value; unknown ones count neither way."""
    return {key: fact.value for key, fact in facts(scan).items() if fact.value is not None}


Results = Mapping[tuple[str, str], DimensionResult]


def _values(results: Results, source: str) -> dict[str, float]:
    return {
        dimension: float(result.value) for (dimension, found), result in results.items() if found == source and result.value is not None
    }


def _votes(results: Results, source: str) -> dict[str, Tally]:
    return {
        dimension: Tally(phases=tuple(result.counts), dont_know=result.dont_know)
        for (dimension, found), result in results.items()
        if found == source and result.counts is not None
    }


def _responses(survey: SurveyRound, codes: tuple[str, ...]) -> tuple[Response, ...]:
    rows = StoredResponse.objects.filter(round=survey).values_list("role_group", "cards")
    return tuple(Response(role=role, cards=dict(zip(codes, cards, strict=True))) for role, cards in rows)
