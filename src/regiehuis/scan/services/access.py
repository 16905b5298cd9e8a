"""The one check that every write of this module starts with."""

from __future__ import annotations

from regiehuis.organisations.facade import Actor
from regiehuis.platform.errors import Forbidden, NotAllowed

from ..domain.permissions import Right, may
from ..domain.workflow import ScanState, obstacles_to_changing_inputs
from ..models import Scan


def locked(by: Actor, scan: Scan, right: Right) -> Scan:
    """Return the scan, locked for this transaction. Raises Forbidden when the person's roles lack the right."""
    fresh = Scan.objects.select_for_update().get(pk=scan.pk)
    if not may(by.roles, right, ScanState(fresh.state)):
        raise Forbidden
    return fresh


def locked_for_inputs(by: Actor, scan: Scan, right: Right = Right.LEAD) -> Scan:
    """The same, and refuse once a body decided on the outcome."""
    fresh = locked(by, scan, right)
    if obstacles := obstacles_to_changing_inputs(ScanState(fresh.state)):
        raise NotAllowed(obstacles)
    return fresh
