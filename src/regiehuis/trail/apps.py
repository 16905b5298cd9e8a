from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "regiehuis.trail"
    label = "trail"
    verbose_name = "Rode draad"
