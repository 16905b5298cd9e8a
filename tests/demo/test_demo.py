"""The demo: three invented municipalities and their partnership, made by the same services, once; and nowhere but in the demo."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth import authenticate
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import transaction
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from regiehuis.accounts.models import User
from regiehuis.demo.build import build
from regiehuis.demo.partnership import opened_for
from regiehuis.demo.people import MUNICIPALITIES, PARTNERS, PARTNERSHIP, PASSWORD, PEOPLE, log_ins
from regiehuis.demo.views import roles
from regiehuis.documents.models import Blob, Publication, Share
from regiehuis.organisations.middleware import SESSION_KEY
from regiehuis.organisations.models import Charter, Organisation, PartnershipMember, Person
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.models import IssuedRecommendation, Response, ResponseInbox, Scan, SurveyInvitation
from regiehuis.scan.selectors.outcomes import outcome
from regiehuis.trail.models import Item
from tests.conftest import Database, cloned, pointed_at

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def contents(database: Database) -> dict[str, list[str]]:
    """Every row of every table."""
    with database.connect("postgres") as superuser:
        tables = superuser.execute("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace").fetchall()
        return {name: sorted(row for (row,) in superuser.execute(f'select t::text from "{name}" t').fetchall()) for (name,) in tables}


@pytest.fixture(scope="module")
def demo(template: Database, django_db_blocker) -> Iterator[Database]:
    with cloned(template) as database, django_db_blocker.unblock(), pointed_at(database):
        build()
        yield database


@pytest.fixture(autouse=True)
def _leave_it_as_it_was(demo) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def municipality(name: str) -> Organisation:
    return Organisation.objects.get(name=f"Gemeente {name}")


def scan_of(name: str) -> Scan:
    with tenant(municipality(name).pk):
        return Scan.objects.select_related("instrument", "knowledge_base").get()


def test_building_it_twice_changes_nothing(demo):
    before = contents(demo)
    build()
    assert contents(demo) == before


def test_there_are_three_municipalities_with_a_partnership_and_all_are_fictitious(demo):
    assert list(Organisation.objects.order_by("name").values_list("name", "kind", "is_fictitious", "code")) == [
        ("Gemeente Bosbeke", "municipality", True, ""), ("Gemeente Duinrode", "municipality", True, ""), ("Gemeente Merenland", "municipality", True, ""),
        (PARTNERSHIP, "partnership", True, ""),
    ]  # fmt: skip
    assert {each.name for each in MUNICIPALITIES} | {PARTNERSHIP} == set(Organisation.objects.values_list("name", flat=True))


def test_the_partnership_has_three_members_a_charter_and_one_publication(demo):
    with tenant(Organisation.objects.get(name=PARTNERSHIP).pk):
        assert sorted(PartnershipMember.objects.values_list("name", flat=True)) == [
            "Gemeente Bosbeke",
            "Gemeente Duinrode",
            "Gemeente Merenland",
        ]
        assert list(Charter.objects.order_by("version").values_list("version", "voting_rule")) == [(1, "unanimous"), (2, "unanimous")]
        (published,) = Publication.objects.all()
    with tenant(municipality("Merenland").pk):
        share = Share.objects.get()
        assert (share.publication, share.content, share.subject) == (
            published.public_id,
            published.content,
            str(scan_of("Merenland").public_id),
        )


@pytest.mark.parametrize("person", PARTNERS, ids=lambda person: person.email)
def test_one_click_opens_the_partnership(demo, person, settings):
    settings.DEMO = True
    request = RequestFactory().post("/demo/", {"email": person.email, "partnership": "ja"})
    SessionMiddleware(lambda _request: HttpResponse()).process_request(request)
    assert roles(request).status_code == 302
    browser = Client()
    browser.force_login(User.objects.get(email=person.email), backend=BACKEND)
    session = browser.session
    session[SESSION_KEY] = request.session[SESSION_KEY]
    session.save()
    page = browser.get("/", follow=True).content.decode()
    assert PARTNERSHIP in page
    assert "Fictief samenwerkingsverband" in page
    assert "Gemeente Merenland" in browser.get(reverse("publications:list")).content.decode()


def test_who_is_not_let_in_does_not_get_in_by_asking(demo):
    for person in set(PEOPLE) - set(PARTNERS):
        assert opened_for(person.email) is None


def test_nobody_in_it_can_be_somebody(demo):
    """Every address ends in .example, which no mail server may serve, and every name says that it is invented."""
    assert {user.email.rsplit(".", 1)[1] for user in User.objects.all()} == {"example"}
    for organisation in Organisation.objects.all():
        with tenant(organisation.pk):
            assert not [person.name for person in Person.objects.all() if "(fictief)" not in person.name]
            assert not SurveyInvitation.objects.exclude(email__endswith=".example").exists()


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.email)
def test_everybody_can_sign_in_and_opens_their_own_municipality(demo, person):
    assert authenticate(None, email=person.email, password=PASSWORD) is not None
    assert authenticate(None, email=person.email, password=PASSWORD + "!") is None
    browser = Client()
    browser.force_login(User.objects.get(email=person.email), backend=BACKEND)
    page = browser.get("/").content.decode()
    assert person.municipality in page
    assert "Fictieve gemeente" in page


def test_the_start_message_names_everybody(demo):
    assert {email for email, _ in log_ins()} == set(User.objects.values_list("email", flat=True))


def test_each_municipality_is_where_its_story_says(demo):
    assert scan_of("Merenland").state == "overgedragen"
    assert scan_of("Duinrode").state == "intake"
    with tenant(municipality("Bosbeke").pk):
        assert not Scan.objects.exists()


def test_the_finished_scan_has_everything_that_a_visitor_may_want_to_see(demo):
    with tenant(municipality("Merenland").pk):
        scan = Scan.objects.select_related("instrument", "knowledge_base").get()
        found = outcome(scan)
        decisions = set(IssuedRecommendation.objects.filter(verdict="van toepassing").values_list("decision", flat=True))
        assert found.type is not None
        assert {each.value is not None for each in found.dimensions} == {True}
        assert {each.source for each in found.dimensions} == {"survey", "agreed"}
        assert {"overgenomen", "niet overgenomen", "later"} <= decisions
        assert set(scan.reports.get().files) == {"pdf", "docx", "odt"}
        assert Blob.objects.count() == 3
        assert (
            Item.objects.filter(kind="recommendation").count() == IssuedRecommendation.objects.filter(decision="overgenomen").count() == 5
        )


def test_the_answers_of_the_demo_are_anonymous_too(demo):
    with tenant(municipality("Merenland").pk):
        assert ResponseInbox.objects.count() == 0
        assert Response.objects.count() == outcome(scan_of("Merenland")).responses > 50
    with demo.connect("postgres") as superuser:
        assert superuser.execute("select count(distinct xmin::text) from scan_response").fetchone() == (1,)


@pytest.mark.parametrize("person", [each for each in PEOPLE if each.municipality == "Gemeente Merenland"], ids=lambda person: person.role)
def test_every_role_can_look_around_in_the_finished_scan(demo, person):
    browser, scan = Client(), scan_of("Merenland")
    browser.force_login(User.objects.get(email=person.email), backend=BACKEND)
    for page in ("detail", "interpretation", "recommendations", "report"):
        assert browser.get(reverse(f"scan:{page}", args=[scan.public_id])).status_code == 200, page


# ---- nowhere else ------------------------------------------------------------------------------------------------------


def test_the_page_that_signs_in_without_a_password_does_not_exist_outside_the_demo(demo, settings):
    assert settings.DEMO is False
    with pytest.raises(NoReverseMatch):
        reverse("demo:roles")
    assert Client().get("/demo/").status_code == 404
    assert Client().post("/demo/", {"email": PEOPLE[0].email}).status_code == 404
    for request in (RequestFactory().get("/demo/"), RequestFactory().post("/demo/", {"email": PEOPLE[0].email})):
        with pytest.raises(Http404):
            roles(request)


@pytest.mark.slow
def test_the_demo_is_never_built_in_a_database_of_somebody_else(demo):
    """With a database of one's own the command stops before it touches anything."""
    before = contents(demo)
    done = demo.run("demo")
    assert done.returncode == 2
    assert "De demo gebruikt alleen de eigen database." in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(demo) == before


@pytest.mark.slow
def test_the_demo_listens_on_this_computer_only(demo):
    done = demo.run("serve", "--demo", "--host", "0.0.0.0")
    assert done.returncode == 2
    assert "De demo luistert alleen op deze computer." in done.stderr
