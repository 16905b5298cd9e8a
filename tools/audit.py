"""Look up known vulnerabilities of what we ship, and read its licences. Needs the internet, so it is no part of ``make test``.

Exit code: 0 nothing found, 1 something to look at, 2 a service could not be asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from frontend import node_package, node_program, npm_program

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-otel.txt")
FOUND, NOT_ASKED = 1, 2
TIMEOUT_SECONDS = 180


def ask(command: Sequence[str]) -> tuple[int, str, str]:
    """Return exit code, answer and complaints; a service that does not answer in time counts as one that cannot be reached."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return NOT_ASKED, "", f"geen antwoord binnen {TIMEOUT_SECONDS} seconden"
    return done.returncode, done.stdout, done.stderr


def cannot_ask(service: str, why: str) -> int:
    last = next((line for line in reversed(why.strip().splitlines()) if line.strip()), "geen antwoord")
    print(f"NIET GECONTROLEERD: {service} is niet te bereiken. Deze opdracht heeft internet nodig. ({last.strip()[:200]})")
    return NOT_ASKED


def python_packages(lock: str) -> int:
    """Ask the advisory database of PyPI about every pinned package; pip-audit does so without installing anything."""
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--requirement",
        lock,
        "--disable-pip",
        "--no-deps",
        "--format",
        "json",
        "--progress-spinner",
        "off",
    ]
    _code, answer, complaints = ask(command)
    try:
        packages = json.loads(answer)["dependencies"]
    except (ValueError, KeyError):
        return cannot_ask("de lijst van kwetsbaarheden van PyPI", complaints)
    unknown = [each["name"] for each in packages if "skip_reason" in each]
    if len(unknown) == len(packages):
        return cannot_ask("de lijst van kwetsbaarheden van PyPI", packages[0]["skip_reason"])
    bad = [(each, problem) for each in packages for problem in each.get("vulns", [])]
    for each, problem in bad:
        print(
            f"  {each['name']} {each['version']}: {problem['id']}; verholpen in {', '.join(problem['fix_versions']) or 'nog geen versie'}"
        )
    print(f"{lock}: {len(packages)} pakketten, {len(bad)} bekende kwetsbaarheden.")
    if unknown:
        print(f"NIET GECONTROLEERD: {', '.join(unknown)}")
    return FOUND if bad else NOT_ASKED if unknown else 0


def npm_packages() -> int:
    """What is built into the pages, and what builds them: the lock file does not tell these apart."""
    package = node_package()
    _code, answer, complaints = ask([str(node_program(package)), str(npm_program(package)), "audit", "--json", "--package-lock-only"])
    try:
        found = json.loads(answer)
        bad, number = found["vulnerabilities"], found["metadata"]["dependencies"]["total"]
    except (ValueError, KeyError):
        return cannot_ask("de lijst van kwetsbaarheden van npm", complaints or answer)
    for name, problem in bad.items():
        print(f"  {name}: {problem['severity']}")
    print(f"package-lock.json: {number} pakketten, {len(bad)} met een bekende kwetsbaarheid.")
    return FOUND if bad else 0


def licences() -> int:
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "tests/architecture/test_licences.py"]
    code, answer, _complaints = ask(command)
    print("Licenties: in orde." if code == 0 else answer)
    return FOUND if code else 0


def main() -> int:
    outcomes = [*(python_packages(lock) for lock in LOCKS), npm_packages(), licences()]
    return FOUND if FOUND in outcomes else max(outcomes)


if __name__ == "__main__":
    raise SystemExit(main())
