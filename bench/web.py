"""Pages and a form post at 8 and at 50 connections: latency, processor time of web and of database apart, memory.

Processor time is what the operating system counted for those processes, divided by the requests. The client runs on the same
machine, so latency includes waiting for it.
"""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import httpx

from .machine import cpu, database_server, family, load, memory, web_server
from .server import ADMINISTRATOR, LEAD, LEAD_OF_INTAKE, sign_in, token

CONNECTIONS = (8, 50)
SESSIONS = 10  # people; at 50 connections each has five open
REQUESTS = 200
LIST = 5_000  # units

Send = Callable[["Browser"], int]


class Browser:
    """One kept connection of somebody who signed in; as bare as can be, or we would measure the client."""

    def __init__(self, base: str, signed_in: httpx.Client, secret: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=120)
        self.headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in signed_in.cookies.items())}
        self.secret = secret

    def get(self, path: str) -> int:
        return self._send("GET", path, None, self.headers)

    def post(self, path: str, data: dict[str, str]) -> int:
        headers = self.headers | {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        return self._send("POST", path, urlencode(data | {"csrfmiddlewaretoken": self.secret}), headers)

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> int:
        """As a browser does: over a new connection when the server let go of the old one."""
        for is_last in (False, True):
            try:
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                answer.read()
                return answer.status
            except (http.client.RemoteDisconnected, ConnectionError):
                self.connection.close()
                if is_last:
                    raise
        raise AssertionError


def measure_all(base: str, supervisor: int, state: str) -> None:
    web, database = web_server(supervisor), database_server(state)
    fill(base)
    readers, writers = ([sign_in(base, email) for _ in range(SESSIONS)] for email in (LEAD, LEAD_OF_INTAKE))
    scan, intake = (re.search(r"/scan/([0-9a-f-]{36})/", people[0].get("/scan/").text)[1] for people in (readers, writers))  # type: ignore[index]
    secrets = [token(client.get(f"/scan/{intake}/intake/").text) for client in writers]
    acts: list[tuple[str, list[httpx.Client], Send]] = [
        ("startpagina", readers, lambda browser: browser.get("/")),
        ("duiding met vijf figuren", readers, lambda browser: browser.get(f"/scan/{scan}/duiding/")),
        (f"een pagina uit {LIST} eenheden", readers, lambda browser: browser.get("/organisatie/eenheden/")),
        (f"zoeken in {LIST} eenheden", readers, lambda browser: browser.get("/organisatie/eenheden/?zoek=afdeling+49")),
        ("een antwoord van de intake bewaren", writers,
         lambda browser: browser.post(f"/scan/{intake}/intake/cultuur/", {"cultuur-value": "open", "cultuur-source": "interview"})),
    ]  # fmt: skip
    print(f"{REQUESTS} verzoeken per meting. Belasting vooraf: {load()}")
    print(f"{'':36} {'tegelijk':>8} {'p50':>8} {'p95':>8} {'cpu web':>9} {'cpu database':>13} {'fouten':>7}")
    for name, people, send in acts:
        for number in CONNECTIONS:
            browsers = [Browser(base, people[at % SESSIONS], secrets[at % SESSIONS]) for at in range(number)]
            measure(name, browsers, web, database, send)
    processes = family(web)
    print(f"geheugen van de webprocessen (PSS)   {memory(processes):6.0f} MB in {len(processes)} processen")


def fill(base: str) -> None:
    """Bring a list of units along as an administrator would."""
    client = sign_in(base, ADMINISTRATOR)
    lines = "".join(f"B{n};Afdeling {n};{f'B{n // 10}' if n else ''}\n" for n in range(LIST))
    start = "/organisatie/eenheden/importeren/"
    secret = token(client.get(start).text)
    page = client.post(start, data={"csrfmiddlewaretoken": secret}, files={"file": ("lijst.csv", f"code;naam;bovenliggend\n{lines}")}).url
    stored = client.post(page, data={"act": "store", "csrfmiddlewaretoken": secret})
    if f"Opgeslagen: {LIST} nieuw" not in stored.text:
        raise SystemExit("De lijst van eenheden is niet opgeslagen.")


def measure(name: str, browsers: list[Browser], web: int, database: int, send: Send) -> None:
    for browser in browsers:
        send(browser)
    before = cpu(web), cpu(database)

    def one(browser: Browser) -> list[tuple[float, int]]:
        found = []
        for _ in range(REQUESTS // len(browsers)):
            began = time.monotonic()
            status = send(browser)
            found.append((time.monotonic() - began, status))
        return found

    with ThreadPoolExecutor(len(browsers)) as pool:
        results = sorted(each for batch in pool.map(one, browsers) for each in batch)
    of_web, of_database = ((now - then) / len(results) for now, then in zip((cpu(web), cpu(database)), before, strict=True))
    wrong = sum(status >= 400 for _seconds, status in results)
    p50, p95 = (1000 * results[int(share * (len(results) - 1))][0] for share in (0.5, 0.95))
    print(f"{name:36} {len(browsers):8} {p50:6.0f}ms {p95:6.0f}ms {of_web:7.4f} s {of_database:11.4f} s {wrong:7}", flush=True)
