"""Figures for a monitoring system: off unless asked for, behind a token, right over several processes, and about nobody."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import httpx
import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from regiehuis.platform.metrics import place_in
from tests.conftest import free_port, serving

TOKEN = "een-token-van-de-test-0123456789"
LABELS = {"route", "method", "status", "le", "task", "outcome", "state", "queue", "version", "python"}


def figures(url, token=TOKEN):
    answer = httpx.get(f"{url}/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    return [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]


def total(samples, name, **labels):
    return sum(sample.value for sample in samples if sample.name == name and labels.items() <= sample.labels.items())


def test_without_a_token_in_the_settings_it_does_not_exist(db):
    assert Client().get("/metrics").status_code == 404


@pytest.mark.parametrize("sent", ["", "Bearer ", "Bearer een-ander-token-0123456789abc", TOKEN, "Bearer \u00e9"])
def test_the_token_is_needed(db, settings, sent):
    settings.METRICS_TOKEN = TOKEN
    answer = Client().get("/metrics", headers={"Authorization": sent})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert b"regiehuis_" not in answer.content


def test_a_short_token_is_refused(fresh_database):
    done = fresh_database.run("check", REGIEHUIS_METRICS_TOKEN="kort")
    assert done.returncode == 2
    assert "minstens 24" in done.stderr


def test_a_cluster_may_ask_by_address(db, settings):
    """A probe and a monitoring system know the address of a container, not a name; any other page still refuses it."""
    settings.ALLOWED_HOSTS = ["regiehuis.example"]
    settings.METRICS_TOKEN = TOKEN
    for path in ("/livez", "/readyz", "/metrics"):
        assert Client().get(path, headers={"Host": "10.1.2.3:8000", "Authorization": f"Bearer {TOKEN}"}).status_code == 200, path
    assert Client().get("/privacy/", headers={"Host": "10.1.2.3:8000"}).status_code == 400


def test_a_place_is_taken_over_from_who_ended(tmp_path):
    assert [place_in(tmp_path), place_in(tmp_path)] == ["0", "1"]
    child = os.fork()
    if not child:
        os._exit(int(place_in(tmp_path)))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2
    assert place_in(tmp_path) == "2"


@pytest.mark.slow
def test_the_figures_of_web_and_worker(fresh_database, tmp_path):
    port = free_port()
    with serving(fresh_database, tmp_path, REGIEHUIS_METRICS_TOKEN=TOKEN, REGIEHUIS_WORKER_METRICS_PORT=str(port)) as served:
        for _number in range(30):
            httpx.get(f"{served.url}/privacy/")
        httpx.get(f"{served.url}/bestaat-niet/")
        httpx.request("ONZIN", f"{served.url}/privacy/")
        assert httpx.get(f"{served.url}/vragenlijst/geheim-van-iemand/").status_code in (200, 404)
        counted = "regiehuis_http_request_duration_seconds_count"
        found = figures(served.url)
        assert total(found, counted, route="privacy", method="GET", status="2xx") == 30
        assert total(found, counted, route="privacy", method="other") == 1
        assert total(found, counted, route="unknown", status="4xx") == 1
        assert total(found, "regiehuis_database_up") == 1
        assert 1 <= total(found, "regiehuis_database_connections") <= total(found, "regiehuis_database_max_connections")
        assert total(found, "regiehuis_build_info") == 1
        nothing_about_anybody(found)

        for pid in web_processes(served.process.pid):
            os.kill(pid, signal.SIGKILL)  # gunicorn starts others, which go on with the same files
        until(lambda: total(figures(served.url), counted, route="privacy", method="GET") >= 30)
        httpx.get(f"{served.url}/privacy/")
        assert total(figures(served.url), counted, route="privacy", method="GET") == 31

        fresh_database.run("manage", "procrastinate", "defer", "platform.tidy", '{"timestamp": 0}')
        worker = f"http://127.0.0.1:{port}"
        until(lambda: total(figures(worker), "regiehuis_job_duration_seconds_count", task="platform.tidy", outcome="succeeded") == 1)
        nothing_about_anybody(figures(worker))
        assert httpx.get(f"{worker}/metrics").status_code == 401
        assert httpx.get(f"{worker}/").status_code == 404


def nothing_about_anybody(samples):
    assert {label for sample in samples for label in sample.labels} <= LABELS
    assert not [sample for sample in samples if "survey" in sample.labels.get("route", "") or "geheim" in str(sample)]


def web_processes(supervisor):
    children = {int(pid) for pid in Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()}
    master = next(pid for pid in children if "gunicorn" in Path(f"/proc/{pid}/cmdline").read_text())
    found = [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]
    assert len(found) == 2
    return found


def until(holds, seconds=30):
    deadline = time.monotonic() + seconds
    while True:
        try:
            if holds():
                return
        except httpx.HTTPError:
            pass
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.2)
