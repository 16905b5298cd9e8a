import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from regiehuis.scan.cli import scan

WORKED = {
    "O.LEI": 2.4,
    "O.BEL": 2.6,
    "O.PRO": 2.0,
    "O.MEN": 3.0,
    "O.MID": 2.5,
    "I.LEI": 2.0,
    "I.STR": 1.8,
    "I.MED": 2.6,
    "I.IPR": 3.0,
    "I.ITP": 2.1,
    "I.TOE": 2.4,
    "I.GEG": 1.7,
    "I.INF": 3.1,
}
DOCUMENT = {
    "instrument": "ioscan",
    "phase5_mode": "verkennend",
    "facts": {"leverancier": "huis", "ict_a_niveau": False},
    "agreed": WORKED,
    "agreed_se": dict.fromkeys(WORKED, 0.15),
    "spread": {"I.GEG": 0.8},
    "ambition": {"I.GEG": 4},
    "headcounts": {"mt": 8},
    "responses": [{"role": "mt", "unit": "A", "cards": {"O.LEI": 3, "I.GEG": None}}],
}


def run(document, *options):
    text = document if isinstance(document, (str, bytes)) else json.dumps(document)
    return CliRunner().invoke(scan, ["outcome", "-", *options], input=text)


def test_the_contract_of_the_json_outcome():
    result = run(DOCUMENT, "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    infrastructure = found["dimensions"]["I.INF"]
    expected = {"value": 3.1, "phase": 3, "se": 0.15, "n": None, "spread": None, "source": "agreed"}
    assert {key: infrastructure[key] for key in expected} == expected
    assert {side: (each["value"], each["se"]) for side, each in found["levels"].items()} == {
        "O": (2.5, 0.15),
        "I": (2.22, 0.15),
    }
    assert (found["type"]["code"], found["type"]["label"], found["type"]["between"]) == (
        "IV",
        "grensgeval",
        ["IV", "III"],
    )
    assert found["type"]["probabilities"]["IV"] == 0.4845
    assert found["type"]["sensitivity"] == {"2.25": "IV", "2.75": "III"}
    assert found["characteristics"]["III"] == [2, 2]
    assert found["iop"]["weakest"] == "semantisch"
    first = found["recommendations"][0]
    expected = {
        "code": "2.2-G1",
        "actor": "gemeente",
        "theme": "2.2",
        "verdict": "van toepassing",
        "score": 85.17,
        "rank": 1,
    }
    assert {key: first[key] for key in expected} == expected
    assert first["evidence"] == [{"kind": "dim", "subject": "I.GEG", "test": "below", "limit": 3.0, "value": 1.7, "holds": True}]


def test_without_json_it_is_a_page_of_dutch():
    result = run(DOCUMENT)
    assert result.exit_code == 0
    assert "O-niveau: 2,5 (2,3-2,7)" in result.stdout
    assert "Type: IV Geïsoleerd in een proactieve organisatie (grensgeval IV/III); gelijk op" in result.stdout
    assert "1. [gemeente] 2.2-G1 (85,2): " in result.stdout


def test_an_empty_document_has_an_outcome_too():
    result = run("{}")
    assert result.exit_code == 0
    assert "Type: onbekend, onvoldoende gegevens" in result.stdout


def test_a_file_is_read_as_utf_8_with_or_without_mark(tmp_path):
    path = tmp_path / "invoer.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(DOCUMENT).encode())
    assert CliRunner().invoke(scan, ["outcome", str(path)]).exit_code == 0


@pytest.mark.parametrize(
    ("document", "line"),
    [
        pytest.param("{", "de invoer is geen JSON: fout in regel 1, teken 2.", id="not-json"),
        pytest.param(b"\xff\xfe", "de invoer is geen UTF-8-tekst: fout bij byte 0.", id="not-utf-8"),
        pytest.param(
            {"responses": [{"role": "mt"}] * 3 + [{"role": "mt", "cards": {"O.LEI": 7}}]},
            "responses[3].cards.O.LEI: 7 is geen fase; kies 1 tot en met 5 of null.",
            id="no-phase",
        ),
    ],
)
def test_bad_input_ends_with_two_and_one_line(document, line):
    result = run(document, "--json")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", line + "\n")


@pytest.mark.parametrize("source", ["er-is-niets.json", ".", "\0"])
def test_a_file_that_cannot_be_read(source):
    result = CliRunner().invoke(scan, ["outcome", source])
    assert result.exit_code == 2
    assert result.stderr.endswith("dit bestand bestaat niet of is niet te lezen.\n")
    assert result.stderr.count("\n") == 1


def test_help_documents_the_contract():
    text = CliRunner().invoke(scan, ["outcome", "--help"]).stdout
    assert all(key in text for key in ("responses", "agreed_se", "workshop", "recommendations", "weet ik niet"))


def test_it_starts_without_web_or_database():
    heavy = "{'django', 'ninja', 'psycopg', 'procrastinate'}"
    code = f"import sys, regiehuis.scan.cli; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
