"""A scan goes one step at a time, back only before a body decided, and each step is written down: who, when, why."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone

from regiehuis.audit.models import Event
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.workflow import ORDER, ScanState
from regiehuis.scan.models import Instrument, KnowledgeBase, Scan, StateChange
from regiehuis.scan.presentation.overview import stones
from regiehuis.scan.selectors import scans as selectors
from regiehuis.scan.services import facts, scans
from regiehuis.trail.models import Item
from tests.factories import InstrumentFactory, KnowledgeBaseFactory

from .steps import Town, adopted_scan, agree, decide_all, deliver, settings_of

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


def start(town: Town) -> Scan:
    return scans.create(by=town.lead, settings=settings_of(town, sponsor_id=town.secretary.person_id), now=NOW)


def to_the_end(town: Town) -> Scan:
    """From concept to closed, doing in each state what it asks for and nothing more."""
    scan = start(town)
    prepare = {
        ScanState.CONCEPT: lambda: None,
        ScanState.INTAKE: lambda: [scans.check_off(by=town.lead, scan=scan, item=item, done_on=NOW.date()) for item in selectors.CHECKLIST],
        ScanState.MEASUREMENT: lambda: agree(scan),
        ScanState.INTERPRETATION: lambda: scans.record_talk(by=town.lead, scan=scan, recognised_type="III", note="", talk_on=NOW.date()),
        ScanState.REPORT: lambda: (
            decide_all(town, scan),
            deliver(scan),
            scans.record_decision(by=town.lead, scan=scan, body="College", decided_on=NOW.date(), today=NOW.date(), document="Z-1"),
        ),
    }
    for state in ORDER[:-1]:
        assert scan.state == state
        prepare.get(state, lambda: None)()
        scan = scans.advance(by=town.lead, scan=scan, now=NOW)
    return scan


def test_a_scan_passes_every_state_in_order_and_each_is_written_down(inside):
    scan = to_the_end(inside)
    assert scan.state == ScanState.CLOSED
    changes = list(scan.state_changes.order_by("id"))
    assert [change.state for change in changes] == list(ORDER)
    assert {(change.by_name, change.at, change.reason) for change in changes} == {(inside.lead.name, NOW, "")}


def test_each_step_is_one_line_in_the_audit_log(inside):
    scan = to_the_end(inside)
    lines = Event.objects.filter(event="scan.state.changed").order_by("pk")
    assert [(line.detail["van"], line.detail["naar"]) for line in lines] == list(pairwise(ORDER))
    assert {(line.by, line.by_name, line.subject) for line in lines} == {(inside.lead.user_id, inside.lead.name, str(scan.public_id))}
    assert Event.objects.filter(event="scan.scan.created").count() == 1


def test_the_golden_thread_follows_the_state(inside):
    scan = start(inside)
    assert (Item.objects.get().status, Item.objects.get().title) == (ScanState.CONCEPT, "I-scan 2026")
    scans.advance(by=inside.lead, scan=scan, now=NOW)
    assert Item.objects.get().status == ScanState.INTAKE


def test_a_new_scan_uses_the_newest_instrument_with_its_own_recommendations(inside):
    newest = InstrumentFactory()
    InstrumentFactory(code="andere-vragenlijst", loaded_at=NOW)
    Instrument.objects.filter(code="andere-vragenlijst").update(loaded_at=NOW)
    own = KnowledgeBaseFactory()
    KnowledgeBaseFactory(code="vreemd", instrument_code="andere-vragenlijst")
    scan = start(inside)
    assert (scan.instrument_id, scan.knowledge_base_id) == (newest.pk, own.pk)
    assert scan.lead_id == inside.lead.person_id
    assert scan.k == 5


def test_without_reference_data_no_scan_starts_and_the_message_names_the_command(inside):
    KnowledgeBase.objects.all().delete()
    with pytest.raises(LookupError, match="load-reference"):
        start(inside)
    assert Scan.objects.count() == 0


@pytest.mark.parametrize("state", [ScanState.INTAKE, ScanState.MEASUREMENT, ScanState.INTERPRETATION, ScanState.REPORT])
def test_one_step_back_with_its_reason(inside, state):
    scan = scans.go_back(by=inside.lead, scan=inside.judged_scan(state), reason="Een feit klopt niet.", now=NOW)
    assert scan.state == ORDER[ORDER.index(state) - 1]
    change = StateChange.objects.get()
    assert (change.state, change.reason, change.by_name, change.at) == (scan.state, "Een feit klopt niet.", inside.lead.name, NOW)
    line = Event.objects.get(event="scan.state.changed")
    assert (line.detail, line.reason) == ({"van": state, "naar": scan.state}, "Een feit klopt niet.")


def test_back_and_forth_keeps_what_was_decided(inside):
    """A step back is for mending, not for starting over."""
    scan = inside.judged_scan(ScanState.REPORT)
    decide_all(inside, scan)
    before = {each.code: (each.decision, each.reason) for each in scan.recommendations.all()}
    scan = scans.go_back(by=inside.lead, scan=scan, reason="Een feit klopt niet.", now=NOW)
    facts.record(by=inside.lead, scan=scan, key="cultuur", value="open", source="interview", remark="", is_released=True)
    assert {each.code: (each.decision, each.reason) for each in scan.recommendations.all()} == before


def test_the_state_that_counts_is_the_stored_one(inside):
    """Two people press the same button: the second works on what the first left, not on what their page showed."""
    scan = inside.scan(ScanState.CONCEPT)
    seen = Scan.objects.get(pk=scan.pk)
    scans.advance(by=inside.lead, scan=scan, now=NOW)
    with pytest.raises(Exception, match="checklist_open"):
        scans.advance(by=inside.lead, scan=seen, now=NOW)
    assert Scan.objects.get().state == ScanState.INTAKE


def test_the_checklist_keeps_the_day_and_a_tick_can_be_taken_away(inside):
    scan = inside.scan(ScanState.INTAKE)
    scans.check_off(by=inside.lead, scan=scan, item="works_council_informed", done_on=NOW.date())
    assert Scan.objects.get().checklist == {"works_council_informed": "2026-03-12"}
    scans.check_off(by=inside.lead, scan=scan, item="works_council_informed", done_on=None)
    assert Scan.objects.get().checklist == {}
    assert [line.detail for line in Event.objects.order_by("pk")] == [
        {"works_council_informed": "2026-03-12"},
        {"works_council_informed": False},
    ]


def test_an_unknown_item_of_the_checklist_is_a_mistake_of_ours(inside):
    with pytest.raises(ValueError, match="koffie"):
        scans.check_off(by=inside.lead, scan=inside.scan(ScanState.INTAKE), item="koffie", done_on=NOW.date())


def test_talk_and_decision_are_kept_with_day_and_words(inside):
    scan = inside.judged_scan(ScanState.REPORT)
    scans.record_talk(by=inside.lead, scan=scan, recognised_type="IV", note="Wij herkennen het.", talk_on=NOW.date())
    scans.record_decision(by=inside.lead, scan=scan, body="College", decided_on=NOW.date(), today=NOW.date(), document="Z-2026-1")
    stored = Scan.objects.get()
    assert (stored.recognised_type, stored.talk_note, stored.talk_on) == ("IV", "Wij herkennen het.", NOW.date())
    assert (stored.decision_body, stored.decision_on, stored.decision_document) == ("College", NOW.date(), "Z-2026-1")


def test_the_note_of_the_talk_is_not_copied_into_the_audit_log(inside):
    """It may hold what somebody said; the log cannot be changed afterwards."""
    scans.record_talk(by=inside.lead, scan=inside.judged_scan(), recognised_type="IV", note="Wij herkennen het.", talk_on=NOW.date())
    assert "herkennen" not in repr(list(Event.objects.values_list()))


def test_the_path_shows_what_is_done_what_is_now_and_what_is_to_come(inside):
    scan = adopted_scan(inside)
    assert [stone.state for stone in stones(scan)] == ["done", "done", "done", "done", "done", "planned"]
    scan = scans.advance(by=inside.lead, scan=scan, now=timezone.now())
    assert [stone.state for stone in stones(scan)] == ["done"] * 6
    scan = inside.scan(ScanState.MEASUREMENT)
    assert [stone.state for stone in stones(scan)] == ["done", "now", "planned", "planned", "planned", "planned"]


def test_a_scan_of_another_municipality_cannot_be_taken_further(inside):
    other = Town.found()
    with tenant(other.pk):
        theirs = other.scan(ScanState.CONCEPT)
    with pytest.raises(Scan.DoesNotExist):
        scans.advance(by=inside.lead, scan=theirs, now=NOW)


@pytest.mark.parametrize(("state", "page"), [
    (ScanState.CONCEPT, "intake"), (ScanState.MEASUREMENT, "interpretation"), (ScanState.INTERPRETATION, "recommendations"), (ScanState.REPORT, "detail"),
])  # fmt: skip
def test_whoever_takes_a_step_lands_where_its_work_begins(town, state, page):
    with tenant(town.pk):
        if state == ScanState.REPORT:
            scan = town.judged_scan(state, decision_body="College", decision_on=NOW.date())
            decide_all(town, scan)
            deliver(scan)
        else:
            scan = town.judged_scan(state, talk_on=NOW.date())
    answered = town.client().post(reverse("scan:advance", args=[scan.public_id]))
    assert answered["Location"] == reverse(f"scan:{page}", args=[scan.public_id])


def test_whoever_cannot_take_a_step_stays_and_reads_why(town):
    with tenant(town.pk):
        scan = town.scan(ScanState.INTAKE)
    answered = town.client().post(reverse("scan:advance", args=[scan.public_id]), follow=True)
    assert answered.redirect_chain[0][0] == reverse("scan:detail", args=[scan.public_id])
    assert "De controlelijst van de intake is nog niet af." in answered.content.decode()


def test_the_workshop_page_says_what_each_card_means_beside_its_votes(town):
    with tenant(town.pk):
        scan = town.scan()
        dimension = selectors.instrument_of(scan).dimension("I.GEG")
    page = unescape(town.client().get(reverse("scan:workshop-dimension", args=[scan.public_id, "I.GEG"])).content.decode())
    for number, (word, picture) in enumerate(zip(dimension.words, dimension.pictures, strict=True), 1):
        assert f"<b>{number}. {word}</b>" in page
        assert picture in page
        assert f"Eerste stemming: {number}. {word}" in page
        assert f"Tweede stemming: {number}. {word}" in page


def test_the_step_is_counted_on_overview_and_interpretation(town):
    with tenant(town.pk):
        scan = town.judged_scan()
    for page in ("detail", "interpretation"):
        shown = town.client().get(reverse(f"scan:{page}", args=[scan.public_id])).content.decode()
        assert "Stap 3 van 6" in shown, page
        assert "13 van 13 dimensies afgesproken" in shown, page
