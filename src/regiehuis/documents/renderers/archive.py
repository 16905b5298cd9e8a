"""Zip files of which the bytes depend on their content alone."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

EARLIEST = 1980  # the zip format knows no earlier year


def rewritten(archive: bytes, *, day: date, keep: Callable[[str], bool] = lambda name: True, stored_first: str | None = None) -> bytes:
    """Return the archive with one date for all parts, in order of name; `stored_first` comes first, uncompressed."""
    moment = (max(day.year, EARLIEST), day.month, day.day, 0, 0, 0)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(target, "w") as new:
        for name in sorted(filter(keep, old.namelist()), key=lambda name: (name != stored_first, name)):
            entry = zipfile.ZipInfo(name, date_time=moment)
            entry.compress_type = zipfile.ZIP_STORED if name == stored_first else zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return target.getvalue()
