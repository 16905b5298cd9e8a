"""Mijn dag, and how pages name what they are about."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.workflow import ScanState
from regiehuis.scan.services import scans

from .steps import adopted_scan, applicable, deliver

NOTHING = "Er is nu niets dat op u wacht"


@pytest.mark.parametrize("state", [ScanState.ADOPTED, ScanState.CLOSED])
def test_who_has_nothing_to_do_finds_the_scan_and_its_report(town, state):
    with tenant(town.pk):
        scan = adopted_scan(town)
        type(scan).objects.update(state=state.value)
    page = town.client(Role.COUNCIL).get(reverse("home")).content.decode()
    assert [reverse(name, args=[scan.public_id]) in page for name in ("scan:detail", "scan:report")] == [True, True]
    assert NOTHING not in page


@pytest.mark.parametrize(
    ("state", "title"), [(None, "start uw eerste scan"), (ScanState.CLOSED, "start een nieuwe scan"), (ScanState.INTAKE, None)]
)
def test_the_lead_is_asked_to_start_a_scan_while_none_is_going_on(town, state, title):
    if state:
        with tenant(town.pk):
            town.scan(state, title="De vorige scan")
    page = town.client().get(reverse("home")).content.decode()
    assert (reverse("scan:create") in page) == (title is not None)
    assert title is None or title in page
    assert ("De vorige scan" in page) == (state is not None)


def test_without_a_report_there_is_no_link_to_one(town):
    with tenant(town.pk):
        scan = town.scan(ScanState.ADOPTED)
    page = town.client(Role.COUNCIL).get(reverse("home")).content.decode()
    assert reverse("scan:detail", args=[scan.public_id]) in page
    assert reverse("scan:report", args=[scan.public_id]) not in page


def test_after_a_step_back_there_is_no_link_to_a_report_that_nobody_may_read(town):
    with tenant(town.pk):
        scan = town.judged_scan()
        deliver(scan)
        scans.go_back(by=town.lead, scan=scan, reason="Nog eens meten.", now=timezone.now())
    page = town.client(Role.SECRETARY).get(reverse("home")).content.decode()
    assert reverse("scan:detail", args=[scan.public_id]) in page
    assert reverse("scan:report", args=[scan.public_id]) not in page


def test_who_may_see_no_scan_reads_that_nothing_waits(town):
    with tenant(town.pk):
        town.scan(ScanState.MEASUREMENT)
    assert NOTHING in town.client(Role.COUNCIL).get(reverse("home")).content.decode()


def test_a_recommendation_is_named_by_its_code_and_its_first_words(town):
    with tenant(town.pk):
        scan = town.judged_scan()
        code = applicable(scan)[0].code
    path = reverse("scan:recommendation", args=[scan.public_id, code])
    client = town.client(Role.SECRETARY)
    page = client.get(path).content.decode()
    title = page.partition("<title>")[2].partition(" - Regiehuis")[0]
    assert title.startswith(f"{code}: ")
    assert title.endswith("…")
    assert f'aria-current="page">{title}</li>' in page
    said = client.post(path, {"decision": "overgenomen"}, follow=True).content.decode()
    assert title.removeprefix(f"{code}: ") in said.partition("rh-messages")[2].partition("<h1")[0]
