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

import httpx
import psycopg
import pytest

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

    @property
    def seen_from_here(self) -> Path:
        return Path(f"/proc/{self.process.pid}/root{self.state}")

    def fill(self) -> None:
        with contextlib.suppress(OSError), (self.seen_from_here / "filler").open("ab", buffering=0) as filler:
            while True:
                filler.write(bytes(65536))

    def free(self) -> None:
        (self.seen_from_here / "filler").unlink()

    def stored(self) -> set[str]:
        with psycopg.connect(Server(home=self.seen_from_here).url("postgres", "regiehuis_demo")) as link:
            return {reason for (reason,) in link.execute("select reason from scan_dimensionresult where reason like 'vol-%'")}


@pytest.fixture
def small() -> Iterator[Small]:
    state, port = Path(f"/tmp/rh-full-{os.getpid()}"), free_port()
    state.mkdir(mode=0o711)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REGIEHUIS_", "SECRET_KEY", "ALLOWED_HOSTS"))
    }
    mount = f'mount -t tmpfs -o size={SIZE},mode=711 none {state} && exec "$@"'
    command = ["unshare", "--mount", "sh", "-c", mount, "sh", sys.executable, "-m", "regiehuis", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment | {"REGIEHUIS_STATE": str(state), "LOG_LEVEL": "ERROR"}, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    made = Small(url=f"http://127.0.0.1:{port}", state=state, process=process)
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


def test_a_full_disk_while_people_save_and_a_report_is_made(small):
    writer, reader = signed_in(small.url, "begeleider@duinrode.example"), signed_in(small.url, "begeleider@merenland.example")
    scan, page = scan_of(writer), f"/scan/{scan_of(reader)}/rapport/"
    secret = token(writer.get(f"/scan/{scan}/werksessie/O.LEI/").text)
    reports, form = reader.get(page).text.count(".pdf"), token(reader.get(page).text)
    acknowledged, refused = [], []
    small.fill()
    reader.post(f"{page}maken/", data={"csrfmiddlewaretoken": form})
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
    # The job that met the full disk is made after all, or says that it failed: never silence.
    wait_until(lambda: (told := reader.get(page).text).count(".pdf") > reports or "Het rapport is niet gemaakt" in told, 30)
    reader.post(f"{page}maken/", data={"csrfmiddlewaretoken": form})
    made = reader.get(page).text.count(".pdf")
    wait_until(lambda: reader.get(page).text.count(".pdf") > min(made, reports), 30)
