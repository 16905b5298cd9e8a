"""Two web nodes and two workers on one PostgreSQL server: nothing is tied to a node, nothing happens twice, and a restart loses no request."""

from __future__ import annotations

import threading
import time
from collections import Counter

import httpx
import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from tests.conftest import free_port
from tests.faults.nodes import Balancer, Node, is_ready, running, scan_of, signed_in, token, wait_until

pytestmark = pytest.mark.slow

REPORTS, MAILINGS = 8, 6  # jobs; the mailings race for the same 150 invitations
READY_WITHIN = 60
AT_WORK = "select count(*) from procrastinate_workers where last_heartbeat > now() - interval '15 seconds'"
REPORT_ROWS = "select count(*) from scan_scanreport"
REPORT_EVENTS = "select count(*) from audit_event where event = 'scan.report.made'"


class MailServer(Message):
    """Takes every mail, and takes its time as a real one does."""

    def __init__(self):
        super().__init__()
        self.addresses = Counter()

    def handle_message(self, message):
        time.sleep(0.02)
        self.addresses[message["To"]] += 1


@pytest.fixture(scope="module")
def mail():
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    server.port = controller.port
    yield server
    controller.stop()


@pytest.fixture(scope="module")
def nodes(real_server, mail):
    ports, environment = (free_port(), free_port()), real_server.environment | {"EMAIL_URL": f"smtp://127.0.0.1:{mail.port}"}
    webs = [Node(environment, "web", "--host", "127.0.0.1", "--port", str(port), "--drain", "3") for port in ports]
    workers = [Node(environment, "worker") for _number in range(2)]
    with running(*webs, *workers):
        wait_until(lambda: all(is_ready(port) for port in ports), READY_WITHIN)
        wait_until(lambda: rows(real_server, AT_WORK) == [(2,)], READY_WITHIN)
        yield webs, ports


def rows(server, query):
    with psycopg.connect(server.url("postgres")) as link:
        return link.execute(query).fetchall()


def test_who_signed_in_on_one_node_is_signed_in_on_the_other(nodes):
    _webs, (one, other) = nodes
    client = signed_in(one)
    answer = client.get(f"http://127.0.0.1:{other}/scan/", follow_redirects=False)
    assert answer.status_code == 200
    assert "Merenland" in answer.text
    assert httpx.get(f"http://127.0.0.1:{other}/scan/").status_code == 302, "without the session there is nothing to see"


def test_progress_of_a_worker_is_seen_on_every_node(nodes):
    _webs, (one, other) = nodes
    client = signed_in(one)
    page = f"/scan/{scan_of(client)}/rapport/"
    before = client.get(page).text.count(".pdf")
    client.post(f"{page}maken/", data={"csrfmiddlewaretoken": token(client.get(page).text)})
    for port in (one, other):
        wait_until(lambda port=port: client.get(f"http://127.0.0.1:{port}{page}").text.count(".pdf") > before, 90)


def test_every_job_runs_once_and_both_workers_work(nodes, real_server, mail):
    """Eight reports, and six jobs that race for the same 150 invitations."""
    wait_until(lambda: rows(real_server, "select count(*) from procrastinate_jobs where status in ('todo', 'doing')") == [(0,)], 90)
    reports, logged = (rows(real_server, query)[0][0] for query in (REPORT_ROWS, REPORT_EVENTS))
    first = rows(real_server, "select coalesce(max(id), 0) from procrastinate_jobs")[0][0]
    invited = real_server.python("-m", "tests.faults.work", str(REPORTS), str(MAILINGS)).split()
    ours = f"task_name in ('scan.render_report', 'scan.send_survey_mail') and j.id > {first}"
    at_work: set[int] = set()

    def done() -> bool:
        doing = rows(real_server, f"select worker_id from procrastinate_jobs j where status = 'doing' and {ours}")
        at_work.update(worker for (worker,) in doing)
        return rows(real_server, f"select count(*) from procrastinate_jobs j where status in ('todo', 'doing') and {ours}") == [(0,)]

    wait_until(done, 180)
    assert rows(real_server, f"select task_name, status::text, attempts, count(*) from procrastinate_jobs j where {ours} group by 1, 2, 3 order by 1") == [
        ("scan.render_report", "succeeded", 1, REPORTS),
        ("scan.send_survey_mail", "succeeded", 1, MAILINGS),
    ]  # fmt: skip
    started = (
        f"select count(*) from procrastinate_events e join procrastinate_jobs j on j.id = e.job_id where e.type = 'started' and {ours}"
    )
    assert rows(real_server, started) == [(REPORTS + MAILINGS,)]
    assert rows(real_server, REPORT_ROWS) == [(reports + REPORTS,)]
    assert rows(real_server, REPORT_EVENTS) == [(logged + REPORTS,)]
    assert len(invited) == 150
    assert mail.addresses == Counter(invited), "each got one mail"
    assert rows(real_server, "select mail, count(*) from scan_surveyinvitation where email like '%@duinrode.example' group by 1") == [
        ("sent", 150)
    ]
    assert len(at_work - {None}) == 2


def test_a_rolling_restart_loses_no_request(nodes):
    webs, ports = nodes
    balancer, stop, seen = Balancer(*ports), threading.Event(), Counter()
    people = [
        threading.Thread(target=ask, args=(signed_in(ports[0]), balancer.port, number, stop, seen), daemon=True) for number in range(4)
    ]
    for person in people:
        person.start()
    time.sleep(2)
    for web, port in zip(webs, ports, strict=True):
        assert web.stop() == 0
        web.start()
        wait_until(lambda port=port: is_ready(port), READY_WITHIN)
        time.sleep(1)
    stop.set()
    for person in people:
        person.join(30)
    balancer.close()
    assert set(seen) == {"200"}
    assert seen.total() > 50


def ask(client: httpx.Client, port: int, number: int, stop: threading.Event, seen: Counter[str]) -> None:
    """One after the other; half of the people keep their connection, as browsers do."""
    headers = {"Connection": "close"} if number % 2 else {}
    while not stop.is_set():
        try:
            outcome = str(client.get(f"http://127.0.0.1:{port}/scan/", headers=headers, follow_redirects=False).status_code)
        except httpx.HTTPError as error:
            outcome = repr(error)
        seen[outcome] += 1
        time.sleep(0.05)


def test_a_job_by_the_clock_runs_once_per_tick(nodes, real_server):
    """Both workers watch the clock. The last of the tests here, so that ticks of the whole run count."""
    per_tick = "select task_name, args ->> 'timestamp', count(*) from procrastinate_jobs where args ? 'timestamp' group by 1, 2"
    wait_until(lambda: any(task == "platform.retry_stalled_jobs" for task, _tick, _count in rows(real_server, per_tick)), 130)
    assert {count for _task, _tick, count in rows(real_server, per_tick)} == {1}
    attempts = "select max(attempts) from procrastinate_jobs where args ? 'timestamp' and status = 'succeeded'"
    wait_until(lambda: rows(real_server, attempts) == [(1,)], 20)
