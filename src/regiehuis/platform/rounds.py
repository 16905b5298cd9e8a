"""Work by the clock goes past every organisation: what fails at one is told, and does not keep the others waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog


def each_in_turn(work: Callable[[int], None], organisation_ids: Iterable[int]) -> None:
    """Do the work for every organisation. Raises ExceptionGroup with what failed once all of them had their turn."""
    failed: list[Exception] = []
    for organisation_id in organisation_ids:
        try:
            work(organisation_id)
        except Exception as error:
            structlog.get_logger(__name__).exception("periodic_work_failed", organisation=organisation_id)
            failed.append(error)
    if failed:
        raise ExceptionGroup(f"failed at {len(failed)} organisations", failed)
