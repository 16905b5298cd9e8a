"""Locks that end with the transaction, for what no row can stand for."""

from __future__ import annotations

from django.db import connection

FIRST_START = 725_643_901  # any number that nobody else uses


def lock_until_commit(number: int) -> None:
    """Wait until no other transaction holds this number, then hold it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [number])
