"""The kinds of link of the golden thread, and how a chain is walked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum


class LinkKind(StrEnum):
    """How the later item relates to the earlier one."""

    BECAUSE_OF = "because_of"
    CARRIED_OUT_BY = "carried_out_by"
    DECIDED_BY = "decided_by"
    PAID_BY = "paid_by"
    MEASURED_BY = "measured_by"


def reachable(start: int, edges: Mapping[int, Sequence[int]]) -> list[tuple[int, int]]:
    """Return (item, distance) for everything that can be reached from ``start``, nearest first, each item once.

    >>> reachable(1, {1: [2, 3], 2: [4], 4: [1]})
    [(2, 1), (3, 1), (4, 2)]
    """
    seen = {start}
    found: list[tuple[int, int]] = []
    layer, distance = [start], 0
    while layer:
        distance += 1
        following: list[int] = []
        for item in layer:
            for neighbour in edges.get(item, ()):
                if neighbour not in seen:
                    seen.add(neighbour)
                    following.append(neighbour)
                    found.append((neighbour, distance))
        layer = following
    return found
