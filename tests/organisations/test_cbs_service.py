"""The open-data service of CBS, played by a real server on this machine: as it answers, and as it might answer on a bad day."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from regiehuis.organisations import cbs
from regiehuis.organisations.cbs import CbsError


def topic(number: int, parent: int | None, title: str, key: str) -> dict[str, Any]:
    return {"odata.type": "Cryptonite.OData.Topic", "ID": number, "Position": number, "ParentID": parent, "Type": "Topic", "Key": key, "Title": title,
            "Description": "", "Datatype": "String", "Unit": " ", "Decimals": 0, "Default": "None"}  # fmt: skip


def group(number: int, parent: int | None, title: str) -> dict[str, Any]:
    return {"odata.type": "Cryptonite.OData.TopicGroup", "ID": number, "Position": number, "ParentID": parent, "Type": "TopicGroup", "Key": "", "Title": title,
            "Description": ""}  # fmt: skip


def properties(name: str = "Naam_2", province: str = "Naam_27", inhabitants: str = "Inwonertal_54") -> list[dict[str, Any]]:
    return [
        {"ID": 0, "Position": 0, "ParentID": None, "Type": "Dimension", "Key": "RegioS", "Title": "Regio's"},
        group(1, None, "Codes en namen van gemeenten"), topic(2, 1, "Code", "Code_1"), topic(3, 1, "Naam", name), topic(4, 1, "Sortering naam", "SorteringNaam_3"),
        group(5, None, "Lokaliseringen van gemeenten"), group(6, 5, "COROP-gebieden"), topic(7, 6, "Code", "Code_8"), topic(8, 6, "Naam", "Naam_9"),
        group(9, 5, "Provincies"), topic(10, 9, "Code", "Code_26"), topic(11, 9, "Naam", province),
        group(12, None, "Statistische gegevens"), topic(13, 12, "Inwonertal", inhabitants), topic(14, 12, "Omgevingsadressendichtheid", "Oad_55"),
    ]  # fmt: skip


def info(title: str = "Gebieden in Nederland 2022") -> dict[str, Any]:
    return {"ID": 0, "Title": title, "ShortTitle": title, "Identifier": "85067NED", "Period": "2022"}


AMSTERDAM = {"Code_1": "GM0363  ", "Naam_2": "Amsterdam                ", "Naam_27": "Noord-Holland     ", "Inwonertal_54": 882633}
URK = {"Code_1": "GM0184  ", "Naam_2": "Urk       ", "Naam_27": "Flevoland   ", "Inwonertal_54": None}


@dataclass
class Service:
    """What the server answers: by resource, a list of records or a function of the handler."""

    answers: dict[str, Any] = field(
        default_factory=lambda: {"TableInfos": [info()], "DataProperties": properties(), "TypedDataSet": [AMSTERDAM, URK]}
    )
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def fetch(self, table: str = cbs.TABLE, timeout: float = 5) -> list[cbs.MunicipalityRow]:
        return cbs.fetch(table, service=f"{self.url}/ODataApi/odata", timeout=timeout)


@pytest.fixture
def service() -> Iterator[Service]:
    played = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            played.asked.append(unquote(self.path))
            answer = played.answers[urlsplit(self.path).path.split("/")[-1]]
            if callable(answer):
                return answer(self)
            return reply(self, json.dumps({"odata.metadata": f"{played.url}/$metadata", "value": answer}))

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    played.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield played
    server.shutdown()
    server.server_close()


def reply(handler: BaseHTTPRequestHandler, body: str, status: int = 200, kind: str = "application/json") -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body.encode())))
    handler.end_headers()
    handler.wfile.write(body.encode())


def test_codes_and_names_come_without_the_spaces_they_are_padded_with(service):
    amsterdam, urk = service.fetch()
    assert (amsterdam.code, amsterdam.name, amsterdam.province, amsterdam.inhabitants, amsterdam.year) == (
        "GM0363",
        "Amsterdam",
        "Noord-Holland",
        882633,
        2022,
    )
    assert amsterdam.source == "CBS, Gebieden in Nederland 2022 (85067NED)"
    assert (urk.inhabitants, urk.year) == (None, None)
    assert service.asked[-1].endswith("85067NED/TypedDataSet?$format=json&$select=Code_1,Naam_2,Naam_27,Inwonertal_54")


def test_the_same_as_from_the_csv_of_the_table(service):
    header = ";".join(f"{group} {title}" for group, title, _key in cbs.FIELDS.values())
    assert service.fetch() == cbs.parse(f"{header}\nGM0363;Amsterdam;Noord-Holland;882633\nGM0184;Urk;Flevoland;\n".encode())


def test_another_year_numbers_its_fields_anew(service):
    service.answers |= {
        "TableInfos": [info("Gebieden in Nederland 2026")],
        "DataProperties": properties("Naam_49", "Naam_31", "Inwonertal_56"),
        "TypedDataSet": [
            {"Code_1": "GM0363", "Naam_49": "Amsterdam", "Naam_31": "Noord-Holland", "Inwonertal_56": 940000, "Naam_2": "Groot-Amsterdam"}
        ],
    }
    (row,) = service.fetch("86247NED")
    assert (row.name, row.province, row.inhabitants, row.year) == ("Amsterdam", "Noord-Holland", 940000, 2026)
    assert row.source == "CBS, Gebieden in Nederland 2026 (86247NED)"


@pytest.mark.parametrize("name", ["odata.nextLink", "@odata.nextLink"])
def test_pages_are_followed_to_the_end(service, name):
    def page(handler):
        skip = int(parse_qs(urlsplit(handler.path).query).get("$skip", ["0"])[0])
        body = {"value": [[AMSTERDAM, URK][skip]]}
        if skip == 0:
            body[name] = f"{service.url}{handler.path}&$skip=1"
        reply(handler, json.dumps(body))

    service.answers["TypedDataSet"] = page
    assert [row.name for row in service.fetch()] == ["Amsterdam", "Urk"]


def endless(handler):
    reply(handler, json.dumps({"value": [AMSTERDAM], "odata.nextLink": f"http://{handler.headers['Host']}{handler.path}x"}))


def circle(handler):
    other = handler.path.replace("&a=1", "") if "&a=1" in handler.path else f"{handler.path}&a=1"
    reply(handler, json.dumps({"value": [AMSTERDAM], "odata.nextLink": f"http://{handler.headers['Host']}{other}"}))


def elsewhere(handler):
    reply(handler, json.dumps({"value": [], "odata.nextLink": "file:///etc/passwd"}))


def silent(_handler):
    time.sleep(1.5)


def hung_up(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"value": [')


ON_A_BAD_DAY = {
    "http-500": (lambda handler: reply(handler, "fout", 500), "antwoord 500"),
    "http-404": (lambda handler: reply(handler, "", 404), "antwoord 404"),
    "html": (lambda handler: reply(handler, "<html>Onderhoud</html>", kind="text/html"), "geen JSON"),
    "broken-json": (lambda handler: reply(handler, '{"value": ['), "geen JSON"),
    "nothing": (lambda handler: reply(handler, ""), "geen JSON"),
    "list": (lambda handler: reply(handler, "[]"), "andere vorm"),
    "no-value": (lambda handler: reply(handler, '{"error": {}}'), "andere vorm"),
    "value-of-texts": (lambda handler: reply(handler, '{"value": ["x"]}'), "andere vorm"),
    "time-out": (silent, "geen antwoord binnen 0.4 seconden"),
    "hung-up": (hung_up, "geen JSON"),
    "endless": (endless, "kring"),
    "circle": (circle, "kring"),
    "elsewhere": (elsewhere, "ander adres"),
}


@pytest.mark.parametrize("resource", ["TableInfos", "DataProperties", "TypedDataSet"])
@pytest.mark.parametrize("name", ON_A_BAD_DAY)
def test_a_bad_answer_is_told_with_what_to_do_now(service, name, resource):
    answer, says = ON_A_BAD_DAY[name]
    service.answers[resource] = answer
    with pytest.raises(CbsError, match=says) as refused:
        service.fetch(timeout=0.4 if answer is silent else 10)
    assert "regiehuis load-municipalities BESTAND.csv" in str(refused.value)


def test_without_the_service_the_message_says_what_to_do():
    with pytest.raises(CbsError, match=r"regiehuis load-municipalities BESTAND.csv"):
        cbs.fetch(service="http://127.0.0.1:1/odata")


@pytest.mark.parametrize(("answers", "says"), [
    ({"TableInfos": [info("Bevolking; kerncijfers 2022")]}, "heet bij het CBS 'Bevolking; kerncijfers 2022'"),
    ({"TableInfos": [info("Gebieden in Nederland")]}, "met een jaar"),
    ({"TableInfos": []}, "heet bij het CBS ''"),
    ({"DataProperties": [each for each in properties() if each["Title"] != "Inwonertal"]}, "de kolom 'Statistische gegevens Inwonertal' niet meer"),
    ({"DataProperties": properties(name="x,y)/")}, "de kolom 'Codes en namen van gemeenten Naam' niet meer"),
    ({"DataProperties": []}, "niet meer"),
    ({"TypedDataSet": []}, "is leeg"),
    ({"TypedDataSet": [AMSTERDAM | {"Code_1": "PV27"}]}, "Regel 1: 'PV27' is geen gemeentecode"),
    ({"TypedDataSet": [AMSTERDAM, {"Code_1": "GM0184"}]}, "Regel 2"),
])  # fmt: skip
def test_a_table_that_is_not_this_one_is_refused_in_words(service, answers, says):
    service.answers |= answers
    with pytest.raises(CbsError) as refused:
        service.fetch()
    assert says in str(refused.value)


@pytest.mark.parametrize("table", ["", "../85067NED", "85067NED/x", "85067", "gebieden"])
def test_only_a_table_number_is_asked_for(service, table):
    if table == "85067":
        service.fetch(table)
        return
    with pytest.raises(CbsError, match="geen tabelnummer"):
        service.fetch(table)
    assert service.asked == []


@pytest.mark.parametrize(
    "arguments", [("--year", "2025"), ("lijst.csv", "--year", "2025"), ("lijst.csv", "--table", "86059NED"), ("--year", "1800")]
)
def test_year_and_table_go_together_with_a_file(arguments):
    from click.testing import CliRunner

    from regiehuis.config.commands import load_municipalities

    assert CliRunner().invoke(load_municipalities, list(arguments)).exit_code == 2
