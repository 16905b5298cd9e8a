"""Web processes and workers of several nodes, started as an operator does, and a balancer that does no more than the simplest one."""

from __future__ import annotations

import contextlib
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import httpx

from regiehuis.demo.people import PASSWORD
from tests.conftest import CHECKOUT

LEAD = "begeleider@merenland.example"


def wait_until(holds: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


class Node:
    """One ``regiehuis web`` or ``regiehuis worker``."""

    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        self.environment, self.arguments = environment, arguments
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "regiehuis", *self.arguments]
        self.process = subprocess.Popen(
            command, env=self.environment, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def stop(self) -> int:
        self.process.terminate()
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@contextlib.contextmanager
def running(*nodes: Node) -> Iterator[None]:
    try:
        yield
    finally:
        for node in nodes:
            node.process.terminate()
        for node in nodes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                node.process.wait(20)
            node.process.kill()


def is_ready(port: int) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).status_code == 200
    return False


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


def signed_in(port: int, email: str = LEAD) -> httpx.Client:
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20, follow_redirects=True)
    page = client.get("/account/login/")
    answer = client.post("/account/login/", data={"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token(page.text)})
    assert answer.status_code == 200
    assert "/account/login/" not in str(answer.url)
    return client


def scan_of(client: httpx.Client) -> str:
    found = re.search(r"/scan/([0-9a-f-]{36})/", client.get("/scan/").text)
    assert found
    return found[1]


class Balancer:
    """Passes connections on to the nodes that say they are ready, in turn. It tries another node only when one refuses the connection."""

    def __init__(self, *ports: int) -> None:
        self.ports, self.ready, self.turn, self.closed = ports, list(ports), 0, False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        for work in (self.watch, self.accept):
            threading.Thread(target=work, daemon=True).start()

    def watch(self) -> None:
        while not self.closed:
            self.ready = [port for port in self.ports if is_ready(port)]
            time.sleep(0.5)

    def close(self) -> None:
        self.closed = True
        self.listener.close()

    def accept(self) -> None:
        with contextlib.suppress(OSError):  # closed at the end
            while True:
                client, _address = self.listener.accept()
                threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client: socket.socket) -> None:
        ready = list(self.ready)
        for _attempt in ready:
            self.turn += 1
            try:
                node = socket.create_connection(("127.0.0.1", ready[self.turn % len(ready)]), timeout=10)
            except ConnectionRefusedError:
                continue
            node.settimeout(None)
            back = threading.Thread(target=pipe, args=(node, client), daemon=True)
            back.start()
            pipe(client, node)
            back.join()
            break
        client.close()


def pipe(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
