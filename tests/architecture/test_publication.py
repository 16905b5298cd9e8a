"""What the world reads of this project: publiccode.yml, and the check that an operator runs before going live."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = yaml.safe_load((ROOT / "publiccode.yml").read_text())

# publiccode.yml 0.4: the keys that must be there, and the values that some of them may have.
REQUIRED = {
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
}
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
KINDS = {
    "standalone/mobile",
    "standalone/iot",
    "standalone/desktop",
    "standalone/web",
    "standalone/backend",
    "standalone/other",
    "addon",
    "library",
    "configurationFiles",
}
CARE = {"internal", "contract", "community", "none"}


def test_publiccode_has_what_the_standard_demands():
    assert set(PUBLIC) >= REQUIRED
    assert PUBLIC["publiccodeYmlVersion"] == "0.4"
    assert PUBLIC["developmentStatus"] in STATUSES
    assert PUBLIC["softwareType"] in KINDS
    assert PUBLIC["url"].startswith("https://")
    assert PUBLIC["legal"]["license"] == "EUPL-1.2"
    assert isinstance(PUBLIC["localisation"]["localisationReady"], bool)
    assert set(PUBLIC["localisation"]["availableLanguages"]) == {"nl", "en"}


def test_publiccode_names_who_keeps_it():
    assert PUBLIC["maintenance"]["type"] in CARE
    assert PUBLIC["maintenance"]["type"] != "community" or all(each["name"] for each in PUBLIC["maintenance"]["contacts"])


def test_publiccode_describes_the_product_in_both_languages():
    """Lengths as the standard sets them; a screenshot is a file that is really there."""
    for language in ("nl", "en"):
        text = PUBLIC["description"][language]
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert all(len(feature) <= 100 for feature in text["features"])
        assert [path for path in text.get("screenshots", []) if not (ROOT / path).is_file()] == []


def test_publiccode_and_package_agree_on_version_and_licence():
    project = (ROOT / "pyproject.toml").read_text()
    assert f'version = "{PUBLIC["softwareVersion"]}"' in project
    assert f'license = "{PUBLIC["legal"]["license"]}"' in project


def test_the_check_before_going_live_is_clean(fresh_database):
    """As an operator sets it up: https, mail, names, a key of its own."""
    environment = {"REGIEHUIS_HTTPS": "true", "EMAIL_URL": "smtp://mail.gemeente.example", "ALLOWED_HOSTS": "regiehuis.gemeente.example",
                   "REGIEHUIS_BASE_URL": "https://regiehuis.gemeente.example", "SECRET_KEY": "a9" * 40 + "xyzw!"}  # fmt: skip
    done = fresh_database.run("check", "--deploy", **environment)
    assert done.returncode == 0, done.stderr
    assert re.search(r"no issues|geen problemen", done.stdout + done.stderr), done.stdout + done.stderr


def test_the_check_names_what_is_missing(fresh_database):
    done = fresh_database.run("check", "--deploy")
    assert "EMAIL_URL ontbreekt" in done.stdout + done.stderr
