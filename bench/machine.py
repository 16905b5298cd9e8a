"""What the operating system counted: processor time and memory of processes, and how busy the machine is."""

from __future__ import annotations

import os
import re
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def load() -> str:
    """How many processes wanted a processor during the last minute: above the number of cores a figure says more about the others."""
    return f"{os.getloadavg()[0]:.1f} (op {os.cpu_count()} kernen)"


def fields(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def family(root: int) -> list[int]:
    """Return this process and everything below it."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(fields(int(status.parent.name))[1])
        except OSError:
            continue
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def cpu(root: int) -> float:
    """Return the seconds of processor time of this process, all that live below it, and all that have ended below it."""
    total = 0
    for pid in family(root):
        try:
            total += sum(map(int, fields(pid)[11:15]))
        except OSError:
            continue
    return total / TICK


def memory(pids: Iterable[int]) -> float:
    """Return the proportional share of memory (PSS) in MB."""
    found = (re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M) for pid in pids)
    return sum(int(each[1]) for each in found if each) / 1024


def web_server(supervisor: int) -> int:
    """Return the gunicorn process that starts the others."""
    return next(pid for pid in family(supervisor)[1:] if "gunicorn" in Path(f"/proc/{pid}/cmdline").read_text())


def database_server(state: str) -> int:
    """Return the first process of the embedded PostgreSQL of this state folder."""
    (found,) = Path(state).glob("**/postmaster.pid")
    return int(found.read_text().split()[0])


def spread(values: Sequence[float]) -> str:
    """Return median and extremes of seconds.

    >>> spread([0.3, 0.1, 0.2])
    '0.200 s (0.100-0.300)'
    """
    return f"{statistics.median(values):.3f} s ({min(values):.3f}-{max(values):.3f})"
