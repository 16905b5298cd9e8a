"""A back-up is proven by putting it back: another server, the same rows, the same protection, the same key."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from regiehuis.platform import backup
from regiehuis.platform.postgres import TEST_SETTINGS, PostgresError, Server
from tests.factories import OrganisationFactory, factories

KEY = "een sleutel van vijftig tekens, of meer: 0123456789"


@pytest.fixture
def elsewhere():
    """An empty server, as on another machine."""
    home = Path(f"/tmp/rh-bk-{os.getpid()}")
    server = Server(home=home, settings=TEST_SETTINGS)
    with server.running():
        server.provision("regiehuis")
        yield server
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def filled(committed):
    """A database with a row of every model, in two organisations."""
    for _number in range(2):
        organisation = OrganisationFactory()
        for made_by in factories().values():
            if hasattr(made_by, "organisation"):
                made_by(organisation=organisation)
    connection.close()
    return committed


def fingerprints(server: Server, database: str) -> dict[str, str]:
    """Every table with the hash of all its rows, seen as the superuser: nothing hides."""
    with psycopg.connect(server.url("postgres", database)) as link:
        tables = [
            name
            for (name,) in link.execute(
                "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1"
            )
        ]
        return {
            table: hashlib.sha256(repr(link.execute(f'select t::text from "{table}" t order by 1').fetchall()).encode()).hexdigest()
            for table in tables
        }


def protection(server: Server, database: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url("postgres", database)) as link:
        forced = link.execute(
            "select relname, relrowsecurity, relforcerowsecurity, relowner::regrole::text, relacl::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1"
        )
        policies = link.execute("select tablename, policyname, cmd, qual, with_check from pg_policies order by 1, 2")
        keys = link.execute("select conname, pg_get_constraintdef(oid) from pg_constraint where contype in ('f', 'c') order by 1, 2")
        triggers = link.execute("select tgname, tgrelid::regclass::text from pg_trigger where not tgisinternal order by 1")
        return [*forced.fetchall(), *policies.fetchall(), *keys.fetchall(), *triggers.fetchall()]


def test_what_is_put_back_elsewhere_is_the_same_to_the_row(filled, elsewhere, tmp_path):
    out = tmp_path / "kopie.zip"
    backup.write(server=filled.server, database=filled.name, key=KEY, version="0.1.0", out=out)
    facts, key = backup.read(out)
    backup.restore(server=elsewhere, database="regiehuis", source=out)
    before, after = fingerprints(filled.server, filled.name), fingerprints(elsewhere, "regiehuis")
    assert len(before) > 30
    assert after == before
    assert protection(elsewhere, "regiehuis") == protection(filled.server, filled.name)
    assert (key, facts["version"], out.stat().st_mode & 0o077) == (KEY, "0.1.0", 0)


def test_the_application_runs_on_what_was_put_back(filled, elsewhere, tmp_path):
    out = tmp_path / "kopie.zip"
    backup.write(server=filled.server, database=filled.name, key=KEY, version="0.1.0", out=out)
    backup.restore(server=elsewhere, database="regiehuis", source=out)
    environment = filled.environment | {
        "DATABASE_URL": elsewhere.url("regiehuis_app"),
        "DATABASE_OWNER_URL": elsewhere.url("regiehuis_owner"),
    }
    for command in ("migrate", "check"):
        done = subprocess.run([sys.executable, "-m", "regiehuis", command], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    with psycopg.connect(elsewhere.url("regiehuis_app")) as link:
        assert link.execute("select count(*) from scan_scan").fetchone() == (0,), "without a tenant the application sees nothing"


def test_nothing_is_put_back_over_data(filled, tmp_path):
    out = tmp_path / "kopie.zip"
    backup.write(server=filled.server, database=filled.name, key=KEY, version="0.1.0", out=out)
    before = fingerprints(filled.server, filled.name)
    with pytest.raises(PostgresError, match="Er staan al gegevens"):
        backup.restore(server=filled.server, database=filled.name, source=out)
    assert fingerprints(filled.server, filled.name) == before


@pytest.mark.parametrize("harm", ["cut", "other", "changed"])
def test_a_damaged_back_up_is_refused_before_anything_changes(filled, tmp_path, harm):
    out = tmp_path / "kopie.zip"
    backup.write(server=filled.server, database=filled.name, key=KEY, version="0.1.0", out=out)
    if harm == "cut":
        out.write_bytes(out.read_bytes()[:-2000])
    elif harm == "other":
        out.write_bytes(b"PGDMP")
    else:
        with zipfile.ZipFile(out) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts[backup.DUMP] = parts[backup.DUMP][:-1] + b"x"
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
    with pytest.raises(PostgresError, match="niets gewijzigd"):
        backup.read(out)


def test_a_dump_that_fails_halfway_leaves_the_empty_database_as_it_was(filled, elsewhere, tmp_path):
    out = tmp_path / "kopie.zip"
    backup.write(server=filled.server, database=filled.name, key=KEY, version="0.1.0", out=out)
    with zipfile.ZipFile(out) as archive:
        dump = archive.read(backup.DUMP)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(backup.DUMP, dump[: len(dump) // 2])
    with pytest.raises(PostgresError, match="pg_restore is mislukt"):
        backup.restore(server=elsewhere, database="regiehuis", source=out)
    assert fingerprints(elsewhere, "regiehuis") == {}
    with psycopg.connect(elsewhere.url("postgres", "postgres")) as link:
        assert [name for (name,) in link.execute("select datname from pg_database where datname like 'regiehuis%'")] == ["regiehuis"]


def test_a_place_that_cannot_be_written_leaves_no_half_file(filled, tmp_path):
    with pytest.raises(OSError, match="No such file"):
        backup.write(server=filled.server, database=filled.name, key=KEY, version="0.1.0", out=tmp_path / "bestaat niet" / "kopie.zip")
    assert list(tmp_path.iterdir()) == []
