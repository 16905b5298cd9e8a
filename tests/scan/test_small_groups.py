"""Nobody is singled out: small groups are stored, counted and shown together, and too few answers are not kept at all (R17)."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.workflow import ScanState
from regiehuis.scan.models import Response, ResponseInbox, Scan, SurveyInvitation, SurveyRound
from regiehuis.scan.selectors.outcomes import inputs, outcome
from regiehuis.scan.services import reports, scans, surveys

from .steps import CODES, Town, addresses, agree, answer, invitations, open_survey, submit, surveyed_scan


def roles_stored() -> dict[str, int]:
    found: dict[str, int] = {}
    for model in (ResponseInbox, Response):
        for role in model.objects.values_list("role_group", flat=True):
            found[role] = found.get(role, 0) + 1
    return found


# ---- stored ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("invited", "stored"), [
    pytest.param({"mt": 6, "medewerker": 9}, {"mt": 6, "medewerker": 9}, id="all-large-enough"),
    pytest.param({"bestuur": 2, "mt": 3, "medewerker": 9}, {"overig": 5, "medewerker": 9}, id="the-small-ones-together"),
    pytest.param({"bestuur": 1, "mt": 6, "medewerker": 9}, {"overig": 7, "medewerker": 9}, id="one-small-one-takes-the-smallest-other-along"),
    pytest.param({"bestuur": 1, "mt": 5}, {"overig": 6}, id="nothing-left-but-everyone"),
    pytest.param({"mt": 4, "leiding": 4, "iprof": 4}, {"overig": 12}, id="all-small"),
])  # fmt: skip
def test_a_role_under_five_invited_is_stored_with_others(inside, invited, stored):
    survey = open_survey(inside, inside.scan(), invited)
    answer(survey, {role: [3] * number for role, number in invited.items()})
    assert roles_stored() == stored
    assert survey.headcounts == stored
    surveys.close_round(by=inside.lead, survey=survey)
    assert roles_stored() == stored


def test_k_of_the_scan_counts_when_it_is_higher(inside):
    open_survey(inside, inside.scan(k=8), {"mt": 7, "medewerker": 9})
    assert SurveyRound.objects.get().headcounts == {"overig": 16}


def test_how_answers_are_stored_is_frozen_when_the_round_opens(inside):
    """Someone who is taken off or moved later changes nothing for those who answered already."""
    survey = open_survey(inside, inside.scan(), {"mt": 6, "medewerker": 6})
    SurveyInvitation.objects.filter(email=addresses("mt", 6)[5]).update(role_group="bestuur")
    SurveyInvitation.objects.filter(email__in=addresses("mt", 6)[2:5]).delete()
    submit(invitations(survey, "mt")[0])
    assert roles_stored() == {"mt": 1}
    assert SurveyRound.objects.get().headcounts == {"mt": 6, "medewerker": 6}


# ---- too few -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answered", range(5))
def test_under_five_answers_everything_goes_at_closing(inside, answered):
    survey = open_survey(inside, inside.scan(), {"mt": 9})
    answer(survey, {"mt": [3] * answered})
    assert surveys.close_round(by=inside.lead, survey=survey) == 0
    assert [model.objects.count() for model in (ResponseInbox, Response, SurveyInvitation)] == [0, 0, 0]
    assert {each.value for each in outcome(survey.scan).dimensions} == {None}


def test_five_answers_are_kept(inside):
    survey = open_survey(inside, inside.scan(), {"mt": 9})
    answer(survey, {"mt": [3] * 5})
    assert surveys.close_round(by=inside.lead, survey=survey) == 5
    assert [model.objects.count() for model in (ResponseInbox, Response, SurveyInvitation)] == [0, 5, 9]


def test_answers_that_had_moved_are_deleted_too(inside):
    scan = inside.scan(k=5)
    survey = open_survey(inside, scan, {"mt": 20})
    answer(survey, {"mt": [3] * 10})
    assert surveys.move_batch(survey) == 5
    Scan.objects.filter(pk=scan.pk).update(k=12)
    assert surveys.close_round(by=inside.lead, survey=survey) == 0
    assert [model.objects.count() for model in (ResponseInbox, Response, SurveyInvitation)] == [0, 0, 0]


def test_a_survey_with_too_few_answers_does_not_stand_in_the_way(inside):
    """The workshop, or the lead's own estimate, can still give the values."""
    scan = surveyed_scan(inside, {"mt": 9}, {"mt": [3, 3]})
    agree(scan, "2.0", ("O.LEI",))
    assert scans.advance(by=inside.lead, scan=scan, now=timezone.now()).state == ScanState.INTERPRETATION


# ---- before closing ----------------------------------------------------------------------------------------------------


def half_answered(town: Town) -> Scan:
    """Fourteen answers that are all "fase 4" or "fase 1", in an open round; some moved, some not."""
    scan = town.scan(ScanState.MEASUREMENT)
    survey = open_survey(town, scan, {"mt": 7, "medewerker": 12, "bestuur": 2})
    answer(survey, {"mt": [4] * 6, "medewerker": [1] * 8})
    surveys.move_batch(survey)
    return scan


def test_while_the_survey_is_open_its_answers_are_no_input(inside):
    scan = half_answered(inside)
    assert (len(inputs(scan).responses), inputs(scan).headcounts) == ((0), {})
    assert outcome(scan).responses == 0
    assert {each.value for each in outcome(scan).dimensions} == {None}


@pytest.mark.parametrize("role", [Role.SCAN_LEAD, Role.SECRETARY, Role.MANAGEMENT, Role.ADMINISTRATOR])
@pytest.mark.parametrize("page", ["detail", "survey", "workshop", "interpretation", "recommendations", "report"])
def test_no_page_tells_anything_of_the_answers_while_the_survey_is_open(town, role, page):
    """Two rounds that differ in every answer, and in nothing else, look the same to everybody."""
    with tenant(town.pk):
        scan = half_answered(town)
    client, path = town.client(role), reverse(f"scan:{page}", args=[scan.public_id])
    first = client.get(path)
    with tenant(town.pk):
        for model in (ResponseInbox, Response):
            for row in model.objects.all():
                model.objects.filter(pk=row.pk).update(cards=[None if card == 4 else 3 for card in row.cards])
    second = client.get(path)
    assert (first.status_code, without_secrets(first)) == (second.status_code, without_secrets(second))


def without_secrets(response) -> str:
    """The page without what differs each time: the token of the form and the ids of its parts."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+|-[0-9a-f]{8}"', "", response.content.decode())


def test_going_on_before_closing_is_refused(inside):
    scan = half_answered(inside)
    with pytest.raises(NotAllowed, match="survey_still_open"):
        scans.advance(by=inside.lead, scan=scan, now=timezone.now())


def test_the_lead_sees_the_response_and_of_a_small_group_not_even_that(town):
    """Nor what follows: the total less the groups that are told may never be that of one to four people."""
    with tenant(town.pk):
        scan = half_answered(town)
    page = town.client().get(reverse("scan:survey", args=[scan.public_id])).content.decode()
    assert "14 van 21 mensen antwoordden" in page
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td data-number>(\d+)</td><td>(.*?)</td></tr>', page)
    assert [label for label, *_ in rows] == ["College / bestuur", "Managementteam en secretaris", "Medewerkers"]
    assert [(label, told) for label, _, told in rows if told.isdecimal()] == [("Medewerkers", "8")]
    assert sum(int(invited) for _, invited, told in rows if not told.isdecimal()) >= 5


def test_who_answered_is_shown_to_nobody(town):
    """Not who did, and so not who did not: the list of people is gone once the round is open."""
    with tenant(town.pk):
        scan = half_answered(town)
    for role in Role:
        for page in ("detail", "survey"):
            assert "@gemeente" not in town.client(role).get(reverse(f"scan:{page}", args=[scan.public_id])).content.decode()


# ---- after closing -----------------------------------------------------------------------------------------------------


def shown(scan: Scan) -> dict[str | None, bool]:
    return {each.role: not each.is_hidden for each in outcome(scan).groups}


def test_a_group_that_was_large_enough_but_answered_little_is_hidden(inside):
    scan = surveyed_scan(inside, {"mt": 6, "leiding": 6, "medewerker": 20}, {"mt": [4] * 3, "leiding": [2] * 6, "medewerker": [1] * 12})
    assert shown(scan) == {None: True, "bestuur": False, "mt": False, "leiding": False, "medewerker": True, "iprof": False}, (
        "with only the three hidden, the total less the others would give them away"
    )


def numbers_per_group(scan: Scan) -> list[dict[str, object]]:
    return [group for group in scan.outcomes.get().content["groups"] if group["role"] is not None]


def test_nothing_that_is_stored_or_shown_tells_of_a_hidden_group(town):
    """The stored outcome, the page, its numbers as CSV, and the report."""
    with tenant(town.pk):
        scan = surveyed_scan(town, {"mt": 6, "leiding": 8, "medewerker": 20}, {"mt": [4] * 3, "leiding": [3] * 7, "medewerker": [1] * 14})
        scans.advance(by=town.lead, scan=scan, now=timezone.now())
        for group in numbers_per_group(scan):
            if group["role"] in ("mt", "leiding"):
                assert group["hidden"]
                assert (group["responses"], group["response_rate"]) == (None, None)
                assert set(group["dimensions"].values()) == {None}
        report = reports.content(Scan.objects.get(), town.pk)
    (response,) = [block for block in report.blocks if getattr(block, "caption", "") == "Respons per rolgroep"]
    by_label = {row[0]: row[1:3] for row in response.rows}
    assert by_label["Managementteam en secretaris"] == ("niet apart getoond",) * 2
    assert by_label["Medewerkers"][0] == "14"
    csv = town.client().get(reverse("scan:chart-csv", args=[scan.public_id, "groepen"])).content.decode("utf-8-sig")
    assert csv.splitlines()[0] == "Dimensie;Medewerkers;Eensgezindheid"
    assert len(csv.splitlines()) == 1 + len(CODES)


def test_of_a_group_that_nobody_was_asked_in_nothing_is_said_to_be_hidden(town):
    """ "Niet apart getoond" is said of people who answered; of others it would be untrue."""
    with tenant(town.pk):
        scan = surveyed_scan(town, {"leiding": 10, "medewerker": 30}, {"leiding": [4] * 10, "medewerker": [2] * 30})
        scan = scans.advance(by=town.lead, scan=scan, now=timezone.now())
        report = reports.content(scan, town.pk)
    (response,) = [block for block in report.blocks if getattr(block, "caption", "") == "Respons per rolgroep"]
    assert [row[0] for row in response.rows] == ["Diensthoofden en teamleiders", "Medewerkers"]
    page = town.client().get(reverse("scan:interpretation", args=[scan.public_id])).content.decode()
    assert "Niet apart getoond" not in page


def test_a_dimension_that_few_of_a_group_know_is_hidden_there_only(town):
    """Means over fewer than five known answers are not shown, and neither is what would follow from the total."""
    with tenant(town.pk):
        scan = town.scan(ScanState.MEASUREMENT)
        survey = open_survey(town, scan, {"mt": 6, "medewerker": 12})
        for number, invitation in enumerate(invitations(survey, "mt")):
            submit(invitation, 3, I_GEG=4 if number < 2 else None)
        answer(survey, {"medewerker": [2] * 12})
        surveys.close_round(by=town.lead, survey=survey)
        groups = {each.role: each for each in outcome(scan).groups}
    assert not groups["mt"].figure("O.LEI").is_hidden
    assert groups["mt"].figure("I.GEG").is_hidden
    assert groups["medewerker"].figure("I.GEG").is_hidden, "or the two would be the difference with the whole"
    assert not groups[None].figure("I.GEG").is_hidden
