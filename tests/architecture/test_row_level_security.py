"""What the database itself refuses, whatever the application asks: row-level security, composite keys, roles and grants."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from regiehuis.platform import health, rls
from regiehuis.platform.tenancy import tenant_models
from tests.conftest import cloned, pointed_at

TENANT_TABLES = sorted(model._meta.db_table for model in tenant_models())
COMPOSITE_KEYS = sorted(key for model in tenant_models() for key in rls.composite_keys(model))


@pytest.fixture(scope="module")
def sandbox(template):
    """One database for the tests here that leave the nets as they found them."""
    with cloned(template) as database:
        yield database


@pytest.fixture
def owner_of_sandbox(sandbox, django_db_blocker):
    with django_db_blocker.unblock(), pointed_at(sandbox, "regiehuis_owner"):
        yield sandbox


def rows(database, query, role="regiehuis_owner", parameters=None):
    with database.connect(role) as open_connection:
        return open_connection.execute(query, parameters).fetchall()


# ---- row-level security ------------------------------------------------------------------------------------------------


def test_every_table_with_an_organisation_has_row_level_security_enabled_and_forced(template):
    found = rows(template, """
        select c.relname, c.relrowsecurity, c.relforcerowsecurity from pg_class c join pg_attribute a on a.attrelid = c.oid
        where a.attname = 'organisation_id' and not a.attisdropped and c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
    """)  # fmt: skip
    assert sorted(table for table, _enabled, _forced in found) == TENANT_TABLES
    assert {(enabled, forced) for _table, enabled, forced in found} == {(True, True)}


def test_no_view_or_partition_steps_around_the_policies(template):
    """A view runs with the rights of its owner: none exists in our schema."""
    assert (
        rows(template, "select relname from pg_class where relkind in ('v', 'm', 'p', 'f') and relnamespace = 'public'::regnamespace") == []
    )


def test_every_table_has_exactly_our_policies(sandbox):
    """Compared in PostgreSQL's own words: our policies are put on a scratch table and read back."""
    read = "select policyname, permissive, cmd, roles::text, qual, with_check from pg_policies where tablename = %s order by policyname"
    with sandbox.connect("regiehuis_owner") as owner:
        for model in tenant_models():
            owner.execute("create table scratch (organisation_id bigint, user_id bigint)")
            for policy in rls.policies_for(model):
                check = f"with check ({policy.using})" if policy.command == "ALL" else ""
                owner.execute(f"create policy {policy.name} on scratch for {policy.command} using ({policy.using}) {check}")
            wanted = owner.execute(read, ["scratch"]).fetchall()
            owner.execute("drop table scratch")
            assert owner.execute(read, [model._meta.db_table]).fetchall() == wanted, model


def test_the_policy_asks_for_the_open_organisation_and_nothing_else():
    """Reviewed text. nullif: after a transaction the setting is '' and not NULL; the sub-select runs once per query."""
    assert rls.OF_TENANT == "organisation_id = (select nullif(current_setting('app.organisation_id', true), '')::bigint)"


def test_only_memberships_may_be_seen_before_an_organisation_is_open():
    open_doors = {model._meta.label: [policy.name for policy in rls.policies_for(model)] for model in tenant_models()}
    assert {label for label, names in open_doors.items() if names != ["tenant"]} == {"organisations.Membership"}


# ---- composite keys ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "table", "column", "parent"), COMPOSITE_KEYS, ids=[key[0] for key in COMPOSITE_KEYS])
def test_every_reference_between_tenants_rows_has_a_composite_key(template, name, table, column, parent):
    definition = rows(template, "select pg_get_constraintdef(oid) from pg_constraint where conname = %s and conrelid = %s::regclass and convalidated",
                      parameters=[name, table])  # fmt: skip
    assert definition == [
        (f"FOREIGN KEY (organisation_id, {column}) REFERENCES {parent}(organisation_id, id) DEFERRABLE INITIALLY DEFERRED",)
    ]


def test_names_of_composite_keys_are_unique_in_the_63_characters_that_postgresql_keeps():
    assert len({name for name, *_ in COMPOSITE_KEYS}) == len(COMPOSITE_KEYS)


def test_every_foreign_key_between_tenants_rows_is_covered(template):
    """From the side of the database: no foreign key to a tenant table exists beside a composite one."""
    plain = rows(template, """
        select c.conrelid::regclass::text, a.attname from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and array_length(c.conkey, 1) = 1 and c.confrelid::regclass::text = any(%s)
    """, parameters=[TENANT_TABLES])  # fmt: skip
    assert set(plain) == {(table, column) for _name, table, column, _parent in COMPOSITE_KEYS}


# ---- roles and grants --------------------------------------------------------------------------------------------------


def test_the_application_role_cannot_step_around_the_nets(template):
    assert rows(template, """
        select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
               exists (select 1 from pg_class where relowner = r.oid), exists (select 1 from pg_auth_members where member = r.oid)
        from pg_roles r where rolname = 'regiehuis_app'
    """) == [(False,) * 7]  # fmt: skip


def test_the_owner_is_no_superuser_either(template):
    assert rows(template, "select rolsuper, rolbypassrls from pg_roles where rolname = 'regiehuis_owner'") == [(False, False)]


@pytest.mark.django_db
def test_tests_and_application_run_as_the_application_role():
    with connection.cursor() as cursor:
        cursor.execute("select current_user, session_user")
        assert cursor.fetchone() == ("regiehuis_app", "regiehuis_app")
    assert health.role_problems() == []


def test_the_health_check_names_a_role_that_is_too_strong(owner_of_sandbox):
    assert health.role_problems() == ["de databaserol is eigenaar van tabellen"]


@pytest.mark.parametrize("statement", [
    "truncate organisations_unit cascade", "alter table organisations_unit disable row level security", "drop policy tenant on organisations_unit",
    "create table mine (id int)", "update django_migrations set name = ''", "set role regiehuis_owner", "set session authorization postgres",
    "alter table audit_event disable trigger audit_event_append_only",
])  # fmt: skip
def test_the_application_cannot_change_the_nets(sandbox, statement):
    with sandbox.connect() as application, pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute(statement)


@pytest.mark.parametrize("query", ["select count(*) from audit_event", "select count(*) from organisations_unit"])
def test_without_a_tenant_there_are_no_rows_not_even_for_the_owner(sandbox, query):
    _two_organisations(sandbox)
    for role in ("regiehuis_app", "regiehuis_owner"):
        assert rows(sandbox, query, role) == [(0,)]


# ---- the audit log is append-only --------------------------------------------------------------------------------------

CHANGES = ["update audit_event set event = 'x'", "delete from audit_event"]


@pytest.mark.parametrize("change", CHANGES)
def test_the_application_has_no_right_to_change_the_audit_log(sandbox, change):
    first, _ = _two_organisations(sandbox)
    with sandbox.connect() as application:
        _open(application, first)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute(change)


@pytest.mark.parametrize("change", [*CHANGES, "truncate audit_event"])
def test_the_owner_of_the_audit_log_is_stopped_by_a_trigger(sandbox, change):
    first, _ = _two_organisations(sandbox)
    with sandbox.connect("regiehuis_owner") as owner:
        _open(owner, first)
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            owner.execute(change)


# ---- sync --------------------------------------------------------------------------------------------------------------


def test_a_second_sync_has_nothing_to_do(owner_of_sandbox):
    assert rls.sync() == []


@pytest.mark.parametrize("damage", [
    pytest.param("drop policy tenant on organisations_unit", id="dropped-policy"),
    pytest.param("alter policy tenant on organisations_unit using (true)", id="policy-that-shows-everything"),
    pytest.param("create policy hole on organisations_unit using (true)", id="policy-too-many"),
    pytest.param("alter table organisations_unit disable row level security", id="disabled"),
    pytest.param("alter table organisations_unit no force row level security", id="not-forced"),
    pytest.param("alter table organisations_unit drop constraint organisations_unit_parent_id_in_tenant", id="missing-composite-key"),
    pytest.param("revoke select on organisations_unit from regiehuis_app", id="missing-grant"),
    pytest.param("grant update, delete on audit_event to regiehuis_app", id="audit-log-may-be-changed"),
    pytest.param("grant truncate on organisations_unit to regiehuis_app", id="may-empty-a-table"),
    pytest.param("grant insert on django_migrations to regiehuis_app", id="may-fake-a-migration"),
])  # fmt: skip
def test_sync_repairs_the_nets_and_touches_nothing_else(owner_of_sandbox, damage):
    before = _state(owner_of_sandbox)
    with connection.cursor() as cursor:
        cursor.execute(damage)
    assert _state(owner_of_sandbox) != before
    done = rls.sync()
    assert 1 <= len(done) <= 6
    assert all("organisations_unit" in statement or "audit_event" in statement or "django_migrations" in statement for statement in done)
    assert _state(owner_of_sandbox) == before


def test_sync_on_a_filled_table_refuses_a_key_that_a_row_breaks(as_owner):
    """The owner, subject to FORCE, would check a new key against no row at all. When it is refused nothing is left open."""
    first, second = _two_organisations(as_owner)
    with connection.cursor() as cursor:
        cursor.execute("alter table organisations_unit drop constraint organisations_unit_parent_id_in_tenant")
    with as_owner.connect() as application:
        parent = _add_unit(application, first, "ouder")
        _add_unit(application, second, "kind", parent)
    with pytest.raises(Exception, match="organisations_unit_parent_id_in_tenant"):
        rls.sync()
    connection.close()
    assert rows(as_owner, "select relforcerowsecurity from pg_class where relname = 'organisations_unit'") == [(True,)]


def test_a_child_cannot_hang_under_another_organisations_parent(sandbox):
    """The proven hole: a check of a plain foreign key does not look at row-level security."""
    first, second = _two_organisations(sandbox)
    with sandbox.connect() as application:
        parent = _add_unit(application, first, "ouder")
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="in_tenant"), sandbox.connect() as application:
        _add_unit(application, second, "kind", parent)


def test_without_the_composite_key_the_hole_is_there(fresh_database):
    """Shows that the test above tests the key, and not something else."""
    first, second = _two_organisations(fresh_database)
    with fresh_database.connect("regiehuis_owner") as owner:
        owner.execute("alter table organisations_unit drop constraint organisations_unit_parent_id_in_tenant")
    with fresh_database.connect() as application:
        parent = _add_unit(application, first, "ouder")
    with fresh_database.connect() as application:
        _add_unit(application, second, "kind", parent)


# ---- by hand, as the application would be attacked ---------------------------------------------------------------------


def _open(open_connection, organisation_id):
    open_connection.execute("select set_config('app.organisation_id', %s, true)", [str(organisation_id)])


def _two_organisations(database):
    made = []
    with database.connect() as application:
        for name in ("Eerste", "Tweede"):
            (pk,) = application.execute(
                "insert into organisations_organisation (public_id, name, kind, country, code, province, inhabitants_source, is_fictitious, mfa_roles, created_at)"
                " values (gen_random_uuid(), %s, 'municipality', 'NL', '', '', '', false, '[]', now()) returning id", [name]
            ).fetchone()  # fmt: skip
            _open(application, pk)
            application.execute("insert into audit_event (organisation_id, public_id, at, by_name, event, subject, detail, reason)"
                                " values (%s, gen_random_uuid(), now(), '', 'a.b.c', '', '{}', '')", [pk])  # fmt: skip
            _add_unit(application, pk, f"E-{name}")
            made.append(pk)
    return made


def _add_unit(application, organisation_id, code, parent=None):
    _open(application, organisation_id)
    return application.execute("insert into organisations_unit (organisation_id, public_id, code, name, parent_id, is_active)"
                               " values (%s, gen_random_uuid(), %s, %s, %s, true) returning id", [organisation_id, code, code, parent]).fetchone()[0]  # fmt: skip


def _state(database):
    return [rows(database, query) for query in (
        "select relname, relrowsecurity, relforcerowsecurity from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1",
        "select tablename, policyname, permissive, cmd, roles::text, qual, with_check from pg_policies order by 1, 2",
        "select conname, pg_get_constraintdef(oid), convalidated from pg_constraint order by 1, 2",
        "select table_name, privilege_type from information_schema.table_privileges where grantee = 'regiehuis_app' and table_schema = 'public' order by 1, 2",
    )]  # fmt: skip
