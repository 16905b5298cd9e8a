"""Commands for the embedded database: a back-up in one file, and putting it back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click


@click.group("db")
def db() -> None:
    """De meegebrachte database: reservekopie en terugzetten."""


def _settings() -> Any:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regiehuis.config.settings")
    from django.conf import settings

    if settings.EXTERNAL_DATABASE:
        click.echo("Met DATABASE_URL gebruikt u pg_dump en pg_restore van uw eigen server (docs/beheer/database.md).", err=True)
        sys.exit(2)
    return settings


@db.command("backup")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Het bestand dat wordt gemaakt.")
def backup(out: Path) -> None:
    """Maak een reservekopie van database en sleutel; mag terwijl Regiehuis draait."""
    from regiehuis.platform import backup as backups
    from regiehuis.platform.postgres import PostgresError

    settings = _settings()
    try:
        with settings.EMBEDDED.running() as server:
            backups.write(server=server, database=settings.EMBEDDED_DATABASE, key=settings.SECRET_KEY, version=settings.VERSION, out=out)
    except (PostgresError, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    click.echo(
        f"De reservekopie staat in {out} ({out.stat().st_size / 1_000_000:.1f} MB). Zij bevat persoonsgegevens en de geheime sleutel: bewaar haar veilig."
    )


@db.command("restore")
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False))
def restore(source: Path) -> None:
    """Zet een reservekopie terug in een lege installatie; stop Regiehuis eerst."""
    from regiehuis.platform import backup as backups
    from regiehuis.platform.postgres import PostgresError

    settings = _settings()
    try:
        facts, key = backups.read(source)
        with settings.EMBEDDED.running() as server:
            server.provision(settings.EMBEDDED_DATABASE)
            backups.restore(server=server, database=settings.EMBEDDED_DATABASE, source=source)
    except (PostgresError, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    path = settings.STATE / "secret_key"
    path.write_text(key)
    path.chmod(0o600)
    click.echo(f"De reservekopie van {facts['made_at']} (versie {facts['version']}) is teruggezet. Geef nu: regiehuis migrate")
