"""``regiehuis web`` and ``regiehuis worker``: the two kinds of process apart, as many of each as wanted, on one PostgreSQL server."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType

import click

STOP_SECONDS = 12
STEADY_SECONDS = 10
SHORTEST_PAUSE, LONGEST_PAUSE = 2, 8  # seconds before the worker is started again
PR_SET_PDEATHSIG = 1  # prctl(2)


@click.command()
@click.option("--host", default="0.0.0.0", show_default=True, help="Adres om op te luisteren.")
@click.option("--port", default=8000, type=click.IntRange(1, 65535), show_default=True)
@click.option("--processes", default=2, type=click.IntRange(1, 64), show_default=True, help="Aantal processen.")
@click.option("--threads", default=4, type=click.IntRange(1, 64), show_default=True, help="Threads per proces.")
@click.option("--drain", default=0, type=click.IntRange(0, 300), show_default=True,
              help="Seconden tussen SIGTERM en stoppen. /readyz geeft dan 503 en elk verzoek krijgt nog antwoord.")  # fmt: skip
def web(host: str, port: int, processes: int, threads: int, drain: int) -> None:
    """Start alleen het web. Het schema moet er al zijn: zie migrate."""
    refuse_strong_role()
    with tempfile.TemporaryDirectory(prefix="regiehuis-") as folder:
        draining = Path(folder) / "draining"
        asked = AskedToStop()
        process = start(
            *web_command(host, port, processes=processes, threads=threads),
            REGIEHUIS_DRAIN_FILE=str(draining),
            PROMETHEUS_MULTIPROC_DIR=folder,
        )
        while not asked and process.poll() is None:
            time.sleep(0.2)
        failed = process.poll() is not None
        draining.touch()
        until = time.monotonic() + drain
        while time.monotonic() < until and process.poll() is None:
            time.sleep(0.1)
        stop(process)
    sys.exit(1 if failed else 0)


@click.command()
@click.option("--concurrency", default=2, type=click.IntRange(1, 32), show_default=True, help="Taken tegelijk.")
def worker(concurrency: int) -> None:
    """Start alleen een worker. Verdwijnt de database even, dan gaat hij daarna vanzelf verder."""
    refuse_strong_role()
    asked = AskedToStop()
    kept = KeptWorker(concurrency)
    while not asked:
        time.sleep(0.2)
        kept.keep()
    stop(kept.process)


def refuse_strong_role() -> None:
    """End with one line when the role could see more than one organisation. While the database is away nobody can tell; /readyz asks again."""
    from django.db import OperationalError

    from regiehuis.config.commands import application

    with application():
        from django.conf import settings

        from regiehuis.platform.health import role_problems

        if not settings.EXTERNAL_DATABASE:
            raise click.UsageError("Losse processen hebben een eigen server nodig (DATABASE_URL). Op één computer: regiehuis serve.")
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(OperationalError):
            if problems := role_problems():
                click.echo(f"Regiehuis weigert te starten: {'; '.join(problems)}.", err=True)
                sys.exit(2)


class AskedToStop:
    """True once somebody asked this process to stop."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask)

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def __bool__(self) -> bool:
        return self.asked


class KeptWorker:
    """A worker that is started again when it ends; when it keeps ending, each time after a longer pause: the database may be away."""

    def __init__(self, concurrency: int = 2) -> None:
        self.concurrency = concurrency
        self.pause, self.restart_at = SHORTEST_PAUSE, 0.0
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        return start("regiehuis.config.work", str(self.concurrency))

    def keep(self) -> None:
        if self.process.poll() is None or time.monotonic() < self.restart_at:
            return
        if time.monotonic() - self.restart_at > STEADY_SECONDS:
            self.pause = SHORTEST_PAUSE  # it did its work for a while, so this is a fault of its own
        if not database_answers():
            self.restart_at = time.monotonic() + SHORTEST_PAUSE
            return
        click.echo(f"De worker is gestopt en start opnieuw (over {self.pause} s opnieuw als dat niet lukt).", err=True)
        self.restart_at = time.monotonic() + self.pause
        self.pause = min(2 * self.pause, LONGEST_PAUSE)
        self.process = self.start()


def database_answers() -> bool:
    import psycopg
    from django.conf import settings

    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(settings.APPLICATION_DATABASE, connect_timeout=2):
        return True
    return False


def web_command(host: str, port: int, *, processes: int = 2, threads: int = 4) -> list[str]:
    """Return the module and its arguments that serve the web."""
    scratch = "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp"
    return [
        "gunicorn", "regiehuis.config.wsgi:application", "--bind", f"{host}:{port}", "--worker-class", "gthread",
        "--workers", str(processes), "--threads", str(threads), "--max-requests", "2000", "--max-requests-jitter", "200",
        "--graceful-timeout", "8", "--worker-tmp-dir", scratch, "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip


def start(module: str, *arguments: str, **variables: str) -> subprocess.Popen[bytes]:
    """Start a Python module of this installation in a session of its own."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "regiehuis.config.settings"} | variables
    return subprocess.Popen([sys.executable, "-m", module, *arguments], env=environment, start_new_session=True, preexec_fn=end_with_parent)


def end_with_parent() -> None:
    """Ask Linux to stop this child when its supervisor is killed, so that no process is left behind without one."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def stop(*processes: subprocess.Popen[bytes]) -> None:
    """Ask them to finish what they do; end what does not within the time."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
