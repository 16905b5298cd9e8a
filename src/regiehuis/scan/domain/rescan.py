"""Two rounds beside each other (R19, herscan): what changed, and what may not be called a change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import hypot

from regiehuis.scan.domain.instrument import Instrument, Phase5Mode
from regiehuis.scan.domain.levels import Measured
from regiehuis.scan.domain.numbers import at_least, rounded

CLEAR_FROM = 0.5  # phases


class Incomparable(StrEnum):
    """Why two rounds may stand beside each other but may not be subtracted."""

    OTHER_INSTRUMENT = "other_instrument"
    OTHER_MAJOR = "other_major"
    OTHER_SCALE = "other_scale"


class Certainty(StrEnum):
    """How sure it is that something changed; the values are the words of the field."""

    CLEARLY = "duidelijk"
    POSSIBLY = "mogelijk"
    NOT_SHOWN = "geen aantoonbare verandering"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """In phases, this round minus the earlier one. `margin` is what chance explains at 90 %; None: a standard error is unknown."""

    difference: float
    margin: float | None
    certainty: Certainty | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """What a round was measured with."""

    instrument: Instrument
    phase5_mode: Phase5Mode


def obstacles_to_comparing(earlier: Yardstick, now: Yardstick) -> list[Incomparable]:
    """R1 and R19: only rounds of one instrument, one major version and one scale are compared."""
    same = earlier.instrument.code == now.instrument.code
    checks = (
        (not same, Incomparable.OTHER_INSTRUMENT),
        (same and earlier.instrument.major != now.instrument.major, Incomparable.OTHER_MAJOR),
        (earlier.phase5_mode != now.phase5_mode, Incomparable.OTHER_SCALE),
    )
    return [obstacle for applies, obstacle in checks if applies]


def change(earlier: Measured, now: Measured, *, z90: float) -> Change:
    """R19: clearly changed from half a phase and past the margin, possibly when only past it; no verdict without both standard errors."""
    difference = now.value - earlier.value
    if earlier.se is None or now.se is None:
        return Change(difference=difference, margin=None, certainty=None)
    margin = z90 * hypot(earlier.se, now.se)
    if rounded(abs(difference)) <= rounded(margin):
        certainty = Certainty.NOT_SHOWN
    else:
        certainty = Certainty.CLEARLY if at_least(abs(difference), CLEAR_FROM) else Certainty.POSSIBLY
    return Change(difference=difference, margin=margin, certainty=certainty)
