"""The disk is full: what was acknowledged stays, people read why the rest is not stored, and with space again all goes on."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from regiehuis.platform.postgres import Server
from tests.conftest import free_port
from tests.faults.nodes import is_ready, scan_of, token, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.geteuid() != 0 or shutil.which("unshare") is None,
        reason="NOT TESTED: a full disk needs root, for a small file system of its own",
    ),
]

SIZE = "200m"
FULL_SECONDS = 12
CODES = ("O.LEI", "O.BEL", "O.PRO", "O.MEN", "O.MID", "I.LEI", "I.MED", "I.IPR")


@dataclass(slots=True, kw_only=True)
class Small:
    """The product with its demo on a file system of 200 MB, in a mount namespace that ends with it."""

    url: str
    state: Path
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def seen_from_here(self) -> Path:
        return Path(f"/proc/{self.process.pid}/root{self.state}")

    def fill(self) -> None:
        with contextlib.suppress(OSError), (self.seen_from_here / "filler").open("ab", buffering=0) as filler:
            while True:
                filler.write(bytes(65536))

    def free(self) -> None:
        (self.seen_from_here / "filler").unlink()

    def worker(self) -> psutil.Process:
        return next(each for each in psutil.Process(self.process.pid).children(recursive=True) if "regiehuis.config.work" in each.cmdline())

    def database(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(Server(home=self.seen_from_here).url("postgres", "regiehuis_demo"))

    def rows(self) -> dict[str, list[str]]:
        """Every row of what people filled in for scans, and of what was made of it."""
        with self.database() as link:
            tables = [
                name for (name,) in link.execute("select relname from pg_class where relkind = 'r' and relname like 'scan\\_%' order by 1")
            ]
            tables.append("documents_blob")
            return {
                name: sorted(row for (row,) in link.execute(SQL("select md5(t::text) from {} t").format(Identifier(name))))
                for name in tables
            }

    def stored(self) -> set[str]:
        with self.database() as link:
            return {reason for (reason,) in link.execute("select reason from scan_dimensionresult where reason like 'vol-%'")}


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    state, port = Path(f"/tmp/rh-full-{os.getpid()}"), free_port()
    state.mkdir(mode=0o711)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REGIEHUIS_", "SECRET_KEY", "ALLOWED_HOSTS"))
    }
    mount = f'mount -t tmpfs -o size={SIZE},mode=711 none {state} && exec "$@"'
    command = ["unshare", "--mount", "sh", "-c", mount, "sh", sys.executable, "-m", "regiehuis", "serve", "--port", str(port)]
    log = tmp_path / "log"
    with log.open("wb") as lines:
        process = subprocess.Popen(command, env=environment | {"REGIEHUIS_STATE": str(state), "LOG_LEVEL": "ERROR"}, stdin=subprocess.DEVNULL,
                                   stdout=lines, stderr=lines)  # fmt: skip
    made = Small(url=f"http://127.0.0.1:{port}", state=state, process=process, log=log)
    try:
        wait_until(lambda: is_ready(port) or process.poll() is not None, 180)
        if process.poll() is not None and process.returncode == 1:
            pytest.skip("NOT TESTED: no file system may be mounted here")
        yield made
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(60)
        process.kill()
        shutil.rmtree(state, ignore_errors=True)


def signed_in(url: str, email: str) -> httpx.Client:
    client = httpx.Client(base_url=url, timeout=40, follow_redirects=True)
    client.post("/demo/", data={"email": email, "csrfmiddlewaretoken": token(client.get("/demo/").text)})
    return client


def save(client: httpx.Client, scan: str, secret: str, reason: str, number: int) -> httpx.Response:
    path = f"/scan/{scan}/werksessie/{CODES[number % len(CODES)]}/"
    values = {"csrfmiddlewaretoken": secret, "form": "intake", "i-value": "2,5" if number % 2 else "3", "i-reason": reason}
    return client.post(path, data=values, follow_redirects=False)


def test_what_was_acknowledged_while_the_disk_filled_up_stays(small):
    writer = signed_in(small.url, "begeleider@duinrode.example")
    scan = scan_of(writer)
    secret = token(writer.get(f"/scan/{scan}/werksessie/O.LEI/").text)
    acknowledged, refused = [], []
    small.fill()
    began, number = time.monotonic(), 0
    while time.monotonic() - began < FULL_SECONDS:
        number += 1
        reason = f"vol-{number}-" + "woord " * 60
        answer = save(writer, scan, secret, reason, number)
        if answer.status_code == 302:
            acknowledged.append(reason.strip())
        else:
            refused.append(answer)
            time.sleep(0.2)
        small.fill()
    small.free()
    assert refused, "the disk was not full"
    assert {answer.status_code for answer in refused} == {503}
    assert all("schijf van de server is vol" in answer.text or "kan even niet bij de database" in answer.text for answer in refused)
    wait_until(lambda: save(writer, scan, secret, "vol-daarna", 1).status_code == 302, 30)
    missing = set(acknowledged) - {reason.strip() for reason in small.stored()}
    assert missing == set(), "an acknowledged write is gone"


def test_a_report_that_meets_a_full_disk_says_so_and_can_be_made_afterwards(small):
    """The worker stands still until there is no space, so that the job always meets it."""
    lead = signed_in(small.url, "begeleider@merenland.example")
    page = f"/scan/{scan_of(lead)}/rapport/"
    form, before = token(lead.get(page).text), small.rows()
    reports = len(before["scan_scanreport"])
    worker = small.worker()
    worker.suspend()
    lead.post(f"{page}maken/", data={"csrfmiddlewaretoken": form})
    small.fill()
    worker.resume()
    wait_until(lambda: "scan_report_failed" in small.log.read_text(), 40)
    small.free()
    wait_until(lambda: "Het rapport is niet gemaakt: de schijf van de server is vol." in lead.get(page).text, 40)
    assert small.rows() == before, "what people filled in is as it was, and no half report is left"
    lead.post(f"{page}maken/", data={"csrfmiddlewaretoken": form})
    wait_until(lambda: len(small.rows()["scan_scanreport"]) == reports + 1, 40)
    assert "Het rapport is niet gemaakt" not in lead.get(page).text
