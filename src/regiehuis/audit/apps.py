from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "regiehuis.audit"
    label = "audit"
    verbose_name = "Logboek"
