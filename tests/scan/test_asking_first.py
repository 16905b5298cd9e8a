"""What cannot be undone is asked first; who decides is led from one recommendation to the next."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.workflow import Decision, ScanState
from regiehuis.scan.models import Scan, SurveyRound
from regiehuis.scan.selectors import scans as selectors
from regiehuis.scan.services import surveys

from .steps import Town, applicable, decide, decide_all, deliver, invitations, open_survey, prepared_survey, submit


def page(town: Town, name: str, scan: Scan, *arguments: str, role: Role = Role.SCAN_LEAD) -> str:
    return town.client(role).get(reverse(f"scan:{name}", args=[scan.public_id, *arguments])).content.decode()


def test_opening_asks_first_and_says_how_many_get_mail(town):
    with tenant(town.pk):
        scan = town.scan()
        prepared_survey(town, scan, {"mt": 6})
    assert "6 mensen krijgen nu een uitnodiging per e-mail." in page(town, "survey-open", scan)
    with tenant(town.pk):
        assert SurveyRound.objects.get().state == "concept"
    town.client().post(reverse("scan:survey-open", args=[scan.public_id]))
    with tenant(town.pk):
        assert SurveyRound.objects.get().state == "open"


def test_closing_asks_first_and_says_who_did_not_answer(town):
    with tenant(town.pk):
        scan = town.scan()
        survey = open_survey(town, scan, {"mt": 6})
        submit(invitations(survey)[0])
    assert "1 van 6 mensen antwoordden. Wie nog niet antwoordde, kan dat straks niet meer." in page(town, "survey-close", scan)
    with tenant(town.pk):
        assert SurveyRound.objects.get().state == "open"


def test_closing_with_too_few_answers_says_that_they_will_be_lost_and_then_that_they_were(town):
    with tenant(town.pk):
        scan = town.scan()
        survey = open_survey(town, scan, {"mt": 6})
        for invitation in invitations(survey)[:4]:
            submit(invitation)
    assert "Het zijn er minder dan 5. Sluit u nu, dan worden alle antwoorden verwijderd." in page(town, "survey-close", scan)
    town.client().post(reverse("scan:survey-close", args=[scan.public_id]))
    overview, survey_page = page(town, "detail", scan), page(town, "survey", scan)
    assert "Minder dan 5 van 6 mensen deden mee; er is niets bewaard" in overview
    assert "Volgende stap: vul de werksessie in" in overview
    assert "De vragenlijst is gesloten met te weinig antwoorden" in survey_page
    assert "6 genodigd" in survey_page
    assert "ga door naar de duiding" not in survey_page


def test_enough_answers_raise_no_alarm(town):
    with tenant(town.pk):
        scan = town.scan()
        for invitation in invitations(open_survey(town, scan, {"mt": 6}))[:5]:
            submit(invitation)
    assert "worden alle antwoorden verwijderd" not in page(town, "survey-close", scan)


@pytest.mark.parametrize(("opened", "name", "says"), [
    (False, "survey-close", "De vragenlijst is gesloten."), (True, "survey-open", "De vragenlijst is al geopend"),
])  # fmt: skip
def test_what_cannot_be_done_is_not_asked(town, opened, name, says):
    with tenant(town.pk):
        scan = town.scan()
        (open_survey if opened else prepared_survey)(town, scan, {"mt": 6})
    answered = town.client().get(reverse(f"scan:{name}", args=[scan.public_id]), follow=True)
    assert answered.redirect_chain == [(reverse("scan:survey", args=[scan.public_id]), 302)]
    assert says in answered.content.decode()


def test_adopting_is_not_asked_while_something_stands_in_the_way(town):
    with tenant(town.pk):
        scan = town.judged_scan(ScanState.REPORT)
    answered = town.client().get(reverse("scan:advance", args=[scan.public_id]), follow=True)
    assert answered.redirect_chain == [(reverse("scan:detail", args=[scan.public_id]), 302)]
    assert "Er is nog geen rapport gemaakt." in answered.content.decode()


def test_closing_after_the_last_day_keeps_that_day(town):
    """The addresses are kept 30 days from it: closing late does not lengthen that."""
    with tenant(town.pk):
        survey = open_survey(town, town.scan(), {"mt": 6})
        last_day = timezone.localdate() - timedelta(days=3)
        SurveyRound.objects.update(opens_on=last_day, closes_on=last_day)
        surveys.close_round(by=town.lead, survey=survey, today=timezone.localdate())
        assert SurveyRound.objects.get().closes_on == last_day


def test_closing_before_the_last_day_makes_today_the_last_day(town):
    """The addresses are kept 30 days from then, and the page says when it closed."""
    with tenant(town.pk):
        scan = town.scan()
        survey = open_survey(town, scan, {"mt": 6})
        for invitation in invitations(survey):
            submit(invitation)
        assert survey.closes_on == timezone.localdate() + timedelta(days=14)
    town.client().post(reverse("scan:survey-close", args=[scan.public_id]))
    with tenant(town.pk):
        assert SurveyRound.objects.get().closes_on == timezone.localdate()
    assert "Gesloten op" in page(town, "survey", scan)


def test_adopting_asks_first_and_says_what_happened_after(town):
    with tenant(town.pk):
        scan = town.judged_scan(ScanState.REPORT, decision_body="College", decision_on=timezone.localdate())
        decide_all(town, scan)
        deliver(scan)
    assert "Een volgende meting is een nieuwe scan." in page(town, "advance", scan)
    with tenant(town.pk):
        assert Scan.objects.get().state == ScanState.REPORT
    after = town.client().post(reverse("scan:advance", args=[scan.public_id]), {"stand": "rapport"}, follow=True).content.decode()
    assert "De scan is vastgesteld." in after


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.MANAGEMENT, Role.ADMINISTRATOR])
def test_only_the_lead_is_asked(town, role):
    with tenant(town.pk):
        scan = town.judged_scan(ScanState.REPORT)
    assert town.client(role).get(reverse("scan:advance", args=[scan.public_id])).status_code == 302


def test_whoever_decides_sees_it_as_the_next_step(town):
    with tenant(town.pk):
        scan = town.judged_scan()
        number = selectors.undecided(scan)
    for role in (Role.SECRETARY, Role.MANAGEMENT):
        shown = page(town, "detail", scan, role=role)
        assert f"Bij {number} aanbevelingen aan de gemeente staat nog geen besluit." in shown
    assert "Volgende stap" not in page(town, "detail", scan, role=Role.ADMINISTRATOR)


def test_deciding_goes_from_one_to_the_next_and_ends_at_the_list(town):
    with tenant(town.pk):
        scan = town.judged_scan()
        waiting = {each.code for each in applicable(scan)}
    client, seen = town.client(Role.SECRETARY), []
    with tenant(town.pk):
        code = selectors.next_undecided(scan)
    while code:
        seen.append(code)
        answered = client.post(reverse("scan:recommendation", args=[scan.public_id, code]), {"decision": Decision.ADOPTED, "volgende": "1"})
        rest = answered["Location"].partition("#")[0].removeprefix(reverse("scan:recommendations", args=[scan.public_id])).strip("/")
        code = rest or None
        assert len(seen) <= len(waiting)
    assert set(seen) == waiting
    assert len(seen) == len(set(seen))
    assert "nog te besluiten" not in page(town, "recommendations", scan)


def test_the_next_is_the_first_behind_this_one_and_after_the_last_the_first(town):
    with tenant(town.pk):
        scan = town.judged_scan()
        first = selectors.next_undecided(scan)
        assert first
        order = [first]
        while (code := selectors.next_undecided(scan, after=order[-1])) != first:
            assert code
            order.append(code)
        assert set(order) == {each.code for each in applicable(scan)}
        for each in applicable(scan):
            if each.code not in (order[0], order[-1]):
                decide(town, each)
        assert selectors.next_undecided(scan, after=order[1]) == order[-1]
    with_one_left = page(town, "recommendation", scan, order[1], role=Role.SECRETARY)
    assert "Bewaar en ga naar de volgende" in with_one_left
    with tenant(town.pk):
        for each in applicable(scan):
            if each.code != order[0]:
                decide(town, each)
    assert "Bewaar en ga naar de volgende" not in page(town, "recommendation", scan, order[0], role=Role.SECRETARY)


@pytest.mark.parametrize("state", [ScanState.MEASUREMENT, ScanState.REPORT, ScanState.ADOPTED, ScanState.CLOSED])
@pytest.mark.parametrize("role", Role)
def test_every_link_of_the_overview_opens_for_whoever_sees_it(town, state, role):
    with tenant(town.pk):
        scan = town.judged_scan(state)
    client, path = town.client(role), reverse("scan:detail", args=[scan.public_id])
    found = client.get(path)
    if found.status_code != 200:
        return
    links = {link for link in re.findall(r'href="(/[^"#]*)', found.content.decode()) if link.startswith(path) and link != path}
    assert links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize(("decision", "field", "text"), [
    (Decision.REJECTED, "reason", "Vul een reden in."),
    (Decision.ADAPTED, "adapted_text", "Schrijf op hoe u de aanbeveling aanpast."),
    (Decision.LATER, "later_on", "Kies de datum waarop u dit opnieuw bespreekt."),
])  # fmt: skip
def test_what_is_missing_stands_beside_its_field(town, decision, field, text):
    with tenant(town.pk):
        scan = town.judged_scan()
        code = applicable(scan)[0].code
    answered = town.client(Role.SECRETARY).post(reverse("scan:recommendation", args=[scan.public_id, code]), {"decision": decision})
    assert answered.context["form"].errors == {field: [text]}
