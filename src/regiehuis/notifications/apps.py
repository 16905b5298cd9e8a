from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "regiehuis.notifications"
    label = "notifications"
    verbose_name = "Meldingen"
