"""The scan on plain files, without web or database: `regiehuis scan outcome` and `regiehuis scan aggregate`."""

import json
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import NoReturn

import click

from regiehuis.scan.domain.aggregate import aggregate as aggregate_of
from regiehuis.scan.domain.aggregate_files import read_responses, read_units
from regiehuis.scan.domain.input_document import InputError, read_document
from regiehuis.scan.domain.instrument import Instrument
from regiehuis.scan.domain.instrument_parser import parse_instrument
from regiehuis.scan.domain.knowledge_base import KnowledgeBase, parse_knowledge_base
from regiehuis.scan.domain.numbers import rounded
from regiehuis.scan.domain.outcome import compute
from regiehuis.scan.domain.outcome_json import to_jsonable
from regiehuis.scan.domain.outcome_summary import summary

BAD_INPUT = 2


@click.group()
def scan() -> None:
    """I-scan en O-scan: uitkomst en aanbevelingen."""


@scan.command()
@click.argument("source", metavar="INVOER.json")
@click.option("--json", "as_json", is_flag=True, help="Schrijf JSON in plaats van een leesbare samenvatting.")
def outcome(source: str, as_json: bool) -> None:
    """Bereken de uitkomst van een scan uit INVOER.json (- = standaardinvoer).

    \b
    Invoer (elke sleutel mag ontbreken; wat ontbreekt is onbekend):
      instrument    "ioscan"
      phase5_mode   "verkennend" of "meetellen"
      k             kleinste groep die getoond wordt, minstens 5
      facts         {"leverancier": "huis", "ict_a_niveau": false}
      agreed        {"I.INF": 3.1}      afgesproken waarde per dimensie
      agreed_se     {"I.INF": 0.1}      standaardfout daarvan
      spread        {"I.GEG": 0.8}      eensgezindheid, 0 tot en met 1
      ambition      {"I.GEG": 4}        gewenste fase
      intake        {"I.GEG": 2.5}      schatting van de begeleider, in halven
      headcounts    {"mt": 8}           aantal mensen per rolgroep
      weights       {"mt": 1}           gewicht per rolgroep
      workshop      {"1": {"I.GEG": {"counts": [2, 7, 3, 0, 0], "dont_know": 1}}}
      responses     [{"role": "mt", "unit": "A", "cards": {"O.LEI": 3, "I.GEG": null}, "statements": {"O.PRO-2a": 3}}]
    Een kaart of stelling die ontbreekt of null is, betekent "weet ik niet". Stellingen gaan voor op de kaart.

    \b
    Uitvoer met --json: dimensions, areas, levels, type, characteristics, classes,
    iop, groups, perception_gaps, recommendations en next_steps.
    Getallen hebben hoogstens 4 decimalen, scores 2; null = onbekend.

    \b
    Einde: 0 = gelukt, 2 = de invoer klopt niet (de reden staat op stderr).
    """
    instrument, knowledge_base = _reference()
    try:
        inputs = read_document(_read(source), instrument)
    except InputError as error:
        _stop(str(error))
    found = compute(inputs, instrument, knowledge_base)
    text = json.dumps(to_jsonable(found), ensure_ascii=False, indent=1) if as_json else summary(found, instrument)
    click.echo(text.encode())


@scan.command()
@click.argument("source", metavar="ANTWOORDEN.csv")
@click.option("--units", "units", metavar="EENHEDEN.csv", required=True, help="De boom van eenheden.")
@click.option("--json", "as_json", is_flag=True, help="Schrijf JSON in plaats van een leesbare lijst.")
def aggregate(source: str, units: str, as_json: bool) -> None:
    """Tel ANTWOORDEN.csv op (- = standaardinvoer), en schrijf alleen wat gepubliceerd mag worden.

    \b
    ANTWOORDEN.csv   eenheid;rol;O.LEI;O.BEL;...      een regel per antwoord, een kolom per kaart; niets = weet niet
    EENHEDEN.csv     code;bovenliggend;naam;aantal    een regel per eenheid; zonder bovenliggende = bovenaan

    \b
    Uitvoer met --json: {"units": {"root": {"n": 29, "means": {"O.LEI": 2.4}}}, "roles": {"mt": {...}}}
    root is het geheel. Wat te klein is om te tonen, of een te kleine groep zou verraden, ontbreekt.
    Onder de tien antwoorden is een gemiddelde in halven.

    \b
    Einde: 0 = gelukt, 2 = de invoer klopt niet (de reden staat op stderr).
    """
    instrument, _knowledge_base = _reference()
    try:
        tree = read_units(_read(units))
        found = aggregate_of(read_responses(_read(source), tree, instrument), tree, instrument)
    except InputError as error:
        _stop(str(error))
    document = {
        name: {code: {"n": cell.n, "means": {key: rounded(mean) for key, mean in cell.means.items()}} for code, cell in cells.items()}
        for name, cells in (("units", found.units), ("roles", found.roles))
    }
    lines = [f"{code}: {cell['n']} antwoorden" for cells in document.values() for code, cell in cells.items()]
    click.echo((json.dumps(document, ensure_ascii=False, indent=1) if as_json else "\n".join(lines)).encode())


def _reference() -> tuple[Instrument, KnowledgeBase]:
    data = files("regiehuis.scan") / "data"
    instrument = parse_instrument(tomllib.loads((data / "instrument.toml").read_text(encoding="utf-8")))
    content = tomllib.loads((data / "recommendations.toml").read_text(encoding="utf-8"))
    return instrument, parse_knowledge_base(content, instrument)


def _read(source: str) -> str:
    if source == "-" and sys.stdin is None:
        _stop("er is geen standaardinvoer; geef een bestand mee.")
    try:
        content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except (OSError, ValueError):
        _stop(f"{click.format_filename(source)}: dit bestand bestaat niet of is niet te lezen.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _stop(f"de invoer is geen UTF-8-tekst: fout bij byte {error.start}.")


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(BAD_INPUT)
