"""The product as an operator starts it, with its demo, on a free port and in a folder of its own."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time

import httpx

LEAD, LEAD_OF_INTAKE, ADMINISTRATOR = "begeleider@merenland.example", "begeleider@duinrode.example", "beheerder@merenland.example"


def start(environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], str, float]:
    """Start it and wait until it is ready; return the process, its address and how long that took."""
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
    client = httpx.Client(base_url=base, follow_redirects=True, timeout=60)
    client.post("/demo/", data={"email": email, "csrfmiddlewaretoken": token(client.get("/demo/").text)})
    return client


def token(page: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]  # type: ignore[index]
