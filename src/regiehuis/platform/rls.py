"""Keep the database's own tenant nets as the models need them: row-level security, composite keys and grants.

``sync`` runs after every migrate, as the owner, and applies only what differs: re-creating every policy would lock every table
at each deployment.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, models

from .tenancy import tenant_models

APP_ROLE = "regiehuis_app"
READ_ONLY_TABLES = {"django_migrations"}  # the application reads which migrations ran; only the owner runs them
TENANT_POLICY = "organisation_id = ( SELECT (NULLIF(current_setting('app.organisation_id'::text, true), ''::text))::bigint )"
CREATE_TENANT = "organisation_id = (select nullif(current_setting('app.organisation_id', true), '')::bigint)"
OWN_USER = (
    "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"
    " and (select nullif(current_setting('app.organisation_id', true), '')) is null"
)


@dataclass(frozen=True, slots=True)
class Policy:
    """One row-level policy: ``command`` is ALL or SELECT."""

    name: str
    command: str
    using: str


def policies_for(model: type[models.Model]) -> tuple[Policy, ...]:
    """Return the policies of a tenant model: its organisation, and for memberships also the signed-in user's own rows."""
    own = (Policy("own_user", "SELECT", OWN_USER),) if getattr(model, "visible_to_own_user", False) else ()
    return (Policy("tenant", "ALL", CREATE_TENANT), *own)


def composite_keys(model: type[models.Model]) -> list[tuple[str, str, str, str]]:
    """Return (constraint name, table, column, parent table) for each foreign key between two tenant models."""
    tenants = set(tenant_models())
    keys = []
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey) and field.related_model in tenants:
            parent = field.related_model._meta.db_table  # type: ignore[union-attr]
            name = f"{model._meta.db_table}_{field.column}_in_tenant"
            keys.append((name[:63], model._meta.db_table, str(field.column), parent))
    return keys


def sync() -> list[str]:
    """Bring policies, composite keys and grants in line with the models; return the statements that were needed."""
    done: list[str] = []
    with connection.cursor() as cursor:

        def run(statement: str) -> None:
            cursor.execute(statement)
            done.append(statement)

        cursor.execute("select relname, relrowsecurity and relforcerowsecurity from pg_class where relkind = 'r'"
                       " and relnamespace = 'public'::regnamespace")  # fmt: skip
        tables = dict(cursor.fetchall())
        cursor.execute("select tablename, policyname from pg_policies where schemaname = 'public'")
        policies = set(cursor.fetchall())
        cursor.execute("select conname from pg_constraint where contype = 'f'")
        constraints = {row[0] for row in cursor.fetchall()}
        present = [model for model in tenant_models() if model._meta.db_table in tables]
        for model in present:
            _sync_policies(model, tables, policies, run)
        for model in present:
            for name, table, column, parent in composite_keys(model):
                if name not in constraints and parent in tables:
                    _add_composite_key(name, table, column, parent, run)
        _sync_grants(run)
    return done


def _sync_policies(model, tables, policies, run) -> None:  # type: ignore[no-untyped-def]
    table = model._meta.db_table
    if not tables[table]:
        run(f'alter table "{table}" enable row level security')
        run(f'alter table "{table}" force row level security')
    wanted = {policy.name: policy for policy in policies_for(model)}
    for policy in wanted.values():
        if (table, policy.name) not in policies:
            check = f" with check ({policy.using})" if policy.command == "ALL" else ""
            run(f'create policy {policy.name} on "{table}" for {policy.command} to public using ({policy.using}){check}')
    for name in {name for owner, name in policies if owner == table} - set(wanted):
        run(f'drop policy {name} on "{table}"')


def _add_composite_key(name: str, table: str, column: str, parent: str, run) -> None:  # type: ignore[no-untyped-def]
    """Add the key with FORCE lifted: the owner, subject to it, would check the new key against no visible row at all."""
    lifted = {table, parent}
    for each in sorted(lifted):
        run(f'alter table "{each}" no force row level security')
    run(
        f'alter table "{table}" add constraint "{name}" foreign key (organisation_id, "{column}")'
        f' references "{parent}" (organisation_id, id) deferrable initially deferred'
    )
    for each in sorted(lifted):
        run(f'alter table "{each}" force row level security')


def append_only_tables() -> set[str]:
    """Return the tables whose rows the application may add and read, never change."""
    return {model._meta.db_table for model in tenant_models() if getattr(model, "append_only", False)}


def _sync_grants(run) -> None:  # type: ignore[no-untyped-def]
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, has_table_privilege(%s, oid, 'SELECT') and has_table_privilege(%s, oid, 'INSERT'),"
            " has_table_privilege(%s, oid, 'UPDATE') or has_table_privilege(%s, oid, 'DELETE')"
            " from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
            [APP_ROLE] * 4,
        )
        rows = cursor.fetchall()
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
            " and case when relkind = 'S' then not has_sequence_privilege(%s, oid, 'USAGE') else false end",
            [APP_ROLE],
        )
        sequences = [row[0] for row in cursor.fetchall()]
    fixed = append_only_tables()
    for table, may_add, may_change in rows:
        if table in fixed | READ_ONLY_TABLES:
            if not may_add:
                run(f'grant select{", insert" if table in fixed else ""} on "{table}" to {APP_ROLE}')
        elif not (may_add and may_change):
            run(f'grant select, insert, update, delete on "{table}" to {APP_ROLE}')
    for sequence in sequences:
        run(f'grant usage on sequence "{sequence}" to {APP_ROLE}')
