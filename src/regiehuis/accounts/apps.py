from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "regiehuis.accounts"
    label = "accounts"
    verbose_name = "Accounts"
