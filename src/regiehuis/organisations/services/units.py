"""Writes to the unit tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from regiehuis.audit import facade as audit
from regiehuis.documents.domain.imports import Checked, LineState
from regiehuis.platform.bulk import forget_plans, reserve_ids
from regiehuis.platform.errors import Forbidden, NotAllowed

from ..domain.actors import Actor
from ..domain.obstacles import Obstacle
from ..domain.roles import Right
from ..domain.units import KnownUnit, UnitRow, check, codes_on_cycles, wanted
from ..models import Unit
from ..selectors import known_units
from .organisations import lock


def _authorise(by: Actor) -> None:
    if not by.may(Right.MANAGE_ORGANISATION):
        raise Forbidden


def save(*, by: Actor, unit: Unit) -> Unit:
    """Store a new or edited unit; refuses a parent that would make a circle."""
    _authorise(by)
    with transaction.atomic():
        lock(by.organisation_id)
        if Unit.objects.filter(code=unit.code).exclude(pk=unit.pk).exists():
            raise NotAllowed([Obstacle.CODE_IN_USE])
        parents: dict[str, str | None] = dict(
            Unit.objects.select_for_update(of=("self",)).exclude(pk=unit.pk).values_list("code", "parent__code")
        )
        parents[unit.code] = unit.parent.code if unit.parent else None
        if codes_on_cycles({code: parent or "" for code, parent in parents.items()}):
            raise NotAllowed([Obstacle.UNIT_UNDER_ITSELF])
        is_new = unit.pk is None
        unit.save()
        event = "organisations.unit.added" if is_new else "organisations.unit.changed"
        audit.record(by=by, event=event, subject=unit.code, detail={"naam": unit.name})
    return unit


def remove(*, by: Actor, unit: Unit) -> None:
    """Remove a unit that nothing hangs under."""
    _authorise(by)
    with transaction.atomic():
        lock(by.organisation_id)
        if unit.children.exists() or unit.people.exists():
            raise NotAllowed([Obstacle.UNIT_IN_USE])
        audit.record(by=by, event="organisations.unit.removed", subject=unit.code, detail={"naam": unit.name})
        unit.delete()


def import_rows(*, by: Actor, rows: Sequence[UnitRow]) -> Checked:
    """Add or update units by code, all or nothing; units that the list does not name stay. Returns what each row did."""
    _authorise(by)
    with transaction.atomic():
        lock(by.organisation_id)
        known = known_units()
        checked = check(rows, known)
        if checked.errors:
            raise NotAllowed([Obstacle.IMPORT_HAS_ERRORS])
        by_state = {state: [row for row, found in zip(rows, checked.states, strict=True) if found == state] for state in LineState}
        if by_state[LineState.NEW] or by_state[LineState.CHANGED]:
            _store(by.organisation_id, known, by_state[LineState.NEW], by_state[LineState.CHANGED])
            counts = {"nieuw": len(by_state[LineState.NEW]), "gewijzigd": len(by_state[LineState.CHANGED])}
            audit.record(by=by, event="organisations.units.imported", detail=counts)
    return checked


def _store(organisation_id: int, known: Mapping[str, KnownUnit], new: Sequence[UnitRow], changed: Sequence[UnitRow]) -> None:
    """Write all rows in one go: ids are drawn before, so that a child may be written before its parent. 50,000 rows take seconds."""
    ids = dict(Unit.objects.values_list("code", "pk")) | dict(zip((row.code for row in new), reserve_ids(Unit, len(new)), strict=True))
    stored = Unit.objects.in_bulk([ids[row.code] for row in changed])
    units = [stored[ids[row.code]] for row in changed]
    units += [Unit(pk=ids[row.code], organisation_id=organisation_id, code=row.code) for row in new]
    for unit, row in zip(units, [*changed, *new], strict=True):
        after = wanted(row, known)
        unit.name, unit.parent_id = after.name, ids[after.parent_code] if after.parent_code else None
    Unit.objects.bulk_create(units, batch_size=2000, update_conflicts=True, unique_fields=["id"], update_fields=["name", "parent"])
    forget_plans()
