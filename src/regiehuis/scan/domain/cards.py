"""Cards and votes counted: what people picked (R2) and how many did not know (R4)."""

from collections.abc import Iterable
from dataclasses import dataclass

from regiehuis.scan.domain.numbers import rounded

LITTLE_INSIGHT_ABOVE = 0.40  # share of "weet ik niet" above which a group has little insight


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often each phase was picked, from phase 1 up to the last of the instrument, and how often "weet ik niet"."""

    phases: tuple[int, ...]
    dont_know: int = 0

    @property
    def known(self) -> int:
        return sum(self.phases)

    @property
    def answers(self) -> int:
        return self.known + self.dont_know


def tally(cards: Iterable[int | None], *, phase_count: int) -> Tally:
    """R2: count picked cards; None is "weet ik niet". Refuses (ValueError) a card that is not a phase."""
    counts = [0] * phase_count
    dont_know = 0
    for card in cards:
        if card is None:
            dont_know += 1
        elif 1 <= card <= phase_count:
            counts[card - 1] += 1
        else:
            raise ValueError(f"card {card} is not a phase from 1 to {phase_count}")
    return Tally(phases=tuple(counts), dont_know=dont_know)


def together(tallies: Iterable[Tally], *, phase_count: int) -> Tally:
    """One tally of several groups."""
    parts = list(tallies)
    counts = (sum(part.phases[level] for part in parts) for level in range(phase_count))
    return Tally(phases=tuple(counts), dont_know=sum(part.dont_know for part in parts))


def scored(counted: Tally, *, top: int) -> tuple[int, ...]:
    """R2: the counts on the scale 1 to top; a phase above the top (an open phase in `verkennend`) counts as the top."""
    return (*counted.phases[: top - 1], sum(counted.phases[top - 1 :]))


def highest_phase_count(counted: Tally) -> int:
    """R2: how many picked the last phase, shown apart ("3 van 12 kozen fase 5"): `verkennend` scores it one lower."""
    return counted.phases[-1]


def dont_know_share(counted: Tally) -> float | None:
    """R4: share of "weet ik niet" among all who answered, 0 to 1; None when nobody did."""
    return counted.dont_know / counted.answers if counted.answers else None


def has_little_insight(share: float | None) -> bool:
    """R4: more than 40 % does not know: itself a finding ("weinig zicht")."""
    return share is not None and rounded(share) > LITTLE_INSIGHT_ABOVE
