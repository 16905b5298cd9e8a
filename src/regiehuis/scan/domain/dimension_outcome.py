"""What is found about one dimension: its official value, how sure that is and how far people agree."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from regiehuis.scan.domain.cards import (
    Tally,
    dont_know_share,
    has_little_insight,
    highest_phase_count,
    scored,
    together,
)
from regiehuis.scan.domain.estimate import Estimate, GroupAnswers, estimate, interval, votes_estimate
from regiehuis.scan.domain.instrument import Dimension, Instrument
from regiehuis.scan.domain.numbers import phase_of
from regiehuis.scan.domain.official_value import Agreement, Source, official_value
from regiehuis.scan.domain.outcome_input import OutcomeInput, limits_of, weights_of
from regiehuis.scan.domain.publication import RoleAnswers, Thresholds
from regiehuis.scan.domain.spread import SpreadLabel, consensus, spread_label


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedGroup:
    """A role group in the survey estimate, or all that are not shown on this dimension, and the weight they got."""

    roles: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEstimate:
    """An estimate that was available, whether or not it became the official value; `groups` for the survey only.

    A survey value over fewer than 10 known answers is in halves, and its SE does not look at the answers (R17c).
    """

    source: Source
    value: float
    se: float
    low: float
    high: float
    known: int
    groups: tuple[WeighedGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionOutcome:
    """In phases; None = unknown or not to be shown.

    known counts the answers behind the value; nobody counts those behind an agreed value or an intake estimate.
    dont_know_share, spread and highest_phase_count describe the survey, or the last workshop round for a value that was
    agreed or estimated there. Of a survey, known and dont_know_share need k responses, spread and highest_phase_count
    10 known answers: they say as much as a distribution (R17c).
    """

    dimension: str
    value: float | None
    phase: int | None
    se: float | None
    low: float | None
    high: float | None
    source: Source | None
    known: int | None
    dont_know_share: float | None
    has_little_insight: bool
    spread: float | None
    spread_label: SpreadLabel | None
    highest_phase_count: int | None
    estimates: tuple[SourceEstimate, ...]


def role_group_answers(
    dimension: str, answers: Mapping[str, RoleAnswers], inputs: OutcomeInput, instrument: Instrument
) -> list[GroupAnswers]:
    """The known answers per role group on the scale that counts, in the order of the instrument.

    Only role groups that take part: all of them when it is not known who was asked. Who answered makes no difference
    for a group that is not shown.
    """
    top, weights = instrument.top(inputs.phase5_mode), weights_of(inputs, instrument)
    return [
        GroupAnswers(
            roles=(role,),
            counts=scored(each.tallies[dimension], top=top),
            scores=each.tallies[dimension].scores,
            weight=weights[role],
            headcount=each.headcount,
        )
        for role, each in answers.items()
        if each.responses or each.headcount or not inputs.headcounts
    ]


def dimension_outcome(
    dimension: Dimension,
    answers: Mapping[str, RoleAnswers],
    inputs: OutcomeInput,
    instrument: Instrument,
    *,
    shown: Collection[str],
) -> DimensionOutcome:
    """R4 to R7 for one dimension; refuses a survey value, spread or phase-5 count over too few answers (R5, R17).

    `shown`: the role groups that are published on this dimension.
    """
    code, scoring, top = dimension.code, instrument.scoring, instrument.top(inputs.phase5_mode)
    limits = limits_of(inputs, instrument)
    parts = role_group_answers(code, answers, inputs, instrument)
    survey = estimate(parts, shown=shown, k=limits.k, scoring=scoring)
    votes = {number: by_dimension[code] for number, by_dimension in inputs.workshop.items() if code in by_dimension}
    rounds = {number: votes_estimate(scored(each, top=top), scoring=scoring) for number, each in votes.items()}
    agreed = Agreement(value=float(inputs.agreed[code]), se=inputs.agreed_se.get(code)) if code in inputs.agreed else None
    official = official_value(agreed=agreed, survey=survey, rounds=rounds, intake=inputs.intake_estimates.get(code))
    low = high = None
    if official is not None and official.se is not None:
        low, high = interval(official.value, official.se, scoring=scoring, top=top)
    is_survey = official is not None and official.source is Source.SURVEY
    last_votes = next((votes[number] for number in (2, 1) if rounds.get(number) is not None), None)
    basis = _basis(code, answers, None if is_survey else last_votes, limits)
    is_counted = official is None or official.source not in {Source.AGREED, Source.INTAKE}
    spread = inputs.spread.get(code, basis.spread)
    return DimensionOutcome(
        dimension=code,
        value=official.value if official else None,
        phase=phase_of(official.value) if official else None,
        se=official.se if official else None,
        low=low,
        high=high,
        source=official.source if official else None,
        known=basis.known if is_counted else None,
        dont_know_share=basis.dont_know_share,
        has_little_insight=has_little_insight(basis.dont_know_share),
        spread=spread,
        spread_label=spread_label(spread) if spread is not None else None,
        highest_phase_count=basis.highest_phase_count,
        estimates=_estimates(survey, rounds),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Basis:
    """The answers behind a value, as far as they may be shown."""

    known: int | None = None
    dont_know_share: float | None = None
    spread: float | None = None
    highest_phase_count: int | None = None


def _basis(code: str, answers: Mapping[str, RoleAnswers], votes: Tally | None, limits: Thresholds) -> _Basis:
    """The votes when given (everyone saw them in the room), else the survey under the limits of R17."""
    parts = [each.tallies[code] for each in answers.values()]
    counted = votes or together(parts, phase_count=len(parts[0].phases))
    if not counted.answers:
        return _Basis()
    is_open = votes is not None
    is_counted, is_spread = is_open or counted.answers >= limits.k, is_open or counted.known >= limits.distribution
    return _Basis(
        known=counted.known if is_counted else None,
        dont_know_share=dont_know_share(counted) if is_counted else None,
        spread=consensus(scored(counted, top=limits.top)) if is_spread else None,
        highest_phase_count=highest_phase_count(counted) if is_spread else None,
    )


def _estimates(survey: Estimate | None, rounds: Mapping[int, Estimate | None]) -> tuple[SourceEstimate, ...]:
    found = ((Source.SURVEY, survey), (Source.WORKSHOP_2, rounds.get(2)), (Source.WORKSHOP_1, rounds.get(1)))
    return tuple(
        SourceEstimate(
            source=source,
            value=each.value,
            se=each.se,
            low=each.low,
            high=each.high,
            known=each.known,
            groups=tuple(WeighedGroup(roles=group.roles, weight=group.weight) for group in each.groups if group.roles),
        )
        for source, each in found
        if each is not None
    )
