from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class PlatformConfig(AppConfig):
    name = "regiehuis.platform"
    label = "platform"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)

        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(sync_tenant_nets, sender=last)


def sync_tenant_nets(**_: Any) -> None:
    """Bring policies, keys and grants in line once, after the last app was migrated."""
    from . import rls

    rls.sync()
