"""Figures for a monitoring system, in the text format of Prometheus: counts and times only, never a name, an id or an organisation.

Several web processes share a folder (PROMETHEUS_MULTIPROC_DIR, made by whoever starts them), so that any of them tells the figures of all.
"""

from __future__ import annotations

import fcntl
import hmac
import os
import platform
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

SHARED = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
ANONYMOUS_PREFIXES = ("/vragenlijst/", "/werksessie/")  # answering and voting
CONTENT_TYPE = CONTENT_TYPE_LATEST
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
CONNECTIONS = ("select coalesce(state, 'unknown'), count(*) from pg_stat_activity"
               " where datname = current_database() and usename = current_user group by 1")  # fmt: skip
JOBS = "select queue_name, status::text, count(*) from procrastinate_jobs where status in ('todo', 'doing', 'failed') group by 1, 2"
OLDEST = ("select coalesce(extract(epoch from now() - min(greatest(e.at, j.scheduled_at))), 0)::float from procrastinate_jobs j"
          " join procrastinate_events e on e.job_id = j.id and e.type = 'deferred'"
          " where j.status = 'todo' and (j.scheduled_at is null or j.scheduled_at <= now())")  # fmt: skip

_held: list[IO[str]] = []


def place_in(folder: Path) -> str:
    """Return the lowest place that no living process holds, and hold it: a process that starts goes on with the file of one that ended."""
    for number in count():
        lock = (folder / f"{number}.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        _held.append(lock)
        return str(number)
    raise AssertionError("numbers do not end")


if SHARED:
    _place = place_in(Path(SHARED))
    values.ValueClass = values.MultiProcessValue(process_identifier=lambda: _place)

OWN = CollectorRegistry()
REQUESTS = Histogram("regiehuis_http_request_duration_seconds", "Time until the answer, by name of the page", ["route", "method", "status"],
                     buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10), registry=OWN)  # fmt: skip
WORK = Histogram(
    "regiehuis_job_duration_seconds", "Time of a job, by task", ["task", "outcome"], buckets=(0.1, 0.5, 1, 5, 15, 60, 300), registry=OWN
)


class MetricsMiddleware:
    """Measure each request. One to answer or to vote is not measured, as it is not logged: its time could tell who answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(ANONYMOUS_PREFIXES):
            return self.get_response(request)
        began = time.perf_counter()
        response = self.get_response(request)
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(route_of(request), method, f"{response.status_code // 100}xx").observe(time.perf_counter() - began)
        return response


def route_of(request: HttpRequest) -> str:
    """Return the name of the page, never its address: that may hold ids and secrets."""
    return (request.resolver_match.view_name if request.resolver_match else "") or "unknown"


def may_read(authorization: str) -> bool:
    return hmac.compare_digest(authorization.encode(errors="replace"), f"Bearer {settings.METRICS_TOKEN}".encode())


class Build:
    def collect(self) -> Iterator[Metric]:
        build = GaugeMetricFamily("regiehuis_build_info", "What runs here", labels=["version", "python"])
        build.add_metric([settings.VERSION, platform.python_version()], 1)
        yield build


class Database:
    """Asked at the moment of reading: connections, and jobs that wait, run or failed."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("regiehuis_database_up", "1 when the database answers", value=1)
        try:
            found = list(self._figures())
        except DatabaseError:
            up, found = GaugeMetricFamily("regiehuis_database_up", "1 when the database answers", value=0), []
        yield up
        yield from found

    def _figures(self) -> Iterator[Metric]:
        connections = GaugeMetricFamily("regiehuis_database_connections", "Connections of the application role", labels=["state"])
        jobs = GaugeMetricFamily(
            "regiehuis_jobs", "Jobs that wait (todo), run (doing) or failed in the last week", labels=["queue", "status"]
        )
        with connection.cursor() as cursor:
            cursor.execute(CONNECTIONS)
            for state, number in cursor.fetchall():
                connections.add_metric([state], number)
            cursor.execute(JOBS)
            for queue, status, number in cursor.fetchall():
                jobs.add_metric([queue, status], number)
            cursor.execute("select current_setting('max_connections')::int")
            yield GaugeMetricFamily("regiehuis_database_max_connections", "Connections that the server allows", value=cursor.fetchone()[0])
            cursor.execute(OLDEST)
            yield GaugeMetricFamily("regiehuis_job_oldest_waiting_seconds", "How long the oldest job that may run waits", value=cursor.fetchone()[0])  # fmt: skip
        yield connections
        yield jobs


def text(*, with_database: bool = True) -> bytes:
    """Return the figures of all processes that share the folder, or of this one; with the state of the database at this moment.

    Only the web tells about the database: the same figures from each worker would be added up.
    """
    registry: Any = CollectorRegistry()
    if SHARED:
        MultiProcessCollector(registry, path=SHARED)
    else:
        registry.register(OWN)
    registry.register(Build())
    if with_database:
        registry.register(Database())
    return generate_latest(registry)
