"""A whole organisation: given to it in open formats, or removed. For the operator, on the command line."""

from __future__ import annotations

from typing import IO, Any

from django.db import transaction
from django.utils import timezone

from regiehuis.accounts import facade as accounts
from regiehuis.platform import tenant_data
from regiehuis.platform.tenancy import acting_as, tenant

from ..models import Erasure, Membership, Organisation, Person
from . import partnership_endings


def find(words: str) -> Organisation | None:
    """Return the organisation with this public id, code or exact name; None when there is none, or more than one."""
    found = [
        each
        for each in Organisation.objects.order_by("pk")
        if words in (str(each.public_id), each.name) or (each.code and words == each.code)
    ]
    return found[0] if len(found) == 1 else None


def export(*, organisation: Organisation, version: str, target: IO[bytes]) -> dict[str, int]:
    """Write everything of the organisation into a ZIP; return the number of rows per table."""
    own = {str(field.column): getattr(organisation, field.attname) for field in Organisation._meta.concrete_fields}
    extra: dict[str, list[dict[str, Any]]] = {
        "organisations_organisation": [own],
        "accounts_user": accounts.plain_rows(_account_ids(organisation)),
    }
    return tenant_data.export(organisation_id=organisation.pk, name=organisation.name, version=version, extra=extra, target=target)


def erase(*, organisation: Organisation, reason: str, performed_by: str) -> Erasure:
    """Remove the organisation with all its rows, and the accounts that belong to no other; needs the owner of the tables.

    All or nothing. What stays is one line: that it happened, why, by whom, and how many rows. What it shared with a partnership goes too.
    """
    with transaction.atomic():
        locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
        mine = _account_ids(locked)
        partnership_endings.forget(locked, now=timezone.now())
        alone = [account_id for account_id in mine if not _belongs_elsewhere(account_id, locked.pk)]
        counts = tenant_data.erase(organisation_id=locked.pk)
        forgotten = accounts.forget(alone)
        return Erasure.objects.create(
            name=locked.name, organisation_public_id=locked.public_id, reason=reason, performed_by=performed_by,
            counts={table: rows for table, rows in counts.items() if rows}, accounts=forgotten,
        )  # fmt: skip


def _account_ids(organisation: Organisation) -> list[int]:
    with tenant(organisation.pk):
        people = set(Person.objects.filter(user__isnull=False).values_list("user_id", flat=True))
        return sorted(people | set(Membership.objects.values_list("user_id", flat=True)))


def _belongs_elsewhere(account_id: int, organisation_id: int) -> bool:
    with acting_as(account_id):
        return Membership.of_user.exclude(organisation_id=organisation_id).exists()
