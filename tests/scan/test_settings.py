"""How a scan measures: what may change, until when, and that nobody gets below five."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.audit.models import Event
from regiehuis.organisations.models import Membership
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.instrument import SMALLEST_K, Phase5Mode
from regiehuis.scan.domain.workflow import Obstacle, obstacles_to_measuring_so
from regiehuis.scan.models import Scan
from regiehuis.scan.selectors.outcomes import stored_outcome
from regiehuis.scan.services import scans, surveys

from .steps import Town, answer, everything_stored, open_survey, settings_of, surveyed_scan

REFUSED = "scan.anonymity.weakening_refused"


@given(k=st.integers(-10, 60), k_now=st.integers(5, 60), opened=st.booleans(), changes=st.booleans(), values=st.booleans())
def test_what_is_allowed_never_weakens_a_promise(k, k_now, opened, changes, values):
    found = obstacles_to_measuring_so(k=k, k_now=k_now, survey_was_opened=opened, scale_changes=changes, has_values=values)
    if not found:
        assert k >= SMALLEST_K
        assert k >= k_now or not opened
        assert not (changes and (opened or values))
    assert found or k >= 5


def test_title_lead_and_measuring_can_change_before_anybody_was_asked(inside: Town):
    scan = inside.scan()
    changed = scans.change_settings(
        by=inside.lead, scan=scan, settings=settings_of(inside, title="Anders", k=8, phase5_mode=Phase5Mode.COUNTED)
    )
    scans.change_settings(by=inside.lead, scan=scan, settings=settings_of(inside, title="Anders", k=6, phase5_mode=Phase5Mode.COUNTED))
    changed.refresh_from_db()
    assert (changed.title, changed.k, changed.phase5_mode) == ("Anders", 6, "meetellen")
    event = Event.objects.filter(event="scan.settings.changed").latest("pk")
    assert event.detail == {"k": 6}


@pytest.mark.parametrize(("asked", "k", "obstacle"), [
    pytest.param(False, 4, Obstacle.SMALLEST_GROUP_TOO_SMALL, id="under-five"),
    pytest.param(True, 4, Obstacle.SMALLEST_GROUP_TOO_SMALL, id="under-five-after-asking"),
    pytest.param(True, 7, Obstacle.SMALLEST_GROUP_MAY_ONLY_GROW, id="lower-after-asking"),
])  # fmt: skip
def test_an_attempt_to_show_smaller_groups_stores_nothing_but_a_line_in_the_log(inside: Town, asked, k, obstacle):
    scan = inside.scan(k=8)
    if asked:
        open_survey(inside, scan, {"mt": 9})
    before = everything_stored()
    with pytest.raises(NotAllowed) as refused:
        scans.change_settings(by=inside.lead, scan=scan, settings=settings_of(inside, title="Anders", k=k))
    assert refused.value.obstacles == (obstacle,)
    after = everything_stored()
    assert {label for label in after if after[label] != before[label]} == {Event._meta.label}
    event = Event.objects.latest("pk")
    assert (event.event, event.detail, event.subject) == (REFUSED, {"gevraagd": k}, str(scan.public_id))


@pytest.mark.parametrize(("k", "obstacle"), [
    (5, Obstacle.SMALLEST_GROUP_MAY_ONLY_GROW), (9, Obstacle.SMALLEST_GROUP_EXCEEDS_ANSWERS),
])  # fmt: skip
def test_after_closing_it_neither_shrinks_nor_hides_everything_for_good(inside: Town, k, obstacle):
    survey = open_survey(inside, inside.scan(k=6), {"mt": 10})
    answer(survey, {"mt": [3] * 8})
    surveys.close_round(by=inside.lead, survey=survey)
    with pytest.raises(NotAllowed) as refused:
        scans.change_settings(by=inside.lead, scan=survey.scan, settings=settings_of(inside, k=k))
    assert refused.value.obstacles == (obstacle,)
    assert scans.change_settings(by=inside.lead, scan=survey.scan, settings=settings_of(inside, k=8)).k == 8


def test_a_higher_threshold_is_in_the_stored_outcome_at_once(inside: Town):
    scan = surveyed_scan(inside, {"mt": 6, "medewerker": 12}, {"mt": [3] * 6, "medewerker": [2] * 12})
    scan = scans.advance(by=inside.lead, scan=scan, now=timezone.now())
    before = stored_outcome(scan)
    scans.change_settings(by=inside.lead, scan=scan, settings=settings_of(inside, k=7))
    after = stored_outcome(scan)
    assert before and after
    assert after.input_hash != before.input_hash


def test_the_page_answers_forbidden_and_keeps_what_was_typed(town: Town):
    with tenant(town.pk):
        scan = town.scan()
    sent = {"title": "Mijn titel", "lead": town.lead.person_id, "sponsor": "", "k": "3", "phase5_mode": "verkennend"}
    for path in (reverse("scan:settings", args=[scan.public_id]), reverse("scan:create")):
        answer = town.client().post(path, sent)
        page = answer.content.decode()
        assert answer.status_code == 403
        assert "Lager kan niet" in page
        assert "Mijn titel" in page
    with tenant(town.pk):
        assert Event.objects.filter(event=REFUSED).count() == 2
        assert Scan.objects.count() == 1


def test_a_higher_threshold_hides_more(town: Town):
    """The setting reaches the outcome: with k = 9 a group of eight is not shown any more."""
    with tenant(town.pk):
        scan = town.scan()
        prepared = settings_of(town, k=9)
        scans.change_settings(by=town.lead, scan=scan, settings=prepared)
        survey = open_survey(town, scan, {"mt": 8, "medewerker": 30})
    assert survey.stored_roles == {"mt": "overig", "medewerker": "overig"}


def test_a_sponsor_whose_role_ended_stays_in_the_list(town: Town):
    with tenant(town.pk):
        scan = town.scan()
        secretary = town.secretary.person_id
        Scan.objects.filter(pk=scan.pk).update(sponsor_id=secretary)
        Membership.objects.filter(person_id=secretary).update(ends_on="2026-02-01")
    page = town.client().get(reverse("scan:settings", args=[scan.public_id])).content.decode()
    assert f'value="{secretary}" selected' in page
