"""What can be checked of deploy/ without containers: it parses, the values fit their schema, and every variable is one that exists."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from .test_settings import documented

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
CHART = DEPLOY / "helm" / "regiehuis"
VALUES = yaml.safe_load((CHART / "values.yaml").read_text())
SCHEMA = json.loads((CHART / "values.schema.json").read_text())
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
TEMPLATES = {path.name: path.read_text() for path in (CHART / "templates").iterdir()}
OF_COMPOSE = {"POSTGRES_PASSWORD", "REGIEHUIS_OWNER_PASSWORD", "REGIEHUIS_APP_PASSWORD"}  # make the addresses of the database
# Not for a container: of the embedded database, of development, or set by the commands themselves. Sign-in services are a file, which docs/beheer/containers.md tells to mount.
ELSEWHERE = {"XDG_STATE_HOME", "REGIEHUIS_PG_BIN", "REGIEHUIS_DATABASE_ROLE", "REGIEHUIS_DEMO", "REGIEHUIS_DRAIN_FILE", "PROMETHEUS_MULTIPROC_DIR", "PYTHON",
             "CHROMIUM", "CI", "REGIEHUIS_HTTPS", "CSRF_TRUSTED_ORIGINS", "LOG_JSON", "REGIEHUIS_SIGN_IN_SERVICES"}  # fmt: skip
BY_CHOICE = {name for name in documented() if name.startswith("OTEL_")}  # through the settings of the chart


def test_the_image_is_built_from_everything_that_the_wheel_takes_along():
    """Building it failed once on a text that was not copied; without a program for containers only this notices."""
    copied = {
        source for line in re.findall(r"^COPY (?!--)(.+) \S+$", (DEPLOY / "Containerfile").read_text(), re.M) for source in line.split()
    }
    let_through = {line[1:] for line in (DEPLOY.parent / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    taken = set(re.findall(r'"((?:docs|CHANGELOG)[\w/.]*)"', (DEPLOY.parent / "tools" / "wheel.py").read_text()))
    assert taken
    for text in taken:
        assert text.split("/")[0] in copied & let_through


def in_the_chart() -> set[str]:
    secrets = re.findall(r"(?:secrets:|application:|owner:).*", (CHART / "values.yaml").read_text())
    named = {name for line in secrets for name in re.findall(r"[A-Z][A-Z0-9]*_[A-Z0-9_]+", line)}
    return (
        named
        | set(VALUES["settings"])
        | {name for text in TEMPLATES.values() for name in re.findall(r"name: ([A-Z][A-Z0-9_]+)$", text, re.M)}
    )


def in_compose() -> set[str]:
    return {name for service in COMPOSE["services"].values() for name in service.get("environment", {})} - OF_COMPOSE


def test_every_variable_in_deploy_exists_and_none_is_forgotten():
    image = set(re.findall(r"\b(REGIEHUIS_[A-Z]+)=", (DEPLOY / "Containerfile").read_text()))
    assert in_the_chart() | in_compose() | image <= documented()
    assert documented() - in_the_chart() - in_compose() - image - ELSEWHERE - BY_CHOICE - {"PORT"} == set()


def test_each_variable_that_compose_asks_for_stands_in_the_example():
    asked = set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose.yaml").read_text()))
    example = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "env.example").read_text(), re.M))
    assert asked - {"PORT", "LOG_LEVEL"} == example


def test_only_the_migration_knows_the_owner():
    with_owner = {name for name, service in COMPOSE["services"].items() if "DATABASE_OWNER_URL" in service.get("environment", {})}
    assert with_owner == {"migrate"}
    assert {name for name, text in TEMPLATES.items() if "DATABASE_OWNER_URL" in text} == {"migrate.yaml"}


def test_web_and_worker_run_without_rights():
    for name in ("web", "worker", "migrate"):
        service = COMPOSE["services"][name]
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        template = TEMPLATES[f"{name}.yaml"]
        assert 'include "regiehuis.pod"' in template
        assert 'include "regiehuis.container"' in template
        assert "resources:" in template
    for needed in ("runAsNonRoot: true", "readOnlyRootFilesystem: true", "allowPrivilegeEscalation: false", "drop: [ALL]", "type: RuntimeDefault",
                   "automountServiceAccountToken: false"):  # fmt: skip
        assert needed in TEMPLATES["_helpers.tpl"]
    assert re.search(r"^USER 10001:10001$", (DEPLOY / "Containerfile").read_text(), re.M)


def test_the_web_is_asked_on_both_probes():
    assert all(f"path: /{probe}" in TEMPLATES["web.yaml"] for probe in ("livez", "readyz"))
    assert "/readyz" in " ".join(COMPOSE["services"]["web"]["healthcheck"]["test"])


def test_the_values_fit_their_schema():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    jsonschema.validate(VALUES, SCHEMA)


@pytest.mark.parametrize(("place", "value"), [
    pytest.param(("settings", "SECRET_KEY"), "geheim", id="a-secret-among-the-settings"),
    pytest.param(("settings", "REGIEHUIS_DEMO"), "true", id="the-demo"),
    pytest.param(("settings", "LOG_LEVEL"), 10, id="no-text"),
    pytest.param(("web", "replicas"), 0, id="no-web"),
    pytest.param(("web", "replica"), 2, id="a-typing-error"),
])  # fmt: skip
def test_values_that_the_schema_refuses(place, value):
    changed = json.loads(json.dumps(VALUES))
    changed[place[0]][place[1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed, SCHEMA)


def test_every_value_is_used_and_every_used_value_exists():
    used = {tuple(path.split(".")) for text in TEMPLATES.values() for path in re.findall(r"\.Values\.([A-Za-z.]+)", text)}
    for path in used:
        found = VALUES
        for part in path:
            assert part in found, path
            found = found[part]
    leaves = {(key, inner) if isinstance(value, dict) and key != "settings" else (key,) for key, value in VALUES.items()
              for inner in (value if isinstance(value, dict) and key != "settings" else [None])}  # fmt: skip
    assert {leaf for leaf in leaves if leaf not in used} == set()
