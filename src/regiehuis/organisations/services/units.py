"""Writes to the unit tree."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from regiehuis.audit import facade as audit
from regiehuis.platform.errors import Forbidden, NotAllowed

from ..domain.actors import Actor
from ..domain.obstacles import Obstacle
from ..domain.roles import Right
from ..domain.units import UnitRow, codes_on_cycles, in_tree_order, row_errors
from ..models import Unit
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
        if unit.children.exists() or unit.people.exists():
            raise NotAllowed([Obstacle.UNIT_IN_USE])
        audit.record(by=by, event="organisations.unit.removed", subject=unit.code, detail={"naam": unit.name})
        unit.delete()


def import_rows(*, by: Actor, rows: Sequence[UnitRow]) -> int:
    """Add or update units by code, all or nothing; units that the list does not name stay. Returns how many rows."""
    _authorise(by)
    with transaction.atomic():
        lock(by.organisation_id)
        known = {unit.code: unit for unit in Unit.objects.select_for_update()}
        if row_errors(rows, known):
            raise NotAllowed([Obstacle.IMPORT_HAS_ERRORS])
        parents = {unit.code: next((u.code for u in known.values() if u.pk == unit.parent_id), "") for unit in known.values()}
        parents |= {row.code: row.parent_code for row in rows}
        if codes_on_cycles(parents):
            raise NotAllowed([Obstacle.UNIT_UNDER_ITSELF])
        by_code = {row.code: row for row in rows}
        for code in in_tree_order({row.code: row.parent_code for row in rows}):
            row = by_code[code]
            unit = known.get(code) or Unit(code=code)
            unit.name, unit.parent = row.name, known.get(row.parent_code)
            unit.save()
            known[code] = unit
        audit.record(by=by, event="organisations.units.imported", detail={"regels": len(rows)})
    return len(rows)
