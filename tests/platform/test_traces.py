"""Traces, received by a real collector of the test over OTLP: what took how long, and nothing about whom."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.conftest import serving
from tests.faults.nodes import token

pytestmark = pytest.mark.slow

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
ATTRIBUTES = {"http.request.method", "http.route", "http.response.status_code", "db.system.name", "db.query.text", "error.type",
              "messaging.destination.name", "regiehuis.attempt"}  # fmt: skip


@pytest.fixture
def collector():
    received = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    server.received, server.url = received, f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def spans_of(collector):
    """Each span with the name of its service."""
    found = []
    for _path, body in list(collector.received):
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            service = next(each.value.string_value for each in resource.resource.attributes if each.key == "service.name")
            found += [(service, span) for scope in resource.scope_spans for span in scope.spans]
    return found


def named(collector, service, name):
    return [span for kind, span in spans_of(collector) if kind == service and span.name == name]


def test_pages_statements_and_jobs_leave_spans_that_tell_of_nobody(fresh_database, tmp_path, collector):
    with serving(fresh_database, tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, OTEL_BSP_SCHEDULE_DELAY="200") as served:
        client = httpx.Client(base_url=served.url)
        client.get(
            "/privacy/?naam=marker-in-adres", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "User-Agent": "marker-browser"}
        )
        form = client.get("/account/login/").text
        client.post(
            "/account/login/", data={"login": "marker@persoon.example", "password": "marker-wachtwoord", "csrfmiddlewaretoken": token(form)}
        )
        client.get("/vragenlijst/marker-geheim/")
        client.get("/uitnodiging/marker-uitnodiging/")
        fresh_database.run("manage", "procrastinate", "defer", "platform.tidy", '{"timestamp": 0}')
        deadline = time.monotonic() + 40
        while not (named(collector, "regiehuis-worker", "platform.tidy") and named(collector, "regiehuis-web", "POST account_login")):
            assert time.monotonic() < deadline, [(kind, span.name) for kind, span in spans_of(collector)]
            time.sleep(0.2)
        time.sleep(1)
    assert {path for path, _body in collector.received} == {"/v1/traces"}
    (page,) = named(collector, "regiehuis-web", "GET privacy")
    assert page.trace_id.hex() == TRACE, "the trace of the proxy goes on"
    (sign_in,) = named(collector, "regiehuis-web", "POST account_login")
    statements = [each for _kind, each in spans_of(collector) if each.parent_span_id == sign_in.span_id]
    assert any("%s" in attribute.value.string_value for each in statements for attribute in each.attributes)
    routes = {span.name for _kind, span in spans_of(collector)}
    assert not [name for name in routes if "survey" in name]
    assert {attribute.key for _kind, span in spans_of(collector) for attribute in span.attributes} <= ATTRIBUTES
    everything = b"".join(body for _path, body in collector.received)
    assert b"marker" not in everything
    assert b"127.0.0.1" not in everything
    assert not [span for _kind, span in spans_of(collector) if span.events]


def test_a_job_that_fails_tells_the_kind_of_error_not_its_text(fresh_database, tmp_path, collector):
    with serving(fresh_database, tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, OTEL_BSP_SCHEDULE_DELAY="200"):
        fresh_database.run("manage", "procrastinate", "defer", "--unknown", "marker.bestaat-niet", '{"naam": "marker-argument"}')
        fresh_database.run(
            "manage",
            "procrastinate",
            "defer",
            "scan.render_report",
            '{"organisation_id": 1, "scan_id": 1, "progress_id": "marker-argument"}',
        )
        deadline = time.monotonic() + 40
        while not (found := named(collector, "regiehuis-worker", "scan.render_report")):
            assert time.monotonic() < deadline
            time.sleep(0.2)
    assert {attribute.key for attribute in found[0].attributes} >= {"error.type"}
    assert [span for _kind, span in spans_of(collector) if span.parent_span_id == found[0].span_id], "its statements"
    assert b"marker-argument" not in b"".join(body for _path, body in collector.received)


def test_without_the_extra_it_says_what_to_install(fresh_database):
    code = "import sys; sys.modules['opentelemetry'] = None; import regiehuis.config.wsgi"
    environment = fresh_database.environment | {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1",
        "DJANGO_SETTINGS_MODULE": "regiehuis.config.settings",
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Installeer regiehuis[otel]" in done.stderr
