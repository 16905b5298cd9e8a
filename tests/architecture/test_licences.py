"""What we ship may be shipped: every run-time dependency has a licence from a reviewed list."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest

LOCK = Path(__file__).resolve().parents[2] / "requirements.txt"
ALLOWED = re.compile(r"\b(MIT|BSD|Apache|Apache-2\.0|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Lesser General Public|HPND|Unlicense|0BSD|EUPL|PostgreSQL|Zlib)\b", re.I)  # fmt: skip
REFUSED = re.compile(r"\bA?GPL|(?<!Lesser )(?<!Library or Lesser )\bGeneral Public License|Affero", re.I)
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.M)
# Packages whose metadata says nothing: the licence was read in the package itself.
READ_BY_HAND = {"resvg-py": "MIT"}


def installed() -> list[str]:
    """Names in the lock file; those of another platform are not installed and cannot be read here."""
    found = []
    for name, _version in PINNED.findall(LOCK.read_text()):
        try:
            metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        found.append(name)
    return found


def licence(name: str) -> str:
    """What the package says of itself: the expression, else the classifiers, else the first words of the old field."""
    about = metadata.metadata(name)
    if expression := about.get("License-Expression"):
        return str(expression)
    if classifiers := [
        text for text in about.get_all("Classifier") or [] if text.startswith("License ::") and not text.endswith("OSI Approved")
    ]:
        return "; ".join(classifiers)
    return READ_BY_HAND.get(name) or (about.get("License") or "")[:80]


@pytest.mark.parametrize("name", installed())
def test_a_run_time_dependency_may_be_shipped(name):
    found = licence(name)
    assert ALLOWED.search(found), f"{name}: read the licence and decide ({found!r})"
    assert not REFUSED.search(re.sub(r"LGPL\S*", "", found)), f"{name}: {found}"


def test_the_lock_file_was_read():
    assert len(installed()) > 40


@pytest.mark.parametrize("text", ["GPL-3.0-only", "AGPL-3.0", "License :: OSI Approved :: GNU General Public License v3 (GPLv3)", "License :: OSI Approved :: GNU Affero General Public License v3"])  # fmt: skip
def test_what_would_be_refused(text):
    assert REFUSED.search(re.sub(r"LGPL\S*", "", text))
