from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "regiehuis.documents"
    label = "documents"
    verbose_name = "Documenten"
