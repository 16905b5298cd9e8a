"""What of a scan may go out to a partnership now."""

from __future__ import annotations

from regiehuis.documents.domain.publications import Snapshot
from regiehuis.organisations.facade import Actor
from regiehuis.organisations.facade import Right as SharedRight
from regiehuis.platform.errors import Forbidden, NotAllowed

from ..domain.workflow import Obstacle, ScanState, obstacles_to_sharing
from ..models import Scan
from ..presentation.shared import snapshot
from ..selectors import scans as selectors
from ..selectors.outcomes import outcome


def what_goes_out(*, by: Actor, scan: Scan) -> Snapshot:
    """Return the snapshot of an adopted scan; raises NotAllowed while a body may still change it, or no report says the same."""
    if not by.may(SharedRight.SHARE):
        raise Forbidden
    found = outcome(scan)
    report = selectors.report_of(scan, found.input_hash)
    if obstacles := obstacles_to_sharing(ScanState(scan.state), has_report=report is not None):
        raise NotAllowed(obstacles)
    if report is None:
        raise NotAllowed([Obstacle.NO_REPORT_YET])
    return snapshot(scan, found, selectors.instrument_of(scan), report)
