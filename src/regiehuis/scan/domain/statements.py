"""A score per dimension from statements (stellingen): a higher phase never weighs more than the one below it (R3, R4)."""

from __future__ import annotations

from collections.abc import Mapping

from regiehuis.scan.domain.instrument import Dimension, Instrument, Phase5Mode
from regiehuis.scan.domain.numbers import below


def step_score(answers: Mapping[str, int | None], dimension: Dimension, phase: int, instrument: Instrument) -> float | None:
    """R3: the share of what a step can score, 0 to 1, over the statements that were answered; None = unknown.

    Unknown when fewer than half of its statements were answered. An absent statement or None is "weet ik niet".
    """
    statements = dimension.statements_of(phase)
    given = [answer for each in statements if (answer := answers.get(each.code)) is not None]
    if not given or len(given) < instrument.scoring.min_answered_share * len(statements):
        return None
    return sum(given) / (instrument.largest_answer * len(given))


def statement_score(answers: Mapping[str, int | None], dimension: Dimension, instrument: Instrument, mode: Phase5Mode) -> float | None:
    """R3 and R4: from 1 up to the top of the scale, or None: step 2 is unknown, so the dimension is.

    Each step counts at most as much as the one before it. Behind a step under a third nothing counts, and neither does what
    comes behind a step that is unknown: "wat u niet weet, telt niet als bereikt".
    """
    first = step_score(answers, dimension, 2, instrument)
    if first is None:
        return None
    score, reached, step = 1 + first, first, first
    for phase in range(3, instrument.top(mode) + 1):
        if below(step, instrument.scoring.stop_below):
            break
        found = step_score(answers, dimension, phase, instrument)
        if found is None:
            break
        step, reached = found, min(found, reached)
        score += reached
    return score
