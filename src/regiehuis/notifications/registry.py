"""Every kind of notification: an app that sends some lists them in ``notices.KINDS``."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from .domain.kinds import Kind


@cache
def kinds() -> dict[str, Kind]:
    """Return the kinds by code, in the order of the apps."""
    modules = [f"{app.name}.notices" for app in apps.get_app_configs() if app.name.startswith("regiehuis.")]
    return {kind.code: kind for name in modules if find_spec(name) for kind in import_module(name).KINDS}
