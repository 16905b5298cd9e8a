"""Keep the database's own tenant nets as the models need them: row-level security, composite keys and grants.

``sync`` runs after every migrate, as the owner, and applies only what differs: re-creating every policy would lock every table
at each deployment.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from .tenancy import tenant_models

APP_ROLE = "regiehuis_app"
ROW_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")
READ_ONLY_TABLES = {"django_migrations"}  # the application reads which migrations ran; only the owner runs them
OF_TENANT = "organisation_id = (select nullif(current_setting('app.organisation_id', true), '')::bigint)"
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

    def statement(self, table: str) -> str:
        check = f" with check ({self.using})" if self.command == "ALL" else ""
        return f'create policy {self.name} on "{table}" for {self.command} to public using ({self.using}){check}'


TENANT = Policy("tenant", "ALL", OF_TENANT)
OWN = Policy("own_user", "SELECT", OWN_USER)


def policies_for(model: type[models.Model]) -> tuple[Policy, ...]:
    """Return the policies of a tenant model: its organisation, and for memberships also the signed-in user's own rows."""
    return (TENANT, OWN) if getattr(model, "visible_to_own_user", False) else (TENANT,)


def composite_keys(model: type[models.Model]) -> list[tuple[str, str, str, str]]:
    """Return (constraint name, table, column, parent table) for each foreign key between two tenant models."""
    tenants = set(tenant_models())
    keys = []
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey) and field.related_model in tenants:
            parent = field.related_model._meta.db_table
            name = f"{model._meta.db_table}_{field.column}_in_tenant"
            keys.append((name[:63], model._meta.db_table, str(field.column), parent))
    return keys


def sync() -> list[str]:
    """Bring policies, composite keys and grants in line with the models; return the statements that were needed.

    All or nothing: while a key is added FORCE is lifted, and that may not stay so when the key is refused.
    """
    done: list[str] = []
    with transaction.atomic(), connection.cursor() as cursor:

        def run(statement: str) -> None:
            cursor.execute(statement)
            done.append(statement)

        cursor.execute("select relname, relrowsecurity and relforcerowsecurity from pg_class where relkind = 'r'"
                       " and relnamespace = 'public'::regnamespace")  # fmt: skip
        tables = dict(cursor.fetchall())
        policies, wanted = stored_policies(cursor), _as_postgres_writes(cursor)
        cursor.execute("select conname from pg_constraint where contype = 'f'")
        constraints = {row[0] for row in cursor.fetchall()}
        present = [model for model in tenant_models() if model._meta.db_table in tables]
        for model in present:
            _sync_policies(model, tables, policies, wanted, run)
        for model in present:
            for name, table, column, parent in composite_keys(model):
                if name not in constraints and parent in tables:
                    _add_composite_key(name, table, column, parent, run)
        _sync_grants(run)
    return done


Stored = dict[tuple[str, str], tuple[str, ...]]


def stored_policies(cursor: CursorWrapper) -> Stored:
    """Return each policy by (table, name): kind, command, roles and texts, in the words of PostgreSQL."""
    cursor.execute("select tablename, policyname, permissive, cmd, roles::text, qual, with_check from pg_policies"
                   " where schemaname = 'public' or tablename = 'policy_probe'")  # fmt: skip
    return {(row[0], row[1]): tuple(row[2:]) for row in cursor.fetchall()}


def _as_postgres_writes(cursor: CursorWrapper) -> dict[str, tuple[str, ...]]:
    """Return our policies in PostgreSQL's own words, which differ per version: only those can be compared with what is stored."""
    cursor.execute("create temporary table policy_probe (organisation_id bigint, user_id bigint)")
    for policy in (TENANT, OWN):
        cursor.execute(policy.statement("policy_probe"))
    found = {name: text for (table, name), text in stored_policies(cursor).items() if table == "policy_probe"}
    cursor.execute("drop table policy_probe")
    return found


def _sync_policies(model, tables, policies: Stored, wanted: dict[str, tuple[str, ...]], run) -> None:  # type: ignore[no-untyped-def]
    table = model._meta.db_table
    if not tables[table]:
        run(f'alter table "{table}" enable row level security')
        run(f'alter table "{table}" force row level security')
    ours = {policy.name: policy for policy in policies_for(model)}
    for name in {name for owner, name in policies if owner == table}:
        if name not in ours or policies[table, name] != wanted[name]:
            run(f'drop policy {name} on "{table}"')
    for policy in ours.values():
        if policies.get((table, policy.name)) != wanted[policy.name]:
            run(policy.statement(table))


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


def release(app_labels: set[str]) -> None:
    """Drop the composite keys from and to tables of these apps: a migration that goes back cannot drop a table that one leans on.

    ``sync`` puts back what still belongs there, once the migration has ended.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for model in tenant_models():
            for name, table, column, _parent in composite_keys(model):
                parent = next(field.related_model for field in model._meta.local_fields if field.column == column)
                if {model._meta.app_label, parent._meta.app_label} & app_labels:  # type: ignore[union-attr]
                    cursor.execute(f'alter table if exists "{table}" drop constraint if exists "{name}"')


def append_only_tables() -> set[str]:
    """Return the tables whose rows the application may add and read, never change."""
    return {model._meta.db_table for model in tenant_models() if getattr(model, "append_only", False)}


def _sync_grants(run) -> None:  # type: ignore[no-untyped-def]
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, array(select p from unnest(%s::text[]) p where has_table_privilege(%s, oid, p))"
            " from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
            [[*ROW_RIGHTS, "TRUNCATE", "REFERENCES", "TRIGGER"], APP_ROLE],
        )
        rows = cursor.fetchall()
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
            " and case when relkind = 'S' then not has_sequence_privilege(%s, oid, 'USAGE') else false end",
            [APP_ROLE],
        )
        sequences = [row[0] for row in cursor.fetchall()]
    fixed = append_only_tables()
    for table, held in rows:
        wanted = ROW_RIGHTS[:1] if table in READ_ONLY_TABLES else ROW_RIGHTS[:2] if table in fixed else ROW_RIGHTS
        if missing := [right for right in wanted if right not in held]:
            run(f'grant {", ".join(missing)} on "{table}" to {APP_ROLE}')
        if surplus := [right for right in held if right not in wanted]:
            run(f'revoke {", ".join(surplus)} on "{table}" from {APP_ROLE}')
    for sequence in sequences:
        run(f'grant usage on sequence "{sequence}" to {APP_ROLE}')
