"""Dutch municipalities from Statistics Netherlands (CBS), table "Gebieden in Nederland": live, or from a CSV of that table.

The table has a new number each year, and the service numbers its fields anew in each table (Inwonertal_54, next year _56). So the
fields are found by the titles that the service gives with them (DataProperties), and the year in the title of the table.
"""

from __future__ import annotations

import csv
import http.client
import io
import json
import re
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from .domain.municipality_codes import Country, is_valid_code

TABLE, YEAR = "85067NED", 2022  # Gebieden in Nederland 2022; a later year has a number of its own
TABLE_TITLE = "gebieden in nederland"
SERVICE = "https://opendata.cbs.nl/ODataApi/odata"
TIMEOUT = 60  # seconds
MOST_PAGES = 50
LARGEST_ANSWER = 50 * 1024 * 1024  # the table of 2022 is under 1 MB
LONGEST_NAME = 120  # characters
LONGEST_FIGURE = 9  # digits
# What a column is called: group and title at the service, both after each other in the CSV. The field names are those of TABLE only.
FIELDS = {
    "code": ("Codes en namen van gemeenten", "Code", "Code_1"),
    "name": ("Codes en namen van gemeenten", "Naam", "Naam_2"),
    "province": ("Provincies", "Naam", "Naam_27"),
    "inhabitants": ("Statistische gegevens", "Inwonertal", "Inwonertal_54"),
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


def fetch(table: str = TABLE, *, service: str = SERVICE, timeout: float = TIMEOUT) -> list[MunicipalityRow]:
    """Return the municipalities from the open-data service of CBS. Raises CbsError for a table that is not this one of some year."""
    if not re.fullmatch(r"\d{5}[A-Za-z]{0,5}", table):
        raise CbsError(f"'{table}' is geen tabelnummer van het CBS. Verwacht: vijf cijfers en letters, bijvoorbeeld {TABLE}.")
    base = f"{service}/{table}"
    year = _year(table, list(_records(f"{base}/TableInfos?$format=json", timeout)))
    keys = _keys(table, list(_records(f"{base}/DataProperties?$format=json", timeout)))
    records = _records(f"{base}/TypedDataSet?$format=json&$select={','.join(keys.values())}", timeout)
    rows = [_row({field: record.get(key) for field, key in keys.items()}, line, table, year) for line, record in enumerate(records, 1)]
    if not rows:
        raise CbsError(f"Tabel {table} van het CBS is leeg. Er is niets opgeslagen.")
    return rows


def _year(table: str, infos: list[dict[str, Any]]) -> int:
    title = str(infos[0].get("Title") or "") if infos else ""
    found = re.search(r"\b(20\d\d)\b", title)
    if TABLE_TITLE not in title.casefold() or not found:
        raise CbsError(
            f"Tabel {table} heet bij het CBS '{title}'. Nodig is een tabel 'Gebieden in Nederland' met een jaar, bijvoorbeeld {TABLE}."
        )
    return int(found[1])


def _keys(table: str, properties: list[dict[str, Any]]) -> dict[str, str]:
    """Return {our field: name of the field in this table}, by the titles of field and group."""
    groups = {each.get("ID"): str(each.get("Title") or "").strip().casefold() for each in properties if each.get("Type") == "TopicGroup"}
    by_title = {
        (groups.get(each.get("ParentID"), ""), str(each.get("Title") or "").strip().casefold()): str(each.get("Key") or "")
        for each in properties
    }
    found = {field: by_title.get((group.casefold(), title.casefold()), "") for field, (group, title, _key) in FIELDS.items()}
    if missing := [" ".join(FIELDS[field][:2]) for field, key in found.items() if not re.fullmatch(r"\w+", key)]:
        raise CbsError(f"Tabel {table} van het CBS heeft de kolom '{missing[0]}' niet meer. Geef het CSV-bestand van de tabel mee.")
    return found


def _records(address: str, timeout: float) -> Iterator[dict[str, Any]]:
    """Every record, over all pages. A next page is followed only at the same service."""
    seen: set[str] = set()
    while address:
        if address in seen or len(seen) >= MOST_PAGES:
            raise _unreachable("het CBS verwijst in een kring")
        seen.add(address)
        answer = _answer(address, timeout)
        yield from answer["value"]
        following = urljoin(address, str(answer.get("odata.nextLink") or answer.get("@odata.nextLink") or ""))
        if urlsplit(following)[:2] != urlsplit(address)[:2]:
            raise _unreachable("het CBS verwijst naar een ander adres")
        address = following if following != address else ""


def _answer(address: str, timeout: float) -> dict[str, Any]:
    request = urllib.request.Request(address.replace(" ", "%20"), headers={"Accept": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            content = answer.read(LARGEST_ANSWER + 1)
    except urllib.error.HTTPError as error:
        raise _unreachable(f"antwoord {error.code}") from error
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise _unreachable(f"geen antwoord binnen {timeout:g} seconden" if isinstance(reason, TimeoutError) else str(reason)) from error
    try:
        found = json.loads(content[:LARGEST_ANSWER])
    except ValueError as error:
        raise _unreachable("het antwoord is geen JSON") from error
    if (
        not isinstance(found, dict)
        or not isinstance(found.get("value"), list)
        or not all(isinstance(each, dict) for each in found["value"])
    ):
        raise _unreachable("het antwoord heeft een andere vorm dan verwacht")
    return found


def _unreachable(reason: str) -> CbsError:
    return CbsError(
        f"De lijst is niet te lezen bij het CBS ({reason}). Er is niets opgeslagen. Probeer het later, of download de tabel 'Gebieden in Nederland' "
        "als CSV op opendata.cbs.nl en geef het bestand mee: regiehuis load-municipalities BESTAND.csv"
    )


def parse(content: bytes, *, table: str = TABLE, year: int = YEAR) -> list[MunicipalityRow]:
    """Return the municipalities of a CSV download; comma or semicolon, UTF-8. Raises CbsError naming the line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CbsError(f"Het bestand is geen UTF-8 (byte {error.start}). Bewaar het als CSV UTF-8.") from error
    header = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if header.count(";") > header.count(",") else ",")
    try:
        headings = {field: _heading(reader.fieldnames or (), field, table) for field in FIELDS}
        rows = [
            _row({field: record.get(heading) if heading else None for field, heading in headings.items()}, line, table, year)
            for line, record in enumerate(reader, 2)
        ]
    except csv.Error as error:
        raise CbsError(
            f"Regel {reader.line_num + 1} is niet te lezen als CSV. Er is niets opgeslagen. Verwacht: de CSV van CBS-tabel {table}."
        ) from error
    if not rows:
        raise CbsError(f"Het bestand heeft geen regels. Verwacht: de CSV van CBS-tabel {table}.")
    codes = Counter(row.code for row in rows)
    if twice := next((code for code, number in codes.items() if number > 1), None):
        raise CbsError(f"Gemeentecode {twice} staat {codes[twice]} keer in het bestand. Er is niets opgeslagen. Laat er één over.")
    return rows


def _heading(headings: Any, field: str, table: str) -> str:
    group, title, key = FIELDS[field]
    known = [f"{group} {title}", *([key] if table == TABLE else [])]
    found = next((each for each in known if each in headings), "")
    if not found and field in ("code", "name"):
        raise CbsError(f"Kolom '{known[0]}' ontbreekt. Verwacht: de CSV van CBS-tabel {table}.")
    return found


def _row(record: Mapping[str, Any], line: int, table: str, year: int) -> MunicipalityRow:
    code, name, province, inhabitants = ("" if record[field] is None else str(record[field]).strip() for field in FIELDS)
    if not is_valid_code(Country.NL, code):
        raise CbsError(f"Regel {line}: '{code[:20]}' is geen gemeentecode (GM en vier cijfers). Er is niets opgeslagen.")
    if not name:
        raise CbsError(f"Regel {line}: de naam van {code} ontbreekt. Er is niets opgeslagen.")
    if not all(text.isprintable() and len(text) <= LONGEST_NAME for text in (name, province)):
        raise CbsError(
            f"Regel {line}: een naam bij {code} heeft meer dan {LONGEST_NAME} tekens of een teken dat niet te lezen is. Er is niets opgeslagen."
        )
    figure = re.sub(r"[\s.]", "", inhabitants)
    if figure and not (figure.isdecimal() and len(figure) <= LONGEST_FIGURE):
        raise CbsError(f"Regel {line}: '{figure[:LONGEST_NAME]}' is geen aantal inwoners. Er is niets opgeslagen.")
    return MunicipalityRow(
        code=code, name=name, province=province, country=Country.NL, inhabitants=int(figure) if figure else None,
        year=year if figure else None, source=f"CBS, Gebieden in Nederland {year} ({table})",
    )  # fmt: skip
