"""``regiehuis serve``, the real processes: it gets ready, stops as one, and refuses to start where it would do harm."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.test import Client

from regiehuis.config.serve import port_refusal
from regiehuis.platform.postgres import Server
from tests.conftest import free_port

pytestmark = pytest.mark.slow


def ready():
    response = Client().get("/readyz")
    return response.status_code, json.loads(response.content)


def test_not_ready_as_the_owner_of_the_tables(as_owner):
    assert ready() == (503, {"ready": False, "migrations": 0, "unprotected": 0, "role": 1})


def test_not_ready_when_a_table_is_not_protected(committed):
    with committed.connect("regiehuis_owner") as owner:
        owner.execute("alter table organisations_unit no force row level security")
    assert ready() == (503, {"ready": False, "migrations": 0, "unprotected": 1, "role": 0})


def test_not_ready_while_a_migration_waits(committed):
    with committed.connect("regiehuis_owner") as owner:
        owner.execute("delete from django_migrations where app = 'audit' and name = '0002_append_only'")
    assert ready() == (503, {"ready": False, "migrations": 1, "unprotected": 0, "role": 0})


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]


def test_it_gets_ready_and_stops_within_15_seconds_leaving_no_process(served):
    with urllib.request.urlopen(f"{served.url}/readyz") as answer:
        assert json.load(answer)["ready"]
    assert "eerste-start" in served.log.read_text()
    assert served.setup_code in served.log.read_text()
    processes = children(served.process.pid)
    assert len(processes) == 2, "web and worker"
    started = time.monotonic()
    assert served.stop() == 0
    assert time.monotonic() - started < 15
    assert not [pid for pid in processes if os.path.exists(f"/proc/{pid}")]
    with pytest.raises(OSError), socket.create_connection(("127.0.0.1", int(served.url.rsplit(":", 1)[1])), timeout=2):
        pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=lambda number: number.name)
def test_a_signal_during_the_first_start_stops_the_database_too(number):
    state = Path(f"/tmp/rh-start-{os.getpid()}-{number}")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REGIEHUIS_"))}
    process = subprocess.Popen([sys.executable, "-m", "regiehuis", "serve", "--no-demo", "--port", str(free_port())], start_new_session=True,
                               env=environment | {"REGIEHUIS_STATE": str(state)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        assert wait_until(lambda: any("migrate" in command_of(pid) for pid in children(process.pid)), seconds=60)
        migration = next(pid for pid in children(process.pid) if "migrate" in command_of(pid))
        os.kill(migration, signal.SIGSTOP)  # so that it cannot end the server in its place
        process.send_signal(number)
        assert process.wait(15) != 0
        assert not (state / "pg" / "postmaster.pid").exists(), "PostgreSQL removes this file when it stops in order"
        assert wait_until(lambda: not command_of(migration))
    finally:
        if process.poll() is None:
            process.kill()
        Server(home=state).stop()
        shutil.rmtree(state, ignore_errors=True)


def data_is_being_made(state, _process):
    return (state / "pg.new" / "base").exists()


def server_starts(state, _process):
    return (state / "pg" / "PG_VERSION").exists()


def schema_is_being_made(_state, process):
    return any("migrate" in command_of(pid) for pid in children(process.pid))


def reference_data_is_loaded(state, process):
    made = (state / "migrated").exists() or schema_is_being_made(state, process)
    (state / "migrated").touch() if made else None
    return made and not schema_is_being_made(state, process)


@pytest.mark.parametrize(("moment", "number"), [
    (data_is_being_made, signal.SIGINT),
    (server_starts, signal.SIGTERM),
    (schema_is_being_made, signal.SIGINT),
    (reference_data_is_loaded, signal.SIGTERM),
])  # fmt: skip
def test_whoever_stops_the_first_start_reads_one_line_and_can_start_again(moment, number):
    """Ctrl-C goes to all processes of the terminal, so the signal goes to the whole group."""
    state, port = Path(f"/tmp/rh-stop-{os.getpid()}"), free_port()
    state.mkdir(mode=0o711)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REGIEHUIS_"))}
    environment |= {"REGIEHUIS_STATE": str(state), "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "regiehuis", "serve", "--no-demo", "--port", str(port)]
    told = state / "told.log"
    try:
        with told.open("w") as output:
            process = subprocess.Popen(command, start_new_session=True, env=environment, stdout=output, stderr=output)
        assert wait_until(lambda: moment(state, process) or process.poll() is not None, seconds=60)
        os.killpg(process.pid, number)
        assert process.wait(20) == 128 + number
        assert told.read_text().strip() == "Het starten is afgebroken. Er is niets half opgeslagen; start gerust opnieuw."
        assert not (state / "pg" / "postmaster.pid").exists(), "the database was left running"
        done = subprocess.run([sys.executable, "-m", "regiehuis", "migrate"], env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
    finally:
        if process.poll() is None:
            process.kill()
        Server(home=state).stop()
        shutil.rmtree(state, ignore_errors=True)


def test_when_the_worker_dies_it_is_started_again(served):
    worker = next(pid for pid in children(served.process.pid) if "regiehuis.config.work" in command_of(pid))
    os.kill(worker, signal.SIGKILL)
    assert wait_until(lambda: any("regiehuis.config.work" in command_of(pid) for pid in children(served.process.pid) if pid != worker))
    assert served.process.poll() is None


def test_when_the_web_process_dies_all_of_it_stops_and_says_so(served):
    web = next(pid for pid in children(served.process.pid) if "gunicorn" in command_of(pid))
    os.kill(web, signal.SIGKILL)
    assert served.process.wait(20) == 1
    assert "De webserver is gestopt" in served.log.read_text()


def test_when_the_supervisor_is_killed_nothing_is_left_behind(served):
    left = children(served.process.pid)
    served.process.kill()
    served.process.wait()
    assert wait_until(lambda: not any(command_of(pid) for pid in left), seconds=25)


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def wait_until(holds, seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return False


def test_a_taken_port_is_refused_in_one_line(fresh_database):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = fresh_database.run("serve", "--no-demo", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "is al in gebruik" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80.5", "²"])
def test_what_is_no_port_is_refused_in_one_line(text):
    environment = os.environ | {"PORT": text}
    done = subprocess.run([sys.executable, "-m", "regiehuis", "serve"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == f"'{text}' is geen poort. Kies een getal van 1 tot en met 65535, bijvoorbeeld: make run PORT=8080\n"


@pytest.mark.parametrize(("port", "number", "words"), [
    pytest.param(8000, errno.EADDRINUSE, "al in gebruik. Kies een andere, bijvoorbeeld: make run PORT=8001", id="taken"),
    pytest.param(65535, errno.EADDRINUSE, "bijvoorbeeld: make run PORT=8000", id="there-is-no-higher-port"),
    pytest.param(80, errno.EACCES, "mag alleen door de beheerder", id="below-1024-is-not-taken"),
    pytest.param(8000, errno.EADDRNOTAVAIL, "kan niet luisteren op 10.9.9.9", id="an-address-of-another-computer"),
])  # fmt: skip
def test_why_a_port_is_refused(port, number, words):
    assert words in port_refusal("10.9.9.9", port, OSError(number, os.strerror(number)))


def test_it_refuses_a_role_that_could_see_more_than_one_organisation(fresh_database, monkeypatch):
    strong = fresh_database.environment | {"DATABASE_URL": fresh_database.url("regiehuis_owner")}
    monkeypatch.setattr(type(fresh_database), "environment", strong)
    done = fresh_database.run("serve", "--no-demo", "--port", str(free_port()))
    assert done.returncode == 2
    assert "weigert te starten" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demo_never_runs_on_another_database(fresh_database):
    done = fresh_database.run("serve", "--demo", "--port", str(free_port()))
    assert done.returncode == 2
    assert "De demo gebruikt alleen de eigen database" in done.stderr


def test_the_demo_listens_on_this_computer_only(fresh_database):
    done = fresh_database.run("serve", "--demo", "--host", "0.0.0.0", "--port", str(free_port()))
    assert done.returncode == 2
    assert "alleen op deze computer" in done.stderr
