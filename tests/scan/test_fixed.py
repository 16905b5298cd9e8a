"""What is fixed is shown as fixed: no button that can only refuse, and nothing changes whatever is sent."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.urls import reverse

from regiehuis.documents.models import Progress
from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.workflow import ScanState
from regiehuis.scan.models import Scan
from regiehuis.scan.selectors import scans as selectors

from .steps import CODES, adopted_scan, deliver, everything_stored

FIXED = "De gegevens staan vast"
FORMS = [
    ("intake", (), {}),
    ("settings", (), {"title": "Anders"}),
    ("workshop-dimension", ("O.LEI",), {"form": "agreed", "a-value": "4", "a-reason": "Anders"}),
    ("talk", (), {"talk_on": "2026-11-02", "recognised_type": "III", "note": "Anders"}),
    ("ambition", (), {"O.LEI": "4"}),
    ("decision", (), {"body": "Raad", "decided_on": "2026-11-01", "document": "Z-2"}),
]


@pytest.mark.parametrize(("name", "more", "sent"), FORMS, ids=[name for name, *_ in FORMS])
def test_after_the_decision_a_form_only_shows_what_it_holds(town, name, more, sent):
    with tenant(town.pk):
        scan = adopted_scan(town)
        before = everything_stored()
    path = reverse(f"scan:{name}", args=[scan.public_id, *more])
    page = town.client().get(path).content.decode()
    main = page[page.index("<main") : page.index("</main")]
    assert FIXED in main
    assert "<button" not in main.replace('<button type="button"', "")
    for field in ("<input", "<select", "<textarea"):
        for tag in main.split(field)[1:]:
            attributes = tag.split(">")[0]
            assert "disabled" in attributes or 'type="hidden"' in attributes, f"{name}: {field}{attributes}>"
    town.client().post(path, sent)
    with tenant(town.pk):
        after = everything_stored()
    assert after == before


def test_before_the_decision_the_same_forms_have_their_buttons(town):
    with tenant(town.pk):
        scan = town.judged_scan(ScanState.REPORT)
    for name, more, _sent in FORMS:
        page = town.client().get(reverse(f"scan:{name}", args=[scan.public_id, *more])).content.decode()
        assert FIXED not in page, name
        assert "Bewaar" in page or "Leg het besluit vast" in page, name


def test_why_an_answer_was_refused_goes_with_the_refusal(town):
    """The script that saves says the reason beside the question, in place of a bare "niet opgeslagen"."""
    with tenant(town.pk):
        scan = town.scan(ScanState.INTAKE)
        (fact, *_) = [each for each in selectors.instrument_of(scan).facts if each.key == "inwoners"]
    path = reverse("scan:fact", args=[scan.public_id, fact.key])
    refused = town.client().post(path, {"inwoners-value": "een heleboel"}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert unquote(refused["Rh-Reason"]).endswith(".")
    assert refused["Rh-Reason"].isascii()
    saved = town.client().post(path, {"inwoners-value": "45000"}, headers={"HX-Request": "true"})
    assert saved.status_code == 200
    assert "Rh-Reason" not in saved


def test_wanting_less_than_there_is_is_stored_and_asked_about(town):
    with tenant(town.pk):
        scan = town.judged_scan(value="3.0")
    path = reverse("scan:ambition", args=[scan.public_id])
    assert town.client().get(path).content.decode().count("Nu: 3") == len(CODES)
    page = town.client().post(path, {"O.LEI": "2", "O.BEL": "3"}, follow=True).content.decode()
    (warning,) = [line for line in page.splitlines() if "Lager dan het nu is" in line]
    assert "Leiderschap" in warning or "leid" in warning.lower()
    with tenant(town.pk):
        assert Scan.objects.get().ambition == {"O.LEI": 2, "O.BEL": 3}


def test_after_the_decision_the_report_of_the_council_stands_first(town):
    """With the decision in it; making another with the same content would only raise the question which one holds."""
    with tenant(town.pk):
        scan = adopted_scan(town)
        Progress.objects.update(state=Progress.State.DONE)
    path = reverse("scan:report", args=[scan.public_id])
    assert "Maak het rapport" in town.client().get(path).content.decode()
    assert "Rapport voor de raad, met het besluit" not in town.client().get(path).content.decode()
    with tenant(town.pk):
        deliver(scan)
    for role in (Role.SCAN_LEAD, Role.COUNCIL):
        page = town.client(role).get(path).content.decode()
        assert page.count("Rapport voor de raad, met het besluit") == 1
        assert "Eerdere rapporten" in page
        assert reverse("scan:report-make", args=[scan.public_id]) not in page
