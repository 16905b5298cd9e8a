"""What a worker process runs: ``python -m regiehuis.config.work CONCURRENCY``. ``regiehuis worker`` and ``serve`` start it, and start it again."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from wsgiref.types import StartResponse

from regiehuis.config.commands import application
from regiehuis.config.processes import database_answers

# Short times: with those of the library (30 s per connection, up to five minutes between attempts) a worker holds on to a database that is
# gone for more than a minute before it ends, and only then it can start again.
POOL: dict[str, Any] = {"min_size": 1, "max_size": 4, "timeout": 3, "reconnect_timeout": 3}


def main(concurrency: int) -> None:
    with application():
        while not database_answers():
            time.sleep(1)
        from procrastinate.contrib.django import app
        from procrastinate.contrib.django.utils import connector_params
        from procrastinate.psycopg_connector import PsycopgConnector

        with app.replace_connector(PsycopgConnector(kwargs=connector_params(), **POOL)):
            asyncio.run(work(concurrency))


async def work(concurrency: int) -> None:
    from django.conf import settings
    from procrastinate.contrib.django import app

    from regiehuis.config import telemetry

    telemetry.start("worker")
    around: list[Any] = [telemetry.trace_job] if settings.TRACES_ENDPOINT else []
    within: list[Any] = [telemetry.watch_statements] if settings.TRACES_ENDPOINT else []
    if settings.METRICS_TOKEN:
        around.append(measure)
        if settings.WORKER_METRICS_PORT:
            threading.Thread(target=serve_metrics, args=(settings.WORKER_METRICS_PORT,), daemon=True).start()
    async with app.open_async():
        await app.run_worker_async(concurrency=concurrency, worker_middleware=around, task_middleware=within)


async def measure(call_next: Callable[[], Awaitable[Any]], context: Any, _worker: Any) -> Any:
    from regiehuis.platform.metrics import WORK

    began, outcome = time.perf_counter(), "failed"
    try:
        result = await call_next()
        outcome = "succeeded"
        return result
    finally:
        WORK.labels(context.job.task_name, outcome).observe(time.perf_counter() - began)


def serve_metrics(port: int) -> None:
    """Answer /metrics as the web does, and nothing else."""
    make_server("", port, answer_metrics, handler_class=Quiet).serve_forever()


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Leave no line for each time that a monitoring system looks."""


def answer_metrics(environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
    from regiehuis.platform import metrics

    if environ["PATH_INFO"] != "/metrics":
        status, body = "404 Not Found", b""
    elif not metrics.may_read(environ.get("HTTP_AUTHORIZATION", "")):
        status, body = "401 Unauthorized", b""
    else:
        status, body = "200 OK", metrics.text(with_database=False)
    start_response(status, [("Content-Type", metrics.CONTENT_TYPE), ("Cache-Control", "no-store")])
    return [body]


if __name__ == "__main__":
    main(int(sys.argv[1]))
