"""A disk without space, whoever met it: PostgreSQL or we ourselves."""

from __future__ import annotations

import errno

from psycopg.errors import DiskFull


def disk_is_full(error: BaseException | None) -> bool:
    """Return whether this error, or what it came from, is that there is no space left."""
    while error is not None:
        if isinstance(error, DiskFull) or (isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)):
            return True
        error = error.__cause__ or error.__context__
    return False
