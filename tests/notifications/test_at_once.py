"""Two workers that send the overviews of a day at the same moment: each person gets one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from django.core import mail
from django.db import connection

from regiehuis.notifications.models import Notification
from regiehuis.notifications.services import mails
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import Person
from regiehuis.platform.tenancy import tenant
from tests.factories import NotificationFactory, OrganisationFactory, ScanFactory, member


def test_of_jobs_that_run_at_once_each_person_gets_one_overview(committed, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    organisation = OrganisationFactory()
    scan = ScanFactory(organisation=organisation, reported=True)
    for _each in range(3):
        user = member(organisation, Role.SECRETARY)
        with tenant(organisation.pk):
            person = Person.objects.get(user=user)
        NotificationFactory(organisation=organisation, person=person, about=scan, to_mail=True)

    def send(_worker):
        try:
            return mails.send_overviews(organisation_id=organisation.pk, today=date(2026, 11, 24))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(4))) == 3
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 3
    with tenant(organisation.pk):
        assert set(Notification.objects.values_list("mail", flat=True)) == {"sent"}
