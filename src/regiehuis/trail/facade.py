"""The golden thread between modules: items and the links between them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from .domain.links import LinkKind
from .models import Item, Link

__all__ = ["ItemInfo", "LinkKind", "find", "link", "put", "statuses"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemInfo:
    """One item of the thread."""

    id: int
    public_id: UUID
    module: str
    kind: str
    key: str
    title: str
    status: str
    due: date | None
    url: str
    payload: Mapping[str, object]


def put(*, module: str, kind: str, key: str, title: str, status: str, url: str = "", due: date | None = None,
        payload: Mapping[str, object] | None = None, payload_version: int = 1) -> int:  # fmt: skip
    """Add or update an item by (module, kind, key); return its id. Call it in the transaction of the module's own write."""
    item, _created = Item.objects.update_or_create(
        module=module, kind=kind, key=key,
        defaults={"title": title[:500], "status": status, "url": url, "due": due, "payload": dict(payload or {}), "payload_version": payload_version},
    )  # fmt: skip
    return item.pk


def link(*, source: int, target: int, kind: LinkKind) -> None:
    """Say that ``source`` exists or goes on because of, by or through ``target``; saying it twice changes nothing."""
    Link.objects.get_or_create(source_id=source, target_id=target, kind=kind.value)


def find(*, module: str, kind: str, key: str) -> ItemInfo | None:
    item = Item.objects.filter(module=module, kind=kind, key=key).first()
    return describe(item) if item else None


def statuses(*, module: str, kind: str, keys: Collection[str]) -> dict[str, str]:
    """Return the status by key of the items that exist: one query."""
    return dict(Item.objects.filter(module=module, kind=kind, key__in=list(keys)).values_list("key", "status"))


def describe(item: Item) -> ItemInfo:
    return ItemInfo(id=item.pk, public_id=item.public_id, module=item.module, kind=item.kind, key=item.key, title=item.title,
                    status=item.status, due=item.due, url=item.url, payload=item.payload)  # fmt: skip
