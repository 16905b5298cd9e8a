"""The reference list (CBS, Statbel), the details of an organisation, and its very first one."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from regiehuis.accounts import facade as accounts
from regiehuis.audit.models import Event
from regiehuis.organisations import cbs, facade
from regiehuis.organisations.cbs import CbsError, parse
from regiehuis.organisations.domain.municipality_codes import Country
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import Membership, Municipality, Organisation
from regiehuis.organisations.services import organisations
from regiehuis.platform.errors import Forbidden
from regiehuis.platform.tenancy import tenant
from tests.factories import OrganisationFactory, UserFactory, actor, member

pytestmark = pytest.mark.django_db
HEADER = "Codes en namen van gemeenten Code;Codes en namen van gemeenten Naam;Provincies Naam;Statistische gegevens Inwonertal"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def csv_of(*lines, header=HEADER):
    return "\n".join([header, *lines]).encode()


# ---- CBS ---------------------------------------------------------------------------------------------------------------


def test_a_line_of_the_cbs_table_with_its_source_and_year():
    (row,) = parse(csv_of("GM0363;Amsterdam;Noord-Holland;882.633"))
    assert (row.code, row.name, row.province, row.inhabitants, row.year, row.country) == (
        "GM0363",
        "Amsterdam",
        "Noord-Holland",
        882633,
        2022,
        Country.NL,
    )
    assert cbs.TABLE in row.source


@pytest.mark.parametrize("header", [HEADER, HEADER.replace(";", ","), "Code_1;Naam_2;Naam_27;Inwonertal_54", "\ufeff" + HEADER])
def test_headings_of_the_file_and_of_the_service(header):
    separator = ";" if ";" in header else ","
    assert parse(csv_of(separator.join(["GM0363", "Amsterdam", "Noord-Holland", "882633"]), header=header))[0].inhabitants == 882633


def test_lines_may_end_as_on_an_old_mac():
    assert [row.code for row in parse(csv_of("GM0363;Amsterdam;;", "GM0344;Utrecht;;").replace(b"\n", b"\r"))] == ["GM0363", "GM0344"]


def test_a_column_without_a_heading_is_not_the_province():
    assert parse(csv_of("GM0363;Amsterdam;geen provincie", header=HEADER.split(";Prov")[0] + ";"))[0].province == ""


def test_an_unknown_number_stays_unknown_and_has_no_year():
    (row,) = parse(csv_of("GM0363;Amsterdam;Noord-Holland;"))
    assert (row.inhabitants, row.year) == (None, None)


@pytest.mark.parametrize(("content", "message"), [
    pytest.param(csv_of("0363;Amsterdam;;"), "Regel 2: '0363' is geen gemeentecode", id="code"),
    pytest.param(csv_of("GM0363;Amsterdam;;", "GM0363;Amsterdam;;"), "GM0363 staat 2 keer", id="twice"),
    pytest.param(csv_of(f"GM0363;{'A' * 121};;"), "heeft meer dan 120 tekens", id="long-name"),
    pytest.param(csv_of("GM0363;Amster\0dam;;"), "een teken dat niet te lezen is", id="unprintable-name"),
    pytest.param(csv_of("GM0363;Amsterdam;;2147483648"), "geen aantal inwoners", id="more-people-than-fit"),
    pytest.param(csv_of("GM0363;Amsterdam;;" + "1" * 5000), "geen aantal inwoners", id="endless-number"),
    pytest.param(csv_of("GM0363;" + "A" * 140_000), "niet te lezen als CSV", id="endless-cell"),
    pytest.param(csv_of("GM0363;;;"), "Regel 2: de naam van GM0363 ontbreekt", id="name"),
    pytest.param(csv_of("GM0363;A;;veel"), "Regel 2: 'veel' is geen aantal inwoners", id="number"),
    pytest.param(csv_of("GM0363;A;;-5"), "is geen aantal inwoners", id="negative"),
    pytest.param(csv_of(), "heeft geen regels", id="empty"),
    pytest.param(b"a;b\n1;2\n", "Kolom 'Codes en namen van gemeenten Code' ontbreekt", id="another-table"),
    pytest.param("Gemeente S\xfbdwest".encode("latin-1"), "geen UTF-8", id="encoding"),
])  # fmt: skip
def test_a_list_that_is_not_good_is_refused_by_line(content, message):
    with pytest.raises(CbsError, match=message):
        parse(content)


def test_field_names_of_one_year_are_not_believed_in_a_file_of_another():
    """Naam_27 is another column there."""
    with pytest.raises(CbsError, match="ontbreekt"):
        parse(csv_of("GM0363;Amsterdam;Noord-Holland;1", header="Code_1;Naam_2;Naam_27;Inwonertal_54"), table="86059NED", year=2025)
    (row,) = parse(csv_of("GM0363;Amsterdam;Noord-Holland;1"), table="86059NED", year=2025)
    assert (row.year, row.source) == (2025, "CBS, Gebieden in Nederland 2025 (86059NED)")


def test_loading_twice_updates_and_never_erases_a_figure():
    facade.store_municipalities(parse(csv_of("GM0001;Eerst;Utrecht;1000")))
    facade.store_municipalities(parse(csv_of("GM0001;Later;Utrecht;")))
    found = Municipality.objects.get(code="GM0001")
    assert (found.name, found.inhabitants, found.inhabitants_year) == ("Later", 1000, 2022)


def test_the_285_flemish_municipalities_come_with_the_product():
    flemish = Municipality.objects.filter(country="BE")
    assert flemish.count() == 285
    assert {row.province for row in flemish} == {"Antwerpen", "Limburg", "Oost-Vlaanderen", "Vlaams-Brabant", "West-Vlaanderen"}
    facade.load_flemish_municipalities()
    assert flemish.count() == 285


# ---- details -----------------------------------------------------------------------------------------------------------


def test_a_figure_of_inhabitants_always_has_a_year_and_a_source():
    with pytest.raises(IntegrityError, match="inhabitants_have_year_and_source"), transaction.atomic():
        OrganisationFactory(inhabitants=100)


def test_one_municipality_is_one_organisation_but_invented_ones_may_share_a_code():
    OrganisationFactory(code="GM0363")
    OrganisationFactory(code="GM0363", fictitious=True)
    with pytest.raises(IntegrityError, match="one_organisation_per_code"), transaction.atomic():
        OrganisationFactory(code="GM0363")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_an_administrator_changes_the_details(role):
    organisation = OrganisationFactory()
    with pytest.raises(Forbidden), tenant(organisation.pk):
        organisations.change(by=actor(organisation, role), organisation=organisation, changed=[])


def test_an_administrator_does_not_change_another_organisation():
    organisation, other = OrganisationFactory(), OrganisationFactory()
    by = actor(organisation, Role.ADMINISTRATOR)
    with pytest.raises(Forbidden), tenant(organisation.pk):
        organisations.change(by=by, organisation=other, changed=["name"])


def test_changed_details_are_in_the_log():
    organisation = OrganisationFactory()
    client = Client()
    client.force_login(member(organisation, Role.ADMINISTRATOR), backend=BACKEND)
    response = client.post(reverse("organisations:detail"), {"name": "Nieuwe naam", "country": "NL", "code": "GM0999", "inhabitants": 10, "inhabitants_year": 2024,
                                                             "inhabitants_source": "CBS"})  # fmt: skip
    assert response.status_code == 302
    with tenant(organisation.pk):
        assert Event.objects.get().detail["name"] == "Nieuwe naam"


@pytest.mark.parametrize(("field", "value", "says"), [
    ("code", "0363", "is geen geldige gemeentecode"), ("inhabitants_source", "", "Vul ook de bron"), ("inhabitants_year", "", "Vul ook het jaar"),
])  # fmt: skip
def test_wrong_details_are_refused_in_words_and_nothing_is_stored(field, value, says):
    organisation = OrganisationFactory(name="Oud")
    client = Client()
    client.force_login(member(organisation, Role.ADMINISTRATOR), backend=BACKEND)
    data = {
        "name": "Nieuw",
        "country": "NL",
        "code": "GM0998",
        "inhabitants": 10,
        "inhabitants_year": 2024,
        "inhabitants_source": "CBS",
    } | {field: value}
    assert says in client.post(reverse("organisations:detail"), data).content.decode()
    organisation.refresh_from_db()
    assert organisation.name == "Oud"


# ---- the first one -----------------------------------------------------------------------------------------------------


def test_the_first_administrator():
    account = accounts.of_user(UserFactory())
    made = organisations.create(organisation=Organisation(name="Eerste", country="NL"), administrator=account, today=timezone.localdate())
    with tenant(made.organisation_id):
        assert Membership.objects.get().role == Role.ADMINISTRATOR
        assert Event.objects.get().event == "organisations.organisation.created"


START = {"setup_code": "de-code", "country": "NL", "municipality": "Testdam", "code": "GM9999", "name": "Beheerder", "email": "b@testdam.example",
         "password": "vier losse woorden samen"}  # fmt: skip


@pytest.mark.parametrize(("change", "status", "made"), [
    pytest.param({}, 302, True, id="good"),
    pytest.param({"setup_code": "gok"}, 200, False, id="wrong-code"),
    pytest.param({"setup_code": ""}, 200, False, id="no-code"),
    pytest.param({"code": "9999"}, 200, False, id="wrong-municipality-code"),
    pytest.param({"password": "kort"}, 200, False, id="short-password"),
    pytest.param({"municipality": "Aalst", "code": "", "country": "BE"}, 302, True, id="from-the-list"),
])  # fmt: skip
def test_the_first_start_needs_the_code_of_the_installation(settings, change, status, made):
    settings.SETUP_CODE = "de-code"
    assert Client().post(reverse("first-start"), START | change).status_code == status
    assert Organisation.objects.exists() == made


def test_the_first_start_is_gone_after_the_first(settings):
    settings.SETUP_CODE = "de-code"
    OrganisationFactory()
    assert Client().get(reverse("first-start")).status_code == 404
    assert Client().post(reverse("first-start"), START).status_code == 404


def test_without_a_code_there_is_no_first_start(settings):
    settings.SETUP_CODE = ""
    assert Client().post(reverse("first-start"), START | {"setup_code": ""}).status_code == 404


def test_guessing_the_code_is_slowed_down(settings):
    settings.SETUP_CODE = "de-code"
    client = Client()
    answers = [client.post(reverse("first-start"), START | {"setup_code": f"gok {number}"}).status_code for number in range(22)]
    assert (answers[0], answers[-1]) == (200, 429)
