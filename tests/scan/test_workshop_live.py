"""Forty phones and a big screen on the real server, over real HTTP: the whole way, what leaks before the reveal, and a server that dies.

The same workshop is held in two municipalities that differ only in what the phones vote: what anybody receives before the reveal
must be the same, byte for byte, apart from ids, codes and tokens.
"""

from __future__ import annotations

import os
import re
import signal
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from regiehuis.accounts.models import User
from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.tenancy import tenant
from tests.conftest import Database, Served, cloned, pointed_at, serving

from .steps import Town

pytestmark = pytest.mark.slow
PHONES = 40
SAME = 10  # phones that vote alike in both municipalities
PASSWORD = "een-wachtwoord-van-de-test"
ALIKE = [1 + number % 5 for number in range(SAME)]
FIRST = {
    "a": [*ALIKE, *[1] * (PHONES - SAME)],
    "b": [*ALIKE, *[1 + number % 4 for number in range(PHONES - SAME - 1)], "wn"],
}
RANDOM = [
    (r"[0-9a-f]{32}\.[0-9a-f]{32}", "(link)"),
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "(id)"),
    (r'name="csrfmiddlewaretoken" value="\w+"', "(token)"),
    (r"\d{3}\u00a0\d{3}", "(code)"),
    (r'-[0-9a-f]{8}(?=[" ])', "-(id)"),
    (r'<svg [^>]*rh-stage__qr.*?</svg>', "(qr)"),
]  # fmt: skip
CONTEXT = ssl.create_default_context()  # one for all: making it takes longer than a request
OF_THE_MOMENT = {"date", "set-cookie", "content-length"}


def everything(answer: httpx.Response, *, own: bool = False) -> tuple[int, list[tuple[str, str]], str]:
    """Status, headers and body, without what is random. ``own``: also without which card this phone itself picked."""
    text = answer.text
    for pattern, word in RANDOM:
        text = re.sub(pattern, word, text, flags=re.S)
    headers = sorted((name, re.sub(RANDOM[0][0], "(link)", value)) for name, value in answer.headers.items() if name not in OF_THE_MOMENT)
    headers = [(name, re.sub(RANDOM[1][0], "(id)", value)) for name, value in headers]
    return answer.status_code, headers, text.replace(" checked", "") if own else text


@dataclass(slots=True)
class Hall:
    """One municipality with its lead, its phones, and everything that they received before the reveal."""

    base: str
    email: str
    scan: str
    phones: list[httpx.Client] = field(default_factory=list)
    seen: list[Any] = field(default_factory=list)
    link: str = ""
    lead: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.sign_in()

    def sign_in(self) -> None:
        self.lead = httpx.Client(base_url=self.base, timeout=30, follow_redirects=True, verify=CONTEXT)
        self.post(self.lead, "/account/login/", {"login": self.email, "password": PASSWORD})

    def post(self, client: httpx.Client, path: str, data: dict[str, str], page: str = "") -> httpx.Response:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(page or path).text)
        assert found
        return client.post(path, data=data | {"csrfmiddlewaretoken": found[1]})

    @property
    def screen(self) -> str:
        return f"/scan/{self.scan}/werksessie/scherm/"

    def start(self) -> None:
        page = f"/scan/{self.scan}/werksessie/"
        self.post(self.lead, f"{page}starten/", {"order": "instrument"}, page)
        found = re.search(r"big-code\">(\d{3})\D+(\d{3})<", self.lead.get(self.screen).text)
        assert found
        self.phones = [httpx.Client(base_url=self.base, timeout=30, verify=CONTEXT) for _phone in range(PHONES)]
        entered = self.phones[0].post("/werksessie/", data={"code": "".join(found.groups())})
        assert entered.status_code == 302
        self.link = entered.headers["location"]
        assert {answer.status_code for answer in self.each(lambda phone, _number: phone.post(f"{self.link}meedoen/"))} == {302}

    def each(self, act: Callable[[httpx.Client, int], httpx.Response]) -> list[httpx.Response]:
        with ThreadPoolExecutor(10) as pool:
            return list(pool.map(act, self.phones, range(len(self.phones))))

    def step(self, step: str, **data: str) -> httpx.Response:
        page = self.lead.get(self.screen).text
        version = re.search(r'data-version="(\d+)"', page)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert version
        assert token
        path = f"{self.screen}afspraak/" if step == "afspraak" else f"{self.screen}stap/"
        return self.lead.post(path, data={"versie": version[1], "stap": step, "csrfmiddlewaretoken": token[1], **data})

    def vote(self, votes: list[Any], number: int = 1) -> None:
        """Every phone looks, votes, looks again and asks for the state; all of that is kept."""

        def act(phone: httpx.Client, place: int) -> list[Any]:
            own = place >= SAME
            found = [everything(phone.get(self.link), own=own)]
            sent = phone.post(f"{self.link}stem/", data={"dimensie": "O.LEI", "ronde": str(number), "stem": str(votes[place])})
            assert sent.status_code == 302, sent.text
            found += [everything(sent), everything(phone.get(self.link), own=own)]
            state = phone.get(f"{self.link}stand/")
            known = phone.get(f"{self.link}stand/", headers={"If-None-Match": state.headers["ETag"]})
            assert (known.status_code, known.content) == (304, b"")
            return [*found, everything(state), everything(known)]

        with ThreadPoolExecutor(10) as pool:
            self.seen += list(pool.map(act, self.phones[: len(votes)], range(len(votes))))
        self.look()

    def look(self) -> None:
        """What the lead can see anywhere: the screen, its counter, and the pages of the scan."""
        paths = (self.screen, f"{self.screen}stand/", f"{self.screen}?meedoen=1", f"{self.screen}?afspreken=1", f"/scan/{self.scan}/werksessie/",
                 f"/scan/{self.scan}/werksessie/O.LEI/", f"/scan/{self.scan}/")  # fmt: skip
        self.seen += [everything(self.lead.get(path)) for path in paths]


def halls_in(database: Database) -> dict[str, tuple[str, str]]:
    """Two municipalities that are alike in everything that a page shows: name -> (the lead's address, the scan)."""
    made = {}
    for name in "ab":
        town = Town.found(name="Gemeente Merenland")
        user = User.objects.get(pk=town.actors[Role.SCAN_LEAD].user_id)
        user.password, user.name = PBKDF2PasswordHasher().encode(PASSWORD, "zout", iterations=1000), "Begeleider"
        user.save()
        with tenant(town.pk):
            made[name] = (user.email, str(town.scan(title="I-scan").public_id))
    return made


@pytest.fixture(scope="module")
def world(
    template: Database, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, dict[str, Hall], Path]]:
    folder = tmp_path_factory.mktemp("workshop")
    with cloned(template) as database:
        with django_db_blocker.unblock(), pointed_at(database):
            made = halls_in(database)
        with serving(database, folder) as served:
            yield served, {name: Hall(served.url, *each) for name, each in made.items()}, folder


def processes_of(pid: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in processes_of(int(child)))]


def test_forty_phones_from_code_to_agreed_level(world):
    served, halls, folder = world
    for hall in halls.values():
        hall.start()
        hall.look()
        assert f"{PHONES} telefoons doen mee" in hall.lead.get(hall.screen).text
        hall.step("verder")
        hall.step("verder")
    for name, hall in halls.items():
        hall.vote(FIRST[name])
        assert f"{PHONES} van {PHONES} gestemd" in hall.lead.get(hall.screen).text
    _nothing_leaks(halls)
    # Between vote and reveal every process of the server dies at once, and another comes up.
    for pid in reversed(processes_of(served.process.pid)):
        os.kill(pid, signal.SIGKILL)
    served.process.wait(10)
    with serving(served.database, folder) as again:
        for hall in halls.values():
            hall.base = again.url
            for client in hall.phones:
                client.base_url = again.url
            hall.sign_in()  # the name of its cookie holds the port
        _revealed_and_agreed(halls)


def _nothing_leaks(halls: dict[str, Hall]) -> None:
    first, second = halls["a"].seen, halls["b"].seen
    assert len(first) == len(second) > PHONES
    for number, (one, other) in enumerate(zip(first, second, strict=True)):
        assert one == other, f"answer {number} depends on what was voted"


def _revealed_and_agreed(halls: dict[str, Hall]) -> None:
    for name, hall in halls.items():
        own = hall.phones[0].get(hall.link).text
        assert re.search(r'value="1" checked', own), "the phone that comes back finds its vote"
        counts = [FIRST[name].count(level) for level in range(1, 6)]
        shown = hall.step("verder").text
        assert f"Stemmen per fase: {', '.join(f'{level}: {count}' for level, count in enumerate(counts, 1))}." in shown
        late = hall.phones[0].post(f"{hall.link}stem/", data={"dimensie": "O.LEI", "ronde": "1", "stem": "5"})
        assert (late.status_code, "De stemming is gesloten." in late.text) == (409, True)
        hall.step("verder")
        hall.seen.clear()
        hall.step("opnieuw")
    halls["a"].vote([2] * (SAME + 2), number=2)
    halls["b"].vote([2] * SAME + [4, 4], number=2)
    # What was shown of the first round differs in the pages of the scan; the screen and the phones show none of it while a round is open.
    phones_and_screen = SAME + 2 + 2
    assert halls["a"].seen[:phones_and_screen] == halls["b"].seen[:phones_and_screen]
    hall = halls["a"]
    assert "Ronde 2" in hall.step("verder").text
    refused = hall.step("afspraak", value="3.5", reason="")
    assert (refused.status_code, "Vul een reden in." in refused.text) == (422, True)
    assert "Afgesproken: 2,5" in hall.step("afspraak", value="2.5", reason="").text
    assert "2,5" in hall.lead.get(f"/scan/{hall.scan}/werksessie/").text
