"""What today's product tells, to whom: not the one who did it, and nobody whose role does not show it."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from regiehuis.notifications import tasks
from regiehuis.notifications.models import Notification
from regiehuis.notifications.services import notifications
from regiehuis.organisations.domain.actors import Actor
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import Membership
from regiehuis.organisations.services import people
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.models import Scan
from regiehuis.scan.services import notices, scans
from tests.factories import OrganisationFactory, PreferenceFactory, SurveyRoundFactory

pytestmark = pytest.mark.django_db


def by(town, role):
    found = town.people[role]
    return Actor(user_id=found.user.pk, person_id=found.person.pk, name="", organisation_id=town.organisation.pk, roles=frozenset({role}))


def told(town, kind):
    names = {each.person.pk: role for role, each in town.people.items()}
    with tenant(town.organisation.pk):
        return {names[row.person_id] for row in Notification.objects.filter(kind=kind)}


def test_a_step_is_told_to_who_sees_the_scan_in_that_step(town):
    with tenant(town.organisation.pk):
        Scan.objects.update(state="duiding", talk_on=date(2026, 3, 1))
        scans.advance(by=by(town, Role.SCAN_LEAD), scan=town.scan, now=timezone.now())
    assert told(town, "scan.step") == {Role.SECRETARY, Role.ADMINISTRATOR, Role.WORKS_COUNCIL}


def test_a_step_back_is_not_told_to_who_loses_sight_of_the_scan(town):
    with tenant(town.organisation.pk):
        scans.go_back(by=by(town, Role.SCAN_LEAD), scan=town.scan, reason="Er ontbreekt iets", now=timezone.now())
        assert all(row.detail == {"step": "duiding", "back": True} for row in Notification.objects.all())
    assert told(town, "scan.step") == {Role.SECRETARY, Role.ADMINISTRATOR}


def test_a_step_that_is_refused_is_not_told(town):
    with tenant(town.organisation.pk), pytest.raises(Exception, match="reason"):
        scans.go_back(by=by(town, Role.SCAN_LEAD), scan=town.scan, reason=" ", now=timezone.now())
    assert told(town, "scan.step") == set()


def test_a_survey_that_closes_by_the_clock_is_told_to_the_leads(town):
    from regiehuis.scan.services import surveys

    SurveyRoundFactory(organisation=town.organisation, opened=True, closes_on=date(2026, 1, 1))
    with tenant(town.organisation.pk):
        assert surveys.close_overdue(organisation_id=town.organisation.pk, today=date(2026, 1, 2)) == 1
    assert told(town, "scan.survey") == {Role.SCAN_LEAD}


def test_a_report_is_told_to_who_asked_for_it_while_they_may_see_it(town, leave):
    lead, council = town.people[Role.SCAN_LEAD].person, town.people[Role.COUNCIL].person
    with tenant(town.organisation.pk):
        for person_id in (lead.pk, council.pk, None):
            notices.report_ended(scan=town.scan, person_id=person_id, made=False)
    assert told(town, "scan.report") == {Role.SCAN_LEAD}
    leave(town, Role.SCAN_LEAD)
    with tenant(town.organisation.pk):
        notices.report_ended(scan=town.scan, person_id=lead.pk, made=True)
        assert Notification.objects.filter(kind="scan.report").count() == 1


def test_a_role_that_is_given_or_ended_is_told_to_the_person(town):
    administrator, secretary = by(town, Role.ADMINISTRATOR), town.people[Role.SECRETARY].person
    with tenant(town.organisation.pk):
        people.grant(by=administrator, person=secretary, role=Role.MANAGEMENT, starts_on=timezone.localdate())
        held = Membership.objects.get(person=secretary, role=Role.MANAGEMENT)
        people.end_membership(by=administrator, membership=held, ends_on=date(2026, 12, 31), reason="Andere functie")
        assert [row.detail["what"] for row in Notification.objects.order_by("pk")] == ["granted", "ended"]
        assert not any("Andere functie" in str(row.detail) for row in Notification.objects.all())
        own = Membership.objects.get(person_id=administrator.person_id)
        people.grant(by=administrator, person=own.person, role=Role.SCAN_LEAD, starts_on=timezone.localdate())
    assert told(town, "organisations.role") == {Role.SECRETARY}


def test_what_goes_out_at_once_asks_for_one_job_that_exists(town):
    """The service names the job, as jobs stand above services."""
    secretary = town.people[Role.SECRETARY].person
    PreferenceFactory(organisation=town.organisation, person=secretary, mail="direct")
    with tenant(town.organisation.pk):
        for _each in range(2):
            notifications.tell(kind="scan.step", to=[secretary.pk], subject=town.scan.public_id, detail={"step": "rapport"})
        assert Notification.objects.filter(mail="direct").count() == 2
    (job,) = ProcrastinateJob.objects.filter(task_name__startswith="notifications.")
    assert job.task_name in app.tasks
    assert job.args == {"organisation_id": town.organisation.pk}


def test_each_morning_every_organisation_gets_its_own_job(town):
    other = OrganisationFactory()
    tasks.daily(0)
    asked = {job.args["organisation_id"] for job in ProcrastinateJob.objects.filter(task_name="notifications.send_overviews")}
    assert asked >= {town.organisation.pk, other.pk}
