"""Jobs of the scan: thin, with ids only; each opens the tenant and calls one service."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from regiehuis.organisations import facade as organisations
from regiehuis.platform.rounds import each_in_turn
from regiehuis.platform.tenancy import tenant

RETRY = RetryStrategy(max_attempts=3, exponential_wait=5)


@app.task(name="scan.send_survey_mail", queue="default", retry=RETRY)
def send_survey_mail(*, organisation_id: int, round_id: int) -> None:
    from .services import survey_mail

    survey_mail.send_waiting(organisation_id=organisation_id, round_id=round_id)


@app.task(name="scan.render_report", queue="reports", retry=False)
def render_report(*, organisation_id: int, scan_id: int, progress_id: int, person_id: int | None = None) -> None:
    from .services import reports

    reports.render(organisation_id=organisation_id, scan_id=scan_id, progress_id=progress_id, person_id=person_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="scan.move_answers", queue="default", queueing_lock="scan.move_answers")
def move_answers(timestamp: int) -> None:
    """Move waiting answers in shuffled batches. By the clock, never by an answer: a job's time must tell nothing."""
    del timestamp
    each_in_turn(_move_answers_of, organisations.organisation_ids())


def _move_answers_of(organisation_id: int) -> None:
    from .models import SurveyRound
    from .services import surveys

    with tenant(organisation_id):
        for survey in SurveyRound.objects.select_related("scan").filter(state="open"):
            while surveys.move_batch(survey):
                pass


@app.periodic(cron="5 7 * * *")
@app.task(name="scan.daily", queue="default", queueing_lock="scan.daily")
def daily(timestamp: int) -> None:
    """Rounds whose last day has passed, reminders that fall due, invitations kept long enough, and workshops that nobody closed."""
    del timestamp
    each_in_turn(_day_of, organisations.organisation_ids())


def _day_of(organisation_id: int) -> None:
    from .services import sessions, survey_mail, surveys

    today = timezone.localdate()
    with tenant(organisation_id):
        surveys.close_overdue(organisation_id=organisation_id, today=today)
    survey_mail.remind(organisation_id=organisation_id, today=today)
    with tenant(organisation_id):
        surveys.forget_invitations(today=today)
        sessions.close_overdue(organisation_id=organisation_id, now=timezone.now())
