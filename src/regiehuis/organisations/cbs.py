"""Dutch municipalities from Statistics Netherlands (CBS), table "Gebieden in Nederland": live, or from a CSV of that table."""

from __future__ import annotations

import csv
import io
import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass

from .domain.municipality_codes import Country, is_valid_code

TABLE = "85067NED"  # Gebieden in Nederland 2022; a later year has a number of its own
SERVICE = f"https://opendata.cbs.nl/ODataApi/OData/{TABLE}/TypedDataSet"
YEAR = 2022
FIELDS = {
    "code": ("Codes en namen van gemeenten Code", "Code_1"),
    "name": ("Codes en namen van gemeenten Naam", "Naam_2"),
    "province": ("Provincies Naam", "Naam_27"),
    "inhabitants": ("Statistische gegevens Inwonertal", "Inwonertal_54"),
}


class CbsError(ValueError):
    """The list cannot be read; the message is Dutch and says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalityRow:
    """One municipality of the reference list. ``inhabitants`` is None when the source does not say."""

    code: str
    name: str
    province: str
    country: Country
    inhabitants: int | None
    year: int | None
    source: str


def fetch() -> list[MunicipalityRow]:
    """Return the municipalities from the open-data service of CBS."""
    try:
        with urllib.request.urlopen(f"{SERVICE}?$format=json", timeout=60) as answer:
            records = json.load(answer)["value"]
    except (urllib.error.URLError, TimeoutError, ValueError, KeyError) as error:
        raise CbsError(
            f"Het CBS is niet bereikbaar ({error}). Download tabel {TABLE} als CSV op opendata.cbs.nl en geef het bestand mee: "
            "regiehuis load-municipalities BESTAND.csv"
        ) from error
    return [_row(record, line) for line, record in enumerate(records, 1)]


def parse(content: bytes) -> list[MunicipalityRow]:
    """Return the municipalities of a CSV download; comma or semicolon, UTF-8. Raises CbsError naming the line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CbsError(f"Het bestand is geen UTF-8 (byte {error.start}). Bewaar het als CSV UTF-8.") from error
    header = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if header.count(";") > header.count(",") else ",")
    rows = [_row(record, line) for line, record in enumerate(reader, 2)]
    if not rows:
        raise CbsError(f"Het bestand heeft geen regels. Verwacht: de CSV van CBS-tabel {TABLE}.")
    return rows


def _row(record: dict[str, object], line: int) -> MunicipalityRow:
    code, name, province = (_text(record, field) for field in ("code", "name", "province"))
    if not is_valid_code(Country.NL, code):
        raise CbsError(f"Regel {line}: '{code}' is geen gemeentecode (GM en vier cijfers). Er is niets opgeslagen.")
    if not name:
        raise CbsError(f"Regel {line}: de naam van {code} ontbreekt. Er is niets opgeslagen.")
    figure = re.sub(r"[\s.]", "", _text(record, "inhabitants"))
    if figure and not figure.isdecimal():
        raise CbsError(f"Regel {line}: '{figure}' is geen aantal inwoners. Er is niets opgeslagen.")
    return MunicipalityRow(
        code=code, name=name, province=province, country=Country.NL, inhabitants=int(figure) if figure else None,
        year=YEAR if figure else None, source=f"CBS, Gebieden in Nederland {YEAR} ({TABLE})",
    )  # fmt: skip


def _text(record: dict[str, object], field: str) -> str:
    for heading in FIELDS[field]:
        if record.get(heading) is not None:
            return str(record[heading]).strip()
    if field in ("code", "name"):
        raise CbsError(f"Kolom '{FIELDS[field][0]}' ontbreekt. Verwacht: de CSV van CBS-tabel {TABLE}.")
    return ""
