"""A whole organisation: it gets everything that is its own, and when it goes nothing of it stays and nothing of another goes."""

from __future__ import annotations

import io
import json
import zipfile
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from regiehuis.accounts.models import User
from regiehuis.audit.models import Event
from regiehuis.documents.models import Publication, Share
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import Erasure, Organisation, Participation, PartnershipMember, Person
from regiehuis.organisations.services import whole_organisations as services
from regiehuis.platform.tenancy import AnonymousTenantModel, set_for_transaction, tenant, tenant_models
from regiehuis.scan.models import Response
from tests.factories import BlobFactory, EventFactory, MembershipFactory, OrganisationFactory, PersonFactory, factories, member
from tests.partners import Partners

FILE = bytes(range(256)) * 40


def full_organisation(**values) -> Organisation:
    """One with a row of every model."""
    organisation = OrganisationFactory(**values)
    for made_by in factories().values():
        if hasattr(made_by, "organisation"):
            made_by(organisation=organisation)
    EventFactory(organisation=organisation)
    BlobFactory(organisation=organisation, name="verslag.pdf", content=FILE)
    return organisation


def rows_of(organisation: Organisation) -> dict[str, list[str]]:
    found = {}
    with tenant(organisation.pk), connection.cursor() as cursor:
        for model in tenant_models():
            cursor.execute(f'select t::text from "{model._meta.db_table}" t order by 1')
            found[model._meta.db_table] = [row for (row,) in cursor.fetchall()]
    return found


def given(organisation: Organisation) -> zipfile.ZipFile:
    target = io.BytesIO()
    services.export(organisation=organisation, version="0.0.0", target=target)
    return zipfile.ZipFile(target)


# ---- given -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_export_holds_every_row_of_every_table():
    organisation = full_organisation()
    archive, stored = given(organisation), rows_of(organisation)
    manifest = json.loads(archive.read("manifest.json"))
    anonymous = {model._meta.db_table for model in tenant_models() if issubclass(model, AnonymousTenantModel)}
    assert set(manifest["tables"]) == (set(stored) - anonymous) | {"organisations_organisation", "accounts_user"}
    for table in set(stored) - anonymous:
        lines = archive.read(f"tabellen/{table}.jsonl").decode().splitlines()
        assert len(lines) == len(stored[table]) == manifest["tables"][table]["rows"] > 0, table
        assert all(json.loads(line)["organisation_id"] == organisation.pk for line in lines)


@pytest.mark.django_db
def test_files_are_files_again():
    archive = given(full_organisation())
    (row,) = [
        row
        for line in archive.read("tabellen/documents_blob.jsonl").decode().splitlines()
        if (row := json.loads(line))["name"] == "verslag.pdf"
    ]
    assert row["content"].endswith("-verslag.pdf")
    assert archive.read(row["content"]) == FILE


@pytest.mark.django_db
def test_no_secret_and_no_answer_of_a_respondent_is_given():
    organisation = full_organisation()
    archive = given(organisation)
    everything = b"".join(archive.read(name) for name in archive.namelist())
    for word in (b"secret_hash", b"token_hash", b"pbkdf2", b"md5$"):
        assert word not in everything, word
    with tenant(organisation.pk):
        assert Response.objects.exists()
    assert not any("response" in name for name in archive.namelist())
    assert "scan_response" in json.loads(archive.read("manifest.json"))["left_out"]


@pytest.mark.django_db
def test_an_export_holds_nothing_of_another_organisation():
    other = full_organisation(name="De buren")
    person = PersonFactory(organisation=other, name="Iemand van de buren")
    archive = given(full_organisation())
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    assert person.name not in everything
    assert str(other.public_id) not in everything


# ---- removed -----------------------------------------------------------------------------------------------------------


def test_removing_leaves_no_row_and_takes_nothing_of_another(as_owner):
    gone, stays = full_organisation(name="Gaat weg"), full_organisation(name="Blijft")
    only_here, in_both = member(gone, Role.SECRETARY), member(gone, Role.SCAN_LEAD)
    with tenant(stays.pk):
        person = Person.objects.create(organisation=stays, user=in_both, email=in_both.email, name="Werkt ook hier")
        MembershipFactory(organisation=stays, person=person, user=in_both)
    before, public_id, pk = rows_of(stays), gone.public_id, gone.pk
    done = services.erase(organisation=gone, reason="Opgegaan in een andere gemeente", performed_by="beheer")
    assert rows_of(stays) == before
    with connection.cursor() as cursor, scopes_disabled():
        for model in tenant_models():
            cursor.execute(f'alter table "{model._meta.db_table}" no force row level security')
            cursor.execute(f'select count(*) from "{model._meta.db_table}" where organisation_id = %s', [pk])
            assert cursor.fetchone() == (0,), model
    assert not Organisation.objects.filter(public_id=public_id).exists()
    assert set(User.objects.filter(pk__in=[only_here.pk, in_both.pk])) == {in_both}
    (line,) = Erasure.objects.all()
    assert (line.name, line.organisation_public_id, line.reason, line.performed_by) == (
        "Gaat weg",
        public_id,
        "Opgegaan in een andere gemeente",
        "beheer",
    )
    assert line.counts == done.counts
    assert line.counts["audit_event"] >= 1


def test_the_log_still_refuses_every_other_way(as_owner):
    organisation = OrganisationFactory()
    EventFactory(organisation=organisation)
    other = OrganisationFactory()
    for erasing in (None, other.pk):
        with pytest.raises(DatabaseError, match="append-only"), tenant(organisation.pk):
            if erasing:
                set_for_transaction(erasing=str(erasing))
            with connection.cursor() as cursor:
                cursor.execute("delete from audit_event where organisation_id = %s", [organisation.pk])
    with pytest.raises(DatabaseError, match="append-only"), tenant(organisation.pk):
        set_for_transaction(erasing=str(organisation.pk))
        with connection.cursor() as cursor:
            cursor.execute("update audit_event set event = 'x'")
    with tenant(organisation.pk):
        assert Event.objects.count() == 1


def test_of_a_municipality_that_is_removed_its_partners_keep_a_line_without_a_name(as_owner):
    """Its publications go, also withdrawn ones; its people go from the partnership; that a member left stays, for the charter counts members."""
    partners = Partners.found("Gemeente Blijft", "Gemeente Verdwijnt")
    stays, gone = partners.members
    kept = partners.share(stays)
    partners.withdraw(partners.share(gone, subject=str(uuid4())))
    partners.share(gone)
    sent = partners.secretaries[gone.pk]
    services.erase(organisation=gone, reason="Fusie", performed_by="beheer")
    with tenant(partners.partnership.pk):
        assert [each.publication for each in [kept]] == list(Publication.objects.values_list("public_id", flat=True))
        assert sorted(PartnershipMember.objects.values_list("name", "ends_on")) == [("", timezone.localdate()), ("Gemeente Blijft", None)]
        assert not Person.objects.filter(user_id=sent.user_id).exists()
        assert Event.objects.get(event="organisations.member.removed").detail == {"publicaties": 2}
    assert not User.objects.filter(pk=sent.user_id).exists(), "the account belonged to the municipality only"
    page = partners.client(partners.secretaries[stays.pk], inside=True).get(reverse("partnerships:overview")).content.decode()
    assert "een gemeente die uit Regiehuis is verwijderd" in page
    assert "Gemeente Verdwijnt" not in page


def test_a_partnership_that_is_removed_leaves_its_members_what_they_shared(as_owner):
    partners = Partners.found()
    first, second = partners.members
    share = partners.share(first)
    partners.leave(second)
    services.erase(organisation=partners.partnership, reason="Opgeheven", performed_by="beheer")
    for municipality in partners.members:
        with tenant(municipality.pk):
            found = Participation.objects.get()
            assert (found.partnership_id, found.ends_on, found.name) == (None, timezone.localdate(), "Samenwerking Toets")
    with tenant(first.pk):
        stored = Share.objects.get()
        assert (stored.withdrawn_at is not None, stored.partnership_id, stored.content) == (True, None, share.content)
    browser = partners.client(partners.secretaries[first.pk])
    assert "opgeheven op" in browser.get(reverse("partnerships:overview")).content.decode()
    assert "al ingetrokken" in browser.post(reverse("shares:withdraw", args=[share.public_id]), {"reason": "x"}).content.decode()


@pytest.mark.django_db
def test_the_application_itself_cannot_remove_an_organisation():
    organisation = full_organisation()
    with pytest.raises(DatabaseError, match="permission denied"):
        services.erase(organisation=organisation, reason="Zomaar", performed_by="iemand")


def test_half_removed_does_not_exist(as_owner):
    organisation = full_organisation()
    before = rows_of(organisation)
    with connection.cursor() as cursor:
        cursor.execute("create table elders (id bigint references organisations_organisation)")
        cursor.execute("insert into elders values (%s)", [organisation.pk])
    with pytest.raises(DatabaseError):
        services.erase(organisation=organisation, reason="Zomaar", performed_by="beheer")
    assert rows_of(organisation) == before


# ---- on the command line -----------------------------------------------------------------------------------------------


def test_the_commands_give_and_remove_and_ask_for_the_name(committed, tmp_path):
    full_organisation(name="Gemeente Zuiderveen")
    connection.close()
    out = tmp_path / "zuiderveen.zip"
    assert committed.run("export", "--organisation", "Gemeente Zuiderveen", "--out", str(out)).returncode == 0
    assert zipfile.ZipFile(out).testzip() is None
    assert out.stat().st_mode & 0o077 == 0
    wrong = committed.run("delete", "--organisation", "Gemeente Zuiderveen", "--reason", "Fusie", "--confirm", "Zuiderveen")
    assert (wrong.returncode, "Er is niets verwijderd." in wrong.stderr) == (2, True)
    assert Organisation.objects.filter(name="Gemeente Zuiderveen").exists()
    done = committed.run("delete", "--organisation", "Gemeente Zuiderveen", "--reason", "Fusie", "--confirm", "Gemeente Zuiderveen")
    assert done.returncode == 0, done.stderr
    assert not Organisation.objects.filter(name="Gemeente Zuiderveen").exists()
    assert committed.run("export", "--organisation", "Gemeente Zuiderveen", "--out", str(out)).returncode == 2


def test_a_target_that_cannot_be_written_leaves_no_half_file(committed, tmp_path):
    full_organisation(name="Gemeente Zuiderveen")
    done = committed.run("export", "--organisation", "Gemeente Zuiderveen", "--out", str(tmp_path / "bestaat niet" / "x.zip"))
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])
