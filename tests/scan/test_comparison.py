"""A second round beside the first: what changed, what may not be said, and what was done in between (R19)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.workflow import ScanState
from regiehuis.scan.models import KnowledgeBase, Scan
from regiehuis.scan.services import results

from .steps import Town, adopted_scan, applicable


def earlier_round(town: Town, value: str = "2.0") -> Scan:
    """A round of two years ago on which a body decided, with what it led to."""
    scan = adopted_scan(town)
    Scan.objects.filter(pk=scan.pk).update(created_at=timezone.now() - timedelta(days=730), title="Ronde 2024")
    return Scan.objects.get(pk=scan.pk)


def other_major(loaded: Any) -> Any:
    """The same content as version 2.0.0: loaded versions never change, so it is one of its own."""
    content = json.loads(loaded.content)
    for part in (content, *(each for each in content.values() if isinstance(each, dict))):
        for key in ("version", "instrument_version"):
            if str(part.get(key, "")).startswith("1."):
                part[key] = "2.0.0"
        if "instrument_major" in part:
            part["instrument_major"] = 2
    values = {"code": loaded.code, "version": "2.0.0", "content": json.dumps(content), "sha256": "2" * 64}
    if isinstance(loaded, KnowledgeBase):
        values["instrument_code"] = loaded.instrument_code
    return type(loaded).objects.create(**values)


def vote(town: Town, scan: Scan, dimension: str, counts: list[int]) -> None:
    results.record_votes(by=town.lead, scan=scan, dimension=dimension, source="workshop1", counts=counts, dont_know=0)


def page(town: Town, scan: Scan, role: Role = Role.SCAN_LEAD) -> str:
    answer = town.client(role).get(reverse("scan:comparison", args=[scan.public_id]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_without_an_earlier_round_the_page_says_so_and_nothing_leads_to_it(inside):
    scan = inside.judged_scan()
    assert "Er is nog geen eerdere ronde waarover is besloten." in page(inside, scan)
    assert (
        reverse("scan:comparison", args=[scan.public_id])
        not in inside.client().get(reverse("scan:detail", args=[scan.public_id])).content.decode()
    )


def test_a_round_on_which_nobody_decided_yet_is_no_earlier_round(inside):
    inside.judged_scan(ScanState.REPORT)
    assert "Er is nog geen eerdere ronde" in page(inside, inside.judged_scan())


def test_values_stand_beside_each_other_with_a_verdict_only_where_both_are_certain(inside):
    earlier, scan = earlier_round(inside), inside.judged_scan(value="3.0")
    shown = page(inside, scan)
    assert "Vorige ronde: Ronde 2024" in shown
    assert "niet te zeggen: de zekerheid van een van de waarden is onbekend" in shown, "agreed without a vote"
    assert "+1,00" in shown
    assert (
        reverse("scan:comparison", args=[scan.public_id])
        in inside.client().get(reverse("scan:detail", args=[scan.public_id])).content.decode()
    )
    assert earlier.title in shown


def test_a_clear_change_is_called_one(inside):
    earlier = inside.scan(ScanState.MEASUREMENT)
    vote(inside, earlier, "O.LEI", [6, 6, 0, 0, 0])
    Scan.objects.filter(pk=earlier.pk).update(
        state="vastgesteld", decision_body="College", decision_on="2024-03-12", created_at=timezone.now() - timedelta(days=730)
    )
    scan = inside.scan(ScanState.MEASUREMENT)
    vote(inside, scan, "O.LEI", [0, 0, 6, 6, 0])
    Scan.objects.filter(pk=scan.pk).update(state="duiding")
    assert "duidelijk verbeterd" in page(inside, scan)
    assert "niet te zeggen: een van de waarden is onbekend" in page(inside, scan), "the other dimensions"


def test_what_was_taken_over_stands_beside_it_with_its_status_and_no_claim(inside):
    earlier = earlier_round(inside)
    taken = next(each for each in applicable(earlier) if each.decision == "overgenomen")
    shown = page(inside, inside.judged_scan(value="3.0"))
    assert reverse("scan:recommendation", args=[earlier.public_id, taken.code]) in shown
    assert "overgenomen, nog niet overgedragen" in shown
    assert "niet als oorzaak" in shown


def test_another_major_version_is_not_subtracted(inside):
    earlier, scan = earlier_round(inside), inside.judged_scan(value="3.0")
    Scan.objects.filter(pk=earlier.pk).update(instrument=other_major(scan.instrument), knowledge_base=other_major(scan.knowledge_base))
    shown = page(inside, scan)
    assert "andere hoofdversie" in shown
    assert "+1,00" not in shown
    assert "Oordeel" not in shown


def test_another_scale_is_not_subtracted(inside):
    earlier, scan = earlier_round(inside), inside.judged_scan(value="3.0")
    Scan.objects.filter(pk=earlier.pk).update(phase5_mode="meetellen")
    assert "De ene ronde telde fase 5 mee en de andere niet." in page(inside, scan)


def test_the_works_council_does_not_see_a_round_that_is_not_open_to_it(town):
    with tenant(town.pk):
        earlier_round(town)
        scan = town.judged_scan(ScanState.INTERPRETATION)
    assert town.client(Role.WORKS_COUNCIL).get(reverse("scan:comparison", args=[scan.public_id])).status_code == 404


def test_the_page_costs_the_same_however_much_was_taken_over(inside):
    earlier, scan = earlier_round(inside), inside.judged_scan(value="3.0")
    client, costs = inside.client(), []
    for number in (1, 12):
        codes = [each.pk for each in earlier.recommendations.order_by("code")[:number]]
        earlier.recommendations.filter(pk__in=codes).update(decision="overgenomen")
        client.get(reverse("scan:comparison", args=[scan.public_id]))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("scan:comparison", args=[scan.public_id]))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 40
