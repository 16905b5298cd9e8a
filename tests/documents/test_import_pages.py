"""Every import goes the same way: choose, map, look, store. Tried on the list of units."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from datetime import timedelta
from uuid import uuid4

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from regiehuis.audit.models import Event
from regiehuis.documents.models import ColumnMapping, PendingImport
from regiehuis.documents.services import imports
from regiehuis.documents.tasks import forget_imports
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import Unit
from regiehuis.platform.tables import LARGEST_FILE
from regiehuis.platform.tenancy import tenant
from tests.factories import ColumnMappingFactory, OrganisationFactory, PendingImportFactory, UnitFactory, member

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
START = "/organisatie/eenheden/importeren/"
GOOD = b"code;naam;bovenliggend\nA;Alle;\nB;Bouw;A\n"


@pytest.fixture
def organisation():
    return OrganisationFactory()


def client_of(organisation, role=Role.ADMINISTRATOR):
    client = Client()
    client.force_login(member(organisation, role), backend=BACKEND)
    return client


@pytest.fixture
def client(organisation):
    return client_of(organisation)


def choose(client, content, name="lijst.csv"):
    return client.post(START, {"file": SimpleUploadedFile(name, content)})


def upload(client, content, name="lijst.csv"):
    """Choose a file; return the address of its preview."""
    answer = choose(client, content, name)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def said(client, answer):
    """What the next page says, as text."""
    return client.get(answer["Location"]).content.decode()


def units(organisation):
    with tenant(organisation.pk):
        return {unit.code: (unit.name, unit.parent.code if unit.parent else "") for unit in Unit.objects.select_related("parent")}


def workbook(*rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def harmed(content, at, byte):
    """With another byte at this place of the first entry in the list of contents."""
    place = content.index(b"PK\x01\x02") + at
    return content[:place] + byte + content[place + 1 :]


def with_file(content, name):
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


# ---- the whole way -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("content", "name"), [
    (GOOD, "lijst.csv"), (workbook(["code", "naam", "bovenliggend"], ["A", "Alle", ""], ["B", "Bouw", "A"]), "lijst.xlsx"), (GOOD, "lijst.xlsx"),
])  # fmt: skip
def test_a_list_is_shown_and_then_stored(client, organisation, content, name):
    page = upload(client, content, name)
    shown = client.get(page).content.decode()
    assert "2 nieuw, 0 gewijzigd, 0 ongewijzigd" in shown
    assert units(organisation) == {}
    answer = client.post(page, {"act": "store"})
    assert answer["Location"] == reverse("organisations:units")
    assert units(organisation) == {"A": ("Alle", ""), "B": ("Bouw", "A")}
    assert "Opgeslagen: 2 nieuw" in said(client, answer)
    with tenant(organisation.pk):
        receipt = PendingImport.objects.get()
        assert (bytes(receipt.rows), receipt.file_name) == (b"", "")
        assert Event.objects.get(event="organisations.units.imported").detail == {"nieuw": 2, "gewijzigd": 0}


def test_a_second_click_changes_nothing_and_says_so(client, organisation):
    page = upload(client, GOOD)
    client.post(page, {"act": "store"})
    answer = client.post(page, {"act": "store"})
    assert "Deze lijst is al opgeslagen" in said(client, answer)
    assert "Deze lijst is al opgeslagen" in said(client, client.get(page))
    with tenant(organisation.pk):
        assert Event.objects.filter(event="organisations.units.imported").count() == 1


def test_the_same_file_again_changes_nothing_and_says_so(client, organisation):
    client.post(upload(client, GOOD), {"act": "store"})
    page = upload(client, GOOD)
    assert "Er is niets te wijzigen" in client.get(page).content.decode()
    assert "Er is niets gewijzigd" in said(client, client.post(page, {"act": "store"}))
    with tenant(organisation.pk):
        assert Event.objects.filter(event="organisations.units.imported").count() == 1


# ---- columns -----------------------------------------------------------------------------------------------------------

STRANGE = b"Afdelingsnummer;Omschr.;Valt onder\nA;Alle;\nB;Bouw;A\n"


def test_unknown_headings_are_asked_once_and_then_remembered(client, organisation):
    page = upload(client, STRANGE)
    asked = client.get(page).content.decode()
    assert "Kies de kolommen" in asked
    assert "Alle" in asked
    answer = client.post(page, {"code": "0", "name": "1", "parent": "2"})
    assert answer["Location"] == page
    client.post(page, {"act": "store"})
    assert units(organisation) == {"A": ("Alle", ""), "B": ("Bouw", "A")}
    again = client.get(upload(client, STRANGE)).content.decode()
    assert "Er is niets te wijzigen" in again
    with tenant(organisation.pk):
        assert ColumnMapping.objects.count() == 1


def test_what_was_chosen_is_not_known_to_another_municipality(client):
    client.post(upload(client, STRANGE), {"code": "0", "name": "1"})
    assert "Kies de kolommen" in (other := client_of(OrganisationFactory())).get(upload(other, STRANGE)).content.decode()


@pytest.mark.parametrize(("chosen", "says"), [
    ({"code": "0"}, "Kies in welke kolom &#x27;naam&#x27; staat."), ({}, "Kies in welke kolom &#x27;code&#x27; staat."), ({"code": "0", "name": "0"}, "Deze kolom koos u al"), ({"code": "9", "name": "1"}, "9"), ({"code": "x", "name": "1"}, "x"),
])  # fmt: skip
def test_a_choice_of_columns_that_is_not_good_stays_on_the_page(client, organisation, chosen, says):
    page = upload(client, STRANGE)
    answer = client.post(page, chosen)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    with tenant(organisation.pk):
        assert PendingImport.objects.get().positions is None


def test_storing_before_the_columns_are_known_is_refused(client, organisation):
    page = upload(client, STRANGE)
    assert "Kies eerst welke kolom wat is" in said(client, client.post(page, {"act": "store"}))
    assert units(organisation) == {}


def test_other_columns_can_be_chosen_afterwards(client, organisation):
    page = upload(client, b"code;naam;bovenliggend;korte naam\nA;Alle;;Al\n")
    assert "selected>naam" in client.get(page, {"kolommen": "1"}).content.decode()
    client.post(page, {"code": "0", "name": "3", "parent": "2"})
    client.post(page, {"act": "store"})
    assert units(organisation) == {"A": ("Al", "")}


# ---- what is wrong -----------------------------------------------------------------------------------------------------


def test_one_wrong_line_stores_nothing_and_is_told_by_line_and_column(client, organisation):
    page = upload(client, b"code;naam;bovenliggend\nA;Alle;\n\nB;;X\n")
    shown = client.get(page).content.decode()
    assert "1 regel is niet goed" in shown
    assert "bestaat niet, ook niet in dit bestand" in shown
    assert "Sla alleen" not in shown
    for sent in ({"act": "store"}, {"act": "store", "skip": "ja"}):
        assert "er is niets opgeslagen" in said(client, client.post(page, sent))
    assert units(organisation) == {}


def test_all_errors_are_in_the_file_and_the_first_200_on_the_page(client):
    content = b"code;naam;bovenliggend\n" + b"".join(b"E%d;Naam;=X%d\n" % (n, n) for n in range(250))
    page = upload(client, content)
    shown = client.get(page).content.decode()
    assert "de eerste 200 van 250 fouten" in shown
    assert "'=X199'" in shown
    assert "=X200" not in shown
    answer = client.get(f"{page}fouten/")
    header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert header == ["regel", "kolom", "waarde", "wat er niet goed is"]
    assert len(rows) == 250
    assert rows[0] == ["2", "bovenliggend", "'=X0", "bestaat niet, ook niet in dit bestand."]


def test_what_changed_between_looking_and_storing_is_checked_again(client, organisation):
    top = UnitFactory(organisation=organisation, code="TOP")
    page = upload(client, b"code;naam;bovenliggend\nA;Alle;TOP\n")
    assert "1 nieuw" in client.get(page).content.decode()
    with tenant(organisation.pk):
        top.delete()
    assert "Niet alle regels zijn goed" in said(client, client.post(page, {"act": "store"}))
    assert units(organisation) == {}


@pytest.mark.parametrize(("name", "content", "says"), [
    pytest.param("a.csv", b"", "is leeg", id="empty"),
    pytest.param("a.csv", b";;\n;\n", "is leeg", id="only-separators"),
    pytest.param("a.csv", "code;naam\nA;Caf\xe9\n".encode("latin-1"), "Regel 2 is geen UTF-8", id="encoding"),
    pytest.param("a.csv", b"%PDF-1.7 x", "geen CSV, XLSX of ODS", id="pdf-named-csv"),
    pytest.param("a.xls", b"<html><table><tr><td>code</td></tr></table>", "geen CSV, XLSX of ODS", id="html-named-xls"),
    pytest.param("a.xlsx", b"PK\x03\x04 x", "geen CSV, XLSX of ODS", id="broken-zip"),
    pytest.param("a.xlsx", harmed(workbook(["code"]), 6, b"\x97"), "geen CSV, XLSX of ODS", id="zip-of-a-version-to-come"),
    pytest.param("a.xlsx", harmed(harmed(workbook(["code"]), 9, b"\x08"), 46, b"\xff"), "geen CSV, XLSX of ODS", id="zip-with-a-name-that-is-no-utf-8"),
    pytest.param("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "oude Excel-werkmap", id="xls"),
    pytest.param("a.xlsx", with_file(workbook(["code"]), "xl/vbaProject.bin"), "macro", id="macros-named-xlsx"),
    pytest.param("a.ods", with_file(workbook(["code"]), "Basic/Standard/Module1.xml"), "macro", id="macros-of-ods"),
    pytest.param("a.csv", b"code\n" + b"A\n" * 50_001, "50001 regels", id="too-many-lines"),
    pytest.param("a.csv", b"a;" * 300 + b"b\n", "301 kolommen", id="too-many-columns"),
    pytest.param("a.csv", b"x" * (LARGEST_FILE + 1), "groter dan 25 MB", id="too-large"),
])  # fmt: skip
def test_a_file_that_is_no_list_is_refused_in_words(client, organisation, name, content, says):
    answer = choose(client, content, name)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    with tenant(organisation.pk):
        assert not PendingImport.objects.exists()


def test_without_a_file_the_page_asks_for_one(client):
    assert client.post(START, {}).status_code == 422


@pytest.mark.parametrize(("name", "content", "text"), [
    pytest.param("a.csv", b"code;naam\n", "Onder de kopjes staat niets", id="headings-only"),
    pytest.param("rapport.pdf", b"Geachte raad,\nhierbij het rapport.\n", "eindigt op .pdf", id="text-named-pdf"),
])  # fmt: skip
def test_a_file_without_a_list_says_what_is_wrong(client, name, content, text):
    answer = client.post(START, {"file": SimpleUploadedFile(name, content)})
    assert (answer.status_code, text in answer.content.decode()) == (422, True)


def test_a_list_with_another_name_is_still_a_list(client):
    answer = client.post(START, {"file": SimpleUploadedFile("eenheden.dat", b"code;naam\nA;Bouw\n")})
    assert answer.status_code == 302


def test_columns_without_anything_in_them_have_nothing_to_store(client):
    page = upload(client, b"a;b;c\n1;;\n")
    answer = client.post(page, {"code": "1", "name": "2"})
    assert "onder de kopjes niets" in client.get(client.get(answer["Location"])["Location"]).content.decode()


@pytest.mark.parametrize("cell", ["<script>alert(1)</script>", "_x0000_", "a" * 40_000, "\u202eomgekeerd", "'; drop table x; --"])
def test_hostile_cells_are_text(client, organisation, cell):
    page = upload(client, workbook(["code", "naam"], ["A", cell[:32_000]], ["B", "b"]))
    answer = client.get(page)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert client.post(page, {"act": "store"}).status_code == 302


# ---- who, whose and how long -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_another_role_may_not_even_look(organisation, role):
    other, pending = client_of(organisation, role), PendingImportFactory(organisation=organisation)
    for path in (START, f"{START}{pending.public_id}/", f"{START}{pending.public_id}/fouten/"):
        assert other.get(path).status_code == 403
    assert other.post(f"{START}{pending.public_id}/", {"act": "store"}).status_code == 403
    assert other.post(START, {"file": SimpleUploadedFile("a.csv", GOOD)}).status_code == 403
    assert units(organisation) == {}


def test_a_list_of_another_municipality_or_for_something_else_does_not_exist(client, organisation):
    for pending in (PendingImportFactory(), PendingImportFactory(organisation=organisation, kind="scan.participants"),
                    PendingImportFactory(organisation=organisation, subject="iets anders")):  # fmt: skip
        path = f"{START}{pending.public_id}/"
        assert [
            client.get(path).status_code,
            client.post(path, {"act": "store"}).status_code,
            client.get(f"{path}fouten/").status_code,
        ] == [404] * 3
    assert client.get(f"{START}{uuid4()}/").status_code == 404


def aged(organisation, hours, **values):
    pending = PendingImportFactory(organisation=organisation, **values)
    with tenant(organisation.pk):
        PendingImport.objects.filter(pk=pending.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    return pending


@pytest.mark.parametrize("tidied", [False, True])
def test_a_list_of_yesterday_is_told_to_be_gone(client, organisation, tidied):
    pending = aged(organisation, 25)
    if tidied:
        forget_imports(timestamp=0)
    for method in ("get", "post"):
        answer = getattr(client, method)(f"{START}{pending.public_id}/", {"act": "store"})
        assert answer["Location"] == START
        assert "langer dan 24 uur" in said(client, answer)
    assert units(organisation) == {}


def test_the_clock_takes_away_what_was_not_stored_and_nothing_else(organisation):
    fresh, old = aged(organisation, 23), aged(organisation, 25)
    receipt, ancient = aged(organisation, 25, stored=True), aged(organisation, 24 * 31)
    other = aged(OrganisationFactory(), 25)
    forget_imports(timestamp=0)
    with tenant(organisation.pk):
        kept = {each.pk: bool(each.rows) for each in PendingImport.objects.all()}
    assert kept == {fresh.pk: True, old.pk: False, receipt.pk: False}
    assert ancient.pk not in kept
    with tenant(other.organisation_id):
        assert bytes(PendingImport.objects.get().rows) == b""


def test_columns_stay_remembered_when_the_lists_go(organisation):
    ColumnMappingFactory(organisation=organisation)
    with tenant(organisation.pk):
        imports.forget(now=timezone.now() + timedelta(days=400))
        assert ColumnMapping.objects.count() == 1


# ---- cost --------------------------------------------------------------------------------------------------------------


def test_the_preview_costs_the_same_queries_however_long(client):
    costs = []
    for number in (3, 400):
        page = upload(client, b"code;naam\n" + b"".join(b"E%d;Naam\n" % n for n in range(number)))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_what_is_kept_is_small(client, organisation):
    upload(client, b"code;naam\n" + b"".join(b"E%d;Afdeling %d\n" % (n, n) for n in range(5_000)))
    with tenant(organisation.pk):
        kept = bytes(PendingImport.objects.get().rows)
    assert len(kept) < 100_000 < len(zlib.decompress(kept))
