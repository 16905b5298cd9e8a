"""Database, web and worker are killed while people save: what was acknowledged is there, nothing is half there, and work goes on.

The product as an operator starts it, on its own database with the normal settings: an acknowledged write has reached the disk.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import httpx
import psycopg
import pytest

from regiehuis.platform.postgres import Server
from tests.conftest import free_port

pytestmark = pytest.mark.slow

WANTED = 1_000  # acknowledged writes
WRITERS = 4
LONGEST = 240  # seconds
KILL_EVERY = 4.0  # seconds
LEAD = "begeleider@duinrode.example"
CODES = ("O.LEI", "O.BEL", "O.PRO", "O.MEN", "O.MID", "I.LEI", "I.MED", "I.IPR")


@dataclass(slots=True, kw_only=True)
class Product:
    """``make run`` with its demo."""

    url: str
    state: Path
    process: subprocess.Popen[str]

    @property
    def database(self) -> str:
        return Server(home=self.state).url("postgres", "regiehuis_demo")

    def processes(self, words: str) -> list[int]:
        """Process ids below this product whose command has these words."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if words in (folder / "cmdline").read_text().replace("\0", " ") and str(self.state) in (folder / "environ").read_text():
                    found.append(int(folder.name))
        return found

    def postmaster(self) -> int:
        return int((self.state / "pg" / "postmaster.pid").read_text().split()[0])


@pytest.fixture
def product() -> Iterator[Product]:
    state, port = Path(f"/tmp/rh-kill-{os.getpid()}"), free_port()
    state.mkdir(mode=0o711)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REGIEHUIS_", "SECRET_KEY", "ALLOWED_HOSTS"))
    }
    with (state / "serve.log").open("w") as log:
        process = subprocess.Popen([sys.executable, "-m", "regiehuis", "serve", "--port", str(port)], env=environment | {"REGIEHUIS_STATE": str(state), "LOG_LEVEL": "ERROR"},
                                   stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True)  # fmt: skip
    made = Product(url=f"http://127.0.0.1:{port}", state=state, process=process)
    try:
        wait_until(lambda: is_ready(made), 120)
        yield made
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        Server(home=state).stop()
        shutil.rmtree(state, ignore_errors=True)


def is_ready(product: Product) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"{product.url}/readyz", timeout=5).status_code == 200
    return False


def wait_until(holds, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


# ---- people who save ---------------------------------------------------------------------------------------------------


def token(page: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def signed_in(url: str) -> httpx.Client:
    client = httpx.Client(base_url=url, timeout=20)
    client.post("/demo/", data={"email": LEAD, "csrfmiddlewaretoken": token(client.get("/demo/").text)})
    return client


@dataclass(slots=True)
class Record:
    """What the writers were told."""

    acknowledged: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def write(product: Product, scan: str, number: int, record: Record, stop: threading.Event) -> None:
    """Save estimates one after the other, each with a reason that occurs once; remember which the server acknowledged."""
    client, secret = signed_in(product.url), ""
    while not stop.is_set():
        with record.lock:
            record.sent += 1
            reason = f"schrijver-{number}-{record.sent}"
        path = f"/scan/{scan}/werksessie/{CODES[record.sent % len(CODES)]}/"
        try:
            if not secret:
                secret = token(client.get(path).text)
            answer = client.post(
                path,
                data={"csrfmiddlewaretoken": secret, "form": "intake", "i-value": "2,5" if record.sent % 2 else "3", "i-reason": reason},
            )
            outcome = "acknowledged" if answer.status_code == 302 and answer.headers["location"] == path else f"status {answer.status_code}"
        except (httpx.HTTPError, TypeError) as error:
            outcome, secret = type(error).__name__, ""
        with record.lock:
            if outcome == "acknowledged":
                record.acknowledged.append(reason)
            else:
                record.refused[outcome] += 1
        if outcome != "acknowledged":
            time.sleep(0.2)


def kill_something(product: Product, random: Random, killed: Counter[str]) -> None:
    kind = ("database", "web", "worker")[killed.total() % 3]
    with contextlib.suppress(OSError, ValueError, IndexError):
        if kind == "database":
            os.kill(product.postmaster(), signal.SIGKILL)
        else:
            found = product.processes("gunicorn" if kind == "web" else "regiehuis.config.work")
            master = min(found)
            chosen = random.choice([pid for pid in found if pid != master] or [master]) if kind == "web" else master
            os.kill(chosen, signal.SIGKILL)
        killed[kind] += 1


# ---- the test ----------------------------------------------------------------------------------------------------------


def test_a_thousand_acknowledged_writes_survive_kill_after_kill(product):
    reader = signed_in(product.url)
    scan = re.search(r"/scan/([0-9a-f-]{36})/", reader.get("/scan/").text)[1]
    record, stop, killed, random = Record(), threading.Event(), Counter(), Random(7)
    writers = [threading.Thread(target=write, args=(product, scan, number, record, stop), daemon=True) for number in range(WRITERS)]
    began = time.monotonic()
    for writer in writers:
        writer.start()
    while len(record.acknowledged) < WANTED and time.monotonic() - began < LONGEST:
        time.sleep(KILL_EVERY)
        kill_something(product, random, killed)
    stop.set()
    for writer in writers:
        writer.join(30)
    seconds = time.monotonic() - began
    wait_until(lambda: is_ready(product), 60)
    with psycopg.connect(product.database) as link:
        stored = [reason for (reason,) in link.execute("select reason from scan_dimensionresult where reason like 'schrijver-%'")]
        logged = [
            reason
            for (reason,) in link.execute(
                "select reason from audit_event where event = 'scan.result.recorded' and reason like 'schrijver-%'"
            )
        ]
    print(
        f"{len(record.acknowledged)} van {record.sent} opslagen bevestigd in {seconds:.0f} s; gedood: {dict(killed)}; niet bevestigd: {dict(record.refused)}; bewaard: {len(stored)}"
    )
    assert len(record.acknowledged) >= WANTED
    assert set(killed) == {"database", "web", "worker"}
    assert set(record.acknowledged) <= set(stored), "an acknowledged write is gone"
    assert Counter(stored) == Counter(logged), "a value without its line in the log, or the other way round"
    assert max(Counter(stored).values()) == 1, "something was stored twice"
    the_worker_goes_on(product)


def the_worker_goes_on(product: Product) -> None:
    """A report that is asked for now is made."""
    client = httpx.Client(base_url=product.url, timeout=20, follow_redirects=True)
    client.post("/demo/", data={"email": "begeleider@merenland.example", "csrfmiddlewaretoken": token(client.get("/demo/").text)})
    scan = re.search(r"/scan/([0-9a-f-]{36})/", client.get("/scan/").text)[1]
    page = f"/scan/{scan}/rapport/"
    before = client.get(page).text.count(".pdf")
    client.post(f"{page}maken/", data={"csrfmiddlewaretoken": token(client.get(page).text)})
    wait_until(lambda: client.get(page).text.count(".pdf") > before, 90)
