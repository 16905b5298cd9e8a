"""How answers leave the inbox: never fewer than k together, so that no order or transaction leads back to a person."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Row = TypeVar("Row")


def batch_to_move(waiting: Sequence[Row], *, k: int, random: Random) -> list[Row]:
    """Return k rows drawn at random when at least 2k wait, in random order; otherwise none. Leaves 0 or at least k behind."""
    if len(waiting) < 2 * k:
        return []
    return random.sample(list(waiting), k)


def shuffled(rows: Sequence[Row], *, random: Random) -> list[Row]:
    """Return all rows in random order."""
    return random.sample(list(rows), len(rows))
