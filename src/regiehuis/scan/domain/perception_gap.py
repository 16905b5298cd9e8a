"""Where one role group sees a dimension differently from another (R8, waarnemingskloof)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import copysign, floor, sqrt

from regiehuis.scan.domain.estimate import GroupAnswers
from regiehuis.scan.domain.instrument import Scoring
from regiehuis.scan.domain.numbers import at_least, rounded

FLAGGED_FROM = 1.0  # a whole phase


@dataclass(frozen=True, slots=True, kw_only=True)
class PerceptionGap:
    """In phases: mean of the first role group minus that of the second; `margin` is what chance explains at 90 %.

    margin None: one group is too small to show more than whole halves of a phase.
    """

    first: str
    second: str
    gap: float
    margin: float | None
    is_flagged: bool


def perception_gap(first: GroupAnswers, second: GroupAnswers, *, k: int, scoring: Scoring) -> PerceptionGap | None:
    """R8: mean of the first group minus mean of the second, in phases; flagged from one phase and above the margin.

    Refuses (None) when either group has fewer than k known answers.
    """
    if min(first.known, second.known) < max(k, 1):
        return None
    gap = first.mean - second.mean
    margin = scoring.z90 * sqrt(first.variance_of_mean(scoring) + second.variance_of_mean(scoring))
    flagged = at_least(abs(gap), FLAGGED_FROM) and rounded(abs(gap)) > rounded(margin)
    return PerceptionGap(first=first.roles[0], second=second.roles[0], gap=gap, margin=margin, is_flagged=flagged)


def shown_gaps(groups: Sequence[GroupAnswers], *, k: int, k_distribution: int, scoring: Scoring) -> tuple[PerceptionGap, ...]:
    """R8 for every pair of groups that may be shown; a gap with a group under `k_distribution` is cut to halves.

    Cut towards zero: a gap shown as 1.0 is at least a phase. An exact gap would give away the mean of the small group.
    """
    gaps = []
    for first, second in combinations(groups, 2):
        gap = perception_gap(first, second, k=k, scoring=scoring)
        if gap is not None and min(first.known, second.known) < k_distribution:
            gap = replace(gap, gap=_cut_to_half(gap.gap), margin=None)
        gaps += [gap] if gap is not None else []
    return tuple(gaps)


def _cut_to_half(gap: float) -> float:
    return copysign(floor(rounded(abs(gap)) * 2) / 2, gap) + 0.0
