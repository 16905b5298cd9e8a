"""What every part of the API of the scan shares: one router, its scopes, and who leads."""

from __future__ import annotations

from uuid import UUID

from ninja import Path, Router

from regiehuis.organisations.facade import ApiRequest, Needs, Scope
from regiehuis.platform.errors import Forbidden
from regiehuis.platform.rest.schemas import Text

from ..domain.permissions import Right, may
from ..models import Scan
from ..selectors import scans as selectors

router = Router(tags=["scan"], by_alias=True)
READ, WRITE = Needs(Scope.SCAN_READ), Needs(Scope.SCAN_WRITE)
Code = Path[Text]


def guarded(request: ApiRequest, scan_id: UUID, right: Right = Right.LEAD) -> Scan:
    """Return the scan for who has this right on scans; 404 before it is open to their roles."""
    found = selectors.scan_for(request.actor, scan_id)
    if not may(request.actor.roles, right):
        raise Forbidden
    return found
