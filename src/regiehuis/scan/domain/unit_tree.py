"""What may be shown of answers per unit of the organisation without giving anyone away (R17, the tree)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from regiehuis.scan.domain.publication import shown_cells


@dataclass(frozen=True, slots=True)
class Tree:
    """Parents before children, the root first; `parents`: code -> code of the parent, None for the root."""

    parents: dict[str, str | None]

    @property
    def root(self) -> str:
        return next(iter(self.parents))

    def totals(self, direct: Mapping[str, int]) -> dict[str, int]:
        """Add what each unit has itself (absent: 0) to all units above it; linear in units."""
        found = {code: direct.get(code, 0) for code in self.parents}
        for code, parent in reversed(self.parents.items()):
            if parent is not None:
                found[parent] += found[code]
        return found

    def children(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {code: [] for code in self.parents}
        for code, parent in self.parents.items():
            if parent is not None:
                found[parent].append(code)
        return found


def tree_of(parents: Mapping[str, str | None], *, root: str) -> Tree:
    """Order units below one root; what has no parent of its own hangs below it. Raises ValueError with the codes that form a circle."""
    children: dict[str, list[str]] = {}
    for code, parent in parents.items():
        if code != root:
            children.setdefault(parent or root, []).append(code)
    ordered: dict[str, str | None] = dict(_from_the_root(root, children))
    if unreached := [code for code in parents if code not in ordered]:
        raise ValueError(", ".join(sorted(unreached)))
    return Tree(ordered)


def _from_the_root(root: str, children: Mapping[str, Collection[str]]) -> Iterator[tuple[str, str | None]]:
    yield root, None
    waiting = [root]
    while waiting:
        parent = waiting.pop()
        for code in children.get(parent, ()):
            yield code, parent
            waiting.append(code)


def shown_units(tree: Tree, direct: Mapping[str, int], *, k: int, among: Collection[str] | None = None) -> frozenset[str]:
    """R17a and b in a tree: which units may be shown when `direct` counts who answered in each unit itself.

    From the root down: below a unit that is shown, a child under k is hidden, and while the hidden ones and the direct members
    add up to 1..k-1, the smallest shown child (tie: code) goes too. A hidden unit hides all below it, or their sum would give it away.
    `among`: only these may be shown; the others count as hidden (R17d: per dimension, among the units shown as a whole).
    """
    totals, children = tree.totals(direct), tree.children()
    if totals[tree.root] < k or (among is not None and tree.root not in among):
        return frozenset()
    shown, waiting = {tree.root}, [tree.root]
    while waiting:
        parent = waiting.pop()
        allowed = {code: totals[code] for code in children[parent] if among is None or code in among}
        unlisted = totals[parent] - sum(allowed.values())
        below = shown_cells(allowed, k=k, unlisted=unlisted)
        shown |= below
        waiting += below
    return frozenset(shown)
