"""The audit log: one line per write, searchable, and safe as a file."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from regiehuis.audit import facade, selectors
from regiehuis.audit.models import Event
from regiehuis.organisations.domain.roles import Role
from regiehuis.platform.tables import read_rows
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.domain.workflow import Decision
from tests.factories import EventFactory, OrganisationFactory, PersonFactory, ScanFactory, actor, member

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def reader(organisation):
    client = Client()
    client.force_login(member(organisation, Role.ADMINISTRATOR), backend=BACKEND)
    return client


def test_a_line_says_who_what_on_what_and_why(organisation):
    by = actor(organisation, Role.ADMINISTRATOR)
    with tenant(organisation.pk):
        facade.record(by=by, event="organisations.unit.added", subject="E1", detail={"naam": "Bouw"}, reason="fusie")
        found = Event.objects.get()
    assert (found.by, found.by_name, found.event, found.subject, found.detail, found.reason) == (
        by.user_id, by.name, "organisations.unit.added", "E1", {"naam": "Bouw"}, "fusie",
    )  # fmt: skip


def test_a_line_is_undone_with_the_write_it_tells_of(organisation):
    by = actor(organisation, Role.ADMINISTRATOR)
    with pytest.raises(ZeroDivisionError), tenant(organisation.pk):
        facade.record(by=by, event="a.b.c")
        raise ZeroDivisionError
    with tenant(organisation.pk):
        assert not Event.objects.exists()


@pytest.mark.parametrize(("words", "found"), [
    ("", {"een", "twee"}), ("jansen", {"een"}), ("JANSEN unit", {"een"}), ("jansen people", set()), ("fusie", {"twee"}), ("%", set()), ("_", {"een", "twee"}), ("'; drop", set()),
])  # fmt: skip
def test_all_words_must_occur_somewhere(organisation, words, found):
    EventFactory(organisation=organisation, subject="een", by_name="Jansen", event="organisations.unit_.added")
    EventFactory(organisation=organisation, subject="twee", by_name="Pieters", event="organisations.people_.added", reason="fusie")
    with tenant(organisation.pk):
        assert {event.subject for event in selectors.events(words=words)} == found


def test_a_line_is_found_by_the_word_that_the_reader_sees(organisation):
    EventFactory(organisation=organisation, event="scan.report.made", subject="een")
    EventFactory(organisation=organisation, event="scan.report.requested", subject="twee")
    with tenant(organisation.pk):
        assert [event.subject for event in selectors.events(words="rapport GEMAAKT")] == ["een"]


def test_days_are_dutch_days_and_both_ends_count(organisation):
    """23:30 UTC is half past midnight in Amsterdam, the next day."""
    EventFactory(organisation=organisation, subject="nacht", at=datetime(2026, 1, 1, 23, 30, tzinfo=UTC))
    with tenant(organisation.pk):
        assert not selectors.events(until=date(2026, 1, 1)).exists()
        assert selectors.events(since=date(2026, 1, 2), until=date(2026, 1, 2)).exists()


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.SECRETARY)])
def test_who_may_not_see_the_log(organisation, role):
    client = Client()
    client.force_login(member(organisation, role), backend=BACKEND)
    assert client.get(reverse("audit:list")).status_code == 403
    assert client.get(reverse("audit:list"), {"bestand": "csv"}).status_code == 403


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_holds_what_was_searched_and_no_formula(organisation, reader, kind):
    EventFactory(organisation=organisation, subject="=HYPERLINK(1)", by_name="@iemand", reason="-1+1")
    EventFactory(organisation=organisation, subject="ander")
    EventFactory(subject="=vreemd HYPERLINK")
    response = reader.get(reverse("audit:list"), {"zoek": "hyperlink", "bestand": kind})
    rows = [row for _line, row in read_rows(response.content)]
    assert len(rows) == 2
    assert "'=HYPERLINK(1)" in rows[1]
    assert {"'@iemand", "'-1+1"} <= set(rows[1])
    if kind == "csv":
        assert len(list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))) == 2


@pytest.mark.parametrize(
    "query", [{"van": "gisteren"}, {"tot": "2026-13-45"}, {"pagina": "x"}, {"pagina": "999999"}, {"zoek": "\x00"}, {"bestand": "exe"}]
)
def test_nonsense_in_the_address_is_no_error(reader, query):
    assert reader.get(reverse("audit:list"), query).status_code == 200


def test_every_line_is_in_words(organisation, reader):
    """Days, roles, steps and people as they are called, and no key of the database."""
    by = actor(organisation, Role.ADMINISTRATOR)
    with tenant(organisation.pk):
        person = PersonFactory(organisation=organisation, name="M. Visser")
        scan = ScanFactory(organisation=organisation, title="Meting 2026")
        facade.record(by=by, event="organisations.role.granted", subject=person.public_id, detail={"rol": "council", "van": "2026-01-31"})
        facade.record(by=by, event="scan.state.changed", subject=scan.public_id, detail={"van": "concept", "naar": "intake"})
        facade.record(by=by, event="scan.result.recorded", subject=f"{scan.public_id}/O.LEI", detail={"bron": "workshop2", "waarde": None})
        facade.record(
            by=by, event="scan.recommendation.decided", subject=f"{scan.public_id}/2.4-G4", detail={"besluit": Decision.REJECTED.value}
        )
        facade.record(by=by, event="scan.checklist.changed", subject=scan.public_id, detail={"units_imported": False})
    page = html.unescape(reader.get(reverse("audit:list")).content.decode())
    rows = [re.sub(r"<[^>]+>", " ", row).split("  ") for row in re.findall(r"<tr><td>.*?</tr>", page)]
    told = {" | ".join(cell.strip() for cell in row if cell.strip()).partition(f"{by.name} | ")[2] for row in rows}
    assert told == {
        "Rol gegeven | M. Visser | rol: Raadslid; van: 31 januari 2026",
        "Scan naar een andere stap | Meting 2026 | van: Concept; naar: Intake",
        "Waarde van een dimensie bewaard | Leiderschap (Meting 2026) | bron: werksessie, tweede stemming; waarde: leeg",
        "Besluit over een aanbeveling | 2.4-G4 (Meting 2026) | besluit: niet overgenomen",
        "Controlelijst bijgewerkt | Meting 2026 | De eenheden van de organisatie zijn ingevoerd: nee",
    }


def test_somebody_of_another_organisation_has_no_name_here(organisation, reader):
    stranger = PersonFactory(name="V. Vreemd")
    EventFactory(organisation=organisation, event="organisations.role.granted", subject=str(stranger.public_id))
    assert "V. Vreemd" not in reader.get(reverse("audit:list")).content.decode()


def test_a_page_of_the_log_costs_the_same_for_few_and_for_many(organisation, reader, django_assert_num_queries):
    scan = ScanFactory(organisation=organisation)

    def add(number: int) -> None:
        EventFactory(organisation=organisation, event="scan.fact.recorded", subject=f"{scan.public_id}/vraag{number}")
        EventFactory(
            organisation=organisation, event="organisations.role.granted", subject=PersonFactory(organisation=organisation).public_id
        )

    add(0)
    reader.get(reverse("audit:list"))
    with CaptureQueriesContext(connection) as few:
        reader.get(reverse("audit:list"))
    for number in range(1, 50):
        add(number)
    with django_assert_num_queries(len(few)):
        reader.get(reverse("audit:list"))
