"""What the municipality decides on each recommendation, in which order it puts them, and what the programme gets."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from regiehuis.audit.models import Event
from regiehuis.documents.domain.content import plain_text
from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.workflow import Decision, ScanState
from regiehuis.scan.models import IssuedRecommendation, Scan
from regiehuis.scan.selectors import scans as selectors
from regiehuis.scan.services import outcomes, recommendations, reports, scans
from regiehuis.trail.models import Item, Link

from .steps import Town, adopted_scan, agree, applicable, decide

PAYLOAD = {"scan", "nummer", "tekst", "geadresseerde", "dimensie", "prioriteit", "bron", "evidence", "measure", "working_group"}


@pytest.fixture
def scan(inside) -> Scan:
    return inside.judged_scan()


# ---- decisions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("decision", "given", "kept"), [
    (Decision.ADOPTED, {}, {}),
    (Decision.ADOPTED, {"later_on": date(2027, 1, 1), "adapted_text": "Anders"}, {}),
    (Decision.ADAPTED, {"adapted_text": "Doe het zo."}, {"adapted_text": "Doe het zo."}),
    (Decision.REJECTED, {"reason": "Geen geld."}, {"reason": "Geen geld."}),
    (Decision.LATER, {"later_on": date(2027, 1, 1), "reason": "Eerst de fusie."}, {"later_on": date(2027, 1, 1), "reason": "Eerst de fusie."}),
])  # fmt: skip
def test_a_decision_keeps_what_belongs_to_it_and_nothing_else(inside, scan, decision, given, kept):
    now = timezone.now()
    decide(inside, applicable(scan)[0], decision, now=now, **given)
    stored = applicable(scan)[0]
    assert stored.decision == decision
    assert {"reason": stored.reason, "later_on": stored.later_on, "adapted_text": stored.adapted_text} == {
        "reason": "",
        "later_on": None,
        "adapted_text": "",
    } | kept
    assert (stored.decided_by, stored.decided_at) == (inside.secretary.name, now)


def test_a_decision_leaves_what_somebody_else_changed_meanwhile(inside, scan):
    """Two people have the page open: one puts it elsewhere, the other decides on what was read before."""
    read_before = selectors.in_own_order(applicable(scan), selectors.knowledge_base_of(scan))[1]
    recommendations.move(by=inside.secretary, scan=scan, code=read_before.code, steps=-1)
    decide(inside, read_before)
    stored = scan.recommendations.get(pk=read_before.pk)
    assert (stored.own_place, stored.decision) == (1, Decision.ADOPTED)


@pytest.mark.parametrize(("decision", "reason", "kept"), [
    (Decision.REJECTED, None, "Geen geld."), (Decision.REJECTED, "Geen tijd.", "Geen tijd."), (Decision.ADOPTED, None, ""),
])  # fmt: skip
def test_what_is_left_out_stays_only_while_the_decision_does(inside, scan, decision, reason, kept):
    first = applicable(scan)[0]
    decide(inside, first, Decision.REJECTED, reason="Geen geld.")
    recommendations.amend(
        by=inside.secretary, recommendation=first, decision=decision, reason=reason, later_on=None, adapted_text=None, now=timezone.now()
    )
    assert scan.recommendations.get(pk=first.pk).reason == kept
    assert Event.objects.latest("pk").reason == kept


def test_a_decision_may_be_changed_and_leaves_nothing_of_the_earlier_one(inside, scan):
    decide(inside, applicable(scan)[0], Decision.ADAPTED, adapted_text="Doe het zo.")
    decide(inside, applicable(scan)[0], Decision.LATER, later_on=date(2027, 1, 1))
    stored = applicable(scan)[0]
    assert (stored.adapted_text, stored.later_on) == ("", date(2027, 1, 1))


def test_each_decision_is_one_line_in_the_audit_log_with_its_reason(inside, scan):
    first = applicable(scan)[0]
    decide(inside, first, Decision.REJECTED, reason="Geen geld.")
    line = Event.objects.get(event="scan.recommendation.decided")
    assert (line.subject, line.detail, line.reason, line.by_name) == (
        f"{scan.public_id}/{first.code}",
        {"besluit": "niet overgenomen"},
        "Geen geld.",
        inside.secretary.name,
    )


@pytest.mark.parametrize("values", [{"decision": Decision.REJECTED, "reason": ""}, {"decision": Decision.LATER, "later_on": None}])
def test_the_database_itself_refuses_a_decision_that_lacks_its_reason_or_date(scan, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedRecommendation.objects.filter(pk=applicable(scan)[0].pk).update(**values)


def test_new_values_change_the_judgement_and_leave_the_decision(inside, scan):
    first = applicable(scan)[0]
    decide(inside, first, Decision.REJECTED, reason="Geen geld.")
    before = IssuedRecommendation.objects.get(pk=first.pk)
    agree(scan, "4.0")
    outcomes.refresh(scan)
    after = IssuedRecommendation.objects.get(pk=first.pk)
    assert after.score != before.score
    assert (after.decision, after.reason, after.decided_by) == (before.decision, "Geen geld.", before.decided_by)


def test_a_rejected_recommendation_has_its_reason_in_the_report(inside, scan):
    decide(inside, applicable(scan)[0], Decision.REJECTED, reason="Geen geld in 2026.")
    words = plain_text(reports.content(Scan.objects.get(), inside.pk))
    assert "Besluit: niet overgenomen. Geen geld in 2026." in words


def test_an_adapted_recommendation_is_in_the_report_as_the_municipality_worded_it(inside, scan):
    first = applicable(scan)[0]
    decide(inside, first, Decision.ADAPTED, adapted_text="Wij doen dit samen met de buurgemeenten.")
    words = plain_text(reports.content(Scan.objects.get(), inside.pk))
    assert f"{first.code}. Wij doen dit samen met de buurgemeenten." in words


def test_more_than_ten_adopted_at_once_warns(town):
    with tenant(town.pk):
        scan = town.judged_scan()
        found = applicable(scan)
        for each in found[:10]:
            decide(town, each)
    page = reverse("scan:recommendations", args=[scan.public_id])
    assert "Kies minder" not in town.client().get(page).content.decode()
    with tenant(town.pk):
        decide(town, found[10])
    assert "Kies minder: wat kan de eerste drie sprints?" in town.client().get(page).content.decode()


# ---- an order of one's own ---------------------------------------------------------------------------------------------


def listed(scan: Scan) -> list[str]:
    found = scan.recommendations.filter(verdict="van toepassing")
    return [each.code for each in selectors.in_own_order(found, selectors.knowledge_base_of(scan))]


@pytest.mark.parametrize(("place", "steps", "becomes"), [(3, -1, 2), (0, 1, 1), (0, -1, 0), (2, -99, 0), (1, 99, -1)])
def test_a_recommendation_moves_by_its_steps_and_never_past_an_end(inside, scan, place, steps, becomes):
    before = listed(scan)
    moved = before[place]
    recommendations.move(by=inside.secretary, scan=scan, code=moved, steps=steps)
    after = listed(scan)
    assert after[becomes] == moved
    assert [code for code in after if code != moved] == [code for code in before if code != moved]


def test_moving_there_and_back_restores_the_order(inside, scan):
    before = listed(scan)
    for steps in (2, -2):
        recommendations.move(by=inside.secretary, scan=scan, code=before[4], steps=steps)
    assert listed(scan) == before


@pytest.mark.parametrize("kind", ["unknown", "of-another-actor", "not-applicable"])
def test_only_what_is_in_the_list_can_be_moved(inside, scan, kind):
    other = {"unknown": lambda: "9.9-Z9", "of-another-actor": lambda: applicable(scan, "centraal")[0].code,
             "not-applicable": lambda: scan.recommendations.exclude(verdict="van toepassing").first().code}[kind]()  # fmt: skip
    with pytest.raises(LookupError):
        recommendations.move(by=inside.secretary, scan=scan, code=other, steps=1)


# ---- handing over ------------------------------------------------------------------------------------------------------


def handed_over(town: Town, *, adopted: int = 3) -> Scan:
    return scans.advance(by=town.lead, scan=adopted_scan(town, adopted=adopted), now=timezone.now())


def items() -> list[Item]:
    return list(Item.objects.filter(kind="recommendation").order_by("key"))


def test_each_adopted_recommendation_becomes_work_and_no_other(inside):
    scan = handed_over(inside)
    accepted = {each.code for each in scan.recommendations.filter(decision="overgenomen")}
    assert len(accepted) == 3
    assert {item.payload["nummer"] for item in items()} == accepted
    assert {item.status for item in items()} == {"adopted"}


def test_the_programme_gets_every_column(inside):
    scan = handed_over(inside)
    sources = {each.code: each for each in selectors.knowledge_base_of(scan).recommendations}
    issued = {each.code: each for each in scan.recommendations.all()}
    for item in items():
        code = item.payload["nummer"]
        source = sources[code]
        assert set(item.payload) == PAYLOAD
        assert item.payload == {
            "scan": str(scan.public_id), "nummer": code, "tekst": source.text, "geadresseerde": "gemeente", "dimensie": list(source.dimensions),
            "prioriteit": issued[code].rank, "bron": source.source, "evidence": issued[code].evidence, "measure": source.measure,
            "working_group": source.working_group,
        }  # fmt: skip
        assert (item.module, item.key, item.payload_version) == ("scan", f"{scan.public_id}/{code}", 1)


def test_an_adapted_recommendation_goes_over_as_the_municipality_worded_it(inside):
    scan = inside.judged_scan(ScanState.REPORT)
    decide(inside, applicable(scan)[0], Decision.ADAPTED, adapted_text="Wij doen dit samen.")
    recommendations.hand_over(by=inside.lead, scan=scan)
    assert [(item.title, item.payload["tekst"]) for item in items()] == [("Wij doen dit samen.", "Wij doen dit samen.")]
    assert [item.status_word for item in items()] == ["Aangepast overgenomen"]


def test_every_item_exists_because_of_the_scan(inside):
    scan = handed_over(inside)
    links = Link.objects.select_related("source", "target")
    assert {(link.kind, link.target.kind, link.target.key) for link in links} == {("because_of", "scan", str(scan.public_id))}
    assert {link.source_id for link in links} == {item.pk for item in items()}


def test_handing_over_twice_changes_nothing(inside):
    scan = handed_over(inside)
    before = (list(Item.objects.order_by("pk").values()), list(Link.objects.order_by("pk").values()))
    assert recommendations.hand_over(by=inside.lead, scan=scan) == 3
    assert (list(Item.objects.order_by("pk").values()), list(Link.objects.order_by("pk").values())) == before


def test_an_item_leads_back_to_its_card_and_the_card_of_the_scan_to_the_thread(town):
    with tenant(town.pk):
        scan = handed_over(town)
        item = items()[0]
        of_scan = Item.objects.get(kind="scan")
    page = town.client(Role.COUNCIL).get(item.url.split("#")[0]).content.decode()
    assert f'id="{item.payload["nummer"]}"' in page
    assert (
        reverse("trail:chain", args=[of_scan.public_id])
        in town.client().get(reverse("scan:detail", args=[scan.public_id])).content.decode()
    )


def test_the_export_has_the_columns_of_the_programme(town):
    """A municipality that runs its programme elsewhere loses nothing."""
    with tenant(town.pk):
        scan = handed_over(town)
    rows = (
        town.client().get(reverse("scan:recommendations", args=[scan.public_id]) + "?bestand=csv").content.decode("utf-8-sig").splitlines()
    )
    assert rows[0] == (
        "nummer;tekst;geadresseerde;dimensie;prioriteit;bron;onderbouwing;maat;werkgroep;oordeel;besluit;reden;"
        "plaats;oorspronkelijke tekst;opnieuw bespreken op"
    )
    assert len(rows) == 1 + len(selectors_knowledge(town, scan))
    workbook = town.client().get(reverse("scan:recommendations", args=[scan.public_id]) + "?bestand=xlsx")
    assert workbook.content.startswith(b"PK")
    assert workbook["Content-Disposition"] == 'attachment; filename="aanbevelingen.xlsx"'


def test_the_export_follows_the_order_of_the_municipality_and_keeps_both_texts(town):
    with tenant(town.pk):
        scan = town.judged_scan()
        first, second = selectors.in_own_order(applicable(scan), selectors.knowledge_base_of(scan))[:2]
        decide(town, second, Decision.ADAPTED, adapted_text="Wij doen dit samen.")
        recommendations.move(by=town.secretary, scan=scan, code=second.code, steps=-1)
        words = {each.code: each.text for each in selectors.knowledge_base_of(scan).recommendations}
    answered = town.client().get(reverse("scan:recommendations", args=[scan.public_id]) + "?bestand=csv")
    rows = list(csv.DictReader(io.StringIO(answered.content.decode("utf-8-sig")), delimiter=";"))
    placed = [row for row in rows if row["plaats"]]
    assert [row["plaats"] for row in placed] == [str(place) for place in range(1, len(placed) + 1)]
    assert rows[: len(placed)] == placed
    codes = [row["nummer"] for row in rows]
    assert codes.index(second.code) == codes.index(first.code) - 1
    (adapted,) = [row for row in rows if row["nummer"] == second.code]
    assert (adapted["tekst"], adapted["oorspronkelijke tekst"], adapted["besluit"]) == (
        "Wij doen dit samen.",
        words[second.code],
        "aangepast overgenomen",
    )


def selectors_knowledge(town: Town, scan: Scan):
    with tenant(town.pk):
        return selectors.knowledge_base_of(scan).recommendations
