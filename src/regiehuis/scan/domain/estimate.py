"""A value per dimension with its uncertainty: role groups first, so that many staff do not drown few managers (R5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from regiehuis.scan.domain.instrument import Scoring


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAnswers:
    """Known answers of one or more role groups on the scale 1 to len(counts); headcount None = unknown."""

    roles: tuple[str, ...]
    counts: tuple[int, ...]
    weight: float = 1.0
    headcount: int | None = None

    @property
    def known(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float:
        """Mean in phases; only for a group with answers."""
        return sum(level * count for level, count in enumerate(self.counts, start=1)) / self.known

    def variance_of_mean(self, scoring: Scoring) -> float:
        """R5: shrunk variance / n, with the finite population correction when the headcount is known."""
        mean, known = self.mean, self.known
        squares = fsum(count * (level - mean) ** 2 for level, count in enumerate(self.counts, start=1))
        variance = (squares + scoring.prior_n * scoring.prior_sd**2) / (known - 1 + scoring.prior_n)
        unseen = 1.0
        if self.headcount is not None:
            unseen = 0.0 if known >= self.headcount else 1 - known / self.headcount
        return variance / known * unseen


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


def estimate(groups: Sequence[GroupAnswers], *, k: int, scoring: Scoring) -> Estimate | None:
    """R5: the weighted mean of the group means (phases), its SE and 90 % interval; groups come in file order.

    Groups without a known answer do not take part. Refuses (None) when fewer than k answers are known in all.
    """
    answering = [group for group in groups if group.known]
    known = sum(group.known for group in answering)
    if known < max(k, 1):
        return None
    used = merged(answering, k=k)
    total = fsum(group.weight for group in used)
    value = fsum(group.weight * group.mean for group in used) / total
    se = sqrt(fsum((group.weight / total) ** 2 * group.variance_of_mean(scoring) for group in used))
    low, high = interval(value, se, scoring=scoring, top=len(used[0].counts))
    return Estimate(value=value, se=se, low=low, high=high, known=known, groups=tuple(used))


def merged(groups: Sequence[GroupAnswers], *, k: int) -> list[GroupAnswers]:
    """R5: groups under k become one; still under k, it joins the largest group (tie: the first in the file)."""
    small = [group for group in groups if group.known < k]
    large = [group for group in groups if group.known >= k]
    if small and large and sum(group.known for group in small) < k:
        host = max(large, key=lambda group: group.known)  # max keeps the first of equals
        return [_joined([group, *small]) if group is host else group for group in large]
    return [*large, _joined(small)] if small else large


def _joined(groups: Sequence[GroupAnswers]) -> GroupAnswers:
    """Counts and headcounts add up (one unknown: unknown); the weight is the mean of the weights."""
    headcounts = [group.headcount for group in groups if group.headcount is not None]
    return GroupAnswers(
        roles=tuple(role for group in groups for role in group.roles),
        counts=tuple(sum(column) for column in zip(*(group.counts for group in groups), strict=True)),
        weight=fsum(group.weight for group in groups) / len(groups),
        headcount=sum(headcounts) if len(headcounts) == len(groups) else None,
    )


def votes_estimate(counts: tuple[int, ...], *, scoring: Scoring) -> Estimate | None:
    """R5: a workshop round is one group in which all votes weigh the same; None without a known vote."""
    return estimate([GroupAnswers(roles=(), counts=counts)], k=1, scoring=scoring)
