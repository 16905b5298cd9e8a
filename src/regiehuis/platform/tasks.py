"""Housekeeping by the clock: jobs whose worker died, finished jobs, expired sessions."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app

KEEP_FINISHED_HOURS = 7 * 24


@app.periodic(cron="*/2 * * * *")
@app.task(name="platform.retry_stalled_jobs", queue="default", queueing_lock="platform.retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Put jobs back whose worker sends no sign of life any more; every job may run twice without harm."""
    del timestamp
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)


@app.periodic(cron="20 3 * * *")
@app.task(name="platform.tidy", queue="default", queueing_lock="platform.tidy", pass_context=True)
async def tidy(context: JobContext, timestamp: int) -> None:
    """Delete jobs that ended a week ago, and sessions that expired."""
    del timestamp
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_FINISHED_HOURS, include_failed=True, include_cancelled=True)
    from asgiref.sync import sync_to_async
    from django.contrib.sessions.backends.db import SessionStore

    await sync_to_async(SessionStore.clear_expired)()
