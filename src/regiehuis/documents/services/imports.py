"""Lists that people bring along, from choosing the file to storing it: all or nothing, and once."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from regiehuis.audit.facade import By
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.tables import FileProblem, read_rows

from .. import selectors
from ..domain.imports import (
    KEPT_FOR,
    RECEIPT_KEPT_FOR,
    Checked,
    Column,
    Line,
    foreign_ending,
    headings_key,
    lines_of,
    obstacles_to_storing,
    proposals,
    recognised,
)
from ..domain.obstacles import Obstacle
from ..models import ColumnMapping, PendingImport

Rows = Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportKind:
    """One kind of list, as the app that takes it in describes it. That app also decides who may bring one.

    ``check`` says what each line would do; ``store`` does it, checks again under its own locks, and records it. ``route`` names
    three addresses: itself, ``-preview`` and ``-errors``, with the arguments ``route_arguments`` first.
    """

    key: str
    columns: Sequence[Column]
    check: Callable[[Sequence[Line]], Checked]
    store: Callable[[Sequence[Line]], Checked]
    obstacles: Mapping[Any, Any]
    errors: Mapping[str, Any]
    title: str
    explanation: str
    crumbs: Sequence[tuple[str, str]]
    route: str
    done_url: str
    subject: str = ""
    route_arguments: tuple[Any, ...] = ()
    may_skip_errors: bool = False


def begin(*, by: By, kind: ImportKind, name: str, content: bytes) -> UUID:
    """Read the file and keep its rows until somebody decides; return the id. Raises FileProblem when it is no list."""
    rows = read_rows(content)
    headings = rows[0][1]
    positions = selectors.remembered_positions(kind.key, headings_key(headings)) or recognised(headings, kind.columns)
    if positions is None and (ending := foreign_ending(name)) and not proposals(headings, kind.columns):
        raise FileProblem("foreign", ending)
    if len(rows) == 1:
        raise FileProblem("only_headings")
    pending = PendingImport.objects.create(
        kind=kind.key, subject=kind.subject, file_name=name[:200], rows=zlib.compress(json.dumps(rows).encode(), 1), positions=positions,
        by=by.user_id, by_name=by.name,
    )  # fmt: skip
    return pending.public_id


def rows_of(pending: PendingImport) -> Rows:
    """Return the rows as they were read, the headings first."""
    found: Rows = json.loads(zlib.decompress(bytes(pending.rows)))
    return found


def lines(pending: PendingImport) -> list[Line]:
    """Return the lines by the chosen columns."""
    return lines_of(rows_of(pending), pending.positions or {})


def obstacles(pending: PendingImport, *, now: datetime) -> list[Obstacle]:
    return obstacles_to_storing(
        created_at=pending.created_at, is_stored=pending.stored_at is not None, has_columns=pending.positions is not None, now=now
    )


def choose_columns(*, pending: PendingImport, positions: Mapping[str, int]) -> None:
    """Use these columns, and remember them for the next file with the same headings."""
    with transaction.atomic():
        pending.positions = dict(positions)
        pending.save(update_fields=["positions"])
        ColumnMapping.objects.update_or_create(
            kind=pending.kind, headings=headings_key(rows_of(pending)[0][1]), defaults={"positions": pending.positions},
            create_defaults={"positions": pending.positions, "organisation_id": pending.organisation_id},
        )  # fmt: skip


def confirm(*, pending: PendingImport, kind: ImportKind, skip_errors: bool, now: datetime) -> Checked:
    """Store the list through its app and forget the rows, in one transaction. Of two that confirm at once the second is told so.

    ``skip_errors`` leaves out whole lines, and only where the kind allows that; otherwise one error stops everything.
    """
    with transaction.atomic():
        pending = PendingImport.objects.select_for_update().get(pk=pending.pk)
        if found := obstacles(pending, now=now):
            raise NotAllowed(found)
        wanted = lines(pending)
        checked = kind.check(wanted)
        if checked.errors and not (skip_errors and kind.may_skip_errors):
            raise NotAllowed([Obstacle.HAS_ERRORS])
        stored = kind.store([line for line in wanted if line.number not in checked.wrong_lines])
        pending.rows, pending.file_name, pending.stored_at = b"", "", now
        pending.save(update_fields=["rows", "file_name", "stored_at"])
    return stored


def forget(*, now: datetime) -> int:
    """Delete the rows of lists that nobody stored in time, and receipts that nobody asks for any more; return how many lists expired."""
    PendingImport.objects.filter(created_at__lte=now - RECEIPT_KEPT_FOR).delete()
    return PendingImport.objects.filter(created_at__lte=now - KEPT_FOR).exclude(rows=b"").update(rows=b"", file_name="")
