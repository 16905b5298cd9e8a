"""Two that confirm the same list at the same moment: each in a transaction of their own, on a database of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from regiehuis.audit.models import Event
from regiehuis.documents.models import PendingImport
from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.tenancy import tenant
from tests.factories import OrganisationFactory, member

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(organisation):
    client = Client()
    client.force_login(member(organisation, Role.ADMINISTRATOR), backend=BACKEND)
    return client


def test_two_that_store_the_same_list_at_once_store_it_once(committed):
    organisation = OrganisationFactory()
    clients = [client_of(organisation) for _ in range(2)]
    file = SimpleUploadedFile("lijst.csv", b"code;naam\nA;Alle\n")
    page = clients[0].post("/organisatie/eenheden/importeren/", {"file": file})["Location"]

    def store(client):
        try:
            answered = client.post(page, {"act": "store"}, follow=True)
            return "Deze lijst is al opgeslagen." in answered.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with tenant(organisation.pk), transaction.atomic():
            PendingImport.objects.select_for_update().get()
            answers = [pool.submit(store, client) for client in clients]
            committed.until_waiting(2)
        assert sorted(answer.result(timeout=60) for answer in answers) == [False, True], "the second is told so"
    with tenant(organisation.pk):
        assert Event.objects.filter(event="organisations.units.imported").count() == 1
