from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "regiehuis.demo"
    label = "demo"
