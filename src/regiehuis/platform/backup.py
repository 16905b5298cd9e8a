"""A back-up of the embedded database with its key in one file, and putting it back on an empty installation."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from .postgres import PostgresError, Server, server_account

FORMAT = "regiehuis-backup-1"
DUMP, KEY, MANIFEST = "database.dump", "secret_key", "backup.json"


def write(*, server: Server, database: str, key: str, version: str, out: Path) -> None:
    """Write the back-up while the product runs; one moment of the database. The file holds personal data and the key: mode 0600.

    Dumped as the superuser: row-level security hides every row from the owner, and pg_dump then refuses rather than skips.
    """
    half = out.with_name(out.name + ".half")
    try:
        with half.open("wb") as target, tempfile.TemporaryFile() as dump, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            half.chmod(0o600)
            _program(server, "pg_dump", "--format=custom", "--dbname", server.url("postgres", database), stdout=dump)
            dump.seek(0)
            digest = hashlib.file_digest(dump, "sha256").hexdigest()
            dump.seek(0)
            with archive.open(DUMP, "w", force_zip64=True) as entry:
                shutil.copyfileobj(dump, entry, 1 << 20)
            archive.writestr(KEY, key)
            facts = {"format": FORMAT, "version": version, "made_at": datetime.now(UTC).isoformat(timespec="seconds"), "sha256": digest}
            archive.writestr(MANIFEST, json.dumps(facts, indent=2))
        half.replace(out)
    finally:
        half.unlink(missing_ok=True)


def read(source: Path) -> tuple[dict[str, str], str]:
    """Return what a back-up says of itself, and its key. Raises PostgresError for a file that is none, or that was damaged."""
    try:
        with zipfile.ZipFile(source) as archive:
            facts: dict[str, str] = json.loads(archive.read(MANIFEST))
            with archive.open(DUMP) as entry:
                digest = hashlib.sha256()
                while piece := entry.read(1 << 20):
                    digest.update(piece)
            key = archive.read(KEY).decode()
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise PostgresError(f"{source} is geen reservekopie van Regiehuis, of is beschadigd ({error}). Er is niets gewijzigd.") from error
    if facts.get("format") != FORMAT or facts.get("sha256") != digest.hexdigest():
        raise PostgresError(f"{source} is beschadigd: het controlegetal klopt niet. Er is niets gewijzigd.")
    return facts, key


def restore(*, server: Server, database: str, source: Path) -> None:
    """Put the dump into the database, which must hold no organisation yet. All or nothing: a failure leaves it as it was."""
    import psycopg

    fresh = f"{database}_restored_{os.getpid()}"
    with psycopg.connect(server.url("postgres", database), autocommit=True) as connection:
        has_table = connection.execute("select to_regclass('organisations_organisation') is not null").fetchone() == (True,)
        if has_table and connection.execute("select exists (select 1 from organisations_organisation)").fetchone() == (True,):
            raise PostgresError(
                "Er staan al gegevens in deze database. Zet een reservekopie terug in een lege installatie; er is niets gewijzigd."
            )
    server.provision(fresh)
    try:
        with zipfile.ZipFile(source) as archive, archive.open(DUMP) as entry, tempfile.TemporaryFile() as dump:
            shutil.copyfileobj(entry, dump, 1 << 20)
            dump.seek(0)
            _program(server, "pg_restore", "--exit-on-error", "--single-transaction", "--dbname", server.url("postgres", fresh), stdin=dump)
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(f'drop database if exists "{database}" with (force)')
            connection.execute(f'alter database "{fresh}" rename to "{database}"')
    finally:
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(f'drop database if exists "{fresh}" with (force)')


def _program(
    server: Server, name: str, *arguments: str, stdin: IO[bytes] | int = subprocess.DEVNULL, stdout: IO[bytes] | int = subprocess.DEVNULL
) -> None:
    """Run a client program of the server, as the account that may reach its socket."""
    account = server_account()
    done = subprocess.run(
        [server.program(name), *arguments], stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, cwd="/", check=False,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
        user=account.pw_uid if account else None, group=account.pw_gid if account else None, extra_groups=[] if account else None,
    )  # fmt: skip
    if done.returncode != 0:
        raise PostgresError(f"{name} is mislukt: {done.stderr.decode(errors='replace').strip()[-600:]}")
