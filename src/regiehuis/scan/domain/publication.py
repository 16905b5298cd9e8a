"""What may be shown of answers without giving anyone away (R17): the whole organisation and its role groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regiehuis.scan.domain.cards import Tally, dont_know_share, has_little_insight, mean_of, scored, together
from regiehuis.scan.domain.numbers import to_half


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAnswers:
    """All answers of one role group (or of everyone); every tally counts all responses, known or not."""

    responses: int
    tallies: Mapping[str, Tally]
    headcount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFigure:
    """What may be shown of one group on one dimension; mean in phases; is_hidden: none of it.

    `distribution` (per phase of the scale) comes from 10 known answers; below that the mean is rounded to half phases.
    """

    dimension: str
    is_hidden: bool
    known: int | None = None
    mean: float | None = None
    distribution: tuple[int, ...] | None = None
    dont_know_share: float | None = None
    has_little_insight: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedGroup:
    """role None = the whole organisation. `response_rate` from 0 up; None = unknown, hidden or fewer than k asked."""

    role: str | None
    is_hidden: bool
    responses: int | None
    response_rate: float | None
    figures: tuple[PublishedFigure, ...]

    def figure(self, dimension: str) -> PublishedFigure:
        return next(each for each in self.figures if each.dimension == dimension)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Numbers of people: `k` to be shown at all, `distribution` to be shown per phase; `top` of the scale."""

    k: int
    distribution: int
    top: int


def shown_cells(sizes: Mapping[str, int], *, k: int, unlisted: int = 0) -> frozenset[str]:
    """R17a and b: which parts of one total may be shown; `unlisted` counts who belongs to the total but to no part.

    A part under k is hidden; while what is hidden adds up to 1..k-1, the smallest shown part (tie: code) goes too.
    """
    shown = {code for code, size in sizes.items() if size >= k}
    hidden = unlisted + sum(size for code, size in sizes.items() if code not in shown)
    while shown and 0 < hidden < k:
        smallest = min(shown, key=lambda code: (sizes[code], code))
        shown.remove(smallest)
        hidden += sizes[smallest]
    return frozenset(shown)


def publish(groups: Mapping[str, RoleAnswers], dimensions: Sequence[str], thresholds: Thresholds) -> tuple[PublishedGroup, ...]:
    """R17: the whole organisation first, then each role group; a group hidden as a whole is hidden on every dimension.

    Refuses: any figure over fewer than k responses or known answers, and any from which such a figure follows.
    """
    whole = everyone(groups, dimensions)
    is_safe = whole.responses >= thresholds.k
    shown = shown_cells({role: each.responses for role, each in groups.items()}, k=thresholds.k) if is_safe else frozenset()
    figures: dict[str, list[PublishedFigure]] = {role: [] for role in groups}
    for dimension in dimensions:
        safe = _shown_on(dimension, groups, shown, thresholds.k)
        for role, each in groups.items():
            figures[role].append(_figure(dimension, each.tallies[dimension], thresholds, is_shown=role in safe))
    total = tuple(_figure(dimension, whole.tallies[dimension], thresholds, is_shown=is_safe) for dimension in dimensions)
    return (
        PublishedGroup(
            role=None,
            is_hidden=not is_safe,
            responses=whole.responses,
            response_rate=response_rate(whole, k=thresholds.k),
            figures=total,
        ),
        *(
            PublishedGroup(
                role=role,
                is_hidden=role not in shown,
                responses=each.responses if role in shown else None,
                response_rate=response_rate(each, k=thresholds.k) if role in shown else None,
                figures=tuple(figures[role]),
            )
            for role, each in groups.items()
        ),
    )


def roles_shown(groups: Sequence[PublishedGroup], dimension: str) -> frozenset[str]:
    """The role groups that are published on this dimension; what is worked out from answers may tell no more."""
    return frozenset(each.role for each in groups if each.role is not None and not each.figure(dimension).is_hidden)


def everyone(groups: Mapping[str, RoleAnswers], dimensions: Sequence[str]) -> RoleAnswers:
    """All role groups as one; the headcount is unknown as soon as that of one group with responses is."""
    parts = [each for each in groups.values() if each.responses or each.headcount is not None]
    headcounts = [each.headcount for each in parts if each.headcount is not None]
    phase_count = max((len(tally.phases) for each in parts for tally in each.tallies.values()), default=0)
    return RoleAnswers(
        responses=sum(each.responses for each in parts),
        tallies={code: together((each.tallies[code] for each in parts), phase_count=phase_count) for code in dimensions},
        headcount=sum(headcounts) if parts and len(headcounts) == len(parts) else None,
    )


def _shown_on(dimension: str, groups: Mapping[str, RoleAnswers], shown: frozenset[str], k: int) -> frozenset[str]:
    """R17d: the same hiding again on known answers, in which groups hidden as a whole count as people of no part."""
    known = {role: each.tallies[dimension].known for role, each in groups.items()}
    unlisted = sum(count for role, count in known.items() if role not in shown)
    return shown_cells({role: count for role, count in known.items() if role in shown}, k=k, unlisted=unlisted)


def _figure(dimension: str, counted: Tally, thresholds: Thresholds, *, is_shown: bool) -> PublishedFigure:
    """R17c: the distribution only from 10 known answers, below that the mean in half phases."""
    if not is_shown:
        return PublishedFigure(dimension=dimension, is_hidden=True)
    share = dont_know_share(counted)
    counts = scored(counted, top=thresholds.top)
    is_known, is_large = counted.known >= thresholds.k, counted.known >= thresholds.distribution
    mean = mean_of(counted, top=thresholds.top) if is_known else None
    return PublishedFigure(
        dimension=dimension,
        is_hidden=False,
        known=counted.known,
        mean=mean if mean is None or is_large else to_half(mean),
        distribution=counts if is_large else None,
        dont_know_share=share,
        has_little_insight=has_little_insight(share),
    )


def response_rate(answers: RoleAnswers, *, k: int) -> float | None:
    """R17f: responses per person asked; None when the headcount is unknown or under k."""
    if answers.headcount is None or answers.headcount < k:
        return None
    return answers.responses / answers.headcount
