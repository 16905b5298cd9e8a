"""Who may do what with a scan: every service and every page with every role. What is refused leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.errors import Forbidden
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.workflow import Decision, ScanState
from regiehuis.scan.models import Scan
from regiehuis.scan.services import facts, recommendations, reports, results, scans, surveys

from .steps import Town, applicable, deliver, everything_stored, invitations, open_survey, prepared_survey, settings_of

LEADS = {Role.SCAN_LEAD}
DECIDES = {Role.SCAN_LEAD, Role.SECRETARY, Role.MANAGEMENT}
NOW, TODAY = timezone.now, timezone.localdate

# ---- services ----------------------------------------------------------------------------------------------------------

Prepare = Callable[[Town], Any]
Act = Callable[[Any, Any], object]


def participants() -> list[surveys.Participant]:
    return [surveys.Participant(email="iemand@gemeente.example", role_group="mt")]


def prepared(town: Town) -> Any:
    return prepared_survey(town, town.scan(), {"mt": 6})


def opened(town: Town) -> Any:
    return open_survey(town, town.scan(), {"mt": 6})


# Service, what it works on, a call that would succeed, the roles that may.
SERVICES: list[tuple[str, Prepare, Act, set[Role]]] = [
    ("create", lambda t: t, lambda by, t: scans.create(by=by, settings=settings_of(t), now=NOW()), LEADS),
    ("advance", lambda t: t.scan(ScanState.CONCEPT), lambda by, scan: scans.advance(by=by, scan=scan, now=NOW()), LEADS),
    ("go-back", lambda t: t.scan(), lambda by, scan: scans.go_back(by=by, scan=scan, reason="Een feit klopt niet.", now=NOW()), LEADS),
    ("check-off", lambda t: t.scan(ScanState.INTAKE), lambda by, scan: scans.check_off(by=by, scan=scan, item="units_imported", done_on=TODAY()), LEADS),
    ("set-ambition", lambda t: t.judged_scan(), lambda by, scan: scans.set_ambition(by=by, scan=scan, ambition={"O.LEI": 3}), DECIDES),
    ("record-talk", lambda t: t.judged_scan(), lambda by, scan: scans.record_talk(by=by, scan=scan, recognised_type="III", note="", talk_on=TODAY()), LEADS),
    ("record-decision", lambda t: t.judged_scan(ScanState.REPORT),
     lambda by, scan: scans.record_decision(by=by, scan=scan, body="College", decided_on=TODAY(), today=TODAY(), document=""), LEADS),
    ("record-fact", lambda t: t.scan(ScanState.INTAKE),
     lambda by, scan: facts.record(by=by, scan=scan, key="cultuur", value="open", source="interview", remark="", is_released=True), LEADS),
    ("record-value", lambda t: t.scan(),
     lambda by, scan: results.record_value(by=by, scan=scan, dimension="O.LEI", source="agreed", value=Decimal(2), reason=""), LEADS),
    ("record-votes", lambda t: t.scan(),
     lambda by, scan: results.record_votes(by=by, scan=scan, dimension="O.LEI", source="workshop1", counts=[1, 0, 0, 0, 0], dont_know=0), LEADS),
    ("change-settings", lambda t: t.scan(), lambda by, scan: scans.change_settings(by=by, scan=scan, settings=scans.Settings(title="Anders", lead_id=scan.lead_id)), LEADS),
    ("set-up-survey", lambda t: t.scan(), lambda by, scan: surveys.set_up(by=by, scan=scan, closes_on=TODAY(), reminder_days=[7], today=TODAY()), LEADS),
    ("add-participants", prepared, lambda by, survey: surveys.add_participants(by=by, survey=survey, participants=participants()), LEADS),
    ("remove-participant", prepared, lambda by, survey: surveys.remove_participant(by=by, invitation=invitations(survey)[0]), LEADS),
    ("open-survey", prepared, lambda by, survey: surveys.open_round(by=by, survey=survey, today=TODAY()), LEADS),
    ("close-survey", opened, lambda by, survey: surveys.close_round(by=by, survey=survey), LEADS),
    ("decide", lambda t: applicable(t.judged_scan())[0],
     lambda by, issued: recommendations.decide(by=by, recommendation=issued, decision=Decision.ADOPTED, reason="", later_on=None, adapted_text="", now=NOW()), DECIDES),
    ("move", lambda t: applicable(t.judged_scan())[0], lambda by, issued: recommendations.move(by=by, scan=issued.scan, code=issued.code, steps=1), DECIDES),
    ("request-report", lambda t: t.judged_scan(), lambda by, scan: reports.request(by=by, scan=scan), LEADS),
]  # fmt: skip


@pytest.mark.parametrize(("prepare", "act", "allowed"), [pytest.param(*rest, id=name) for name, *rest in SERVICES])
def test_a_service_serves_only_the_roles_that_carry_its_right(inside, prepare, act, allowed):
    found = prepare(inside)
    before = everything_stored()
    for role in set(Role) - allowed:
        with pytest.raises(Forbidden):
            act(inside.actors[role], found)
    assert everything_stored() == before
    for role in allowed:
        with transaction.atomic():
            act(inside.actors[role], found)
            assert everything_stored() != before, role
            transaction.set_rollback(True)


# ---- pages -------------------------------------------------------------------------------------------------------------

EVERYBODY = set(Role) - {Role.PARTNER}  # a role of partnerships: it sees no scan, of anybody
FROM_THE_START = {Role.SCAN_LEAD, Role.SECRETARY, Role.MANAGEMENT, Role.ADMINISTRATOR}
SEES = {
    ScanState.CONCEPT: FROM_THE_START, ScanState.INTAKE: FROM_THE_START, ScanState.MEASUREMENT: FROM_THE_START, ScanState.INTERPRETATION: FROM_THE_START,
    ScanState.REPORT: FROM_THE_START | {Role.WORKS_COUNCIL}, ScanState.ADOPTED: EVERYBODY, ScanState.HANDED_OVER: EVERYBODY, ScanState.CLOSED: EVERYBODY,
}  # fmt: skip

# Page, with what, who of those that see the scan may open it.
PAGES: list[tuple[str, tuple[str, ...], set[Role]]] = [
    ("detail", (), EVERYBODY), ("interpretation", (), EVERYBODY), ("chart-csv", ("profiel",), EVERYBODY), ("recommendations", (), EVERYBODY),
    ("recommendation", ("2.2-G1",), EVERYBODY), ("report", (), EVERYBODY), ("ambition", (), DECIDES), ("intake", (), LEADS), ("survey", (), LEADS),
    ("workshop", (), LEADS), ("workshop-dimension", ("O.LEI",), LEADS), ("talk", (), LEADS), ("decision", (), LEADS), ("go-back", (), LEADS), ("settings", (), LEADS),
]  # fmt: skip


@pytest.mark.parametrize("state", [ScanState.REPORT, ScanState.ADOPTED])
def test_every_page_for_every_role(town, state):
    with tenant(town.pk):
        scan = town.judged_scan(state)
        report = deliver(scan)
    pages = [*PAGES, ("report-read", (report.public_id,), EVERYBODY)]
    expected = {
        (page, role): 404 if role not in SEES[state] else 200 if role in allowed else 403 for page, _, allowed in pages for role in Role
    }
    found = {}
    for role in Role:
        browser = town.client(role)
        for page, arguments, _ in pages:
            found[page, role] = browser.get(reverse(f"scan:{page}", args=[scan.public_id, *arguments])).status_code
    assert found == expected


@pytest.mark.parametrize("state", ScanState)
def test_a_scan_is_in_the_list_of_those_who_may_see_it_and_of_nobody_else(town, state):
    with tenant(town.pk):
        scan = town.scan(state, title="De scan van dit jaar")
    for role in Role:
        browser = town.client(role)
        assert ("De scan van dit jaar" in browser.get(reverse("scan:list")).content.decode()) == (role in SEES[state]), role
        assert ("De scan van dit jaar" in browser.get("/").content.decode()) == (role in SEES[state]), role
        assert (browser.get(reverse("scan:detail", args=[scan.public_id])).status_code == 200) == (role in SEES[state]), role


@pytest.mark.parametrize("page", ["interpretation", "recommendations", "report"])
def test_before_the_interpretation_there_is_nothing_to_see_yet(town, page):
    """Not even for the lead: the values are known, the outcome is not shared before it is looked at together."""
    with tenant(town.pk):
        scan = town.judged_scan(ScanState.MEASUREMENT)
    for role in FROM_THE_START:
        shown = town.client(role).get(reverse(f"scan:{page}", args=[scan.public_id])).content.decode()
        assert "spelverdeler" not in shown
        assert "2.2-G1" not in shown
        assert "2,0" not in shown


# Address that takes a POST, with what it needs to succeed, who may.
POSTS: list[tuple[str, tuple[str, ...], dict[str, str], set[Role]]] = [
    ("advance", (), {}, LEADS),
    ("go-back", (), {"reason": "Een feit klopt niet."}, LEADS),
    ("fact", ("cultuur",), {"cultuur-value": "open"}, LEADS),
    ("check-off", (), {"item": "units_imported", "done": "1"}, LEADS),
    ("survey", (), {"closes_on": "2099-01-01"}, LEADS),
    ("participants", (), {"role_group": "mt", "addresses": "iemand@gemeente.example"}, LEADS),
    ("survey-open", (), {}, LEADS),
    ("survey-close", (), {}, LEADS),
    ("workshop-dimension", ("O.LEI",), {"form": "agreed", "a-value": "2,5"}, LEADS),
    ("talk", (), {"talk_on": "2026-03-12", "recognised_type": "III"}, LEADS),
    ("ambition", (), {"O.LEI": "3"}, DECIDES),
    ("recommendation", ("2.2-G1",), {"decision": "overgenomen"}, DECIDES),
    ("recommendation-move", ("2.2-G1",), {"kant": "later"}, DECIDES),
    ("report-make", (), {}, LEADS),
    ("decision", (), {"body": "College", "decided_on": "2026-03-12", "document": "Z-1"}, LEADS),
]  # fmt: skip


@pytest.mark.parametrize(("address", "arguments", "data", "allowed"), [pytest.param(*each, id=each[0]) for each in POSTS])
def test_whoever_may_not_is_told_so_and_stores_nothing(town, address, arguments, data, allowed):
    with tenant(town.pk):
        scan = town.judged_scan(ScanState.REPORT)
        prepared_survey(town, scan, {"mt": 6})
        before = everything_stored()
    path = reverse(f"scan:{address}", args=[scan.public_id, *arguments])
    for role in set(Role) - allowed:
        answered = town.client(role).post(path, data)
        assert answered.status_code == (403 if role in SEES[ScanState.REPORT] else 404), role
    with tenant(town.pk):
        assert everything_stored() == before
    for role in allowed & {Role.SCAN_LEAD}:
        assert town.client(role).post(path, data).status_code in (200, 302)


def test_only_a_lead_starts_a_scan(town):
    with tenant(town.pk):
        data = {"title": "I-scan", "lead": str(town.lead.person_id), "sponsor": "", "k": "5", "phase5_mode": "verkennend"}
    for role in Role:
        answered = town.client(role).post(reverse("scan:create"), data)
        assert answered.status_code == (302 if role is Role.SCAN_LEAD else 403), role
    with tenant(town.pk):
        assert Scan.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options", "head"])
def test_no_address_answers_a_method_it_does_not_take_with_a_fault(town, method):
    with tenant(town.pk):
        scan = town.judged_scan(ScanState.REPORT)
        report = deliver(scan)
        survey = prepared_survey(town, scan, {"mt": 6})
        invited = invitations(survey)[0].public_id
    pages = [(page, arguments) for page, arguments, *_ in (*PAGES, *POSTS)]
    pages += [("report-read", (report.public_id,)), ("participant-remove", (invited,))]
    browser = town.client()
    for page, arguments in pages:
        answered = getattr(browser, method)(reverse(f"scan:{page}", args=[scan.public_id, *arguments]))
        assert answered.status_code in {200, 302, 404, 405, 422}, page
