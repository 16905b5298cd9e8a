"""``regiehuis serve``: database, schema, reference data, web and worker under one supervisor."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from types import FrameType

import click

from regiehuis.config.processes import KeptWorker, start, stop, web_command

LAST_PORT = 65535
READY_SECONDS = 90
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@click.command()
@click.option("--port", default=lambda: os.environ.get("PORT") or "8000", callback=lambda _context, _option, text: port_number(text),
              help="Standaard 8000, of PORT.")  # fmt: skip
@click.option("--host", default=None, help="Adres om op te luisteren; de demo luistert alleen op 127.0.0.1.")
@click.option("--demo/--no-demo", "with_demo", default=True, help="Met drie fictieve gemeenten, of leeg.")
def serve(port: int, host: str | None, with_demo: bool) -> None:
    """Start Regiehuis: database, web en worker. Ctrl-C stopt alles."""
    for number in STOPPING:
        signal.signal(number, end_orderly)
    host = host or "127.0.0.1"
    if with_demo and host not in ("127.0.0.1", "::1", "localhost"):
        raise click.UsageError("De demo luistert alleen op deze computer. Gebruik --no-demo met een ander adres.")
    refuse_taken_port(host, port)
    setup_code = "" if with_demo else os.environ.get("REGIEHUIS_SETUP_CODE") or secrets.token_urlsafe(12)
    os.environ |= {"PORT": str(port), "REGIEHUIS_DEMO": str(with_demo).lower(), "REGIEHUIS_SETUP_CODE": setup_code}

    from regiehuis.config.commands import application

    with application():
        prepare(with_demo)
        from regiehuis.platform.health import role_problems

        if problems := role_problems():
            click.echo(f"Regiehuis weigert te starten: {'; '.join(problems)}.", err=True)
            sys.exit(2)
        needs_setup = not with_demo and not has_organisation()
        from regiehuis.config.commands import close_connections

        close_connections()
        sys.exit(Supervisor(host, port).run(setup_code if needs_setup else "", with_demo))


def end_orderly(number: int, _frame: FrameType | None) -> None:
    """Leave through every ``finally``: without this, a signal during the start would leave the database running. A second one changes nothing."""
    for each in STOPPING:
        signal.signal(each, signal.SIG_IGN)
    click.echo("\nHet starten is afgebroken. Er is niets half opgeslagen; start gerust opnieuw.", err=True)
    sys.exit(128 + number)


def port_number(text: str) -> int:
    """Return the port that is meant, or end with one clear line."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= LAST_PORT:
        return int(text)
    click.echo(f"'{text}' is geen poort. Kies een getal van 1 tot en met {LAST_PORT}, bijvoorbeeld: make run PORT=8080", err=True)
    sys.exit(2)


def refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            click.echo(port_refusal(host, port, error), err=True)
            sys.exit(2)


def port_refusal(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Poort {port} is al in gebruik. Kies een andere, bijvoorbeeld: make run PORT={port + 1 if port < LAST_PORT else 8000}"
    if error.errno == errno.EACCES:
        return f"Poort {port} mag alleen door de beheerder van deze computer worden gebruikt. Kies een andere: make run PORT=8000"
    return f"Regiehuis kan niet luisteren op {host}, poort {port}: {error.strerror or error}."


def prepare(with_demo: bool) -> None:
    """Bring schema and reference data up to date; the schema in a process of its own, which alone acts as owner."""
    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    update_schema()
    from regiehuis.config.commands import build_demo, load_reference_data

    load_reference_data()
    if with_demo:
        build_demo()


def update_schema() -> None:
    """In a session of its own, so that Ctrl-C reaches it through us and not beside us."""
    process = start("regiehuis", "migrate")
    try:
        if process.wait() != 0:
            click.echo("Het schema van de database is niet bijgewerkt; de oorzaak staat hierboven.", err=True)
            sys.exit(process.returncode)
    finally:
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(3)
            process.kill()
            process.wait()


def has_organisation() -> bool:
    from regiehuis.organisations.facade import any_organisation

    return any_organisation()


def allowed_host() -> str:
    """Return a name under which this installation answers: its own probe must not be refused as a stranger's."""
    from django.conf import settings

    names = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name not in ("*", "")]
    return names[0] if names else "localhost"


class Supervisor:
    """Keeps the worker and the embedded database running, and stops everything when the web process ends."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.stopping = False

    def run(self, setup_code: str, with_demo: bool) -> int:
        for number in STOPPING:
            signal.signal(number, self.ask_to_stop)
        with tempfile.TemporaryDirectory(prefix="regiehuis-") as folder:
            self.worker, self.web = KeptWorker(), start(*web_command(self.host, self.port), PROMETHEUS_MULTIPROC_DIR=folder)
            return self.watch(setup_code, with_demo)

    def watch(self, setup_code: str, with_demo: bool) -> int:
        if self.wait_until_ready():
            self.announce(setup_code, with_demo)
        while not self.stopping and self.web.poll() is None:
            time.sleep(0.2)
            self.keep_database()
            self.worker.keep()
        failed = not self.stopping
        stop(self.web, self.worker.process)
        if failed:
            click.echo("De webserver is gestopt; Regiehuis stopt daarom helemaal. De oorzaak staat hierboven.", err=True)
        return 1 if failed else 0

    def keep_database(self) -> None:
        """Start the embedded server again when it was killed."""
        from django.conf import settings

        from regiehuis.platform.postgres import PostgresError

        if not settings.EXTERNAL_DATABASE and not settings.EMBEDDED.is_running():
            try:
                settings.EMBEDDED.start()
            except PostgresError as error:
                click.echo(str(error), err=True)

    def ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def wait_until_ready(self) -> bool:
        address = f"http://{'[::1]' if self.host == '::1' else '127.0.0.1' if self.host == '0.0.0.0' else self.host}:{self.port}/readyz"
        probe = urllib.request.Request(address, headers={"Host": allowed_host()})
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and not self.stopping and self.web.poll() is None:
            try:
                with urllib.request.urlopen(probe, timeout=5) as answer:  # noqa: S310  (our own address)
                    if answer.status == 200:
                        return True
            except OSError:
                time.sleep(0.1)
        return False

    def announce(self, setup_code: str, with_demo: bool) -> None:
        click.echo(f"\nRegiehuis draait op http://localhost:{self.port}   (stoppen: Ctrl-C)")
        if with_demo:
            from regiehuis.demo.people import PASSWORD, log_ins

            click.echo(f"Demo met drie fictieve gemeenten. Kies een rol op http://localhost:{self.port}/demo/ of meld u aan met:")
            for email, role in log_ins():
                click.echo(f"  {email:<38} {role}")
            click.echo(f"  wachtwoord voor iedereen: {PASSWORD}")
        elif setup_code:
            click.echo(f"Nieuwe installatie. Open http://localhost:{self.port}/eerste-start/ met deze code: {setup_code}")
        sys.stdout.flush()
