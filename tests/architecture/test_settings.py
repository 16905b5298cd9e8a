"""Every variable that the product reads from the environment is documented, and the other way round."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"""(?:env\.(?:str|bool|int|float|list)|os\.environ(?:\.get|\.pop)?)[(\[]\s*"([A-Z][A-Z0-9_]+)\"""")
ROW = re.compile(r"^\| ((?:`[A-Z0-9_]+`(?:, )?)+) \|", re.M)
# Read by a library, by make, or by the tests: not in our source.
READ_ELSEWHERE = {"OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TIMEOUT", "OTEL_BSP_SCHEDULE_DELAY", "PYTHON", "CHROMIUM", "CI"}
# Of the operating system or of Django; nobody sets these for Regiehuis.
OF_THE_SYSTEM = {"PATH", "DJANGO_SETTINGS_MODULE"}


def read_by_the_product() -> set[str]:
    return {name for path in (ROOT / "src").rglob("*.py") for name in READ.findall(path.read_text())} - OF_THE_SYSTEM


def documented() -> set[str]:
    return {name for row in ROW.findall((ROOT / "docs/beheer/instellingen.md").read_text()) for name in re.findall(r"[A-Z0-9_]{2,}", row)}


def test_every_variable_is_documented_and_every_documented_one_is_read():
    assert read_by_the_product() == documented() - READ_ELSEWHERE


def test_something_was_read():
    assert {"DATABASE_URL", "REGIEHUIS_DRAIN_FILE", "REGIEHUIS_PG_BIN"} <= read_by_the_product() & documented()
