"""The operator's commands about signing in, and a file of services that is not right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Database

SERVICE = """
[merenland]
name = "Gemeente Merenland"
issuer = "https://login.merenland.example"
client_id = "regiehuis"
client_secret_file = "{folder}/geheim"
organisations = ["0199aaaa-0000-7000-8000-000000000001"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "geheim").write_text("geheim-uit-een-bestand\n")
    path = tmp_path / "diensten.toml"
    path.write_text(SERVICE.format(folder=tmp_path))
    return path


@pytest.mark.slow
def test_the_services_with_the_addresses_to_register_and_no_secret(fresh_database: Database, file: Path) -> None:
    done = fresh_database.run("sign-in-services", REGIEHUIS_SIGN_IN_SERVICES=str(file), REGIEHUIS_BASE_URL="https://regie.example")
    assert done.returncode == 0, done.stderr
    assert "https://regie.example/account/aanmelddienst/merenland/terug/" in done.stdout
    assert "ONBEKENDE ORGANISATIE" in done.stdout
    assert "geheim-uit" not in done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("content", "told"), [
    ("[merenland", "geen TOML"), (SERVICE.replace("https:", "http:"), "https://"), (SERVICE.replace("{folder}/geheim", "/nergens"), "niet te lezen"),
    (SERVICE + 'algorithms = ["none"]', "none"), ("x = 1", "kopje"),
])  # fmt: skip
def test_with_a_wrong_file_nothing_starts_and_one_sentence_says_why(fresh_database: Database, file: Path, content: str, told: str) -> None:
    file.write_text(content.replace("{folder}", str(file.parent)))
    done = fresh_database.run("check", REGIEHUIS_SIGN_IN_SERVICES=str(file), REGIEHUIS_HTTPS="true")
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.slow
def test_nothing_to_take_away_is_said(fresh_database: Database) -> None:
    done = fresh_database.run("reset-second-step", "--email", "niemand@gemeente.example", "--reason", "aan de balie")
    assert (done.returncode, "geen account met een tweede stap" in done.stderr) == (2, True)
    assert fresh_database.run("reset-second-step", "--email", "niemand@gemeente.example", "--reason", " ").returncode == 2
