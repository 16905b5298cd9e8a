from django.apps import AppConfig


class HelpConfig(AppConfig):
    name = "regiehuis.help"
    label = "help"
    verbose_name = "Hulp"
