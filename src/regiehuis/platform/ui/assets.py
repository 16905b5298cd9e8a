"""The built style sheet and script: which files the last build made."""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import AppConfig
from django.core.checks import CheckMessage, Warning

MANIFEST = Path(__file__).resolve().parents[2] / "static" / "dist" / ".vite" / "manifest.json"


class Build(NamedTuple):
    """Paths below the static address."""

    styles: tuple[str, ...]
    script: str


@lru_cache(maxsize=2)
def _read(changed_at: int) -> Build:
    entry = json.loads(MANIFEST.read_text())["main.js"]
    return Build(tuple(f"dist/{name}" for name in entry["css"]), f"dist/{entry['file']}")


def current_build() -> Build | None:
    """None when nothing has been built: pages then show without style."""
    try:
        return _read(MANIFEST.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


def check_build(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if current_build():
        return []
    return [Warning("De opmaak is nog niet gebouwd.", hint="Voer uit: python tools/frontend.py", id="ui.W001")]
