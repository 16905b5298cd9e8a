"""Sharing with a partnership and taking it back: both rights, both organisations or neither, and gone means gone."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from regiehuis.audit.models import Event
from regiehuis.documents.domain.obstacles import Obstacle
from regiehuis.documents.models import Publication, Share
from regiehuis.documents.services import publications
from regiehuis.organisations.domain.charter import Terms
from regiehuis.organisations.domain.obstacles import Obstacle as MemberObstacle
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.services import charters, whole_organisations
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.tenancy import tenant
from tests.factories import EventFactory, OrganisationFactory, PublicationFactory, ShareFactory, UnitFactory, a_snapshot, actor, member
from tests.partners import BACKEND, SUBJECT, Partners

pytestmark = pytest.mark.django_db
SECRET_VALUE = "3.17"


@pytest.fixture
def partners():
    return Partners.found()


def everything(partners) -> tuple[int, int, int]:
    """Rows that sharing writes: publications, shares, log lines of both."""
    with tenant(partners.partnership.pk):
        there, log = Publication.objects.count(), Event.objects.count()
    with tenant(partners.members[0].pk):
        return there, Share.objects.count(), log + Event.objects.count()


# ---- sharing -----------------------------------------------------------------------------------------------------------


def test_what_is_shared_is_the_same_on_both_sides(partners):
    share = partners.share(partners.members[0])
    published = partners.published(share.publication)
    assert published.content == share.content
    assert published.content_hash == share.content_hash
    assert (published.source_name, published.version, share.partnership_name) == ("Gemeente Aa", 1, "Samenwerking Toets")
    with tenant(partners.partnership.pk):
        assert Event.objects.filter(event="documents.publication.published").count() == 1
    with tenant(partners.members[0].pk):
        assert Event.objects.get(event="documents.publication.shared").detail["met"] == "Samenwerking Toets"


def test_sharing_twice_shares_once(partners):
    partners.share(partners.members[0])
    before = everything(partners)
    with pytest.raises(NotAllowed) as refused:
        partners.share(partners.members[0])
    assert refused.value.obstacles == (Obstacle.ALREADY_SHARED,)
    assert everything(partners) == before


def test_a_newer_snapshot_takes_the_place_of_the_earlier(partners):
    first = partners.share(partners.members[0])
    second = partners.share(partners.members[0], a_snapshot("3.00"))
    old, new = partners.published(first.publication), partners.published(second.publication)
    assert (old.content, old.withdrawn_at is not None) == (None, True)
    assert (new.version, new.content) == (2, second.content)
    with tenant(partners.members[0].pk):
        assert Share.objects.get(pk=first.pk).reason == "Vervangen door versie 2."


def test_nothing_goes_out_that_was_not_seen(partners):
    home = partners.members[0]
    with tenant(home.pk), pytest.raises(NotAllowed) as refused:
        publications.share(by=partners.secretaries[home.pk], participation_id=partners.participation(home).public_id, subject=SUBJECT,
                           snapshot=a_snapshot("4.00"), seen="0" * 64, now=timezone.now())  # fmt: skip
    assert refused.value.obstacles == (Obstacle.CHANGED_SINCE_PREVIEW,)
    assert everything(partners)[:2] == (0, 0)


@pytest.mark.parametrize("role", Role)
def test_the_right_at_home_alone_is_not_enough(partners, role):
    before = everything(partners)
    with pytest.raises(Forbidden):
        partners.share(partners.members[0], by=actor(partners.members[0], role))
    assert everything(partners) == before


def test_the_right_there_alone_is_not_enough(partners):
    """Someone with access in the partnership who may not share at home: a scan lead that was let in."""
    home = partners.members[0]
    known = partners.secretaries[home.pk]
    lead = type(known)(
        user_id=known.user_id, person_id=known.person_id, name=known.name, organisation_id=home.pk, roles=frozenset({Role.SCAN_LEAD})
    )
    with pytest.raises(Forbidden):
        partners.share(home, by=lead)
    assert everything(partners)[:2] == (0, 0)


def test_only_what_the_charter_names_is_shared(partners):
    with tenant(partners.partnership.pk):
        charters.change(
            by=partners.visitor(partners.members[0]),
            terms=Terms(purpose="", legal_form=""),
            seen=1,
            reason="Niets delen",
            now=timezone.now(),
        )
    with pytest.raises(NotAllowed) as refused:
        partners.share(partners.members[0])
    assert refused.value.obstacles == (Obstacle.NOT_IN_CHARTER,)


def test_a_member_that_left_shares_nothing_and_what_it_shared_is_gone(partners):
    leaver = partners.members[1]
    share = partners.share(leaver)
    partners.leave(leaver)
    assert partners.published(share.publication).content is None
    with tenant(leaver.pk):
        stored = Share.objects.get()
        assert (stored.withdrawn_at is not None, stored.reason) == (True, "Fusie")
    with pytest.raises(NotAllowed) as refused:
        partners.share(leaver, a_snapshot("1.00"))
    assert refused.value.obstacles == (MemberObstacle.NOT_A_MEMBER,)


def test_half_shared_does_not_exist(partners, monkeypatch):
    """The last write, the one in the municipality, fails: then there is nothing in the partnership either."""
    before = everything(partners)
    with tenant(partners.members[0].pk):
        ShareFactory(organisation=partners.members[0], public_id=(taken := partners.members[0].public_id))
    field = Share._meta.get_field("public_id")
    monkeypatch.setattr(field, "default", lambda: taken)
    monkeypatch.setattr(field, "_get_default", lambda: taken)
    with pytest.raises(IntegrityError), transaction.atomic():
        partners.share(partners.members[0])
    there, here, log = everything(partners)
    assert (there, here - 1, log) == before


# ---- taking it back ------------------------------------------------------------------------------------------------------


def test_withdrawn_is_gone_from_every_page_file_and_export(partners):
    share = partners.share(partners.members[0], a_snapshot(SECRET_VALUE))
    reader = partners.client(partners.secretaries[partners.members[1].pk], inside=True)
    pages = [
        reverse("publications:list"),
        reverse("publications:list") + "?bestand=csv",
        reverse("publications:detail", args=[share.publication]),
    ]
    shown = [SECRET_VALUE, SECRET_VALUE.replace(".", ",")]
    assert all(any(text in reader.get(page).content.decode() for text in shown) for page in pages)
    partners.withdraw(share)
    answers = [reader.get(page) for page in pages]
    assert [answer.status_code for answer in answers] == [200, 200, 410]
    assert not any(text in answer.content.decode() for answer in answers for text in shown)
    assert "ingetrokken op" in answers[0].content.decode()
    assert "Ingetrokken op" in answers[2].content.decode()
    target = io.BytesIO()
    whole_organisations.export(organisation=partners.partnership, version="x", target=target)
    with zipfile.ZipFile(target) as archive:
        assert not any(SECRET_VALUE in archive.read(name).decode() for name in archive.namelist())
    with connection.cursor() as cursor, tenant(partners.partnership.pk):
        cursor.execute("select count(*) from documents_publication where content::text like %s", [f"%{SECRET_VALUE}%"])
        assert cursor.fetchone() == (0,)


def test_withdrawing_needs_the_right_at_home_only(partners):
    """Also when nobody of the municipality has access there any more."""
    home = partners.members[0]
    share = partners.share(home)
    for role in set(Role) - {Role.ADMINISTRATOR, Role.SECRETARY, Role.PARTNER}:
        with pytest.raises(Forbidden):
            partners.withdraw(share, by=actor(home, role))
    partners.withdraw(share, by=actor(home, Role.SECRETARY))
    assert partners.published(share.publication).content is None


def test_nobody_withdraws_what_another_shared(partners):
    """Even a line at home that names the publication of another takes nothing from it."""
    first, second = partners.members
    share = partners.share(first)
    forged = ShareFactory(organisation=second, partnership=partners.partnership, publication=share.publication)
    partners.withdraw(forged)
    assert partners.published(share.publication).content == share.content


def test_withdrawing_twice_is_refused_and_changes_nothing(partners):
    share = partners.share(partners.members[0])
    partners.withdraw(share)
    before = everything(partners)
    with pytest.raises(NotAllowed) as refused:
        partners.withdraw(share)
    assert refused.value.obstacles == (Obstacle.ALREADY_WITHDRAWN,)
    assert everything(partners) == before


def test_after_withdrawing_it_can_be_shared_again_as_a_new_version(partners):
    partners.withdraw(partners.share(partners.members[0]))
    assert partners.published(partners.share(partners.members[0]).publication).version == 2


def test_the_database_keeps_no_content_of_what_was_withdrawn(partners):
    share = partners.share(partners.members[0])
    for values in ({"withdrawn_at": timezone.now()}, {"content": None}):
        with (
            tenant(partners.partnership.pk),
            pytest.raises(IntegrityError, match="withdrawn_publication_keeps_nothing"),
            transaction.atomic(),
        ):
            Publication.objects.filter(public_id=share.publication).update(**values)


# ---- who sees what -------------------------------------------------------------------------------------------------------


def test_members_see_of_each_other_what_was_published_and_nothing_else(partners):
    first, second = partners.members
    UnitFactory(organisation=first, name="GEHEIM-EENHEID")
    EventFactory(organisation=first, subject="GEHEIM-LOGBOEK")
    share = partners.share(first, a_snapshot(SECRET_VALUE))
    reader = partners.client(partners.administrators[second.pk], inside=True)
    addresses = [reverse(name) for name in ("publications:list", "partnerships:overview", "organisations:detail", "organisations:units", "organisations:people",
                                            "audit:list", "scan:list", "shares:list")]  # fmt: skip
    pages = [reader.get(address).content.decode() for address in [*addresses, reverse("publications:detail", args=[share.publication])]]
    assert SECRET_VALUE.replace(".", ",") in pages[0]
    assert not [page for page in pages if "GEHEIM" in page]
    assert reader.get(reverse("shares:detail", args=[share.public_id])).status_code == 404
    assert reader.get(reverse("shares:withdraw", args=[share.public_id])).status_code in (403, 404)
    assert reader.post(reverse("shares:withdraw", args=[share.public_id]), {"reason": "x"}).status_code in (403, 404)
    assert partners.published(share.publication).content is not None


def test_at_home_nobody_sees_the_partnership_without_access(partners):
    """A publication is a row of the partnership: in the municipality of a reader it does not exist."""
    share = partners.share(partners.members[0], a_snapshot(SECRET_VALUE))
    second = partners.members[1]
    colleague = partners.client(actor(second, *[role for role in Role if role is not Role.PARTNER]))
    assert colleague.get(reverse("publications:detail", args=[share.publication])).status_code == 404
    assert SECRET_VALUE.replace(".", ",") not in colleague.get(reverse("publications:list")).content.decode()
    stranger = partners.client(actor(OrganisationFactory(), *Role))
    assert stranger.get(reverse("publications:detail", args=[share.publication])).status_code == 404


def test_members_stand_side_by_side_in_the_order_of_the_alphabet(partners):
    partners.join(OrganisationFactory(name="Gemeente Abe"))
    for municipality, value in zip(partners.members, ("1.00", "4.00", None), strict=True):
        if municipality.name != "Gemeente Bee":
            partners.share(municipality, a_snapshot(value))
    page = partners.client(partners.secretaries[partners.members[0].pk], inside=True).get(reverse("publications:list")).content.decode()
    table = page[page.index("Meetlat 1") : page.index("</table>")]
    assert table.index("Gemeente Aa") < table.index("Gemeente Abe")
    assert "onbekend" in table
    assert "Deelt nu niets: Gemeente Bee." in page
    file = (
        partners.client(partners.secretaries[partners.members[0].pk], inside=True)
        .get(reverse("publications:list"), {"bestand": "csv"})
        .content.decode()
    )
    assert "onbekend" in file


def test_what_was_shared_can_be_read_back_at_home(partners):
    share = partners.share(partners.members[0], a_snapshot(SECRET_VALUE))
    browser = partners.client(partners.secretaries[partners.members[0].pk])
    assert SECRET_VALUE.replace(".", ",") in browser.get(reverse("shares:detail", args=[share.public_id])).content.decode()
    assert "Samenwerking Toets" in browser.get(reverse("shares:list")).content.decode()
    form = reverse("shares:withdraw", args=[share.public_id])
    assert "Dit veld is verplicht" in browser.post(form, {"reason": ""}).content.decode()
    done = browser.post(form, {"reason": "Verouderd"}, follow=True).content.decode()
    assert "In Samenwerking Toets kan niemand het meer lezen." in done
    assert "Verouderd" in done
    assert "al ingetrokken" in browser.post(form, {"reason": "Nog eens"}).content.decode()


@pytest.mark.parametrize("name", ["publications:list", "shares:list"])
@pytest.mark.parametrize("query", [{}, {"bestand": "csv"}], ids=["page", "file"])
def test_a_list_costs_the_same_however_long(client, name, query):
    costs = []
    for number in (2, 20):
        organisation = OrganisationFactory(partnership=True)
        client.force_login(member(organisation, Role.ADMINISTRATOR), backend=BACKEND)
        for _ in range(number):
            PublicationFactory(organisation=organisation)
            ShareFactory(organisation=organisation)
        client.get(reverse(name), query)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name), query).status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 30
