"""What a page costs does not grow with what it shows: the same number of queries at two sizes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.workflow import Decision, ScanState
from regiehuis.scan.models import Scan
from regiehuis.scan.services import facts, scans

from .steps import Town, applicable, decide, deliver, open_survey, prepared_survey, surveyed_scan


def cost(town: Town, page: str, scan: Scan, *arguments: str, role: Role = Role.SCAN_LEAD) -> int:
    """Queries of the second visit: the first reads the instrument, once per process."""
    client, path = town.client(role), reverse(f"scan:{page}", args=[scan.public_id, *arguments])
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def interpreted(town: Town, people: int) -> Scan:
    scan = surveyed_scan(
        town,
        {"mt": people // 4, "medewerker": people - people // 4},
        {"mt": [3] * (people // 4), "medewerker": [2] * (people - people // 4)},
    )
    return scans.advance(by=town.lead, scan=scan, now=timezone.now())


def decided(town: Town, number: int) -> Scan:
    scan = town.judged_scan()
    for each in applicable(scan)[:number]:
        decide(town, each, Decision.REJECTED, reason="Nu niet.")
    return scan


def with_facts(town: Town, number: int) -> Scan:
    scan = town.scan(ScanState.INTAKE)
    for key in ("cultuur", "overleg", "mt_rol", "leverancier", "netwerk_buiten", "ict_taken", "proces_focus", "ict_plaats")[:number]:
        facts.record(by=town.lead, scan=scan, key=key, value=None, source="interview", remark="", is_released=True)
    return scan


def with_reports(town: Town, number: int) -> Scan:
    scan = town.judged_scan(ScanState.REPORT)
    for _ in range(number):
        deliver(scan)
    return scan


def prepared(town: Town, people: int) -> Scan:
    scan = town.scan()
    prepared_survey(town, scan, {"mt": people})
    return scan


def opened(town: Town, people: int) -> Scan:
    scan = town.scan()
    open_survey(town, scan, {"mt": people})
    return scan


@pytest.mark.parametrize(("page", "make", "few", "many"), [
    pytest.param("survey", prepared, 10, 200, id="participants"),
    pytest.param("survey", opened, 10, 200, id="open-survey"),
    pytest.param("interpretation", interpreted, 20, 200, id="interpretation"),
    pytest.param("workshop", interpreted, 20, 200, id="workshop"),
    pytest.param("detail", interpreted, 20, 200, id="overview"),
    pytest.param("recommendations", decided, 0, 20, id="recommendations"),
    pytest.param("intake", with_facts, 0, 8, id="intake"),
    pytest.param("report", with_reports, 1, 9, id="reports"),
])  # fmt: skip
def test_a_page_costs_the_same_queries_however_much_it_shows(town, page: str, make: Callable[[Town, int], Scan], few: int, many: int):
    other, costs = Town.found(), []
    for where, size in ((town, few), (other, many)):
        with tenant(where.pk):
            scan = make(where, size)
        costs.append(cost(where, page, scan))
    assert costs[0] == costs[1] <= 40


def test_a_long_list_of_participants_is_shown_in_pages(town):
    with tenant(town.pk):
        scan = prepared(town, 200)
    path = reverse("scan:survey", args=[scan.public_id])
    first, last = (town.client().get(f"{path}?pagina={number}").content.decode() for number in (1, 8))
    assert first.count("mt0") >= 25
    assert "mt000@gemeente.example" in first
    assert "mt199@gemeente.example" not in first
    assert "mt199@gemeente.example" in last
