"""Something concrete to do for every dimension, also when no recommendation applies (R16)."""

from regiehuis.scan.domain.instrument import Dimension, Statement
from regiehuis.scan.domain.numbers import phase_of

MOST_STATEMENTS = 3


def next_step(dimension: Dimension, value: float) -> tuple[Statement, ...]:
    """R16 (cards): the first three statements, in file order, of the phase after the one reached; () after the last."""
    return dimension.statements_of(phase_of(value) + 1)[:MOST_STATEMENTS]
