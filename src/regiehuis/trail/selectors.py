"""Reading chains of the golden thread."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.shortcuts import get_object_or_404

from .domain.links import reachable
from .models import Item, Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """An item, what it rests on and what follows from it: (item, distance) nearest first."""

    item: Item
    earlier: list[tuple[Item, int]]
    later: list[tuple[Item, int]]

    @property
    def path(self) -> list[Item]:
        """From where the thread begins to this item: what a reader goes back along."""
        return [item for item, _distance in reversed(self.earlier)] + [self.item]


def chain(public_id: UUID) -> Chain:
    """Return the chain both ways in three queries, however long."""
    item = get_object_or_404(Item, public_id=public_id)
    forward, backward = defaultdict(list), defaultdict(list)
    for source, target in Link.objects.order_by("id").values_list("source_id", "target_id"):
        forward[source].append(target)
        backward[target].append(source)
    earlier, later = reachable(item.pk, forward), reachable(item.pk, backward)
    items = Item.objects.in_bulk([pk for pk, _ in earlier + later])
    return Chain(item=item, earlier=[(items[pk], d) for pk, d in earlier], later=[(items[pk], d) for pk, d in later])
