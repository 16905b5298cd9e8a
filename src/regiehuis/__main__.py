"""The command ``regiehuis``: the application's own commands, and the heart of each module on plain files."""

from __future__ import annotations

import importlib

import click

COMMANDS = {
    "serve": "regiehuis.config.serve:serve",
    "web": "regiehuis.config.processes:web",
    "worker": "regiehuis.config.processes:worker",
    "check": "regiehuis.config.commands:check",
    "migrate": "regiehuis.config.commands:migrate",
    "load-reference": "regiehuis.config.commands:load_reference",
    "load-municipalities": "regiehuis.config.commands:load_municipalities",
    "db": "regiehuis.config.database_commands:db",
    "create-municipality": "regiehuis.config.organisation_data:create_municipality",
    "export": "regiehuis.config.organisation_data:export",
    "delete": "regiehuis.config.organisation_data:delete",
    "sign-in-services": "regiehuis.config.account_commands:sign_in_services",
    "reset-second-step": "regiehuis.config.account_commands:reset_second_step",
    "demo": "regiehuis.config.commands:demo",
    "manage": "regiehuis.config.commands:manage",
    "scan": "regiehuis.scan.cli:scan",
}


class LazyGroup(click.Group):
    """Import a command only when it is asked for: ``regiehuis scan outcome`` starts without the web application."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.command(cls=LazyGroup)
@click.version_option(package_name="regiehuis")
def main() -> None:
    """Regiehuis: van scan naar resultaat."""


if __name__ == "__main__":
    main()
