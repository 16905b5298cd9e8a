"""What people add to the survey in their own words: kept apart, unseen until somebody read it, and gone where answers go."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from regiehuis.audit.models import Event
from regiehuis.documents.domain.content import plain_text
from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.remarks import LONGEST_REMARK, MASK, RemarkState
from regiehuis.scan.models import Remark, ResponseInbox, Scan, SurveyInvitation
from regiehuis.scan.services import remarks, reports, surveys
from tests.factories import RemarkFactory

from .steps import K, Town, adopted_scan, cards, link_of, open_survey

INVITED = {"mt": 12}


def answered(town: Town, texts: list[str], *, close: bool = True) -> Scan:
    """A survey in which each of these texts came with an answer."""
    survey = open_survey(town, town.scan(), INVITED)
    for invitation, text in zip(survey.invitations.order_by("pk"), texts, strict=False):
        surveys.submit(token_hash=invitation.token_hash, cards={"O.LEI": 3}, today=survey.opens_on, remark=text)
    if close:
        surveys.close_round(by=town.lead, survey=survey)
    return survey.scan


def test_a_persons_number_is_not_stored(inside):
    answered(inside, ["Mijn nummer is 111222333."], close=False)
    assert ResponseInbox.objects.get().remark == f"Mijn nummer is {MASK}."


def test_remarks_leave_their_answers_when_those_move(inside):
    scan = answered(inside, [f"Tekst {number}" for number in range(2 * K)], close=False)
    assert not Remark.objects.exists()
    surveys.move_batch(scan.survey)
    assert Remark.objects.count() == K
    assert ResponseInbox.objects.count() == K
    surveys.close_round(by=inside.lead, survey=scan.survey)
    assert {each.text for each in Remark.objects.all()} == {f"Tekst {number}" for number in range(2 * K)}


def test_whoever_added_nothing_left_nothing(inside):
    answered(inside, ["", "  ", "", "", "Een"])
    assert [each.text for each in Remark.objects.all()] == ["Een"]


def test_with_too_few_answers_the_remarks_go_too(inside):
    answered(inside, ["Een", "Twee", "Drie", "Vier"])
    assert not Remark.objects.exists()


def test_nobody_reads_along_while_the_survey_is_open(inside):
    """Who sees a remark arrive may have seen who was busy."""
    scan = answered(inside, [f"Tekst {number}" for number in range(2 * K)], close=False)
    surveys.move_batch(scan.survey)
    page = inside.client().get(reverse("scan:remarks", args=[scan.public_id])).content.decode()
    assert "Tekst" not in page
    assert "Er zijn geen opmerkingen" in page
    with pytest.raises(NotAllowed):
        remarks.judge(by=inside.lead, scan=scan, remark_id=Remark.objects.first().pk, state=RemarkState.SHOWN)


def test_only_what_was_released_is_seen_and_the_log_holds_no_word_of_it(inside):
    scan = answered(inside, ["Zichtbaar", "Verborgen", "Ongelezen", "", ""])
    browser, page = inside.client(), reverse("scan:remarks", args=[scan.public_id])
    ids = {each.text: each.pk for each in Remark.objects.all()}
    for text, oordeel in {"Zichtbaar": "toon", "Verborgen": "houd-achter"}.items():
        assert browser.post(reverse("scan:remark", args=[scan.public_id, ids[text]]), {"oordeel": oordeel}).status_code == 302
    told = browser.get(page).content.decode()
    assert [told.index(text) for text in ("Ongelezen", "Zichtbaar", "Verborgen")] == sorted(told.index(text) for text in ids), (
        "unread first"
    )
    assert [event.detail for event in Event.objects.filter(event="scan.remark.judged").order_by("pk")] == [
        {"oordeel": "getoond"}, {"oordeel": "achtergehouden"},
    ]  # fmt: skip
    assert "Zichtbaar" not in "".join(map(repr, Event.objects.values_list("detail", "subject", "reason")))
    Scan.objects.filter(pk=scan.pk).update(state="duiding")
    seen = inside.client(Role.SECRETARY).get(reverse("scan:interpretation", args=[scan.public_id])).content.decode()
    report = plain_text(reports.content(Scan.objects.get(pk=scan.pk), inside.pk))
    for shown in (seen, report):
        assert "Zichtbaar" in shown
        assert "Verborgen" not in shown
        assert "Ongelezen" not in shown


def test_reading_the_same_twice_is_one_line_in_the_log(inside):
    scan = answered(inside, ["Een", "", "", "", ""])
    for _ in range(2):
        remarks.judge(by=inside.lead, scan=scan, remark_id=Remark.objects.get().pk, state=RemarkState.SHOWN)
    assert Event.objects.filter(event="scan.remark.judged").count() == 1


def test_a_choice_that_is_none_changes_nothing(inside):
    scan = answered(inside, ["Een", "", "", "", ""])
    path = reverse("scan:remark", args=[scan.public_id, Remark.objects.get().pk])
    page = inside.client().post(path, {"oordeel": "weg"}, follow=True).content.decode()
    assert "Er is niets gewijzigd" in page
    assert Remark.objects.get().state == RemarkState.WAITING


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.MANAGEMENT])
def test_others_do_not_read_what_nobody_released(inside, role):
    scan = answered(inside, ["Een", "", "", "", ""])
    Scan.objects.filter(pk=scan.pk).update(state="duiding")
    assert inside.client(role).get(reverse("scan:remarks", args=[scan.public_id])).status_code == 403
    with pytest.raises(Forbidden):
        remarks.judge(by=inside.actors[role], scan=scan, remark_id=Remark.objects.get().pk, state=RemarkState.SHOWN)


def test_after_the_decision_nothing_changes_any_more(inside):
    scan = adopted_scan(inside)
    remark = RemarkFactory(organisation=inside.organisation, round__scan=scan)
    with pytest.raises(NotAllowed):
        remarks.judge(by=inside.lead, scan=scan, remark_id=remark.pk, state=RemarkState.SHOWN)
    assert "Houd achter" not in inside.client().get(reverse("scan:remarks", args=[scan.public_id])).content.decode()


def test_a_remark_of_another_scan_is_not_there(inside):
    scan = answered(inside, ["Een", "", "", "", ""])
    other = RemarkFactory(organisation=inside.organisation)
    assert inside.client().post(reverse("scan:remark", args=[scan.public_id, other.pk]), {"oordeel": "toon"}).status_code == 404


@pytest.mark.parametrize(("text", "status"), [("x" * LONGEST_REMARK, 200), ("x" * (LONGEST_REMARK + 1), 422), ("nul \0", 422)])
def test_what_is_too_long_is_refused_and_stays_on_the_page(committed, text, status):
    town = Town.found()
    with tenant(town.pk):
        survey = open_survey(town, town.scan(), INVITED)
        invitation = survey.invitations.first()
    sent = Client().post(link_of(invitation, town.organisation), cards(3) | {"remark": text})
    assert sent.status_code == status
    if status == 422:
        assert text.replace("\0", "")[:100] in sent.content.decode()
        with tenant(town.pk):
            assert not SurveyInvitation.objects.get(pk=invitation.pk).is_used


def test_only_a_remark_is_no_answer(committed):
    town = Town.found()
    with tenant(town.pk):
        invitation = open_survey(town, town.scan(), INVITED).invitations.first()
    sent = Client().post(link_of(invitation, town.organisation), {"remark": "Alleen dit"})
    assert sent.status_code == 422
    assert "Alleen dit" in sent.content.decode()


def test_the_page_costs_the_same_for_few_and_for_many(inside):
    scan = answered(inside, ["Een", "Twee", "", "", ""])
    browser, path = inside.client(), reverse("scan:remarks", args=[scan.public_id])
    browser.get(path)
    with CaptureQueriesContext(connection) as few:
        browser.get(path)
    RemarkFactory.create_batch(60, organisation=inside.organisation, round=scan.survey)
    with CaptureQueriesContext(connection) as many:
        assert "Volgende" in browser.get(path).content.decode()
    assert len(few) == len(many)
