"""A scan from intake to report by a program alone, and what it is refused on the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from regiehuis.audit.models import Event
from regiehuis.documents import facade as documents
from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.workflow import ScanState
from regiehuis.scan.models import Scan, SurveyRound
from regiehuis.scan.selectors.scans import CHECKLIST
from regiehuis.scan.services import reports, scans
from regiehuis.scan.tasks import render_report

from .steps import CODES, Town, addresses, everything_stored, invitations, open_survey, submit
from .test_api import Program, everything, of

IN_TWO_WEEKS = (timezone.localdate() + timedelta(days=14)).isoformat()


def people(role: str, number: int) -> list[dict[str, str]]:
    return [{"email": email, "roleGroup": role} for email in addresses(role, number)]


def ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def test_a_program_takes_a_scan_from_the_intake_to_the_decision(inside):
    scan, lead, secretary = inside.scan(ScanState.INTAKE), Program(inside), Program(inside, Role.SECRETARY)
    for item in CHECKLIST:
        scans.check_off(by=inside.lead, scan=scan, item=item, done_on=timezone.localdate())
    assert ok(lead.send("patch", of(scan), {"state": "meting"}))["state"] == "meting"

    ok(lead.send("put", of(scan, "/survey"), {"closesOn": IN_TWO_WEEKS, "reminderDays": [7]}))
    assert ok(lead.send("post", of(scan, "/survey/participants"), {"participants": people("mt", 6) + people("medewerker", 8)})) == {
        "participants": 14
    }
    opened = ok(lead.send("patch", of(scan, "/survey"), {"state": "open"}))
    assert (opened["state"], opened["invited"], opened["answered"]) == ("open", 14, 0)
    for invitation in invitations(SurveyRound.objects.get()):
        submit(invitation, 2)
    closed = ok(lead.send("patch", of(scan, "/survey"), {"state": "gesloten"}))
    assert (closed["state"], closed["answered"]) == ("verwerkt", 14)

    ok(lead.send("put", of(scan, "/dimensions/I.GEG/votes/1"), {"counts": [6, 0, 0, 6, 0], "dontKnow": 1}))
    ok(lead.send("put", of(scan, "/dimensions/I.GEG/values/agreed"), {"value": 1.5, "reason": "Zo zagen wij het samen."}))
    assert {(each["source"], each["value"]) for each in everything(lead.get(of(scan, "/measurements")))} == {
        ("workshop1", None),
        ("agreed", 1.5),
    }

    assert ok(lead.send("patch", of(scan), {"state": "duiding"}))["state"] == "duiding"
    values = {each["dimension"]: each["value"] for each in everything(lead.get(of(scan, "/results?pageSize=100")))}
    assert (values["I.GEG"], values["O.LEI"]) == (1.5, 2.0)
    ok(secretary.send("put", of(scan, "/ambition"), {"phases": {"I.GEG": 3}}))
    assert ok(lead.get(of(scan, "/ambition"))) == {"phases": {"I.GEG": 3}}
    ok(lead.send("put", of(scan, "/talk"), {"talkOn": "2026-03-12", "recognisedType": "III", "note": "Herkenbaar."}))
    assert ok(lead.get(of(scan, "/talk"))) == {"talkOn": "2026-03-12", "recognisedType": "III", "note": "Herkenbaar."}
    assert ok(lead.send("patch", of(scan), {"state": "rapport"}))["state"] == "rapport"

    ok(Client().post("/api/v1" + of(scan, "/reports"), content_type="application/json", headers=lead.headers), 202)
    assert ok(lead.get(of(scan, "/report-job")))["isRunning"]
    render(inside, scan)
    assert ok(lead.get(of(scan, "/report-job")))["percent"] == 100
    assert len(everything(lead.get(of(scan, "/reports")))) == 1
    made = ok(lead.send("put", of(scan, "/decision"), {"body": "College", "decidedOn": "2026-03-12", "document": "Z-1"}))
    assert made["decision"] == {"body": "College", "decidedOn": "2026-03-12", "document": "Z-1"}


def render(town: Town, scan: Scan) -> None:
    """What the worker does with the job that was asked for."""
    job = documents.latest_progress(task=reports.TASK, subject=str(scan.public_id))
    assert job is not None
    render_report.func(organisation_id=town.pk, scan_id=scan.pk, progress_id=job.id)


def test_a_step_is_refused_with_what_is_still_to_do_and_may_be_repeated(inside):
    scan, lead = inside.scan(ScanState.INTAKE), Program(inside)
    refused = lead.send("patch", of(scan), {"state": "meting"})
    assert [each["code"] for each in ok(refused, 409)["obstacles"]] == ["checklist_open"]
    assert [each["code"] for each in ok(lead.send("patch", of(scan), {"state": "rapport"}), 409)["obstacles"]] == ["not_the_next_step"]
    assert [each["code"] for each in ok(lead.send("patch", of(scan), {"state": "concept"}), 409)["obstacles"]] == ["reason_required"]
    for _twice in range(2):
        assert ok(lead.send("patch", of(scan), {"state": "concept", "reason": "Verkeerde gemeente"}))["state"] == "concept"
    assert Event.objects.filter(event="scan.state.changed").count() == 1


def test_of_a_small_group_the_response_is_not_told(inside):
    scan = inside.scan()
    for invitation in invitations(open_survey(inside, scan, {"mt": 3, "medewerker": 9, "iprof": 6})):
        submit(invitation, 2)
    groups = {each["roleGroup"]: each["answered"] for each in ok(Program(inside).get(of(scan, "/survey")))["groups"]}
    assert groups["mt"] is None
    assert list(groups.values()).count(None) == 2, "or the total would give the small one away"


REFUSED: Sequence[tuple[str, str, dict[str, Any], str]] = [
    ("put", "/survey", {"closesOn": "gisteren"}, "body.closesOn"),
    ("put", "/survey", {"closesOn": IN_TWO_WEEKS, "reminderDays": [0]}, "body.reminderDays.0"),
    ("put", "/survey", {"closesOn": IN_TWO_WEEKS, "reminderDays": [1, 2, 3, 4, 5, 6]}, "body.reminderDays"),
    ("post", "/survey/participants", {"participants": []}, "body.participants"),
    (
        "post",
        "/survey/participants",
        {"participants": [*people("mt", 1), {"email": "geen adres", "roleGroup": "mt"}]},
        "body.participants.1",
    ),
    ("post", "/survey/participants", {"participants": people("koffie", 1)}, "body.participants.0"),
    ("patch", "/survey", {"state": "concept"}, "body.state"),
    ("put", "/dimensions/O.LEI/votes/1", {"counts": [1, 2]}, "body.counts"),
    ("put", "/dimensions/O.LEI/votes/1", {"counts": [0, 0, 0, 0, 0]}, "body.counts"),
    ("put", "/dimensions/O.LEI/votes/1", {"counts": [0, 0, -1, 0, 0]}, "body.counts.2"),
    ("put", "/dimensions/O.LEI/votes/3", {"counts": [1, 0, 0, 0, 0]}, "path.vote"),
    ("put", "/dimensions/O.LEI/values/agreed", {"value": 2.3}, "body.value"),
    ("put", "/dimensions/O.LEI/values/agreed", {"value": 5}, "body.value"),
    ("put", "/dimensions/O.LEI/values/agreed", {"value": 0.5}, "body.value"),
    ("put", "/dimensions/O.LEI/values/survey", {"value": 2}, "path.source"),
    ("patch", "", {"state": "klaar"}, "body.state"),
]


@pytest.mark.parametrize(("method", "path", "body", "place"), REFUSED)
def test_what_does_not_fit_the_measurement_is_named_and_nothing_is_stored(method, path, body, place, town):
    with tenant(town.pk):
        scan = town.scan()
        lead = Program(town)
        ok(lead.send("put", of(scan, "/survey"), {"closesOn": IN_TWO_WEEKS}))
        before = everything_stored()
    errors = ok(lead.send(method, of(scan, path), body), 422)["errors"]
    assert place in {each["place"] for each in errors}, errors
    assert all(each["text"] for each in errors)
    with tenant(town.pk):
        assert everything_stored() == before


@pytest.mark.parametrize(("path", "body", "place"), [
    ("/talk", {"talkOn": "2026-03-12", "recognisedType": "V"}, "body.recognisedType"),
    ("/ambition", {"phases": {"X.XXX": 3}}, "body.phases"),
    ("/ambition", {"phases": {"O.LEI": 5}}, "body.phases.O.LEI"),
])  # fmt: skip
def test_what_does_not_fit_the_interpretation_is_named(path, body, place, inside):
    scan = inside.judged_scan()
    assert ok(Program(inside, Role.SCAN_LEAD).send("put", of(scan, path), body), 422)["errors"][0]["place"] == place


def test_a_decision_that_is_still_to_be_taken_is_refused(inside):
    scan = inside.judged_scan(ScanState.REPORT)
    tomorrow = (timezone.localdate() + timedelta(days=2)).isoformat()
    refused = Program(inside).send("put", of(scan, "/decision"), {"body": "College", "decidedOn": tomorrow, "document": "Z-1"})
    assert [each["code"] for each in ok(refused, 409)["obstacles"]] == ["decided_in_the_future"]
    scan.refresh_from_db()
    assert scan.decision_on is None


def test_after_opening_nobody_is_added_or_removed(inside):
    scan, lead = inside.scan(), Program(inside)
    survey = open_survey(inside, scan, {"mt": 6})
    assert [each["code"] for each in ok(lead.send("post", of(scan, "/survey/participants"), {"participants": people("iprof", 1)}), 409)["obstacles"]] == ["survey_already_opened"]  # fmt: skip
    gone = Client().delete("/api/v1" + of(scan, f"/survey/participants/{invitations(survey)[0].public_id}"), headers=lead.headers)
    assert ok(gone, 409)["obstacles"][0]["code"] == "survey_already_opened"
    assert {each["email"] for each in everything(lead.get(of(scan, "/survey/participants")))} == set(addresses("mt", 6))


def test_before_opening_somebody_is_taken_off_the_list(inside):
    scan, lead = inside.scan(), Program(inside)
    ok(lead.send("put", of(scan, "/survey"), {"closesOn": IN_TWO_WEEKS}))
    ok(lead.send("post", of(scan, "/survey/participants"), {"participants": people("mt", 2)}))
    first = everything(lead.get(of(scan, "/survey/participants")))[0]["id"]
    ok(Client().delete("/api/v1" + of(scan, f"/survey/participants/{first}"), headers=lead.headers), 204)
    assert len(everything(lead.get(of(scan, "/survey/participants")))) == 1


WRITES = [
    ("patch", "", {"state": "rapport"}),
    ("put", "/decision", {"body": "College", "decidedOn": "2026-03-12", "document": "Z-1"}),
    ("put", "/talk", {"talkOn": "2026-03-12", "recognisedType": "III"}),
    ("put", "/survey", {"closesOn": IN_TWO_WEEKS}),
    ("put", "/dimensions/O.LEI/votes/1", {"counts": [1, 0, 0, 0, 0]}),
    ("put", "/dimensions/O.LEI/values/agreed", {"value": 2}),
]


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.MANAGEMENT, Role.ADMINISTRATOR])
@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_only_who_leads_a_scan_measures_and_moves_it(method, path, body, role, inside):
    scan, program = inside.judged_scan(), Program(inside, role)
    ok(program.get(of(scan)))
    before = everything_stored()
    ok(program.send(method, of(scan, path), body), 403)
    assert everything_stored() == before


@pytest.mark.parametrize("path", ["/survey", "/survey/participants", "/measurements"])
def test_the_measurement_is_for_its_lead_only(path, inside):
    scan = inside.scan()
    open_survey(inside, scan, {"mt": 6})
    assert Program(inside).get(of(scan, path)).status_code == 200
    for role in (Role.SECRETARY, Role.MANAGEMENT, Role.ADMINISTRATOR):
        assert Program(inside, role).get(of(scan, path)).status_code == 403


def test_every_dimension_of_the_instrument_takes_votes(inside):
    scan, lead = inside.scan(), Program(inside)
    for code in CODES:
        ok(lead.send("put", of(scan, f"/dimensions/{code}/votes/2"), {"counts": [0, 3, 0, 0, 0]}))
    ok(lead.send("put", of(scan, "/dimensions/X.XXX/votes/2"), {"counts": [0, 3, 0, 0, 0]}), 404)
    assert len(everything(lead.get(of(scan, "/measurements?pageSize=100")))) == len(CODES)
