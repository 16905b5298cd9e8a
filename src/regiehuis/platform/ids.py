"""Ids before there are rows, for rows that point at each other and are written in one go."""

from __future__ import annotations

from django.db import connection, models


def reserve_ids(model: type[models.Model], number: int) -> list[int]:
    """Draw this many ids of a model from its own sequence. Ids that are not used stay unused; nobody else gets them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, %s)) from generate_series(1, %s)",
            [connection.ops.quote_name(model._meta.db_table), model._meta.pk.column, number],
        )
        return [row[0] for row in cursor.fetchall()]
