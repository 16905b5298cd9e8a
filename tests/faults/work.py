"""Ask for real work, through the services as pages do: a survey is opened in Duinrode, and reports of Merenland are asked for.

Run as a script by the nodes' test: ``python -m tests.faults.work REPORTS MAILINGS``. It prints the invited addresses.
"""

from __future__ import annotations

import sys
from datetime import timedelta

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from regiehuis.demo.build import FACTS, INVITED  # noqa: E402
from regiehuis.documents import facade as documents  # noqa: E402
from regiehuis.organisations.domain.actors import Actor  # noqa: E402
from regiehuis.organisations.domain.roles import Role  # noqa: E402
from regiehuis.organisations.models import Organisation  # noqa: E402
from regiehuis.platform.tenancy import tenant  # noqa: E402
from regiehuis.scan.models import Scan  # noqa: E402
from regiehuis.scan.selectors import scans as selectors  # noqa: E402
from regiehuis.scan.services import facts, reports, scans, surveys  # noqa: E402
from regiehuis.scan.tasks import render_report, send_survey_mail  # noqa: E402

INVITED_IN_ALL = 150


def lead_of(organisation: Organisation) -> Actor:
    person = Scan.objects.get().lead
    return Actor(
        user_id=person.user_id, person_id=person.pk, name=person.name, organisation_id=organisation.pk, roles=frozenset({Role.SCAN_LEAD})
    )


def open_survey() -> int:
    """Open a survey for 150 people; its own job sends the invitations."""
    organisation, now = Organisation.objects.get(name="Gemeente Duinrode"), timezone.now()
    with tenant(organisation.pk):
        lead, scan = lead_of(organisation), Scan.objects.get()
        for key, value in FACTS.items():
            facts.record(by=lead, scan=scan, key=key, value=value, source="interview", remark="", is_released=True)
        for item in selectors.CHECKLIST:
            scans.check_off(by=lead, scan=scan, item=item, done_on=now.date())
        scan = scans.advance(by=lead, scan=scan, now=now)
        survey = surveys.set_up(by=lead, scan=scan, closes_on=now.date() + timedelta(days=14), reminder_days=[7], today=now.date())
        roles = sorted(INVITED)
        people = [
            surveys.Participant(email=f"m{number}@duinrode.example", role_group=roles[number % len(roles)])
            for number in range(INVITED_IN_ALL)
        ]
        surveys.add_participants(by=lead, survey=survey, participants=people)
        surveys.open_round(by=lead, survey=survey, today=now.date())
        print(*(each.email for each in people), sep="\n")
        return survey.pk


def main(number_of_reports: int, number_of_mailings: int) -> None:
    survey = open_survey()
    duinrode, merenland = (Organisation.objects.get(name=f"Gemeente {name}") for name in ("Duinrode", "Merenland"))
    with tenant(merenland.pk):
        scan = Scan.objects.get()
        for _number in range(number_of_reports):
            progress = documents.start_progress(task=reports.TASK, subject=str(scan.public_id), message="", page_url="/")
            render_report.defer(organisation_id=merenland.pk, scan_id=scan.pk, progress_id=progress.id)
    with transaction.atomic():  # at once, beside the one of the survey: they race for the same invitations
        for _number in range(number_of_mailings - 1):
            send_survey_mail.defer(organisation_id=duinrode.pk, round_id=survey)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
