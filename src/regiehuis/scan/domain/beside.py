"""Role groups beside units: two tables of the same people, that must not give away a few of them when held against each other (R17)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

MOST_GROUPS = 12  # shown at once beside units: every union of them is tried


def roles_beside_units(people: Mapping[tuple[str, str], int], shown: Collection[str], *, k: int) -> frozenset[str]:
    """Return the role groups that may be shown beside the units; `people` counts by (role group, smallest shown unit they are in).

    When all people of some shown units are in some shown role groups, the difference of the two sums is about the others in those
    groups: they must be none, or at least k. The smallest group (tie: code) goes until that holds for every union of groups.

    >>> sorted(roles_beside_units({("mt", "A"): 6, ("mt", "B"): 2, ("staff", "B"): 9}, ["mt", "staff"], k=5))
    []
    """
    sizes: Counter[str] = Counter()
    for (role, _unit), number in people.items():
        sizes[role] += number
    kept = sorted(shown, key=lambda code: (sizes[code], code))
    while kept and (len(kept) > MOST_GROUPS or not _is_safe(people, kept, k)):
        kept.pop(0)
    return frozenset(kept)


def _is_safe(people: Mapping[tuple[str, str], int], shown: Collection[str], k: int) -> bool:
    """Try every union of groups against all units that lie inside it; a smaller union of units only leaves more people over."""
    bits = {code: 1 << place for place, code in enumerate(shown)}
    rest = 1 << len(bits)  # those whose group is not shown: together they follow from the whole
    group_sizes: Counter[int] = Counter()
    unit_masks: Counter[str] = Counter()
    unit_sizes: Counter[str] = Counter()
    for (role, unit), number in people.items():
        if number:
            group_sizes[bits.get(role, rest)] += number
            unit_masks[unit] |= bits.get(role, rest)
            unit_sizes[unit] += number
    inside: Counter[int] = Counter()
    for unit, mask in unit_masks.items():
        inside[mask] += unit_sizes[unit]
    for union in range(1, rest << 1):
        over = sum(size for bit, size in group_sizes.items() if bit & union)
        over -= sum(size for mask, size in inside.items() if mask & union == mask)
        if 0 < over < k:
            return False
    return True
