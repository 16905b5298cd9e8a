from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "regiehuis.organisations"
    label = "organisations"
    verbose_name = "Organisaties"

    def ready(self) -> None:
        from regiehuis.audit import facade as audit

        from . import selectors

        for noun in ("person", "role", "invitation"):
            audit.name_subjects(f"organisations.{noun}", selectors.names_of_people)
