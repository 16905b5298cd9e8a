"""Participants from a file: by the lead only, before the survey opens, all lines or by choice the good ones."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from regiehuis.audit.models import Event
from regiehuis.documents.models import PendingImport
from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.participants import ParticipantRow
from regiehuis.scan.domain.workflow import Obstacle, ScanState
from regiehuis.scan.models import SurveyInvitation
from regiehuis.scan.services import surveys
from regiehuis.scan.survey_forms import is_address

from .steps import Town, open_survey, prepared_survey

GOOD = b"E-mailadres;Rol\nAnna@gemeente.example;MT\nbert@gemeente.example;Medewerkers\n"
MIXED = b"email;rolgroep\nanna@gemeente.example;mt\ngeen adres;mt\nbert@gemeente.example;koffie\n"


@pytest.fixture
def scan(town):
    with tenant(town.pk):
        scan = town.scan()
        prepared_survey(town, scan, {"mt": 2})
        return scan


def start(scan):
    return reverse("scan:participants-import", args=[scan.public_id])


def upload(town, scan, content):
    answer = town.client().post(start(scan), {"file": SimpleUploadedFile("mensen.csv", content)})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def people(town):
    with tenant(town.pk):
        return dict(SurveyInvitation.objects.order_by("email").values_list("email", "role_group"))


def test_a_list_adds_people_and_each_gets_a_link_of_their_own(town, scan):
    page = upload(town, scan, GOOD)
    assert "2 nieuw" in town.client().get(page).content.decode()
    answer = town.client().post(page, {"act": "store"}, follow=True)
    assert "Opgeslagen: 2 nieuw" in answer.content.decode()
    assert people(town) == {
        "anna@gemeente.example": "mt",
        "bert@gemeente.example": "medewerker",
        "mt000@gemeente.example": "mt",
        "mt001@gemeente.example": "mt",
    }
    with tenant(town.pk):
        assert len(set(SurveyInvitation.objects.values_list("token_hash", flat=True))) == 4


def test_the_same_list_again_changes_nothing(town, scan):
    for _ in range(2):
        town.client().post(upload(town, scan, GOOD), {"act": "store"})
    with tenant(town.pk):
        assert SurveyInvitation.objects.count() == 4
        assert Event.objects.filter(event="scan.participants.added").count() == 2, "one for the two that were there, one for the list"


def test_a_role_group_is_corrected_and_the_link_stays(town, scan):
    with tenant(town.pk):
        before = SurveyInvitation.objects.get(email="mt000@gemeente.example")
    town.client().post(upload(town, scan, b"email;rolgroep\nMT000@gemeente.example;iprof\n"), {"act": "store"})
    with tenant(town.pk):
        after = SurveyInvitation.objects.get(email="mt000@gemeente.example")
    assert (after.role_group, after.token_hash, after.public_id) == ("iprof", before.token_hash, before.public_id)


def test_lines_that_are_wrong_are_left_out_only_by_choice(town, scan):
    page = upload(town, scan, MIXED)
    shown = town.client().get(page).content.decode()
    assert "is geen e-mailadres" in shown
    assert "is geen rolgroep van deze scan" in shown
    assert "Sla alleen de goede regel op" in shown
    town.client().post(page, {"act": "store"})
    assert len(people(town)) == 2
    town.client().post(page, {"act": "store", "skip": "ja"})
    assert sorted(people(town)) == ["anna@gemeente.example", "mt000@gemeente.example", "mt001@gemeente.example"]


def test_more_than_200_people_do_not_fit(town, scan):
    content = b"email;rolgroep\n" + b"".join(b"n%d@gemeente.example;mt\n" % n for n in range(199))
    page = upload(town, scan, content)
    assert "hoogstens 200 mensen" in town.client().get(page).content.decode()
    town.client().post(page, {"act": "store", "skip": "ja"})
    assert len(people(town)) == 200


def test_once_the_survey_opened_the_page_says_so_and_adds_nobody(town, scan):
    page = upload(town, scan, GOOD)
    with tenant(town.pk):
        other = town.scan()
        open_survey(town, other, {"mt": 6})
        surveys.add_participants(by=town.lead, survey=scan.survey, participants=[surveys.Participant(email=f"x{n}@gemeente.example", role_group="mt") for n in range(5)])  # fmt: skip
        surveys.open_round(by=town.lead, survey=scan.survey, today=timezone.localdate())
        before = SurveyInvitation.objects.count()
    for path in (page, start(scan), start(other)):
        assert "de deelnemers staan nu vast" in town.client().post(path, {"act": "store"}, follow=True).content.decode()
    with tenant(town.pk):
        assert SurveyInvitation.objects.count() == before


def test_a_list_for_one_scan_does_not_exist_for_another(town, scan):
    page = upload(town, scan, GOOD)
    with tenant(town.pk):
        other = town.scan()
        prepared_survey(town, other, {"mt": 1})
    elsewhere = page.replace(str(scan.public_id), str(other.public_id))
    assert town.client().get(elsewhere).status_code == 404
    assert town.client().post(elsewhere, {"act": "store"}).status_code == 404


def test_a_scan_without_a_survey_takes_no_list(town):
    with tenant(town.pk):
        scan = town.scan()
    assert town.client().get(start(scan)).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SCAN_LEAD])
def test_only_the_lead_brings_a_list(town, scan, role):
    page = upload(town, scan, GOOD)
    for path in (start(scan), page, f"{page}fouten/"):
        assert town.client(role).get(path).status_code in (403, 404)
    for path in (start(scan), page):
        assert town.client(role).post(path, {"act": "store", "file": SimpleUploadedFile("a.csv", GOOD)}).status_code in (403, 404)
    assert len(people(town)) == 2
    with tenant(town.pk), pytest.raises(Forbidden):
        surveys.import_participants(by=town.actors[role], survey=scan.survey, rows=[], is_address=is_address)


def test_another_municipality_does_not_see_it(town, scan, db):
    page = upload(town, scan, GOOD)
    other = Town.found()
    assert [other.client().get(page).status_code, other.client().post(page, {"act": "store"}).status_code] == [404, 404]


def test_the_service_checks_again(inside):
    survey = prepared_survey(inside, inside.scan(), {"mt": 1})
    rows = [
        ParticipantRow(line=2, email="geen adres", role_group="mt"),
        ParticipantRow(line=3, email="a@gemeente.example", role_group="mt"),
    ]
    with pytest.raises(NotAllowed) as refused:
        surveys.import_participants(by=inside.lead, survey=survey, rows=rows, is_address=is_address)
    assert refused.value.obstacles == (Obstacle.PARTICIPANTS_HAVE_ERRORS,)
    assert survey.invitations.count() == 1


def test_an_adopted_scan_takes_nobody(inside):
    survey = prepared_survey(inside, inside.scan(), {"mt": 1})
    survey.scan.state = ScanState.ADOPTED.value
    survey.scan.decision_body, survey.scan.decision_on, survey.scan.decision_document = "College", timezone.localdate(), "Z"
    survey.scan.save()
    with pytest.raises(NotAllowed):
        surveys.import_participants(by=inside.lead, survey=survey, rows=[], is_address=is_address)


def test_addresses_are_gone_from_the_list_in_progress_once_stored(town, scan):
    page = upload(town, scan, GOOD)
    town.client().post(page, {"act": "store"})
    with tenant(town.pk):
        assert bytes(PendingImport.objects.get().rows) == b""


def test_the_preview_and_storing_cost_the_same_however_many(town, scan):
    costs = []
    for number in (3, 90):
        content = b"email;rolgroep\n" + b"".join(b"k%d-%d@gemeente.example;mt\n" % (number, n) for n in range(number))
        page = upload(town, scan, content)
        browser = town.client()
        browser.get(page)
        with CaptureQueriesContext(connection) as looked:
            browser.get(page)
        with CaptureQueriesContext(connection) as stored:
            browser.post(page, {"act": "store"})
        costs.append((len(looked), len(stored)))
    assert costs[0] == costs[1]
