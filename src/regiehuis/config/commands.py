"""Commands that need the application: schema, reference data, checks, demo."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click


@contextlib.contextmanager
def application(*, as_owner: bool = False, demo: bool = False) -> Iterator[None]:
    """Start Django, on the embedded server when no other database is named. The role is the application's unless told."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regiehuis.config.settings")
    if as_owner:
        os.environ["REGIEHUIS_DATABASE_ROLE"] = "owner"
    if demo:
        os.environ["REGIEHUIS_DEMO"] = "true"
    import django
    from django.core.exceptions import ImproperlyConfigured

    from regiehuis.platform.postgres import PostgresError

    try:
        from django.conf import settings

        server = None if settings.EXTERNAL_DATABASE else settings.EMBEDDED
        with server.running() if server else contextlib.nullcontext():
            if server:
                server.provision(settings.EMBEDDED_DATABASE)
            django.setup()
            yield
            close_connections()
    except (ImproperlyConfigured, PostgresError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)


def close_connections() -> None:
    """Leave no connection behind: the embedded server can then stop at once."""
    from django.db import connections

    connections.close_all()
    for connection in connections.all():
        if getattr(connection, "pool", None) is not None and hasattr(connection, "close_pool"):
            connection.close_pool()


def run_management(*arguments: str) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["regiehuis", *arguments])


@click.command()
@click.option("--deploy", is_flag=True, help="Controleer ook de instellingen voor productie.")
def check(deploy: bool) -> None:
    """Controleer instellingen, databaserol en modellen."""
    with application():
        run_management("check", "--database", "default", "--fail-level", "ERROR", *(["--deploy"] if deploy else []))


@click.command()
def migrate() -> None:
    """Werk het databaseschema bij, als eigenaar."""
    with application(as_owner=True):
        upgrade_schema()


def upgrade_schema() -> None:
    from django.core.management import call_command

    call_command("createcachetable", verbosity=0)
    call_command("migrate", verbosity=0, interactive=False)


@click.command("load-reference")
def load_reference() -> None:
    """Laad instrument, aanbevelingen en de Vlaamse gemeenten."""
    with application():
        load_reference_data()


def load_reference_data() -> None:
    from regiehuis.organisations.facade import load_flemish_municipalities
    from regiehuis.scan.domain.instrument_parser import InstrumentError
    from regiehuis.scan.services import instruments

    try:
        instruments.load_bundled()
    except InstrumentError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    load_flemish_municipalities()


@click.command("load-municipalities")
@click.argument("source", required=False, type=click.Path(path_type=Path))
@click.option("--table", help="Tabelnummer van een ander jaar; standaard de tabel van 2022.")
@click.option("--year", type=click.IntRange(2000, 2099), help="Jaar van SOURCE; nodig bij een ander tabelnummer.")
def load_municipalities(source: Path | None, table: str | None, year: int | None) -> None:
    """Laad de Nederlandse gemeenten van het CBS: rechtstreeks, of uit het CSV-bestand SOURCE van dezelfde tabel."""
    if (table is None) != (year is None) and source:
        raise click.UsageError("Geef bij een bestand van een ander jaar zowel --table als --year op.")
    if year and not source:
        raise click.UsageError("Het jaar staat in de tabel van het CBS. Geef --year alleen op bij een bestand.")
    with application():
        from regiehuis.organisations import cbs
        from regiehuis.organisations.facade import store_municipalities

        table = table or cbs.TABLE
        try:
            rows = cbs.parse(source.read_bytes(), table=table, year=year or cbs.YEAR) if source else cbs.fetch(table)
        except (cbs.CbsError, OSError) as error:
            click.echo(str(error), err=True)
            sys.exit(2)
        click.echo(f"{store_municipalities(rows)} Nederlandse gemeenten geladen.")


@click.command()
def demo() -> None:
    """Bouw de drie fictieve gemeenten van de demo en hun samenwerkingsverband, als zij er nog niet zijn."""
    with application(demo=True):
        build_demo()


def build_demo() -> None:
    from regiehuis.demo.build import build

    build()


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.option("--owner", is_flag=True, help="Als eigenaar van de tabellen.")
def manage(arguments: tuple[str, ...], owner: bool) -> None:
    """Voer een beheeropdracht van Django uit."""
    with application(as_owner=owner):
        run_management(*arguments)
