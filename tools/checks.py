"""Everything that ``make test`` does after set-up: style, types, layers, texts, templates, then all tests."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# A file of tests stays in one process, as its fixtures do. Each process holds its own database, so their number is bounded by memory, not by cores.
PARALLEL = ("--numprocesses", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder")
STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("stijl", ("ruff", "check", "src", "tests", "tools", "bench")),
    ("opmaak", ("ruff", "format", "--check", "-q", "src", "tests", "tools", "bench")),
    ("typen", ("mypy",)),
    ("lagen", ("lint-imports",)),
    ("sjablonen", ("djlint", "--lint", "--quiet", "src")),
    ("spelling", ("codespell",)),
    ("vertaling", ("python", "tools/messages.py", "check")),
    ("tests", ("pytest", "-q", "-rs", *PARALLEL)),
)


def main() -> None:
    failed = []
    for name, command in STEPS:
        print(f"== {name}: {' '.join(command)}", flush=True)
        began = time.monotonic()
        result = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "0"}, check=False)
        print(f"== {name}: {'goed' if result.returncode == 0 else 'MISLUKT'} ({time.monotonic() - began:.1f} s)", flush=True)
        if result.returncode != 0:
            failed.append(name)
    if failed:
        print(f"Niet in orde: {', '.join(failed)}")
        raise SystemExit(1)


if __name__ == "__main__":
    main()
