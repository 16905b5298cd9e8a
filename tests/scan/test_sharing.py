"""What of a scan goes to a partnership: the numbers of the own report, in its own digits, and nothing of answers or people."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django.utils.translation import override

from regiehuis.documents.domain.publications import as_data, content_hash
from regiehuis.documents.models import Share
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import Participation, Person
from regiehuis.organisations.services import partnerships
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.outcome_json import to_jsonable
from regiehuis.scan.domain.workflow import ORDER, Obstacle, ScanState, obstacles_to_sharing
from regiehuis.scan.presentation.shared import snapshot
from regiehuis.scan.selectors import scans as selectors
from regiehuis.scan.selectors.outcomes import outcome
from regiehuis.scan.services import reports

from .steps import Town, adopted_scan, agree, surveyed_scan

pytestmark = pytest.mark.django_db


def shared(scan):
    found = outcome(scan)
    return snapshot(scan, found, selectors.instrument_of(scan), selectors.report_of(scan, found.input_hash))


def table(report, caption):
    """A table of the report, also where it stands under a figure."""
    tables = [getattr(block, "table", block) for block in report.blocks]
    return next(each for each in tables if getattr(each, "caption", "") == caption)


@pytest.fixture
def finished(inside):
    return adopted_scan(inside)


def in_partnership(town: Town) -> Participation:
    """The municipality starts a partnership, and its secretary may enter."""
    from django.utils import timezone

    with tenant(town.pk):
        by = town.actors[Role.ADMINISTRATOR]
        made = partnerships.start(by=by, name="Samenwerking Toets", now=timezone.now())
        person = Person.objects.get(pk=town.secretary.person_id)
        partnerships.give_access(by=by, participation=made, person=person, now=timezone.now())
    return made


def test_the_numbers_are_those_of_the_report(finished, inside):
    with override("nl"):
        report = reports.content(finished, inside.pk)
        profile, levels = table(report, "Profiel in cijfers"), table(report, "Niveaus in cijfers")
    measures = shared(finished).measures
    said = {
        f"{each.group}: {each.label}": each.value.replace(".", ",") if each.value else "onbekend"
        for each in measures
        if each.label != "Niveau"
    }
    assert said == {row[0]: row[1] for row in profile.rows}
    assert {each.group: each.value.replace(".", ",") for each in measures if each.label == "Niveau"} == {
        row[0]: row[1] for row in levels.rows
    }
    assert {each.code: each.word for each in measures if each.word} == {
        each.code: row[5] for each, row in zip([m for m in measures if m.label != "Niveau"], profile.rows, strict=True)
    }


def test_the_language_of_the_reader_changes_nothing(finished):
    hashes = set()
    for language in ("nl", "en"):
        with override(language):
            hashes.add(content_hash(shared(finished)))
    assert len(hashes) == 1


def test_no_people_no_answers_no_groups(finished, inside):
    """Nothing in it but codes, words of the instrument, values and hashes: no name, no count of answers, no role group, no spread."""
    text = json.dumps(as_data(shared(finished)), ensure_ascii=False)
    for actor in inside.actors.values():
        assert actor.name not in text
    assert finished.title not in text
    assert inside.organisation.name not in text
    for word in ("responses", "groups", "spread", "dont_know", "interval", "perception"):
        assert word in json.dumps(to_jsonable(outcome(finished))), "or this test looks for nothing"
        assert word not in text


def test_of_few_answers_no_more_goes_out_than_the_report_says(inside):
    """Four of one group: their values are not shown, so they do not go out either; what is unknown stays unknown."""
    scan = surveyed_scan(inside, {"mt": 8}, {"mt": [3, 3, 3, 3]})
    found = outcome(scan)
    report = type("Report", (), {"report_hash": "x"})()
    assert {each.value for each in snapshot(scan, found, selectors.instrument_of(scan), report).measures} == {None}
    agree(scan, "2.0", codes=("O.LEI",))
    found = outcome(scan)
    values = {each.code: each.value for each in snapshot(scan, found, selectors.instrument_of(scan), report).measures}
    assert {code for code, value in values.items() if value is not None} <= {"O.LEI", "O"}
    assert values["O.LEI"] == "2.00"


@pytest.mark.parametrize("state", ScanState)
def test_only_what_a_body_adopted_goes_out(state):
    found = obstacles_to_sharing(state, has_report=True)
    assert found == ([] if ORDER.index(state) >= ORDER.index(ScanState.ADOPTED) else [Obstacle.NOT_ADOPTED_YET])
    assert Obstacle.NO_REPORT_YET in obstacles_to_sharing(state, has_report=False)


def test_the_way_over_the_pages(town):
    with tenant(town.pk):
        scan = adopted_scan(town)
    page = reverse("scan:share", args=[scan.public_id])
    browser = town.client(Role.SECRETARY)
    assert "Uw gemeente doet nog nergens aan mee" in browser.get(page).content.decode()
    made = in_partnership(town)
    assert page in browser.get(reverse("scan:detail", args=[scan.public_id])).content.decode()
    preview = browser.get(page)
    assert "Met welk samenwerkingsverband?" in preview.content.decode()
    sent = {"partnership": str(made.public_id), "gezien": preview.context["hash"]}
    stale = browser.post(page, {**sent, "gezien": "0" * 64}).content.decode()
    assert "Er is niets gedeeld." in stale
    with tenant(town.pk):
        assert not Share.objects.exists()
    assert "Gedeeld." in browser.post(page, sent, follow=True).content.decode()
    again = browser.post(page, sent, follow=True)
    assert "Er is niets opnieuw gedeeld." in again.content.decode()
    with tenant(town.pk):
        assert Share.objects.get().content_hash == preview.context["hash"]
    assert browser.post(page, {"partnership": "onzin", "gezien": sent["gezien"]}).status_code == 200


@pytest.mark.parametrize("role", Role)
def test_who_may_share(town, role):
    with tenant(town.pk):
        scan = adopted_scan(town)
    in_partnership(town)
    answer = town.client(role).get(reverse("scan:share", args=[scan.public_id]))
    expected = {Role.SECRETARY: 200, Role.ADMINISTRATOR: 200, Role.PARTNER: 404}.get(role, 403)
    assert answer.status_code == expected


def test_who_was_not_let_in_there_reads_whom_to_ask(town):
    with tenant(town.pk):
        scan = adopted_scan(town)
    made = in_partnership(town)
    with tenant(town.pk):
        from django.utils import timezone

        person = Person.objects.get(pk=town.secretary.person_id)
        partnerships.end_access(by=town.actors[Role.ADMINISTRATOR], participation=made, person=person, now=timezone.now())
    browser, page = town.client(Role.SECRETARY), reverse("scan:share", args=[scan.public_id])
    shown = browser.get(page)
    assert "U hebt zelf geen toegang" in shown.content.decode()
    assert browser.post(page, {"partnership": str(made.public_id), "gezien": shown.context["hash"]}).status_code == 200
    with tenant(town.pk):
        assert not Share.objects.exists()


def test_before_it_is_adopted_the_page_says_why_not_yet(town):
    with tenant(town.pk):
        scan = town.judged_scan()
    page = town.client(Role.SECRETARY).get(reverse("scan:share", args=[scan.public_id])).content.decode()
    assert "Delen kan nog niet" in page
    assert "vastgesteld" in page
