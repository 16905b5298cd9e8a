"""Words that every app has for what it stores: named in its ``texts.py``, gathered here for the pages that all apps share."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps


@cache
def gathered(name: str) -> Mapping[Any, Any]:
    """Return the mapping of this name over the texts of all apps."""
    found: dict[Any, Any] = {}
    for config in apps.get_app_configs():
        module = f"{config.name}.texts"
        if config.name.startswith("regiehuis.") and find_spec(module) is not None:
            found |= getattr(import_module(module), name, {})
    return found
