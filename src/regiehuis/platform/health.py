"""What must hold before the web or the worker may serve, and what a probe asks."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from .tenancy import tenant_models


def role_problems() -> list[str]:
    """Return why the database role may not be used: it could step around the tenant nets. Empty is good."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.rolsuper, r.rolbypassrls, exists (select 1 from pg_class c where c.relowner = r.oid and c.relkind = 'r')"
            " from pg_roles r where r.rolname = current_user"
        )
        is_superuser, bypasses, owns = cursor.fetchone()
    problems = []
    if is_superuser:
        problems.append("de databaserol is superuser")
    if bypasses:
        problems.append("de databaserol heeft BYPASSRLS")
    if owns:
        problems.append("de databaserol is eigenaar van tabellen")
    return problems


def unapplied_migrations() -> int:
    """Return how many migrations still have to run. Django's own plan looks at the last of each app only."""
    loader = MigrationLoader(connection)
    return len(set(loader.graph.nodes) - set(loader.applied_migrations))


def unprotected_tables() -> list[str]:
    """Return tenant tables without forced row-level security."""
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relrowsecurity and relforcerowsecurity")
        forced = {row[0] for row in cursor.fetchall()}
    return sorted({model._meta.db_table for model in tenant_models()} - forced)
