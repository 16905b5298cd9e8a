from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "regiehuis.organisations"
    label = "organisations"
    verbose_name = "Organisaties"
