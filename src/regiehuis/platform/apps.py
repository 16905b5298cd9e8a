from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, pre_migrate


class PlatformConfig(AppConfig):
    name = "regiehuis.platform"
    label = "platform"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)

        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        pre_migrate.connect(release_tenant_nets, sender=last)
        post_migrate.connect(sync_tenant_nets, sender=last)


def release_tenant_nets(*, plan: list[tuple[Any, bool]], **_: Any) -> None:
    """Before migrations go back, let go of the keys that lean on their tables."""
    from . import rls

    if backwards := {migration.app_label for migration, is_backwards in plan if is_backwards}:
        rls.release(backwards)


def sync_tenant_nets(**_: Any) -> None:
    """Bring policies, keys and grants in line once, after the last app was migrated."""
    from . import rls

    rls.sync()
