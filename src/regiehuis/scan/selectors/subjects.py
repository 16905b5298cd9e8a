"""What lines of the log are about: which scan, and which question, dimension or recommendation of it."""

from __future__ import annotations

from collections.abc import Collection

from ..models import Scan
from .scans import instrument_of


def names_in_log(subjects: Collection[str]) -> dict[str, str]:
    """Return a name per subject (public id of a scan, or that with a slash and a part); two queries, and one per instrument at most."""
    keys = {subject: subject.partition("/") for subject in subjects}
    scans = Scan.objects.filter(public_id__in={scan for scan, _slash, _part in keys.values()})
    by_key = {str(scan.public_id): scan for scan in scans}
    parts = {pk: _parts(scan) for pk, scan in by_key.items()} if any(part for _scan, _slash, part in keys.values()) else {}
    return {
        subject: f"{parts[scan].get(part, part)} ({by_key[scan].title})" if part else by_key[scan].title
        for subject, (scan, _slash, part) in keys.items()
        if scan in by_key
    }


def _parts(scan: Scan) -> dict[str, str]:
    instrument = instrument_of(scan)
    return {fact.key: fact.question for fact in instrument.facts} | {each.code: each.label for each in instrument.dimensions}
