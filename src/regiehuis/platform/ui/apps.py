from django.apps import AppConfig
from django.core.checks import Tags, register

from regiehuis.platform.ui.assets import check_build


class UiConfig(AppConfig):
    name = "regiehuis.platform.ui"
    label = "ui"

    def ready(self) -> None:
        register(check_build, Tags.staticfiles)
