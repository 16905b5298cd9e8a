"""A PostgreSQL server as an administrator runs one: on TCP, with passwords, and not started by the product."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from regiehuis.platform.postgres import Server, server_account
from tests.conftest import CHECKOUT, free_port

PASSWORD = "wachtwoord-van-de-test"
INIT = CHECKOUT / "deploy" / "initdb" / "10-roles.sh"  # what the image of PostgreSQL runs, and docs/beheer/database.md tells


@dataclass(frozen=True, slots=True, kw_only=True)
class RealServer:
    home: Path
    port: int

    def url(self, role: str = "regiehuis_app", database: str = "regiehuis") -> str:
        return f"postgresql://{role}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def run(self, program: str, *arguments: str) -> None:
        """As an account without rights: PostgreSQL refuses root. Output to nowhere: the server would inherit a pipe."""
        account = server_account()
        subprocess.run([Server(home=self.home).program(program), *arguments], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, cwd="/", env={"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"},
                       user=account.pw_uid if account else None, group=account.pw_gid if account else None,
                       extra_groups=[] if account else None)  # fmt: skip

    def create(self) -> None:
        account, data, word = server_account(), self.home / "data", self.home / "password"
        data.mkdir(parents=True, mode=0o700)
        word.write_text(PASSWORD)
        for path in (self.home, data, word):
            os.chown(path, account.pw_uid if account else -1, account.pw_gid if account else -1)
        self.run("initdb", "-D", str(data), "-U", "postgres", "-A", "scram-sha-256", "--pwfile", str(word), "-E", "UTF8", "--locale=C", "--no-sync")  # fmt: skip
        self.start()
        programs = Path(Server(home=self.home).program("psql")).parent
        subprocess.run(["/bin/sh", INIT], check=True, stdout=subprocess.DEVNULL, env={
            "PATH": f"{programs}:{os.environ['PATH']}", "PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGPASSWORD": PASSWORD,
            "REGIEHUIS_OWNER_PASSWORD": PASSWORD, "REGIEHUIS_APP_PASSWORD": PASSWORD,
        })  # fmt: skip

    def start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories='' -c max_connections=80"
        self.run("pg_ctl", "start", "-w", "-D", str(self.home / "data"), "-l", str(self.home / "data" / "server.log"), "-o", options)

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self.home / "data"))

    @property
    def environment(self) -> dict[str, str]:
        """What an administrator sets for every node."""
        return {name: value for name, value in os.environ.items() if not name.startswith(("REGIEHUIS_", "DATABASE_"))} | {
            "DATABASE_URL": self.url(), "DATABASE_OWNER_URL": self.url("regiehuis_owner"), "SECRET_KEY": "test-" + "0" * 60,
            "ALLOWED_HOSTS": "localhost,127.0.0.1", "REGIEHUIS_HTTPS": "false", "LOG_LEVEL": "ERROR", "REGIEHUIS_STATE": str(self.home / "state"),
            "DJANGO_SETTINGS_MODULE": "regiehuis.config.settings",
        }  # fmt: skip

    def python(self, *arguments: str) -> str:
        done = subprocess.run([sys.executable, *arguments], env=self.environment, cwd=CHECKOUT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def real_server() -> Iterator[RealServer]:
    """A server with schema, reference data and the people of the demo."""
    server = RealServer(home=Path(f"/tmp/rh-real-{os.getpid()}"), port=free_port())
    try:
        server.create()
        (server.home / "state").mkdir()
        server.python("-m", "regiehuis", "migrate")
        server.python("-m", "regiehuis", "load-reference")
        server.python("-c", "import django; django.setup(); from regiehuis.demo.build import build; build()")
        yield server
        server.stop()
    finally:
        shutil.rmtree(server.home, ignore_errors=True)
