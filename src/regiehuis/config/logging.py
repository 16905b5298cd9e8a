"""Structured logs on standard output: ids and numbers only, never a name, an address of a page with a token, or form data."""

from __future__ import annotations

import logging.config
import re
from typing import Any

import structlog

TOKEN_PATH = re.compile(r"/(vragenlijst|werksessie|uitnodiging|meldingen-uit|tweede-stap-herstel)/[^\s'\"]+")
ANSWER_PATH = re.compile(r"(/aanmelddienst/[a-z0-9-]+/terug/)\?[^\s'\"]+")  # the code of a sign-in service
ANONYMOUS_PATHS = (" /vragenlijst/", " /werksessie/")  # answering and voting


def without_secrets(_logger: Any, _method: str, event: Any) -> Any:
    """Take secrets out of every line: a log must not let anyone in, or tell who answered and when.

    A request to answer or to vote leaves no line at all; elsewhere the secret part of an address is replaced.
    """
    if any(path in str(event.get("request", "")) for path in ANONYMOUS_PATHS):
        raise structlog.DropEvent
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = ANSWER_PATH.sub(r"\1?(geheim)", TOKEN_PATH.sub(r"/\1/(geheim)/", value))
    event.pop("user_agent", None)
    event.pop("ip", None)
    return event


def configure(options: dict[str, Any]) -> None:
    """Set up structlog and the standard library's logging alike."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if options["json"]
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_secrets,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.processors.format_exc_info,
                    structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )  # fmt: skip
    formatter = {"()": structlog.stdlib.ProcessorFormatter, "processor": renderer, "foreign_pre_chain": shared}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"structured": formatter},
            "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "structured"}},
            "root": {"handlers": ["stdout"], "level": options["level"]},
            "loggers": {
                "django.request": {"level": "ERROR"},
                "procrastinate": {"level": "WARNING"},
                "fontTools": {"level": "ERROR"},
            },
        }
    )
