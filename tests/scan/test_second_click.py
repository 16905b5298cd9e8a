"""What happens twice, or by someone who has no business there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from regiehuis.documents import facade as documents
from regiehuis.documents.models import Progress
from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.workflow import ScanState
from regiehuis.scan.models import Scan
from regiehuis.scan.services import recommendations, reports, scans

from .steps import adopted_scan, applicable


def test_pressing_hand_over_twice_hands_over_once(town):
    with tenant(town.pk):
        scan = adopted_scan(town)
        for _click in range(2):
            scans.advance(by=town.lead, scan=scan, seen=ScanState.ADOPTED, now=timezone.now())
        assert Scan.objects.get().state == ScanState.HANDED_OVER


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SCAN_LEAD])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_only_the_lead_gets_an_answer_to_an_answer_that_is_not_valid(town, role, headers):
    with tenant(town.pk):
        scan = adopted_scan(town)
    answered = town.client(role).post(f"/scan/{scan.public_id}/intake/inwoners/", {"inwoners-value": "abc"}, headers=headers)
    assert answered.status_code == (404 if role is Role.PARTNER else 403)
    assert b"ict_a_niveau" not in answered.content


def test_work_that_fell_silent_does_not_block_a_new_start(town):
    with tenant(town.pk):
        scan = town.judged_scan()
        first = reports.request(by=town.lead, scan=scan)
        documents.report_progress(first.id, percent=10, message="bezig")
        assert reports.request(by=town.lead, scan=scan).id == first.id
        Progress.objects.filter(pk=first.id).update(changed_at=timezone.now() - documents.SILENT_FOR - timedelta(seconds=1))
        second = reports.request(by=town.lead, scan=scan)
        assert second.id != first.id
        assert Progress.objects.get(pk=first.id).state == Progress.State.FAILED


def test_after_a_step_back_nobody_sees_the_outcome(town):
    with tenant(town.pk):
        scan = town.judged_scan()
        code = applicable(scan)[0].code
        scans.go_back(by=town.lead, scan=scan, reason="nog eens meten", now=timezone.now())
    for path in (f"aanbevelingen/{code}/", "duiding/profiel.csv", "duiding/ambitie/"):
        assert town.client(Role.SECRETARY).get(f"/scan/{scan.public_id}/{path}").status_code == 404, path


def test_the_own_order_of_the_municipality_leaves_the_computed_rank(town):
    with tenant(town.pk):
        scan = town.judged_scan()
        first, second = sorted((each for each in applicable(scan) if each.code[0] != "A"), key=lambda each: each.rank)[:2]
        recommendations.move(by=town.secretary, scan=scan, code=second.code, steps=-1)
        stored = {each.code: each for each in scan.recommendations.all()}
        assert (stored[second.code].own_place, stored[first.code].own_place) == (1, 2)
        assert (stored[second.code].rank, stored[first.code].rank) == (second.rank, first.rank)
