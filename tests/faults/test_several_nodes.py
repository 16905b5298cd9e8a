"""Two web nodes and two workers on one PostgreSQL server: nothing is tied to a node, nothing happens twice, and a restart loses no request."""

from __future__ import annotations

import threading
import time
from collections import Counter

import httpx
import psycopg
import pytest

from tests.conftest import free_port
from tests.faults.nodes import Balancer, Node, is_ready, running, scan_of, signed_in, token, wait_until

pytestmark = pytest.mark.slow

REPORTS, MAILINGS = 8, 22  # a report takes seconds, a mailing without waiting mail none: both kinds race for the same queue
JOBS = REPORTS + MAILINGS
READY_WITHIN = 60
DEFER = f"""
import django; django.setup()
from regiehuis.organisations.models import Organisation
from regiehuis.documents import facade as documents
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.models import Scan, SurveyRound
from regiehuis.scan.tasks import render_report, send_survey_mail
organisation = Organisation.objects.get(name="Gemeente Merenland")
with tenant(organisation.pk):
    scan = Scan.objects.get()
    for number in range({REPORTS}):
        progress = documents.start_progress(task="scan.report", subject=f"test-{{number}}", message="", page_url="/")
        render_report.defer(organisation_id=organisation.pk, scan_id=scan.pk, progress_id=progress.id)
    survey = SurveyRound.objects.get()
    for number in range({MAILINGS}):
        send_survey_mail.defer(organisation_id=organisation.pk, round_id=survey.pk)
"""


@pytest.fixture(scope="module")
def nodes(real_server):
    ports = (free_port(), free_port())
    webs = [Node(real_server.environment, "web", "--host", "127.0.0.1", "--port", str(port), "--drain", "3") for port in ports]
    workers = [Node(real_server.environment, "worker") for _number in range(2)]
    with running(*webs, *workers):
        wait_until(lambda: all(is_ready(port) for port in ports), READY_WITHIN)
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


def test_every_job_runs_once_and_both_workers_work(nodes, real_server):
    before = rows(real_server, "select count(*) from scan_scanreport")[0][0]
    first = rows(real_server, "select coalesce(max(id), 0) from procrastinate_jobs")[0][0]
    real_server.python("-c", DEFER)
    ours = f"task_name in ('scan.render_report', 'scan.send_survey_mail') and id > {first}"
    at_work: set[int] = set()

    def done() -> bool:
        at_work.update(
            worker for (worker,) in rows(real_server, f"select worker_id from procrastinate_jobs where status = 'doing' and {ours}")
        )
        return rows(real_server, f"select count(*) from procrastinate_jobs where status in ('todo', 'doing') and {ours}") == [(0,)]

    wait_until(done, 180)
    assert rows(real_server, f"select status::text, attempts, count(*) from procrastinate_jobs where {ours} group by 1, 2") == [
        ("succeeded", 1, JOBS)
    ]
    started = f"select count(*) from procrastinate_events e join procrastinate_jobs j on j.id = e.job_id where e.type = 'started' and j.{ours.replace('id >', 'j.id >')}"
    assert rows(real_server, started) == [(JOBS,)]
    assert rows(real_server, "select count(*) from scan_scanreport") == [(before + REPORTS,)]
    assert len(at_work - {None}) == 2


def test_a_job_by_the_clock_runs_once_per_tick(nodes, real_server):
    wanted = ("select task_name, args ->> 'timestamp', count(*) from procrastinate_jobs where task_name in"
              " ('platform.retry_stalled_jobs', 'scan.move_answers') group by 1, 2")  # fmt: skip
    wait_until(lambda: len({name for name, _tick, _count in rows(real_server, wanted)}) == 2, 130)
    assert {count for _name, _tick, count in rows(real_server, wanted)} == {1}


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
