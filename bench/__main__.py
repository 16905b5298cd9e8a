"""Measure the product, and beside it what others would use: ``make bench``, or ``python -m bench web growth reports --peers``.

Starts its own demo in a temporary folder on a free port, sends all traffic to this machine only, and stops by itself.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import reports, server, web
from .machine import load

PARTS = ("web", "growth", "reports")
ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench")
    asked.add_argument("parts", nargs="*", choices=(*PARTS, []), help="standaard alles")
    asked.add_argument("--peers", action="store_true", help="installeer docxtpl in build/peers en vergelijk ermee, en met LibreOffice")
    options = asked.parse_args()
    parts, began = options.parts or PARTS, time.monotonic()
    print(f"Machine: {os.cpu_count()} kernen, belasting {load()}.", flush=True)
    if "reports" in parts:
        reports.measure_all(peers=options.peers)
    if {"web", "growth"} & set(parts):
        with tempfile.TemporaryDirectory(prefix="rgh-bench-") as folder:
            Path(folder).chmod(0o711)  # as root the database runs as another user, who must be able to pass
            on_a_demo(folder, parts)
    print(f"\nIn {time.monotonic() - began:.0f} s, belasting daarna {load()}.")


def on_a_demo(folder: str, parts: list[str]) -> None:
    environment = os.environ | {"REGIEHUIS_STATE": folder, "LOG_LEVEL": "WARNING"}
    process, _base, seconds = server.start(environment)
    print(f"\neerste start met demo                {seconds:6.1f} s")
    server.stop(process)
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "regiehuis", "migrate"], env=environment, check=True)
    print(f"migrate zonder wijzigingen           {time.monotonic() - began:6.1f} s")
    process, base, seconds = server.start(environment)
    print(f"tweede start                         {seconds:6.1f} s", flush=True)
    try:
        if "web" in parts:
            web.measure_all(base, process.pid, folder)
            beside("queries", environment)
        if "growth" in parts:
            beside("growth", environment)
    finally:
        print(f"stoppen                              {server.stop(process):6.1f} s")


def beside(part: str, environment: dict[str, str]) -> None:
    """Run this part in a process of its own, on the same database."""
    print(f"\nBelasting vooraf: {load()}", flush=True)
    subprocess.run([sys.executable, "-m", f"bench.{part}"], env=environment, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
