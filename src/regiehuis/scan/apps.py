from django.apps import AppConfig


class ScanConfig(AppConfig):
    name = "regiehuis.scan"
    label = "scan"
    verbose_name = "Scan"
