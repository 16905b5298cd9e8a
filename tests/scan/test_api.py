"""The scan for programs: the rules, rights and silences of its pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from regiehuis.accounts.models import User
from regiehuis.audit.models import Event
from regiehuis.documents import facade as documents
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.domain.scopes import Scope
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.workflow import ScanState
from regiehuis.scan.models import IntakeFact, Scan, ScanReport
from regiehuis.scan.services import scans
from tests.factories import UnitFactory, bearer, member

from .steps import CODES, Town, adopted_scan, applicable, deliver, everything_stored, surveyed_scan

ROOT = "/api/v1"


class Program:
    """A program that speaks for the person in one role."""

    def __init__(self, town: Town, role: Role = Role.SCAN_LEAD, *scopes: Scope) -> None:
        self.headers = bearer(User.objects.get(pk=town.actors[role].user_id), town.organisation, *scopes)

    def get(self, path: str) -> Any:
        return Client().get(ROOT + path, headers=self.headers)

    def send(self, method: str, path: str, body: object) -> Any:
        return getattr(Client(), method)(ROOT + path, body, content_type="application/json", headers=self.headers)


def of(scan: Scan, rest: str = "") -> str:
    return f"/scans/{scan.public_id}{rest}"


def everything(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


# ---- scans -------------------------------------------------------------------------------------------------------------


def test_a_scan_is_started_by_a_program_of_the_lead(town):
    answer = Program(town).send("post", "/scans", {"title": "Ronde 2026"})
    made = answer.json()
    assert (answer.status_code, made["title"], made["state"], made["lead"]["name"]) == (201, "Ronde 2026", "concept", town.lead.name)
    assert answer["Location"].endswith(of(Scan(public_id=UUID(made["id"]))))
    assert Client().get(answer["Location"], headers=Program(town).headers).json() == made
    with tenant(town.pk):
        assert Event.objects.get(event="scan.scan.created").by_name == town.lead.name


@pytest.mark.parametrize(("body", "place"), [
    ({}, "body.title"),
    ({"title": ""}, "body.title"),
    ({"title": "a\x00b"}, "body.title"),
    ({"title": "a" * 201}, "body.title"),
    ({"title": "a", "titel": "b"}, "body.titel"),
    ({"title": "   "}, "body.title"),
    ({"title": "a\nb"}, "body.title"),
    ({"title": "a\x07"}, "body.title"),
    ({"title": "a", "leadId": "geen-id"}, "body.leadId"),
    ({"title": "a", "leadId": "0192c3a4-0000-7000-8000-000000000000"}, "body.leadId"),
    ({"title": "a", "sponsorId": "0192c3a4-0000-7000-8000-000000000000"}, "body.sponsorId"),
])  # fmt: skip
def test_what_does_not_fit_is_named_and_nothing_is_stored(body, place, town):
    program = Program(town)
    program.get("/scans")
    with tenant(town.pk):
        before = everything_stored()
    answer = program.send("post", "/scans", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["place"] == place
    assert answer.json()["errors"][0]["text"]
    with tenant(town.pk):
        assert everything_stored() == before


@pytest.mark.parametrize(("content", "media_type", "status"), [
    ('{"title": "a"', "application/json", 400),
    (b"\xff\xfe", "application/json", 400),
    ('{"title": "a"}', "text/plain", 415),
    ("title=a", "application/x-www-form-urlencoded", 415),
])  # fmt: skip
def test_a_body_that_is_not_json_is_refused(content, media_type, status, town):
    answer = Client().post(f"{ROOT}/scans", content, content_type=media_type, headers=Program(town).headers)
    assert (answer.status_code, answer.json()["status"]) == (status, status)


@pytest.mark.parametrize("content", ["null", "[]", '"a"', "[" * 100_000, '{"value": NaN}', '{"value": 1e999}', '{"value": -Infinity}',
                                     '{"value": ' + "9" * 5000 + "}", '{"value": "\\ud800"}', '{"value": {"a": 1}}', '{"value": 1, "value": []}'])  # fmt: skip
def test_hostile_json_is_refused_without_a_fault(content, inside):
    scan, program = inside.scan(ScanState.INTAKE), Program(inside)
    answer = Client().put(f"{ROOT}{of(scan, '/facts/inwoners')}", content, content_type="application/json", headers=program.headers)
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"
    assert not IntakeFact.objects.exists()


@pytest.mark.parametrize("path", ["/scans/%00", "/scans/x", "/instruments/%00/versions/1", "/instruments/ioscan/versions/%F0%9F%98%80",
                                  "/scans?state=%00", "/scans?page=1%00", "/scans?page=" + "9" * 400])  # fmt: skip
def test_hostile_addresses_are_refused_without_a_fault(path, town):
    assert Program(town).get(path).status_code in {400, 404, 422}


def test_a_program_chooses_how_a_scan_measures_and_never_gets_under_five(town):
    program = Program(town)
    made = program.send("post", "/scans", {"title": "Ronde 2026", "k": 8, "phase5Mode": "meetellen"}).json()
    assert (made["k"], made["phase5Mode"]) == (8, "meetellen")
    refused = program.send("post", "/scans", {"title": "Ronde 2026", "k": 3})
    assert refused.status_code == 403
    with tenant(town.pk):
        assert Scan.objects.count() == 1
        assert Event.objects.filter(event="scan.anonymity.weakening_refused").count() == 1


def test_scans_of_one_step_only(inside):
    inside.scan(ScanState.INTAKE, title="In de intake")
    inside.scan(ScanState.MEASUREMENT, title="In de meting")
    program = Program(inside)
    assert [each["title"] for each in everything(program.get("/scans"))] == ["In de meting", "In de intake"]
    assert [each["title"] for each in everything(program.get("/scans?state=intake"))] == ["In de intake"]
    assert program.get("/scans?state=onzin").status_code == 422


@pytest.mark.parametrize(("role", "state", "seen"), [
    (Role.COUNCIL, ScanState.REPORT, False),
    (Role.COUNCIL, ScanState.ADOPTED, True),
    (Role.WORKS_COUNCIL, ScanState.INTERPRETATION, False),
    (Role.WORKS_COUNCIL, ScanState.REPORT, True),
    (Role.ADMINISTRATOR, ScanState.CONCEPT, True),
])  # fmt: skip
def test_a_scan_is_seen_from_the_same_step_as_on_the_pages(role, state, seen, inside):
    scan, program = inside.scan(state), Program(inside, role)
    assert program.get(of(scan)).status_code == (200 if seen else 404)
    assert len(everything(program.get("/scans"))) == seen


# ---- intake ------------------------------------------------------------------------------------------------------------


def test_an_answer_of_the_intake_is_stored_and_read_back(inside):
    scan, program = inside.scan(ScanState.INTAKE), Program(inside)
    answer = program.send("put", of(scan, "/facts/inwoners"), {"value": 48_200, "source": "document", "remark": "CBS 2022"})
    expected = {"key": "inwoners", "isAnswered": True, "value": 48_200, "source": "document", "remark": "CBS 2022", "isReleased": True}
    assert (answer.status_code, answer.json()) == (200, expected)
    assert program.get(of(scan, "/facts/inwoners")).json() == expected
    assert program.send("put", of(scan, "/facts/inwoners"), {"value": None}).json()["value"] is None
    assert IntakeFact.objects.get().remark == ""


def test_every_question_is_listed_answered_or_not(inside):
    scan, program = inside.scan(ScanState.INTAKE), Program(inside)
    found = everything(program.get(of(scan, "/facts?pageSize=100")))
    definitions = program.get("/instruments/ioscan/versions/" + scan.instrument.version).json()["facts"]
    assert [each["key"] for each in found] == [each["key"] for each in definitions]
    assert {each["isAnswered"] for each in found} == {False}


@pytest.mark.parametrize(("key", "value"), [
    ("inwoners", -1),
    ("inwoners", 100_000_001),
    ("inwoners", 1.5),
    ("inwoners", True),
    ("inwoners", "48200"),
    ("inwoners", 10**30),
    ("cultuur", "geen-keuze"),
    ("cultuur", 1),
])  # fmt: skip
def test_an_answer_that_does_not_fit_the_question_is_refused(key, value, inside):
    answer = Program(inside).send("put", of(inside.scan(ScanState.INTAKE), f"/facts/{key}"), {"value": value})
    assert answer.status_code == 422
    assert "value" in answer.json()["errors"][0]["place"]
    assert not IntakeFact.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SCAN_LEAD])
def test_the_intake_is_for_the_lead_only(role, inside):
    scan, program = inside.scan(ScanState.ADOPTED), Program(inside, role)
    refused = 404 if role is Role.PARTNER else 403
    assert program.get(of(scan, "/facts")).status_code == refused
    assert program.get(of(scan, "/facts/inwoners")).status_code == refused
    assert program.send("put", of(scan, "/facts/inwoners"), {"value": 1}).status_code == refused


def test_after_the_decision_the_answers_stand_and_the_reason_comes_in_dutch(inside):
    answer = Program(inside).send("put", of(inside.scan(ScanState.ADOPTED), "/facts/inwoners"), {"value": 1})
    problem = answer.json()
    assert answer.status_code == 409
    assert [each["code"] for each in problem["obstacles"]] == ["scan_is_adopted"]
    assert problem["obstacles"][0]["text"].startswith("Over deze scan is al besloten.")


# ---- outcome -----------------------------------------------------------------------------------------------------------

OUTCOME = ("/results", "/outcome", "/recommendations", "/reports")


@pytest.mark.parametrize("resource", OUTCOME)
@pytest.mark.parametrize("state", [ScanState.CONCEPT, ScanState.INTAKE, ScanState.MEASUREMENT])
def test_before_the_interpretation_there_is_no_outcome(resource, state, inside):
    assert Program(inside).get(of(inside.scan(state), resource)).status_code == 404


def test_results_are_those_of_the_page(inside):
    scan = inside.judged_scan(value="2.5")
    found = everything(Program(inside).get(of(scan, "/results")))
    assert [each["dimension"] for each in found] == list(scan_codes(scan))
    first = next(each for each in found if each["dimension"] == "O.LEI")
    assert (first["value"], first["phase"], first["source"], first["groups"]) == (2.5, 2, "agreed", [])
    outcome = Program(inside).get(of(scan, "/outcome")).json()
    assert {level["side"]: level["value"] for level in outcome["levels"]} == {"O": 2.5, "I": 2.5}
    assert outcome["leadIn"] == "Een spiegel, geen rapportcijfer"
    assert outcome["inputHash"] == scan.outcomes.get().input_hash


def scan_codes(scan: Scan) -> tuple[str, ...]:
    from regiehuis.scan.selectors.scans import instrument_of

    return instrument_of(scan).dimension_codes


def test_small_groups_are_not_in_the_results(inside):
    """R17: three people of the management team are asked, so their answers are stored and shown with others only."""
    scan = surveyed_scan(inside, {"mt": 3, "medewerker": 12, "leiding": 6}, {"mt": [5] * 3, "medewerker": [2] * 12, "leiding": [4] * 6})
    scans.advance(by=inside.lead, scan=scan, now=timezone.now())
    found = everything(Program(inside).get(of(scan, "/results")))
    shown = {group["role"] for each in found for group in each["groups"]}
    assert "mt" not in shown
    assert "medewerker" in shown
    assert set(found[0]) == {
        "dimension", "label", "side", "area", "value", "interval", "phase", "word", "source", "hasLittleInsight", "spread", "spreadLabel",
        "ambition", "groups",
    }, "counts, standard errors and weights are not on the page either"  # fmt: skip
    assert all(value == round(value, 2) for each in found if (value := each["value"]) is not None)


# ---- recommendations ---------------------------------------------------------------------------------------------------


def test_a_decision_is_recorded_and_read_back(inside):
    scan = inside.judged_scan()
    code = applicable(scan)[0].code
    program = Program(inside, Role.SECRETARY)
    answer = program.send("patch", of(scan, f"/recommendations/{code}"), {"decision": "later", "laterOn": "2027-01-31"})
    assert (answer.status_code, answer.json()["decision"], answer.json()["laterOn"]) == (200, "later", "2027-01-31")
    assert program.get(of(scan, f"/recommendations/{code}")).json() == answer.json()
    issued = scan.recommendations.get(code=code)
    assert (issued.decision, issued.later_on, issued.decided_by) == ("later", date(2027, 1, 31), inside.secretary.name)


def test_a_decision_that_lacks_something_says_what(inside):
    scan = inside.judged_scan()
    path = of(scan, f"/recommendations/{applicable(scan)[0].code}")
    program = Program(inside, Role.SECRETARY)
    wanted = {"niet overgenomen": "reason_required", "later": "date_required", "aangepast": "text_required"}
    answers = {decision: program.send("patch", path, {"decision": decision}) for decision in wanted}
    assert {answer.status_code for answer in answers.values()} == {409}
    assert {decision: answer.json()["obstacles"][0]["code"] for decision, answer in answers.items()} == wanted
    assert {each.decision for each in scan.recommendations.all()} == {"voorgesteld"}


def test_a_program_cannot_take_a_decision_back_nor_carry_an_old_reason_over(inside):
    scan = inside.judged_scan()
    code = applicable(scan)[0].code
    path, program = of(scan, f"/recommendations/{code}"), Program(inside, Role.SECRETARY)
    program.send("patch", path, {"decision": "niet overgenomen", "reason": "Geen geld."})
    refused = program.send("patch", path, {"decision": "voorgesteld"})
    assert (refused.status_code, refused.json()["obstacles"][0]["code"]) == (409, "not_a_decision")
    assert scan.recommendations.get(code=code).decision == "niet overgenomen"
    program.send("patch", path, {"decision": "overgenomen"})
    issued = scan.recommendations.get(code=code)
    assert (issued.decision, issued.reason) == ("overgenomen", "")


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.WORKS_COUNCIL, Role.COUNCIL])
def test_who_may_not_decide_on_the_page_may_not_decide_here(role, inside):
    scan = adopted_scan(inside)
    path = of(scan, f"/recommendations/{applicable(scan)[0].code}")
    assert Program(inside, role).get(path).status_code == 200
    assert Program(inside, role).send("patch", path, {"decision": "overgenomen"}).status_code == 403


def test_recommendations_of_one_verdict(inside):
    program, scan = Program(inside), inside.judged_scan()
    found = everything(program.get(of(scan, "/recommendations?verdict=van toepassing&pageSize=100")))
    assert {each["verdict"] for each in found} == {"van toepassing"}
    assert len(found) < len(everything(program.get(of(scan, "/recommendations?pageSize=100"))))
    assert all(each["evidence"] and each["text"] for each in found)


def test_a_sensitive_fact_is_not_in_the_evidence(inside):
    """The page says that the lead alone sees it; so does the API, also to the lead."""
    scan = inside.judged_scan()
    found = everything(Program(inside, Role.SECRETARY).get(of(scan, "/recommendations?pageSize=100")))
    sensitive = [each["question"] for each in Program(inside).get(f"/instruments/ioscan/versions/{scan.instrument.version}").json()["facts"]
                 if each["isSensitive"]]  # fmt: skip
    assert sensitive
    assert not [text for text in sensitive if text in str([each["evidence"] for each in found])]


# ---- reports -----------------------------------------------------------------------------------------------------------


def test_a_report_is_listed_and_its_file_downloaded_with_the_same_token(inside):
    scan, program = inside.judged_scan(ScanState.REPORT), Program(inside)
    report = deliver(scan)
    kept = documents.keep(name="Rapport.pdf", media_type="application/pdf", content=b"%PDF-1.7 inhoud", source_hash="0" * 64,
                          template_version="1", snapshot={})  # fmt: skip
    ScanReport.objects.filter(pk=report.pk).update(files={"pdf": str(kept.public_id)})
    (found,) = everything(program.get(of(scan, "/reports")))
    (file,) = found["files"]
    assert (file["format"], file["size"]) == ("pdf", len(b"%PDF-1.7 inhoud"))
    answer = Client().get(file["href"], headers=program.headers)
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "application/pdf", b"%PDF-1.7 inhoud")
    assert Client().get(file["href"]).status_code == 401
    assert Client().get(file["href"].replace("/pdf", "/exe"), headers=program.headers).status_code == 404


# ---- cost --------------------------------------------------------------------------------------------------------------


def with_scans(town: Town, number: int) -> str:
    for _ in range(number):
        town.scan()
    return "/scans"


def with_facts(town: Town, number: int) -> str:
    scan = town.scan(ScanState.INTAKE)
    IntakeFact.objects.bulk_create(
        [IntakeFact(organisation=town.organisation, scan=scan, key=f"feit-{n}", value=True) for n in range(number)]
    )
    return of(scan, "/facts")


def with_people(town: Town, number: int) -> str:
    for _ in range(number):
        member(town.organisation, Role.COUNCIL)
    return "/people"


def with_units(town: Town, number: int) -> str:
    for _ in range(number):
        UnitFactory(organisation=town.organisation)
    return "/units"


def with_answers(town: Town, number: int) -> str:
    scan = surveyed_scan(town, {"medewerker": number + 5}, {"medewerker": [3] * (number + 5)})
    return of(scans.advance(by=town.lead, scan=scan, now=timezone.now()), "/results")


def with_recommendations(town: Town, number: int) -> str:
    scan = town.judged_scan()
    for each in list(scan.recommendations.all())[number:]:
        each.delete()
    return of(scan, "/recommendations")


def with_reports(town: Town, number: int) -> str:
    scan = town.judged_scan(ScanState.REPORT)
    for _ in range(number):
        deliver(scan)
    return of(scan, "/reports")


@pytest.mark.parametrize("fill", [with_scans, with_facts, with_people, with_units, with_answers, with_recommendations, with_reports])
def test_a_list_costs_the_same_queries_however_long(fill: Callable[[Town, int], str], db):
    costs = []
    for number in (2, 14):
        town = Town.found()
        with tenant(town.pk):
            path = fill(town, number)
        program = Program(town, Role.ADMINISTRATOR if path == "/people" else Role.SCAN_LEAD)
        program.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert program.get(path).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 30


def test_codes_of_the_tests_are_those_of_the_instrument(inside):
    assert set(CODES) == set(scan_codes(inside.scan()))
