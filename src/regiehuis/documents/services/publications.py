"""Sharing a snapshot with a partnership, and taking it back. The only place that writes in two organisations at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from regiehuis.audit import facade as audit
from regiehuis.organisations import facade as organisations
from regiehuis.organisations.facade import Actor, Right
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.tenancy import tenant

from .. import selectors
from ..domain.obstacles import Obstacle
from ..domain.publications import FORM, Snapshot, as_data, content_hash
from ..models import Publication, Share


def share(*, by: Actor, participation_id: UUID, subject: str, snapshot: Snapshot, seen: str, now: datetime) -> Share:
    """Publish a snapshot in a partnership and keep in the municipality what went out; both, or neither.

    The actor needs the right at home and there, on behalf of this municipality. ``seen`` is the hash of what the actor looked at.
    A newer snapshot of the same subject takes the place of the earlier one.
    """
    digest = content_hash(snapshot)
    if seen != digest:
        raise NotAllowed([Obstacle.CHANGED_SINCE_PREVIEW])
    source = organisations.info(by.organisation_id)
    with transaction.atomic():
        with organisations.on_behalf_of_member(by, participation_id=participation_id, right=Right.SHARE) as visitor:
            if snapshot.kind not in organisations.charter_shares():
                raise NotAllowed([Obstacle.NOT_IN_CHARTER])
            earlier = selectors.versions(source_id=source.id, kind=snapshot.kind, subject=subject)
            if earlier and earlier[0].withdrawn_at is None and earlier[0].content_hash == digest:
                raise NotAllowed([Obstacle.ALREADY_SHARED])
            _withdraw(visitor, [each for each in earlier if each.withdrawn_at is None], now)
            published = Publication.objects.create(
                source_id=source.id, source_name=source.name, kind=snapshot.kind, form=FORM, subject=subject, content_hash=digest,
                version=earlier[0].version + 1 if earlier else 1, content=as_data(snapshot), published_at=now,
            )  # fmt: skip
            audit.record(by=visitor, event="documents.publication.published", subject=published.public_id, detail=_detail(published))
            partnership = organisations.info(visitor.organisation_id)
        replaced = Share.objects.filter(partnership_id=partnership.id, kind=snapshot.kind, subject=subject, withdrawn_at__isnull=True)
        replaced.update(withdrawn_at=now, withdrawn_by=by.name, reason=f"Vervangen door versie {published.version}.")
        stored = Share.objects.create(
            partnership_id=partnership.id, partnership_name=partnership.name, publication=published.public_id, kind=snapshot.kind, subject=subject,
            version=published.version, content=as_data(snapshot), content_hash=digest, shared_at=now, shared_by=by.name,
        )  # fmt: skip
        audit.record(
            by=by, event="documents.publication.shared", subject=stored.public_id, detail={"met": partnership.name, **_detail(published)}
        )
    return stored


def withdraw(*, by: Actor, share: Share, reason: str, now: datetime) -> Share:
    """Take back what was shared: from this moment nobody in the partnership can read it. Needs the right at home only.

    A municipality can always do this: also when nobody of it has access there any more.
    """
    if not by.may(Right.SHARE) or by.user_id is None:
        raise Forbidden
    with transaction.atomic():
        organisations.lock(by.organisation_id)
        stored = Share.objects.select_for_update().get(pk=share.pk)
        if stored.withdrawn_at is not None or stored.partnership_id is None:
            raise NotAllowed([Obstacle.ALREADY_WITHDRAWN])
        with tenant(stored.partnership_id):
            published = Publication.objects.filter(public_id=stored.publication, source_id=by.organisation_id, withdrawn_at__isnull=True)
            _withdraw(by, list(published.select_for_update()), now)
        _close(by, stored, reason, now)
    return stored


def withdraw_all(*, by: audit.By, source_id: int, now: datetime) -> None:
    """In the open partnership: withdraw everything of a member that leaves."""
    found = Publication.objects.select_for_update().filter(source_id=source_id, withdrawn_at__isnull=True)
    _withdraw(by, list(found), now)


def close_all(*, by: audit.By, partnership_id: int, reason: str, now: datetime) -> None:
    """In the open municipality: note that nothing is shared with a partnership any more."""
    for stored in Share.objects.select_for_update().filter(partnership_id=partnership_id, withdrawn_at__isnull=True):
        _close(by, stored, reason, now)


def forget_source(*, source_id: int) -> int:
    """In the open partnership: remove every line of a municipality that was removed for good; return how many."""
    return Publication.objects.filter(source_id=source_id).delete()[0]


def forget_partnership(*, by: audit.By, partnership_id: int, now: datetime) -> None:
    """In the open municipality: what it shared with a partnership that was removed for good stays to read, as withdrawn."""
    close_all(by=by, partnership_id=partnership_id, reason="Het samenwerkingsverband is uit Regiehuis verwijderd.", now=now)
    Share.objects.filter(partnership_id=partnership_id).update(partnership=None)


def _withdraw(by: audit.By, found: list[Publication], now: datetime) -> None:
    for each in found:
        each.withdrawn_at, each.content = now, None
        each.save()
        audit.record(by=by, event="documents.publication.gone", subject=each.public_id, detail=_detail(each))


def _close(by: audit.By, stored: Share, reason: str, now: datetime) -> None:
    stored.withdrawn_at, stored.withdrawn_by, stored.reason = now, by.name, reason
    stored.save()
    audit.record(by=by, event="documents.publication.withdrawn", subject=stored.public_id, reason=reason,
                 detail={"met": stored.partnership_name, "soort": stored.kind, "versie": stored.version})  # fmt: skip


def _detail(published: Publication) -> dict[str, object]:
    return {"soort": published.kind, "versie": published.version, "controlegetal": published.content_hash[:16]}
