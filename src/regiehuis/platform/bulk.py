"""Very many rows that point at each other, written in one go."""

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


def forget_plans() -> None:
    """Let PostgreSQL plan anew what it planned on this connection when the tables were small.

    The commit checks each foreign key by a plan that the connection keeps. Made for ten rows it reads the whole table, and with
    50,000 rows the commit then takes minutes instead of a second.
    """
    with connection.cursor() as cursor:
        cursor.execute("discard plans")
