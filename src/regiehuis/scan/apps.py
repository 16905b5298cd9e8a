from django.apps import AppConfig


class ScanConfig(AppConfig):
    name = "regiehuis.scan"
    label = "scan"
    verbose_name = "Scan"

    def ready(self) -> None:
        from regiehuis.audit import facade as audit

        from .selectors.subjects import names_in_log

        audit.name_subjects("scan", names_in_log)
