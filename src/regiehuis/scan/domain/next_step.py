"""Something concrete to do for every dimension, also when no recommendation applies (R16)."""

from collections.abc import Iterable, Mapping

from regiehuis.scan.domain.instrument import Dimension, Instrument, Statement
from regiehuis.scan.domain.numbers import below, phase_of

MOST_STATEMENTS = 3


def next_step(dimension: Dimension, value: float) -> tuple[Statement, ...]:
    """R16 (cards): the first three statements, in file order, of the phase after the one reached; () after the last."""
    return dimension.statements_of(phase_of(value) + 1)[:MOST_STATEMENTS]


def next_step_by_answers(dimension: Dimension, answers: Iterable[Mapping[str, int | None]], instrument: Instrument) -> tuple[Statement, ...] | None:  # fmt: skip
    """R16 (statements): three of the first step that does not score fully, the lowest mean first (tie: file order).

    None when nobody's order may follow from it: a statement with fewer known answers than a distribution needs (R17c).
    """
    given = list(answers)
    for phase in range(2, len(instrument.phases) + 1):
        statements = dimension.statements_of(phase)
        known = {each.code: [answer for one in given if (answer := one.get(each.code)) is not None] for each in statements}
        if any(len(found) < instrument.scoring.k_distribution for found in known.values()):
            return None
        means = {code: sum(found) / len(found) for code, found in known.items()}
        if any(below(mean, instrument.largest_answer) for mean in means.values()):
            return tuple(sorted(statements, key=lambda each: means[each.code])[:MOST_STATEMENTS])
    return ()
