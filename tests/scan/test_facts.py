"""The intake: what is known, what was asked and stayed unknown, what was never asked, and what only the lead may see."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from regiehuis.audit.models import Event
from regiehuis.documents.domain.content import plain_text
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import Organisation
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.workflow import ScanState
from regiehuis.scan.models import IntakeFact, Scan
from regiehuis.scan.selectors.outcomes import known_facts, outcome
from regiehuis.scan.services import facts, reports, scans
from regiehuis.trail.models import Item
from tests.factories import OrganisationFactory

from .steps import Town, applicable, decide, deliver, everything_stored

SENSITIVE, SECRET = "secretaris", "eerder_zwak"
SECRET_WORDS = "Geeft eerder zwak leiding"
NOW = timezone.now


def record(town: Town, scan: Scan, key: str, value: object, **options: object) -> None:
    given = {"source": "interview", "remark": "", "is_released": True} | options
    facts.record(by=town.lead, scan=scan, key=key, value=value, **given)


def save(town: Town, scan: Scan, key: str, *, role: Role = Role.SCAN_LEAD, htmx: bool = True, **values: str):
    """Send one question of the intake, as the page does by itself after each change."""
    data = {f"{key}-{name}": value for name, value in values.items()}
    headers = {"HX-Request": "true"} if htmx else {}
    return town.client(role).post(reverse("scan:fact", args=[scan.public_id, key]), data, headers=headers)


@pytest.fixture
def scan(town) -> Scan:
    with tenant(town.pk):
        return town.scan(ScanState.INTAKE)


# ---- kinds -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "typed", "stored"), [
    pytest.param("inwoners", "48200", 48200, id="whole-number"),
    pytest.param("ict_aantal", "0", 0, id="none-at-all-is-known"),
    pytest.param("ict_fte", "2,75", 2.75, id="decimal-with-a-comma"),
    pytest.param("ict_fte", "2.75", 2.75, id="decimal-with-a-point"),
    pytest.param("ict_ehbco", "ja", True, id="yes"),
    pytest.param("ict_ehbco", "nee", False, id="no"),
    pytest.param("cultuur", "gesloten", "gesloten", id="choice"),
    pytest.param("cultuur", "onbekend", None, id="choice-unknown"),
    pytest.param("ict_ehbco", "onbekend", None, id="yes-or-no-unknown"),
])  # fmt: skip
def test_every_kind_of_answer_is_stored_as_the_rules_take_it(town, scan, key, typed, stored):
    assert save(town, scan, key, value=typed, source="document", remark="Uit het jaarverslag").status_code == 200
    with tenant(town.pk):
        found = IntakeFact.objects.get()
    assert (found.key, found.value, found.source, found.remark) == (key, stored, "document", "Uit het jaarverslag")
    assert type(found.value) is type(stored)


def test_unknown_is_an_answer_of_a_number_too(town, scan):
    assert save(town, scan, "inwoners", value="", unknown="on").status_code == 200
    with tenant(town.pk):
        assert IntakeFact.objects.get().value is None
        assert known_facts(scan) == {}


def test_asked_and_unknown_is_not_the_same_as_never_asked(town, scan):
    save(town, scan, "cultuur", value="onbekend")
    page = town.client().get(reverse("scan:intake", args=[scan.public_id])).content.decode()
    assert "1 van 25 vragen beantwoord, 0 bekend" in page


def test_a_later_answer_replaces_the_earlier_one(town, scan):
    save(town, scan, "cultuur", value="open")
    save(town, scan, "cultuur", value="gesloten")
    with tenant(town.pk):
        assert [fact.value for fact in IntakeFact.objects.all()] == ["gesloten"]


@pytest.mark.parametrize(("key", "typed", "said"), [
    ("inwoners", "abc", "Voer een geheel getal in."), ("inwoners", "7,5", "Voer een geheel getal in."), ("inwoners", "0", "minstens"), ("inwoners", "-3", "minstens"),
    ("inwoners", "9" * 30, "hoogstens"), ("ict_fte", "veel", "Voer een getal in."), ("ict_fte", "-1", "minstens"), ("ict_fte", "1,234", "2 cijfers achter de komma"),
    ("ict_fte", "NaN", "Voer een getal in."), ("ict_fte", "1e9", "hoogstens"), ("cultuur", "vrolijk", "vrolijk"), ("ict_ehbco", "true", "true"),
])  # fmt: skip
def test_a_wrong_answer_is_refused_in_dutch_with_what_was_typed(town, scan, key, typed, said):
    with tenant(town.pk):
        before = everything_stored()
    assert save(town, scan, key, value=typed).status_code == 422
    answered = save(town, scan, key, htmx=False, value=typed, remark="Mijn opmerking")
    page = answered.content.decode()
    assert answered.status_code == 422
    assert said in page
    assert "Mijn opmerking" in page
    if key not in ("cultuur", "ict_ehbco"):
        assert f'value="{typed}"' in page
    with tenant(town.pk):
        assert everything_stored() == before


def test_a_number_and_unknown_together_ask_to_choose(town, scan):
    answered = save(town, scan, "inwoners", htmx=False, value="48200", unknown="on")
    assert answered.status_code == 422
    assert "U vulde een getal in en koos ook &#x27;Onbekend&#x27;. Kies er een." in answered.content.decode()
    with tenant(town.pk):
        assert IntakeFact.objects.count() == 0


@pytest.mark.parametrize("key", ["koffie", "O-LEI", "inwoners2"])
def test_a_question_that_the_instrument_does_not_ask_does_not_exist(town, scan, key):
    assert save(town, scan, key, value="1").status_code == 404


# ---- saving while typing -----------------------------------------------------------------------------------------------


def test_each_answer_comes_back_as_the_characteristics_only(town, scan):
    """The page keeps its fields and focus; only the test beside them is replaced."""
    page = save(town, scan, "cultuur", value="open").content.decode()
    assert 'id="kenmerken"' in page
    assert 'hx-swap-oob="true"' in page
    assert "<html" not in page
    assert "<input" not in page


def test_without_javascript_the_page_comes_back_at_the_question(town, scan):
    answered = save(town, scan, "cultuur", htmx=False, value="open")
    assert (answered.status_code, answered["Location"]) == (302, f"/scan/{scan.public_id}/intake/#cultuur")


# ---- written down ------------------------------------------------------------------------------------------------------


def test_the_audit_log_tells_that_a_fact_changed_and_not_what_it_says(inside):
    scan = inside.scan(ScanState.INTAKE)
    record(inside, scan, SENSITIVE, SECRET)
    record(inside, scan, SENSITIVE, None)
    lines = Event.objects.order_by("pk")
    assert [(line.event, line.subject, line.detail) for line in lines] == [
        ("scan.fact.recorded", f"{scan.public_id}/{SENSITIVE}", {"bekend": True}), ("scan.fact.recorded", f"{scan.public_id}/{SENSITIVE}", {"bekend": False}),
    ]  # fmt: skip


def test_a_fact_that_is_added_after_the_interpretation_changes_the_outcome_at_once(inside):
    """2.1-G1 cannot be judged on a fact that is missing (R14)."""
    scan = inside.judged_scan(value="3.5")
    before = scan.outcomes.count()
    assert outcome(scan).recommendation("2.1-G1").verdict == "niet te beoordelen"
    record(inside, scan, "netwerk_buiten", "traag")
    assert scan.recommendations.get(code="2.1-G1").verdict == "van toepassing"
    assert scan.outcomes.count() == before + 1


def test_a_fact_before_the_interpretation_computes_nothing_yet(inside):
    scan = inside.scan(ScanState.INTAKE)
    record(inside, scan, "cultuur", "open")
    assert scan.outcomes.count() == 0


# ---- what only the lead may see ----------------------------------------------------------------------------------------


def scan_with_a_secret(town: Town, *, released: bool = False, value: object = SECRET) -> Scan:
    """A decided scan, handed over, with a report: everything that anybody can look at."""
    scan = town.judged_scan(ScanState.REPORT)
    record(town, scan, SENSITIVE, value, is_released=released, remark="Vertrouwelijk verteld")
    record(town, scan, "cultuur", "open")
    for each in applicable(scan):
        decide(town, each)
    deliver(scan)
    scans.record_decision(
        by=town.lead, scan=scan, body="College", decided_on=timezone.localdate(), today=timezone.localdate(), document="Z-1"
    )
    for _ in range(2):
        scan = scans.advance(by=town.lead, scan=scan, now=NOW())
    return scan


def test_a_sensitive_fact_is_in_the_report_only_when_it_was_released(inside):
    for released in (False, True):
        words = " ".join(plain_text(reports.content(scan_with_a_secret(inside, released=released), inside.pk)))
        assert (SECRET_WORDS in words) is released
        assert "Hoe leidt de secretaris" in words if released else "Hoe leidt de secretaris" not in words
        assert "Open" in words, "the other facts are there"
        assert "Vertrouwelijk verteld" not in words, "a remark never is"


def test_only_the_lead_meets_a_sensitive_fact_on_any_page(town):
    """Also when it was released: then it is in the report, and still not on a page."""
    with tenant(town.pk):
        scan = scan_with_a_secret(town)
        report = scan.reports.get()
        thread = list(Item.objects.values_list("public_id", flat=True))
        codes = list(scan.recommendations.values_list("code", flat=True))
    arguments = {"report-read": [report.public_id], "workshop-dimension": ["O.LEI"]}
    names = (
        "detail",
        "interpretation",
        "talk",
        "ambition",
        "recommendations",
        "report",
        "report-read",
        "decision",
        "intake",
        "workshop",
        "go-back",
    )
    paths = [reverse(f"scan:{name}", args=[scan.public_id, *arguments.get(name, [])]) for name in names]
    paths += [
        reverse("scan:recommendations", args=[scan.public_id]) + f"?{query}" for query in ("tab=onbekend", "bestand=csv", "tab=centraal")
    ]
    paths += [reverse("scan:chart-csv", args=[scan.public_id, name]) for name in ("profiel", "type", "afstemming", "interoperabiliteit")]
    paths += [reverse("scan:recommendation", args=[scan.public_id, code]) for code in codes[::6]]
    paths += [reverse("trail:chain", args=[public_id]) for public_id in thread[:3]]
    paths += ["/", "/scan/", "/logboek/"]
    for role in (Role.SECRETARY, Role.MANAGEMENT, Role.COUNCIL, Role.WORKS_COUNCIL, Role.ADMINISTRATOR):
        browser = town.client(role)
        for path in paths:
            page = browser.get(path).content.decode()
            assert SECRET not in page, (role, path)
            assert SECRET_WORDS not in page, (role, path)
            assert "Vertrouwelijk" not in page, (role, path)
    assert SECRET_WORDS in town.client().get(reverse("scan:intake", args=[scan.public_id])).content.decode()


def test_what_the_programme_gets_holds_no_sensitive_fact(inside):
    scan_with_a_secret(inside)
    payloads = repr(list(Item.objects.values_list("payload", flat=True)))
    assert "culturele" not in payloads
    assert SECRET not in payloads
    assert SENSITIVE not in payloads


def test_a_sensitive_fact_starts_unreleased_and_the_others_start_released(town, scan):
    save(town, scan, SENSITIVE, value=SECRET)
    save(town, scan, "cultuur", value="open")
    with tenant(town.pk):
        assert dict(IntakeFact.objects.values_list("key", "is_released")) == {SENSITIVE: False, "cultuur": True}
    save(town, scan, SENSITIVE, value=SECRET, is_released="on")
    with tenant(town.pk):
        assert IntakeFact.objects.get(key=SENSITIVE).is_released


def test_the_intake_of_another_municipality_does_not_exist(town, scan):
    other = Town.found()
    OrganisationFactory()
    assert other.client().get(reverse("scan:intake", args=[scan.public_id])).status_code == 404
    assert save(other, scan, "cultuur", value="open").status_code == 404


# ---- what Regiehuis knows already --------------------------------------------------------------------------------------


def test_the_number_of_inhabitants_is_proposed_and_taken_over_only_when_asked(town, scan):
    Organisation.objects.filter(pk=town.pk).update(inhabitants=48200, inhabitants_year=2025, inhabitants_source="CBS")
    browser, intake = town.client(), reverse("scan:intake", args=[scan.public_id])
    page = browser.get(intake).content.decode()
    assert "Bekend in Regiehuis: 48.200 inwoners (2025, CBS)." in page
    assert 'value="48200"' not in page, "silently filled in, nobody would have answered it"
    with tenant(town.pk):
        assert not IntakeFact.objects.exists()
    answered = browser.post(reverse("scan:take-over", args=[scan.public_id]))
    assert answered["Location"] == f"{intake}#inwoners"
    with tenant(town.pk):
        fact = IntakeFact.objects.get()
    assert (fact.key, fact.value, fact.source, fact.remark) == ("inwoners", 48200, "proposed", "CBS, 2025")
    page = browser.get(intake).content.decode()
    assert "Bekend in Regiehuis" not in page, "there is nothing left to take over"
    assert "overgenomen uit Regiehuis" in page


def test_taking_over_keeps_the_remark_that_somebody_typed(town, scan):
    Organisation.objects.filter(pk=town.pk).update(inhabitants=48200, inhabitants_year=2025, inhabitants_source="CBS")
    save(town, scan, "inwoners", value="45100", source="document", remark="Uit de begroting, p. 3")
    for _click in range(2):
        town.client().post(reverse("scan:take-over", args=[scan.public_id]))
    with tenant(town.pk):
        fact = IntakeFact.objects.get()
    assert (fact.value, fact.source, fact.remark) == (48200, "proposed", "CBS, 2025. Uit de begroting, p. 3")


@pytest.mark.parametrize(("value", "source"), [(48200, "proposed"), (48201, "interview")])
def test_a_number_that_was_taken_over_and_changed_is_somebodys_word_again(town, scan, value, source):
    Organisation.objects.filter(pk=town.pk).update(inhabitants=48200, inhabitants_year=2025, inhabitants_source="CBS")
    town.client().post(reverse("scan:take-over", args=[scan.public_id]))
    save(town, scan, "inwoners", value=str(value), source="proposed", remark="Nagevraagd")
    with tenant(town.pk):
        fact = IntakeFact.objects.get()
    assert (fact.value, fact.source, fact.remark) == (value, source, "Nagevraagd")


def test_nobody_can_say_of_an_own_answer_that_regiehuis_knew_it(town, scan):
    save(town, scan, "cultuur", value="open", source="proposed")
    with tenant(town.pk):
        assert IntakeFact.objects.get().source == "interview"


def test_after_each_answer_counter_and_characteristics_come_back(town, scan):
    answered = save(town, scan, "cultuur", value="open").content.decode()
    assert "1 van 25 vragen beantwoord, 1 bekend" in answered
    assert 'id="kenmerken" hx-swap-oob="true"' in answered
    assert 'id="voortgang" hx-swap-oob="true"' in answered
