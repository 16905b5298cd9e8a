"""Cards, votes and scores counted: what people picked (R2) and how many did not know (R4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from regiehuis.scan.domain.numbers import nearest_phase, rounded

LITTLE_INSIGHT_ABOVE = 0.40  # share of "weet ik niet" above which a group has little insight


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often each phase was picked, from phase 1 up to the last of the instrument, and how often "weet ik niet".

    `scores`: what lies between two phases, from statements (R3); each is counted at its nearest phase as well.
    """

    phases: tuple[int, ...]
    dont_know: int = 0
    scores: tuple[float, ...] = ()

    @property
    def known(self) -> int:
        return sum(self.phases)

    @property
    def answers(self) -> int:
        return self.known + self.dont_know


def tally(answers: Iterable[float | None], *, phase_count: int) -> Tally:
    """R2: count picked cards and scores; None is "weet ik niet". Refuses (ValueError) what does not lie on the scale."""
    counts = [0] * phase_count
    dont_know = 0
    scores: list[float] = []
    for answer in answers:
        if answer is None:
            dont_know += 1
        elif 1 <= answer <= phase_count:
            counts[nearest_phase(answer) - 1] += 1
            scores += [] if float(answer).is_integer() else [answer]
        else:
            raise ValueError(f"answer {answer} is not a phase from 1 to {phase_count}")
    return Tally(phases=tuple(counts), dont_know=dont_know, scores=tuple(sorted(scores)))


def together(tallies: Iterable[Tally], *, phase_count: int) -> Tally:
    """One tally of several groups."""
    parts = list(tallies)
    counts = (sum(part.phases[level] for part in parts) for level in range(phase_count))
    scores = tuple(sorted(score for part in parts for score in part.scores))
    return Tally(phases=tuple(counts), dont_know=sum(part.dont_know for part in parts), scores=scores)


def scored(counted: Tally, *, top: int) -> tuple[int, ...]:
    """R2: the counts on the scale 1 to top; a phase above the top (an open phase in `verkennend`) counts as the top."""
    return (*counted.phases[: top - 1], sum(counted.phases[top - 1 :]))


def drift(scores: Iterable[float]) -> float:
    """What a sum over nearest phases leaves out of these scores."""
    return fsum(score - nearest_phase(score) for score in scores)


def mean_of(counted: Tally, *, top: int) -> float:
    """Mean in phases of what is known; only where something is."""
    return (sum(level * count for level, count in enumerate(scored(counted, top=top), start=1)) + drift(counted.scores)) / counted.known


def highest_phase_count(counted: Tally) -> int:
    """R2: how many picked the last phase, shown apart ("3 van 12 kozen fase 5"): `verkennend` scores it one lower."""
    return counted.phases[-1]


def dont_know_share(counted: Tally) -> float | None:
    """R4: share of "weet ik niet" among all who answered, 0 to 1; None when nobody did."""
    return counted.dont_know / counted.answers if counted.answers else None


def has_little_insight(share: float | None) -> bool:
    """R4: more than 40 % does not know: itself a finding ("weinig zicht")."""
    return share is not None and rounded(share) > LITTLE_INSIGHT_ABOVE
