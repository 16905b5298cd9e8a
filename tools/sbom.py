"""Two lists of what the product is made of (CycloneDX): Python packages from requirements.txt, npm packages from package-lock.json."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from frontend import node_package, node_program, npm_program

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build"


def main() -> None:
    OUT.mkdir(exist_ok=True)
    python, npm = OUT / "sbom-python.cdx.json", OUT / "sbom-npm.cdx.json"
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "requirements.txt", "--pyproject", "pyproject.toml"]
    subprocess.run([*command, "--output-reproducible", "--of", "JSON", "-o", str(python)], cwd=ROOT, check=True)
    package = node_package()
    command = [str(node_program(package)), str(npm_program(package)), "sbom", "--sbom-format", "cyclonedx", "--package-lock-only"]
    npm.write_bytes(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    print(f"Geschreven: {python.relative_to(ROOT)} en {npm.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
