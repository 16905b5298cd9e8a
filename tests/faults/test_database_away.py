"""The database is away for half a minute: people read what is going on, and web and worker go on by themselves."""

from __future__ import annotations

import time

import httpx
import psycopg
import pytest

from tests.conftest import free_port
from tests.faults.nodes import LEAD, Node, is_ready, running, scan_of, signed_in, token, wait_until

pytestmark = pytest.mark.slow

AWAY_SECONDS = 30
BACK_WITHIN = 60  # seconds; a bound for a machine that is busy with other tests. The figure itself is printed


def test_half_a_minute_without_a_database(real_server):
    port = free_port()
    web, worker = Node(real_server.environment, "web", "--host", "127.0.0.1", "--port", str(port)), Node(real_server.environment, "worker")
    with running(web, worker):
        wait_until(lambda: is_ready(port), 60)
        client = signed_in(port, LEAD)
        page = f"/scan/{scan_of(client)}/rapport/"
        wait_until(lambda: not waiting_jobs(real_server), 60)  # the demo left a report to make
        begun, before, secret = reports_begun(real_server), client.get(page).text.count(".pdf"), token(client.get(page).text)
        real_server.stop()
        try:
            the_page_says_so(client, page, time.monotonic() + AWAY_SECONDS)
            assert httpx.get(f"http://127.0.0.1:{port}/livez").status_code == 200, "the process lives: restarting it would not help"
            assert httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=20).status_code == 503
        finally:
            real_server.start()
        returned = time.monotonic()
        wait_until(lambda: client.get(page).status_code == 200, BACK_WITHIN)
        web_back = time.monotonic() - returned
        assert client.post(f"{page}maken/", data={"csrfmiddlewaretoken": secret}).status_code == 200
        wait_until(lambda: reports_begun(real_server) > begun, BACK_WITHIN - web_back)
        worker_back = time.monotonic() - returned
        print(f"the web was back after {web_back:.1f} s, the worker after {worker_back:.1f} s")
        wait_until(lambda: client.get(page).text.count(".pdf") > before, 30)  # and makes the report
        assert web.process.poll() is None
        assert worker.process.poll() is None
        client.close()


def waiting_jobs(server) -> int:
    with psycopg.connect(server.url("postgres")) as link:
        return link.execute(
            "select count(*) from procrastinate_jobs where status in ('todo', 'doing') and scheduled_at is null"
        ).fetchone()[0]


def reports_begun(server) -> int:
    with psycopg.connect(server.url("postgres")) as link:
        return link.execute(
            "select count(*) from procrastinate_events e join procrastinate_jobs j on j.id = e.job_id"
            " where e.type = 'started' and j.task_name = 'scan.render_report'"
        ).fetchone()[0]


def the_page_says_so(client: httpx.Client, page: str, until: float) -> None:
    asked = 0
    while time.monotonic() < until:
        answer = client.get(page)
        asked += 1
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "5"
        assert "Regiehuis kan even niet bij de database" in answer.text
        assert "Traceback" not in answer.text
        time.sleep(1)
    assert asked > 2
