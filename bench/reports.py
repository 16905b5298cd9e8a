"""A report of 30 chapters with a table of 25 rows each, in four formats, beside docxtpl and LibreOffice.

The peers are no part of the product: ``python -m bench --peers`` puts docxtpl in an environment of its own under build/, by the
hashes of requirements-peers.txt; LibreOffice is Debian's ``libreoffice-writer``. All take turns, in one run.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from regiehuis.documents.renderers import docx, html, odt, pdf

from .machine import load, spread
from .report_content import CHAPTERS, ROWS, content, report

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "build" / "peers"
REPEATS, BATCH = 3, 4

Cost = tuple[float, float]  # seconds on the clock, and of processor time: the second says most on a machine that others use
Act = Callable[[int], Cost]  # makes the report with this number
PDF, PDF_ALONE = "pdf (PDF/UA-1 en PDF/A-2a)", "pdf, nieuw proces"
DOCXTPL, DOCXTPL_ALONE = "docxtpl: docx", "docxtpl: docx, nieuw proces"
SOFFICE, SOFFICES = "soffice: docx naar pdf", f"soffice: {BATCH} docx in een aanroep"


def measure_all(*, peers: bool) -> None:
    print(
        f"\nRapport: {CHAPTERS} hoofdstukken met een tabel van {ROWS} regels; mediaan (laagste-hoogste) van {REPEATS}. Belasting vooraf: {load()}"
    )
    acts: dict[str, Act] = {
        "html": rendered(html.render), PDF: rendered(pdf.render), "docx": rendered(docx.render), "odt": rendered(odt.render), PDF_ALONE: alone,
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="rgh-peers-") as folder:
        acts |= of_peers(Path(folder)) if peers else {}
        for act in acts.values():  # each once before, so that nobody pays for a cold disk
            act(0)
        found: dict[str, list[Cost]] = {name: [] for name in acts}
        for number in range(1, REPEATS + 1):
            for name, act in acts.items():
                found[name].append(act(number))
    print(f"{'':36} {'op de klok':28} processortijd")
    for name, costs in found.items():
        print(f"{name:36} {spread([clock for clock, _cpu in costs]):28} {spread([cpu for _clock, cpu in costs])}")
    if SOFFICE in found:
        for what, at in (("op de klok", 0), ("in processortijd", 1)):
            compare(what, {name: statistics.median(cost[at] for cost in costs) for name, costs in found.items()})


def rendered(render: Callable[..., object]) -> Act:
    def act(number: int) -> Cost:
        subject = report(number)
        return seconds(lambda: render(subject))

    return act


def seconds(act: Callable[[], object]) -> Cost:
    began, used = time.perf_counter(), processor()
    act()
    return time.perf_counter() - began, processor() - used


def processor() -> float:
    """Return the processor time of this process and of all that it waited for."""
    return sum(os.times()[:4])


def alone(number: int) -> Cost:
    """One PDF by a process that does nothing else, as one call of LibreOffice is."""
    code = f"from regiehuis.documents.renderers import pdf\nfrom bench.report_content import report\npdf.render(report({number}))"
    return seconds(lambda: subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True))


def docxtpl() -> Path | None:
    """Return the interpreter that has docxtpl, made when it is not there yet."""
    python, lock = PEERS / "bin" / "python", ROOT / "bench" / "requirements-peers.txt"
    uv = str(Path(sys.executable).with_name("uv"))
    try:
        if not python.exists():
            subprocess.run([uv, "venv", "-q", "--python", sys.executable, str(PEERS)], check=True)
        subprocess.run([uv, "pip", "sync", "-q", "--compile-bytecode", "--require-hashes", "--python", str(python), str(lock)], check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return python


def of_peers(folder: Path) -> dict[str, Act]:
    """What the others do: docxtpl makes the DOCX, soffice turns it into PDF, one alone and a row of them in one call."""
    python, soffice = docxtpl(), shutil.which("soffice")
    if python is None or soffice is None:
        missing = (
            "soffice ontbreekt (apt-get install --no-install-recommends libreoffice-writer)" if python else "docxtpl is niet te installeren"
        )
        print(f"Zonder vergelijking: {missing}.")
        return {}
    source, made, out = folder / "content.json", folder / "report.docx", folder / "pdf"

    def make(number: int, times: int) -> Cost:
        """Return what the last of so many took, without the start of the process."""
        source.write_text(json.dumps(content(number)))
        command = [str(python), str(ROOT / "bench" / "peer_docx.py"), str(source), str(made), str(times)]
        clock, cpu = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-2:]
        return float(clock), float(cpu)

    def convert(number: int, times: int) -> Cost:
        make(number, 1)
        shutil.rmtree(out, ignore_errors=True)
        copies = [str(shutil.copy(made, folder / f"copy{at}.docx")) for at in range(times)]
        command = [
            soffice,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(out),
            *copies,
        ]
        took = seconds(lambda: subprocess.run(command, check=True, capture_output=True, timeout=300))
        if len(list(out.glob("*.pdf"))) != times:
            raise SystemExit("soffice maakte niet elk document.")
        return took

    return {
        DOCXTPL: lambda number: make(number, 2), DOCXTPL_ALONE: lambda number: seconds(lambda: make(number, 1)),
        SOFFICE: lambda number: convert(number, 1), SOFFICES: lambda number: convert(number, BATCH),
    }  # fmt: skip


def compare(what: str, medians: dict[str, float]) -> None:
    """Cold beside cold: new processes. Warm beside warm: one report more in processes that run already."""
    more = (medians[SOFFICES] - medians[SOFFICE]) / (BATCH - 1)
    ratios = {
        "tot pdf, zoals in bedrijf": (medians[DOCXTPL] + medians[SOFFICE]) / medians[PDF],  # our worker runs; soffice is called
        "tot pdf, alles al gestart": (medians[DOCXTPL] + more) / medians[PDF],
        "tot pdf, alles nieuw gestart": (medians[DOCXTPL_ALONE] + medians[SOFFICE]) / medians[PDF_ALONE],
        "tot docx": medians[DOCXTPL] / medians["docx"],
    }
    print(
        f"{what}: soffice, elk document meer {more:.3f} s; "
        + "; ".join(f"{name} {times:.1f} keer zo snel" for name, times in ratios.items())
    )
