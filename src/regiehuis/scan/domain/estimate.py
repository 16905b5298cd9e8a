"""A value per dimension with its uncertainty: role groups first, so that many staff do not drown few managers (R5).

A survey value is worked out from the groups exactly as they are shown (R17), so that it tells nothing that they do not:
all groups that are not shown count as one, and under 10 known answers the value is in halves, as a mean is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from regiehuis.scan.domain.cards import drift
from regiehuis.scan.domain.instrument import Scoring
from regiehuis.scan.domain.numbers import HALF, nearest_phase, to_half

HALVES_VARIANCE = HALF**2 / 12  # what rounding to halves adds: anywhere up to a quarter phase either way


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAnswers:
    """Known answers of one or more role groups on the scale 1 to len(counts); headcount None = unknown.

    `scores`: those of `counts` that lie between two phases and were counted at the nearest.
    """

    roles: tuple[str, ...]
    counts: tuple[int, ...]
    scores: tuple[float, ...] = ()
    weight: float = 1.0
    headcount: int | None = None

    @property
    def known(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float:
        """Mean in phases; only for a group with answers."""
        return (sum(level * count for level, count in enumerate(self.counts, start=1)) + drift(self.scores)) / self.known

    def variance_of_mean(self, scoring: Scoring) -> float:
        """R5: shrunk variance / n, with the finite population correction when the headcount is known."""
        mean, known = self.mean, self.known
        squares = fsum(count * (level - mean) ** 2 for level, count in enumerate(self.counts, start=1))
        squares += fsum((score - mean) ** 2 - (nearest_phase(score) - mean) ** 2 for score in self.scores)
        variance = (squares + scoring.prior_n * scoring.prior_sd**2) / (known - 1 + scoring.prior_n)
        return variance / known * self._unseen

    def assumed_variance_of_mean(self, scoring: Scoring) -> float:
        """The same without looking at the answers: only the spread that the instrument assumes, and how many answered."""
        return scoring.prior_sd**2 / self.known * self._unseen

    @property
    def _unseen(self) -> float:
        """The share of the group that was not heard (finite population correction); 1 when its size is unknown."""
        if self.headcount is None:
            return 1.0
        return 0.0 if self.known >= self.headcount else 1 - self.known / self.headcount


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """In phases. `low`..`high` is the 90 % interval; `groups` are the groups as they were merged and weighed."""

    value: float
    se: float
    low: float
    high: float
    known: int
    groups: tuple[GroupAnswers, ...]


def interval(value: float, se: float, *, scoring: Scoring, top: int) -> tuple[float, float]:
    """R5: the 90 % interval, never narrower than the smallest half width, never outside the scale 1 to top."""
    half = max(scoring.min_half_width, scoring.z90 * se)
    return max(1.0, value - half), min(float(top), value + half)


def estimate(groups: Sequence[GroupAnswers], *, shown: Collection[str], k: int, scoring: Scoring) -> Estimate | None:
    """R5: the weighted mean of the group means (phases), its SE and 90 % interval; groups come in file order.

    `shown`: the role groups that R17 shows on this dimension; all others are one group. Under 10 known answers in all
    (R17c) the value is in halves and the SE does not look at the answers: only at how many there are, of how many people.
    Refuses (None) when fewer than k answers are known in all.
    """
    if sum(group.known for group in groups) < max(k, 1):
        return None
    used = merged(groups, shown=shown)
    if sum(group.known for group in used) < scoring.k_distribution:
        return _in_halves(used, scoring)
    return _weighed(used, [group.variance_of_mean(scoring) for group in used], scoring)


def votes_estimate(counts: tuple[int, ...], *, scoring: Scoring) -> Estimate | None:
    """R5: a workshop round is one group in which all votes weigh the same; None without a known vote.

    Nothing is rounded or merged: everyone in the room saw the votes.
    """
    votes = GroupAnswers(roles=(), counts=counts)
    return _weighed([votes], [votes.variance_of_mean(scoring)], scoring) if votes.known else None


def merged(groups: Sequence[GroupAnswers], *, shown: Collection[str]) -> list[GroupAnswers]:
    """R5: the groups that are shown, then all others as one, also those without an answer: its make-up tells nothing.

    R17 sees to it that this rest has 0 or at least k known answers. A group without any takes no part.
    """
    rest = [group for group in groups if group.roles[0] not in shown]
    apart = [group for group in groups if group.roles[0] in shown]
    return [group for group in [*apart, *([_joined(rest)] if rest else [])] if group.known]


def _joined(groups: Sequence[GroupAnswers]) -> GroupAnswers:
    """Counts and headcounts add up (one unknown: unknown); the weight is the mean of the weights."""
    headcounts = [group.headcount for group in groups if group.headcount is not None]
    return GroupAnswers(
        roles=tuple(role for group in groups for role in group.roles),
        counts=tuple(sum(column) for column in zip(*(group.counts for group in groups), strict=True)),
        scores=tuple(score for group in groups for score in group.scores),
        weight=fsum(group.weight for group in groups) / len(groups),
        headcount=sum(headcounts) if len(headcounts) == len(groups) else None,
    )


def _weighed(groups: Sequence[GroupAnswers], variances: Sequence[float], scoring: Scoring) -> Estimate:
    total = fsum(group.weight for group in groups)
    value = fsum(group.weight * group.mean for group in groups) / total
    variance = fsum((group.weight / total) ** 2 * each for group, each in zip(groups, variances, strict=True))
    return _estimate(value, sqrt(variance), groups, scoring)


def _in_halves(groups: Sequence[GroupAnswers], scoring: Scoring) -> Estimate:
    """R17c for the value itself, so that no figure worked out from it says more than a mean in halves does."""
    found = _weighed(groups, [group.assumed_variance_of_mean(scoring) for group in groups], scoring)
    return _estimate(to_half(found.value), sqrt(found.se**2 + HALVES_VARIANCE), groups, scoring)


def _estimate(value: float, se: float, groups: Sequence[GroupAnswers], scoring: Scoring) -> Estimate:
    low, high = interval(value, se, scoring=scoring, top=len(groups[0].counts))
    known = sum(group.known for group in groups)
    return Estimate(value=value, se=se, low=low, high=high, known=known, groups=tuple(groups))
