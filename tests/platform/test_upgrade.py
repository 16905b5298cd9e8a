"""An installation with data goes to the newest schema and back: every row stays, and rows, keys and rights are protected as on a new one.

There is no dump of an older release yet, so the older schema is made by walking back from the newest on a database with data.
"""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.factories import OrganisationFactory, factories

pytestmark = pytest.mark.slow

OURS = ("accounts", "audit", "documents", "organisations", "scan", "trail")
Rows = dict[str, list[str]]


def steps() -> list[tuple[str, str, str]]:
    """Each of our migrations after the first of its app, newest first: app, the migration before it, and its own name."""
    names = {app: sorted(name for label, name in MigrationLoader(None).disk_migrations if label == app) for app in OURS}
    return [(app, *pair) for app in OURS for pair in reversed(list(zip(names[app], names[app][1:], strict=False)))]


STEPS = steps()


@pytest.fixture
def filled(committed):
    """A row of every model, in two organisations."""
    for _number in range(2):
        organisation = OrganisationFactory()
        for made_by in factories().values():
            if hasattr(made_by, "organisation"):
                made_by(organisation=organisation)
    connection.close()
    return committed


def columns(database) -> dict[str, list[str]]:
    with database.connect("postgres") as link:
        return dict(link.execute("select c.relname, array_agg(a.attname order by a.attname)::text[] from pg_class c join pg_attribute a on a.attrelid = c.oid and"
                                 " a.attnum > 0 and not a.attisdropped where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace"
                                 " and c.relname not in ('django_migrations', 'auth_permission', 'django_content_type') group by 1").fetchall())  # fmt: skip


def rows(database, wanted: dict[str, list[str]]) -> Rows:
    """All rows of these columns as the superuser sees them: nothing hides."""
    with database.connect("postgres") as link:
        return {table: [row for (row,) in link.execute(f'select row({", ".join(f"{chr(34)}{name}{chr(34)}" for name in names)})::text from "{table}" order by 1')]
                for table, names in wanted.items()}  # fmt: skip


def protection(database) -> list[tuple[object, ...]]:
    """Row-level security, policies, constraints, triggers, and what the application may do with each table."""
    with database.connect("postgres") as link:
        return [
            row
            for query in (
                (
                    "select relname, relrowsecurity, relforcerowsecurity, relowner::regrole::text from pg_class"
                    " where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1"
                ),
                "select tablename, policyname, cmd, qual, with_check from pg_policies order by 1, 2",
                (
                    "select conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated from pg_constraint"
                    " where connamespace = 'public'::regnamespace and contype in ('f', 'u', 'c', 'p') order by 1, 2"
                ),
                "select tgrelid::regclass::text, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by 1, 2",
                "select p.proname, md5(p.prosrc) from pg_proc p where pronamespace = 'public'::regnamespace order by 1, 2",
                "select table_name, privilege_type from information_schema.role_table_grants where grantee = 'regiehuis_app' order by 1, 2",
            )
            for row in link.execute(query).fetchall()  # type: ignore[call-overload]
        ]


def migrate(database, *target: str) -> None:
    done = database.run("manage", "--owner", "migrate", *target) if target else database.run("migrate")
    assert done.returncode == 0, done.stdout + done.stderr


def assert_one_organisation_sees_only_its_own(database) -> None:
    with database.connect() as link:
        assert link.execute("select count(*) from scan_scan").fetchone() == (0,)
        link.execute("select set_config('app.organisation_id', (select min(id)::text from organisations_organisation), true)")
        seen = {organisation for (organisation,) in link.execute("select distinct organisation_id from scan_scan")}
        assert len(seen) == 1
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            link.execute("delete from audit_event")


def test_there_are_migrations_to_walk():
    assert {app for app, _before, _name in STEPS} >= {"audit", "documents", "organisations"}


def test_from_the_schema_before_the_newest_migrations_every_row_stays(filled):
    as_new = protection(filled)
    for app in {app for app, _before, _name in STEPS}:
        newest = next(step for step in STEPS if step[0] == app)
        migrate(filled, app, newest[1])
    older = columns(filled)
    before = rows(filled, older)
    assert filled.run("check").returncode == 0
    migrate(filled)
    assert rows(filled, older) == before
    assert sum(map(len, before.values())) > 50
    assert protection(filled) == as_new
    migrate(filled)
    assert protection(filled) == as_new, "a second time changes nothing"


def test_every_migration_goes_back_and_forth_and_one_organisation_still_sees_only_its_own(filled):
    as_new = protection(filled)
    walked = []
    for app, before_it, _name in STEPS:  # down to the first of each app, one at a time
        migrate(filled, app, before_it)
        walked.append((app, before_it))
    older = columns(filled)
    kept = rows(filled, older)
    migrate(filled)
    assert len(walked) == len(STEPS)
    assert rows(filled, older) == kept
    assert protection(filled) == as_new
    assert_one_organisation_sees_only_its_own(filled)
