"""What the intake takes as an answer: narrower than a file of the command line, as people mistype."""

from __future__ import annotations

from regiehuis.scan.domain.input_document import InputError, read_fact
from regiehuis.scan.domain.instrument import Fact, FactKind, FactValue
from regiehuis.scan.domain.numbers import rounded

LARGEST_NUMBER = 100_000_000
DECIMALS = 2


def bounds(fact: Fact) -> tuple[float, float]:
    """Return the smallest and the largest number that this fact may have; nothing that we count is negative."""
    return fact.minimum or 0, fact.maximum if fact.maximum is not None else LARGEST_NUMBER


def intake_answer(fact: Fact, value: object) -> FactValue:
    """Return the value as the intake stores it; raises InputError, with one Dutch line, for what does not fit."""
    found = read_fact(fact, value, "value")
    if fact.kind in (FactKind.WHOLE, FactKind.DECIMAL) and isinstance(found, int | float):
        low, high = bounds(fact)
        if not low <= found <= high or rounded(found, DECIMALS) != found:
            raise InputError(f"value: kies een getal van {low:g} tot en met {int(high)}, met hoogstens {DECIMALS} decimalen.")
    return found
