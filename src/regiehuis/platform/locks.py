"""Locks that end with the transaction, beside the lock of a row that ``select_for_update`` takes."""

from __future__ import annotations

from django.db import connection, models

FIRST_START = 725_643_901  # any number that nobody else uses


def lock_until_commit(number: int) -> None:
    """Wait until no other transaction holds this number, then hold it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [number])


def share_until_commit(row: models.Model) -> None:
    """Let nobody lock this row for a change until the transaction ends; others may share it. What is read after this call holds until then."""
    with connection.cursor() as cursor:
        cursor.execute(f'select 1 from "{row._meta.db_table}" where id = %s for share', [row.pk])  # noqa: S608  (our own table name)
