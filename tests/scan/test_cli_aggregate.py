"""``regiehuis scan aggregate`` on files: what may be published and nothing else, and one Dutch line for a file that is wrong."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from regiehuis.scan.cli import scan

UNITS = (
    "code;bovenliggend;naam;aantal\nroot;;Gemeente;40\nV;root;Verkoop en marketing;10\nS;V;Sales;5\nM;V;Marketing;2\nT;root;Techniek;21\n"
)
HEAD = "eenheid;rol;O.LEI;I.GEG\n"


def answers(**units):
    return HEAD + "".join(
        f"{unit};medewerker;{1 + place % 4};{'' if place % 2 else 2}\n" for unit, n in units.items() for place in range(n)
    )


def run(tmp_path, responses, units=UNITS, *options):
    for name, text in (("r.csv", responses), ("u.csv", units)):
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return CliRunner().invoke(scan, ["aggregate", str(tmp_path / "r.csv"), "--units", str(tmp_path / "u.csv"), *options])


def test_the_contract(tmp_path):
    """The worked example of R17 inside a municipality of 29 answers."""
    result = run(tmp_path, answers(S=5, M=2, V=1, T=21), UNITS, "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert {code: each["n"] for code, each in found["units"].items()} == {"root": 29, "V": 8, "T": 21}
    assert found["units"]["V"]["means"]["O.LEI"] == 2.0, "eight answers, so in halves"
    assert found["units"]["T"]["means"] == {"O.LEI": 2.4286, "I.GEG": 2.0}
    assert {code: each["n"] for code, each in found["roles"].items()} == {"medewerker": 29}


def test_too_few_answers_publish_nothing(tmp_path):
    assert json.loads(run(tmp_path, answers(T=4), UNITS, "--json").stdout) == {"units": {}, "roles": {}}
    assert json.loads(run(tmp_path, HEAD, UNITS, "--json").stdout) == {"units": {}, "roles": {}}


def test_an_answer_without_a_unit_belongs_to_the_whole_and_windows_files_are_read(tmp_path):
    text = b"\xef\xbb\xbf" + (HEAD + ";mt;2;3\n" * 6 + "\n").replace("\n", "\r\n").encode()
    assert json.loads(run(tmp_path, text, UNITS, "--json").stdout)["units"] == {"root": {"n": 6, "means": {"O.LEI": 2.0, "I.GEG": 3.0}}}


def test_phase_five_counts_as_four_as_everywhere(tmp_path):
    assert json.loads(run(tmp_path, HEAD + "T;mt;5;5\n" * 6, UNITS, "--json").stdout)["units"]["T"]["means"]["O.LEI"] == 4.0


def test_without_json_it_reads_as_a_list(tmp_path):
    assert run(tmp_path, answers(T=21)).stdout == "root: 21 antwoorden\nT: 21 antwoorden\nmedewerker: 21 antwoorden\n"


@pytest.mark.parametrize(("responses", "units", "says"), [
    ("", UNITS, "antwoorden: kolom eenheid ontbreekt; scheid kolommen met een puntkomma."),
    ("eenheid,rol\nT,mt\n", UNITS, "antwoorden: kolom 'eenheid,rol' is onbekend"),
    ("eenheid;rol;O.LEI;O.LEI\n", UNITS, "antwoorden: kolom 'O.LEI' staat er dubbel."),
    ("eenheid;rol;X.XXX\n", UNITS, "antwoorden: kolom 'X.XXX' is onbekend"),
    (HEAD + "T;mt;2;3\nQ;mt;2;3\n", UNITS, "antwoorden, regel 3: eenheid 'Q' staat niet in het bestand met eenheden."),
    (HEAD + "T;koffie;2;3\n", UNITS, "antwoorden, regel 2: rol 'koffie' is onbekend; kies "),
    (HEAD + "T;mt;6;3\n", UNITS, "antwoorden, regel 2, kolom O.LEI: '6' is geen fase; kies 1 tot en met 5 of laat leeg."),
    (HEAD + "T;mt;2,5;3\n", UNITS, "kolom O.LEI: '2,5' is geen fase"),
    (HEAD + "T;mt;2;3;4\n", UNITS, "antwoorden, regel 2: 5 velden, verwacht 4."),
    (HEAD + 'T;"mt;2;3\n', UNITS, "dit is geen leesbare CSV."),
    (HEAD + "T;\x1b[31mmt;2;3\n", UNITS, r"rol '\x1b[31mmt' is onbekend"),
    (HEAD.encode("utf-16"), UNITS, "de invoer is geen UTF-8-tekst"),
    (HEAD, "code;naam\nA;A\n", "eenheden: kolom bovenliggend ontbreekt"),
    (HEAD, "code;bovenliggend\nA;\nA;\n", "eenheden, regel 3: code 'A' staat ook op regel 2."),
    (HEAD, "code;bovenliggend\nA;B\n", "eenheden, regel 2: bovenliggende eenheid 'B' bestaat niet."),
    (HEAD, "code;bovenliggend\nA;B\nB;A\n", "eenheden: deze eenheden hangen in een kring aan elkaar: A, B."),
    (HEAD, "code;bovenliggend\nA;\nroot;A\n", "eenheden, regel 3: root is het geheel en heeft niets boven zich."),
    (HEAD, "code;bovenliggend;naam;aantal\nA;;A;vijf\n", "eenheden, regel 2: aantal 'vijf' is geen geheel getal"),
    (HEAD, "code;bovenliggend\n;A\n", "eenheden, regel 2: de code ontbreekt."),
])  # fmt: skip
def test_a_wrong_file_gets_one_dutch_line(tmp_path, responses, units, says):
    result = run(tmp_path, responses, units, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


def test_it_needs_no_database(tmp_path):
    (tmp_path / "r.csv").write_text(answers(T=6))
    (tmp_path / "u.csv").write_text(UNITS)
    program = "import sys; sys.modules['django'] = None; sys.modules['psycopg'] = None; from regiehuis.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", program, "scan", "aggregate", str(tmp_path / "r.csv"), "--units", str(tmp_path / "u.csv"), "--json"],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert (done.returncode, json.loads(done.stdout)["units"]["root"]["n"]) == (0, 6), done.stderr
