"""Make this checkout ready on a bare machine: Python >= 3.11, git and make are enough.

    python3 tools/bootstrap.py [--chromium]

Only the standard library, as nothing else is there yet. Each step is skipped when its inputs did not change.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".regiehuis-stamp"
OLDEST = (3, 11)


def stop(message: str) -> None:
    """End with one clear line."""
    print(message, file=sys.stderr)
    raise SystemExit(2)


def run(*command: str | Path, quiet: bool = False) -> bool:
    """Run a command; its output is shown unless quiet."""
    sink = subprocess.DEVNULL if quiet else None
    sys.stdout.flush()  # in a pipe our own line would come after what the command prints
    environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return subprocess.run([str(part) for part in command], stdout=sink, stderr=sink, cwd=ROOT, env=environment, check=False).returncode == 0


def install_by_system(package: str, why: str) -> None:
    """Install a Debian package as root; otherwise name the one command to give."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"{package} wordt geïnstalleerd ({why}).")
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        if run("apt-get", "install", "-y", "-qq", package, quiet=True) or (
            run("apt-get", "update", "-qq", quiet=True) and run("apt-get", "install", "-y", "-qq", package, quiet=True)
        ):
            return
    stop(f"Nodig: {package} ({why}). Geef deze opdracht en probeer het opnieuw:  sudo apt-get install -y {package}")


def make_environment() -> None:
    """Make the virtual environment with uv in it."""
    if sys.version_info < OLDEST:
        stop(f"Python 3.11 of nieuwer is nodig; dit is {sys.version.split()[0]}. Kies een andere met: make PYTHON=python3.12 ...")
    if not (VENV / "bin" / "uv").exists():
        print("De virtuele omgeving wordt gemaakt.")
        if not run(sys.executable, "-m", "venv", "--clear", VENV, quiet=True):
            shutil.rmtree(VENV, ignore_errors=True)
            install_by_system("python3-venv", "de virtuele omgeving van Python")
            if not run(sys.executable, "-m", "venv", "--clear", VENV):
                stop("De virtuele omgeving kan niet worden gemaakt; de melding staat hierboven.")
        if not run(PYTHON, "-m", "pip", "install", "-q", uv_requirement()):
            stop("uv kan niet worden geïnstalleerd; de melding staat hierboven.")


def uv_requirement() -> str:
    """Return the locked version of uv."""
    for line in (ROOT / "requirements-dev.txt").read_text().splitlines():
        if line.startswith("uv=="):
            return line.split()[0]
    return "uv"


def inputs() -> str:
    """Return a hash of what the environment is made from."""
    digest = hashlib.sha256(sys.version.encode())
    for name in ("requirements-dev.txt", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def install_packages() -> None:
    """Install exactly the locked packages, and the project itself."""
    if STAMP.exists() and STAMP.read_text() == inputs():
        return
    print("De pakketten worden geïnstalleerd.")
    uv = VENV / "bin" / "uv"
    if not run(uv, "pip", "sync", "-q", "--compile-bytecode", "--python", PYTHON, "--require-hashes", "requirements-dev.txt"):
        stop("De pakketten zijn niet geïnstalleerd; de melding staat hierboven.")
    if not run(uv, "pip", "install", "-q", "--python", PYTHON, "--no-deps", "--no-build-isolation", "-e", "."):
        stop("Regiehuis zelf is niet geïnstalleerd; de melding staat hierboven.")
    STAMP.write_text(inputs())


def compile_source() -> None:
    """Compile what changed. Where Python may not write bytecode, every process of ours would otherwise compile all of it for itself."""
    run(PYTHON, "-m", "compileall", "-q", "src", "tests", "tools", "bench", quiet=True)


def find_chromium() -> str | None:
    """Return a Chromium to test with."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def main() -> None:
    make_environment()
    install_packages()
    compile_source()
    for tool in ("frontend.py", "messages.py"):
        if not run(PYTHON, ROOT / "tools" / tool):
            stop(f"tools/{tool} is mislukt; de melding staat hierboven.")
    if "--chromium" in sys.argv and find_chromium() is None:
        if os.geteuid() == 0:
            install_by_system("chromium", "de tests in een echte browser")
        elif os.environ.get("CI"):
            stop("Chromium is nodig voor de browsertests:  sudo apt-get install -y chromium")
        else:
            print("LET OP: zonder Chromium worden de browsertests overgeslagen.  sudo apt-get install -y chromium")


if __name__ == "__main__":
    main()
