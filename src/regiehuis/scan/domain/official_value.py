"""Which of the values of a dimension counts: what was agreed goes before what was measured (R6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from regiehuis.scan.domain.estimate import Estimate
from regiehuis.scan.domain.numbers import rounded

REASON_NEEDED_ABOVE = 0.5  # phases between an agreed value and the median of the second round


class Source(StrEnum):
    """Where an official value comes from, strongest first."""

    AGREED = "agreed"
    SURVEY = "survey"
    WORKSHOP_2 = "workshop2"
    WORKSHOP_1 = "workshop1"
    INTAKE = "intake"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialValue:
    """In phases; se None = unknown."""

    value: float
    se: float | None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What the workshop agreed; se None = take that of the last round."""

    value: float
    se: float | None = None


def official_value(
    *, agreed: Agreement | None, survey: Estimate | None, rounds: Mapping[int, Estimate | None], intake: float | None
) -> OfficialValue | None:
    """R6: agreed > survey > workshop round 2 > round 1 > intake estimate of the lead (SE unknown); None without any."""
    second, first = rounds.get(2), rounds.get(1)
    if agreed is not None:
        last = second or first
        se = agreed.se if agreed.se is not None else (last.se if last else None)
        return OfficialValue(value=agreed.value, se=se, source=Source.AGREED)
    for source, found in ((Source.SURVEY, survey), (Source.WORKSHOP_2, second), (Source.WORKSHOP_1, first)):
        if found is not None:
            return OfficialValue(value=found.value, se=found.se, source=source)
    return OfficialValue(value=float(intake), se=None, source=Source.INTAKE) if intake is not None else None


def median(counts: tuple[int, ...]) -> float | None:
    """The middle vote on the scale 1 to len(counts), halfway when two are in the middle; None without votes."""
    votes = [level for level, count in enumerate(counts, start=1) for _ in range(count)]
    if not votes:
        return None
    return (votes[(len(votes) - 1) // 2] + votes[len(votes) // 2]) / 2


def is_agreeable(value: float, *, top: int) -> bool:
    """R6: a workshop agrees, and a lead estimates, in halves from 1 to the top of the scale."""
    return 1 <= value <= top and float(value * 2).is_integer()


def needs_reason(agreed: float, second_round: tuple[int, ...]) -> bool:
    """R6: a reason is needed when the agreed value lies over half a phase from the median of a second round."""
    middle = median(second_round)
    return middle is not None and rounded(abs(agreed - middle)) > REASON_NEEDED_ABOVE
