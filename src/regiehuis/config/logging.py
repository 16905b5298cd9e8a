"""Structured logs on standard output: ids and numbers only, never a name, an address of a page with a token, or form data."""

from __future__ import annotations

import logging.config
from typing import Any

import structlog

TOKEN_PATHS = ("/vragenlijst/", "/uitnodiging/")


def without_token_paths(_logger: Any, _method: str, event: Any) -> Any:
    """Replace the address of pages that are reached by a secret: a log must not let anyone in, or tell who answered."""
    request = str(event.get("request", ""))
    if any(path in request for path in TOKEN_PATHS):
        raise structlog.DropEvent
    event.pop("user_agent", None)
    event.pop("ip", None)
    return event


def configure(options: dict[str, Any]) -> None:
    """Set up structlog and the standard library's logging alike."""
    renderer: Any = structlog.processors.JSONRenderer() if options["json"] else structlog.dev.ConsoleRenderer(colors=False)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_token_paths,
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
