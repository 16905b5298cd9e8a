"""Measure the running product: CPU time, latency and memory per page and per write, and how long starting takes.

    make bench

Starts its own demo in a temporary folder on a free port, sends all traffic to this machine only, stops by itself.
CPU time is what the operating system counted for the web processes (user and system), divided by the requests.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

CONNECTIONS = 8
REQUESTS = 400
LEAD, LEAD_OF_INTAKE = "begeleider@merenland.example", "begeleider@duinrode.example"
TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="rgh-bench-") as folder:
        Path(folder).chmod(0o711)  # as root the database runs as another user, who must be able to pass
        environment = os.environ | {"REGIEHUIS_STATE": folder, "LOG_LEVEL": "WARNING"}
        print(f"Machine: {os.cpu_count()} cores. {CONNECTIONS} verbindingen, {REQUESTS} verzoeken per meting.")
        process, base, seconds = start(environment)
        print(f"eerste start met demo                {seconds:6.1f} s")
        stop(process)
        began = time.monotonic()
        subprocess.run([sys.executable, "-m", "regiehuis", "migrate"], env=environment, check=True)
        print(f"migrate zonder wijzigingen           {time.monotonic() - began:6.1f} s")
        process, base, seconds = start(environment)
        print(f"tweede start                         {seconds:6.1f} s")
        try:
            subprocess.run([sys.executable, Path(__file__).with_name("queries.py")], env=environment, check=True)
            measure_all(base, process.pid)
        finally:
            print(f"stoppen                              {stop(process):6.1f} s")


def start(environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], str, float]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "regiehuis", "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
    )
    base = f"http://127.0.0.1:{port}"
    while time.monotonic() - began < 120:
        try:
            if httpx.get(f"{base}/readyz", timeout=5).status_code == 200:
                return process, base, time.monotonic() - began
        except httpx.HTTPError:
            time.sleep(0.05)
    raise SystemExit("De server werd niet gereed.")


def stop(process: subprocess.Popen[bytes]) -> float:
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(20)
    return time.monotonic() - began


def sign_in(base: str, email: str) -> httpx.Client:
    client = httpx.Client(base_url=base, follow_redirects=True, timeout=30)
    client.post("/demo/", data={"email": email, "csrfmiddlewaretoken": token(client.get("/demo/").text)})
    return client


def token(page: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]  # type: ignore[index]


def measure_all(base: str, supervisor: int) -> None:
    web = web_processes(supervisor)
    print(f"{'':36} {'p50':>8} {'p95':>8} {'cpu/verzoek':>12} {'fouten':>7}")
    readers = [sign_in(base, LEAD) for _ in range(CONNECTIONS)]
    scan = re.search(r"/scan/([0-9a-f-]{36})/", readers[0].get("/scan/").text)[1]  # type: ignore[index]
    for name, path in (("startpagina", "/"), ("overzicht van de scan", f"/scan/{scan}/"), ("duiding", f"/scan/{scan}/duiding/")):
        measure(name, readers, web, lambda client, path=path: client.get(path))
    writers = [sign_in(base, LEAD_OF_INTAKE) for _ in range(CONNECTIONS)]
    intake = re.search(r"/scan/([0-9a-f-]{36})/", writers[0].get("/scan/").text)[1]  # type: ignore[index]
    secrets = {id(client): token(client.get(f"/scan/{intake}/intake/").text) for client in writers}

    def write(client: httpx.Client) -> httpx.Response:
        data = {"cultuur-value": "open", "cultuur-source": "interview", "csrfmiddlewaretoken": secrets[id(client)]}
        return client.post(f"/scan/{intake}/intake/cultuur/", data=data, headers={"HX-Request": "true"})

    measure("een antwoord van de intake bewaren", writers, web, write)
    total = sum(memory(pid) for pid in web)
    print(f"geheugen van de webprocessen (PSS)   {total:6.0f} MB in {len(web)} processen")


def measure(name: str, clients: list[httpx.Client], web: list[int], send: Callable[[httpx.Client], httpx.Response]) -> None:
    for client in clients:
        send(client)
    before = sum(cpu(pid) for pid in web)

    def one(client: httpx.Client) -> list[tuple[float, int]]:
        found = []
        for _ in range(REQUESTS // CONNECTIONS):
            began = time.monotonic()
            status = send(client).status_code
            found.append((time.monotonic() - began, status))
        return found

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        results = sorted(each for batch in pool.map(one, clients) for each in batch)
    used = (sum(cpu(pid) for pid in web) - before) / len(results)
    wrong = sum(status >= 400 for _seconds, status in results)
    p50, p95 = (1000 * results[int(share * (len(results) - 1))][0] for share in (0.5, 0.95))
    print(f"{name:36} {p50:6.0f}ms {p95:6.0f}ms {used:10.4f} s {wrong:7}")


def web_processes(supervisor: int) -> list[int]:
    """Return the gunicorn processes below the supervisor."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(status.parent.name)] = int(fields[1])
    masters = [pid for pid, parent in parents.items() if parent == supervisor and "gunicorn" in Path(f"/proc/{pid}/cmdline").read_text()]
    return [pid for pid, parent in parents.items() if parent in masters or pid in masters]


def cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory(pid: int) -> float:
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    main()
