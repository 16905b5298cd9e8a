"""Traces by OpenTelemetry, on only when OTEL_EXPORTER_OTLP_ENDPOINT is set; needs the extra ``otel``.

A span tells the name of a page or task, how long it took and how it ended; below it each statement with placeholders. Never an address of a
page or visitor, a parameter, a name or the text of an error: those hold ids, secrets and personal data. That is why the spans are made here,
and not by the ready-made instrumentation, which sends all of these.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.http import HttpRequest, HttpResponse

from regiehuis.platform.metrics import ANONYMOUS_PREFIXES, METHODS, route_of

LONGEST_STATEMENT = 2000


def start(kind: str) -> None:
    """Send the spans of this process (kind: web or worker) to the collector, in the background."""
    if not settings.TRACES_ENDPOINT:
        return
    try:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
    except ImportError as error:
        raise ImproperlyConfigured(
            "OTEL_EXPORTER_OTLP_ENDPOINT is gezet, maar OpenTelemetry is niet geïnstalleerd. Installeer regiehuis[otel], of haal de variabele weg."
        ) from error
    resource = Resource.create({"service.name": f"regiehuis-{kind}", "service.version": settings.VERSION})
    provider = TracerProvider(resource=resource, sampler=ParentBased(TraceIdRatioBased(settings.TRACES_SHARE)))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{settings.TRACES_ENDPOINT.rstrip('/')}/v1/traces")))
    trace.set_tracer_provider(provider)


def tracer() -> Any:
    from opentelemetry import trace

    return trace.get_tracer("regiehuis", settings.VERSION)


class TracingMiddleware:
    """One span for each request, under the trace of the proxy if it names one. Answering and voting leave none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(ANONYMOUS_PREFIXES):
            return self.get_response(request)
        from opentelemetry.trace import SpanKind, StatusCode
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        parent = TraceContextTextMapPropagator().extract({"traceparent": request.headers.get("traceparent", "")})
        with tracer().start_as_current_span("request", context=parent, kind=SpanKind.SERVER, record_exception=False) as span:
            with connection.execute_wrapper(trace_statement):
                response = self.get_response(request)
            route, method = route_of(request), request.method if request.method in METHODS else "other"
            span.update_name(f"{method} {route}")
            span.set_attributes(
                {"http.request.method": str(method), "http.route": route, "http.response.status_code": response.status_code}
            )
            if response.status_code >= 500:
                span.set_status(StatusCode.ERROR)
        return response


async def trace_job(call_next: Callable[[], Awaitable[Any]], context: Any, _worker: Any) -> Any:
    """One span for each job, with the name of its task and nothing of its arguments."""
    from opentelemetry.trace import SpanKind, StatusCode

    with tracer().start_as_current_span(
        context.job.task_name, kind=SpanKind.CONSUMER, record_exception=False, set_status_on_exception=False
    ) as span:
        span.set_attributes({"messaging.destination.name": context.job.queue, "regiehuis.attempt": context.job.attempts + 1})
        try:
            return await call_next()
        except BaseException as error:
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(StatusCode.ERROR)
            raise


def watch_statements(call_next: Callable[[], Any], _context: Any, _worker: Any) -> Any:
    """Around a task, in the thread that does the work."""
    with connection.execute_wrapper(trace_statement):
        return call_next()


def trace_statement(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """A span below that of the request or job."""
    from opentelemetry.trace import SpanKind

    statement = str(sql)
    with tracer().start_as_current_span(
        statement.split(maxsplit=1)[0].upper()[:20] if statement.strip() else "SQL",
        kind=SpanKind.CLIENT,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        span.set_attributes({"db.system.name": "postgresql", "db.query.text": statement[:LONGEST_STATEMENT]})
        try:
            return execute(sql, params, many, context)
        except Exception as error:
            span.set_attribute("error.type", type(error).__name__)
            raise
