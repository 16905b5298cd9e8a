"""How far people agree on a dimension (R7, eensgezindheid): 1 when all pick one phase, 0 when half pick each end."""

from collections.abc import Sequence
from enum import StrEnum
from math import fsum, log2

from regiehuis.scan.domain.numbers import at_least


class SpreadLabel(StrEnum):
    UNITED = "eensgezind"
    DIVIDED = "verdeeld"
    STRONGLY_DIVIDED = "sterk verdeeld"


UNITED_FROM = 0.80
DIVIDED_FROM = 0.60
BORDERS = (DIVIDED_FROM, UNITED_FROM)


def consensus(counts: Sequence[int]) -> float | None:
    """R7: Tastle and Wierman's consensus, 0 to 1, of answers per phase on the scale 1 to len(counts); None without any.

    >>> consensus((6, 0, 0, 6))
    0.0
    """
    total = sum(counts)
    if total == 0:
        return None
    mean = sum(level * count for level, count in enumerate(counts, start=1)) / total
    width = len(counts) - 1
    terms = (count / total * log2(1 - abs(level - mean) / width) for level, count in enumerate(counts, start=1) if count)
    return min(1.0, max(0.0, 1 + fsum(terms)))


def spread_label(cns: float) -> SpreadLabel:
    """R7: from 0.80 eensgezind, from 0.60 verdeeld, below that sterk verdeeld."""
    if at_least(cns, UNITED_FROM):
        return SpreadLabel.UNITED
    return SpreadLabel.DIVIDED if at_least(cns, DIVIDED_FROM) else SpreadLabel.STRONGLY_DIVIDED
