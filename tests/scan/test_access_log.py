"""What the real server writes to its log about people who answer: nothing. A log has times, so a link in it would tell who and when."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import connection

from regiehuis.platform.links import Purpose, secret_for, secret_hash, token
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.models import SurveyInvitation
from tests.conftest import Database, Served, cloned, pointed_at, serving

from .steps import Town, cards, open_survey

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The server, and links that it accepts."""

    served: Served
    links: list[str]

    def send(self, path: str, data: dict[str, str] | None = None) -> int:
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        try:
            with urllib.request.urlopen(f"{self.served.url}{path}", body, timeout=20) as answered:
                return int(answered.status)
        except urllib.error.HTTPError as error:
            return error.code

    @property
    def log(self) -> str:
        return self.served.log.read_text()


@pytest.fixture(scope="module")
def running(template: Database, django_db_blocker, tmp_path_factory) -> Iterator[Running]:
    with cloned(template) as database:
        with django_db_blocker.unblock(), pointed_at(database):
            links = _links(database)
        with database.connect("regiehuis_owner", autocommit=True) as owner:
            owner.execute("delete from procrastinate_jobs")  # the mails: without a mail server they are written out, links and all
        with serving(database, tmp_path_factory.mktemp("log"), LOG_LEVEL="DEBUG") as served:
            yield Running(served=served, links=links)


def _links(database: Database) -> list[str]:
    """Links under the key of the server, which is not ours."""
    key, made = database.environment["SECRET_KEY"], []
    assert key != settings.SECRET_KEY
    town = Town.found()
    with tenant(town.pk):
        for invitation in open_survey(town, town.scan(), {"mt": 6}).invitations.all():
            secret = secret_for(invitation.public_id, Purpose.SURVEY, key=key)
            SurveyInvitation.objects.filter(pk=invitation.pk).update(token_hash=secret_hash(secret))
            made.append(f"/vragenlijst/{token(town.organisation.public_id, secret)}/")
    connection.close()
    return made


def test_looking_answering_and_failing_to_leave_no_line(running):
    first, second, *_ = running.links
    assert running.send("/privacy/") == 200
    assert "/privacy/" in running.log, "other pages are logged: this test reads the right log"
    lines = running.log.count("\n")
    assert running.send(first) == 200
    assert running.send(first, cards()) == 200
    assert running.send(first, cards()) == 200
    assert running.send(second, {"O.LEI": "9"}) == 422
    assert running.send(second[:-9] + "00000000/") == 404
    assert running.send("/vragenlijst/" + "x" * 400 + "/") == 404
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(running.send, [second] * 8))
    assert "vragenlijst" not in running.log
    assert running.log.count("\n") == lines


def test_the_log_of_other_pages_holds_no_address_of_a_computer_and_no_browser(running):
    running.send("/privacy/")
    assert "127.0.0.1" not in running.log.split("draait op", 1)[-1]
    assert "Python-urllib" not in running.log


def test_a_fault_of_ours_does_not_write_the_link_or_the_answer_to_the_log(running):
    """The database refuses the row: Django then logs the address it was asked, and the error of the database."""
    with running.served.database.connect("regiehuis_owner", autocommit=True) as owner:
        owner.execute("alter table scan_responseinbox add constraint broken check (role_group = 'nobody') not valid")
    link, answer = running.links[3], cards(4, O_LEI=2)
    lines = running.log.count("\n")
    assert running.send(link, answer) == 500
    assert running.log.count("\n") > lines, "the fault itself is logged"
    assert link.strip("/").rsplit(".", 1)[1] not in running.log
    assert "2, 4, 4, 4" not in running.log
    assert "2,4,4,4" not in running.log
