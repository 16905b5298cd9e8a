"""Measure a workshop in a town hall: 300 phones that follow, vote in one burst, and a screen that counts.

    .venv/bin/python bench/workshop.py [phones]

Starts its own demo in a temporary folder on a free port, as web.py does; all traffic stays on this machine, and the phones take their
share of its cores too. A phone asks every two seconds, or less often when the server is slow, as its script does.
"""

from __future__ import annotations

import asyncio
import os
import re
import ssl
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
from web import LEAD_OF_INTAKE, sign_in, start, stop, token

PHONES = 300
EVERY = 2.0  # seconds
SPREAD = float(os.environ.get("SPREAD", "0"))  # seconds over which people press the button; 0 is the worst: all at the same moment
CONTEXT = ssl.create_default_context()


class Hall:
    """One session: the lead's browser, the link, and every answer as (kind, seconds, status)."""

    def __init__(self, base: str) -> None:
        self.base, self.lead = base, sign_in(base, LEAD_OF_INTAKE)
        scan = re.search(r"/scan/([0-9a-f-]{36})/", self.lead.get("/scan/").text)[1]  # type: ignore[index]
        self.workshop = f"/scan/{scan}/werksessie/"
        self.times: list[tuple[str, float, int]] = []
        self.reconnected = 0
        page = self.lead.get(self.workshop).text
        self.lead.post(f"{self.workshop}starten/", data={"order": "instrument", "csrfmiddlewaretoken": token(page)})
        digits = re.search(r'big-code">(\d{3})\D+(\d{3})<', self.lead.get(f"{self.workshop}scherm/").text)
        entered = httpx.post(f"{base}/werksessie/", data={"code": "".join(digits.groups())})  # type: ignore[union-attr]
        self.link = entered.headers["location"]

    def step(self) -> None:
        page = self.lead.get(f"{self.workshop}scherm/").text
        version = re.search(r'data-version="(\d+)"', page)[1]  # type: ignore[index]
        self.lead.post(f"{self.workshop}scherm/stap/", data={"stap": "verder", "versie": version, "csrfmiddlewaretoken": token(page)})

    def count(self) -> str:
        return str(self.lead.get(f"{self.workshop}scherm/stand/").json()["count"])

    async def timed(self, kind: str, send: Callable[[], Awaitable[httpx.Response]]) -> float:
        """Send; over a new connection when the server let this one go (a web process that starts afresh), as a browser does."""
        began, status = time.monotonic(), 599
        for _attempt in range(3):
            try:
                status = (await send()).status_code
                break
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
                self.reconnected += 1
            except httpx.HTTPError:
                break
        seconds = time.monotonic() - began
        self.times.append((kind, seconds, status))
        return seconds


async def phone(hall: Hall, place: float, burst: asyncio.Event, over: asyncio.Event) -> None:
    """Join, follow, vote when the burst begins, go on following. ``place``: how far back in the crowd, 0 to 1."""
    async with httpx.AsyncClient(base_url=hall.base, timeout=60, verify=CONTEXT) as client:
        await asyncio.sleep(20 * place)  # people come in over some time
        await hall.timed("meedoen", lambda: client.post(f"{hall.link}meedoen/"))
        has_voted = False
        while not over.is_set():
            seconds = await hall.timed("volgen", lambda: client.get(f"{hall.link}stand/", headers={"If-None-Match": '"3"'}))
            wait = max(EVERY, 4 * seconds)
            if has_voted:
                await asyncio.sleep(wait)
                continue
            try:
                await asyncio.wait_for(burst.wait(), wait)
            except TimeoutError:
                continue
            await asyncio.sleep(SPREAD * place)
            await hall.timed("stemmen", lambda: client.post(f"{hall.link}stem/", data={"dimensie": "O.LEI", "ronde": "1", "stem": "3"}))
            has_voted = True


async def workshop(hall: Hall, phones: int) -> None:
    hall.step()
    hall.step()
    burst, over = asyncio.Event(), asyncio.Event()
    tasks = [asyncio.create_task(phone(hall, number / phones, burst, over)) for number in range(phones)]
    await asyncio.sleep(35)
    report(hall, phones, "volgen", "voor het stemmen")
    hall.times = [each for each in hall.times if each[0] == "meedoen"]
    began = time.monotonic()
    burst.set()
    while not (counted := await asyncio.to_thread(hall.count)).startswith(f"{phones} "):
        if time.monotonic() - began > 60:
            break
        await asyncio.sleep(0.5)
    print(f"{'het scherm telde':36} {counted}, na {time.monotonic() - began:.1f} s")
    await asyncio.sleep(5)
    over.set()
    await asyncio.gather(*tasks)
    for kind in ("meedoen", "stemmen", "volgen"):
        report(hall, phones, kind, "")
    print(f"{'opnieuw verbonden':36} {hall.reconnected} keer")


def report(hall: Hall, phones: int, kind: str, when: str) -> None:
    found = sorted(seconds for each, seconds, _status in hall.times if each == kind)
    wrong = dict(Counter(status for each, _seconds, status in hall.times if each == kind and status >= 400)) or "geen"
    p50, p95 = (1000 * found[int(share * (len(found) - 1))] for share in (0.5, 0.95))
    print(f"{f'{kind}, {phones} telefoons {when}':36} p50 {p50:5.0f} ms  p95 {p95:5.0f} ms  {len(found):6} verzoeken  fouten: {wrong}")


def main() -> None:
    phones = int(sys.argv[1]) if len(sys.argv) > 1 else PHONES
    with tempfile.TemporaryDirectory(prefix="rgh-bench-") as folder:
        Path(folder).chmod(0o711)  # as root the database runs as another user, who must be able to pass
        process, base, _seconds = start(os.environ | {"REGIEHUIS_STATE": folder, "LOG_LEVEL": "WARNING"})
        try:
            asyncio.run(workshop(Hall(base), phones))
        finally:
            stop(process)


if __name__ == "__main__":
    main()
