"""What the pages of an organisation say: details, people, where to begin."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from regiehuis.organisations import facade
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.forms import OrganisationForm
from regiehuis.organisations.models import Organisation
from regiehuis.platform.tenancy import tenant
from tests.factories import InvitationFactory, MembershipFactory, OrganisationFactory, UnitFactory, member

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def organisation():
    return OrganisationFactory(inhabitants=31_000, inhabitants_year=2025, inhabitants_source="CBS")


def signed_in(organisation, role):
    client = Client()
    client.force_login(member(organisation, role), backend=BACKEND)
    return client


def page(client, name, language="nl"):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return " ".join(client.get(reverse(name)).content.decode().split())


# ---- details -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "number"), [("nl", "31.000"), ("en", "31,000")])
def test_inhabitants_are_written_as_the_reader_writes_numbers(organisation, language, number):
    assert f"{number} (2025, CBS)" in page(signed_in(organisation, Role.SECRETARY), "organisations:detail", language)


@pytest.mark.parametrize(("later", "fits"), [(0, True), (1, False)])
def test_a_figure_of_inhabitants_is_not_of_a_year_to_come(organisation, later, fits):
    this_year = timezone.localdate().year
    data = {"name": organisation.name, "country": "NL", "code": "GM0363", "inhabitants": "31000", "inhabitants_year": str(this_year + later), "inhabitants_source": "CBS"}  # fmt: skip
    form = OrganisationForm(data, instance=organisation)
    assert form.is_valid() is fits
    assert form.errors.get("inhabitants_year", []) == ([] if fits else [f"Kies een jaar tot en met {this_year}."])


# ---- people ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "sentence"), [
    ({}, "Begeleider: uitgenodigd, tot en met {day}"),
    ({"expired": True}, "Begeleider: uitnodiging verlopen op {day}"),
    ({"withdrawn": True}, "Begeleider: uitnodiging ingetrokken"),
])  # fmt: skip
def test_the_list_says_for_what_somebody_is_invited_and_until_when(organisation, state, sentence):
    invitation = InvitationFactory(organisation=organisation, **state)
    day = date_format(timezone.localtime(invitation.expires_at), "j F Y")
    assert sentence.format(day=day) in page(signed_in(organisation, Role.ADMINISTRATOR), "organisations:people")


def test_an_invitation_link_that_opens_nothing_says_why_and_whom_to_ask(organisation):
    paths = [reverse("invitation", args=[token]) for token in ("onzin", f"{organisation.public_id.hex}.anders")]
    answers = [Client().get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [404, 404]
    for answer in answers:
        assert "Vraag de beheerder van uw gemeente om een nieuwe uitnodiging." in answer.content.decode()


# ---- where to begin ----------------------------------------------------------------------------------------------------


def test_an_administrator_of_an_empty_organisation_reads_what_to_do_first(organisation):
    client = signed_in(organisation, Role.ADMINISTRATOR)
    assert {reverse("organisations:unit-import"), reverse("organisations:invite")} <= set(page(client, "home").split('"'))
    InvitationFactory(organisation=organisation)
    UnitFactory(organisation=organisation)
    assert reverse("organisations:unit-import") not in page(client, "home")
    assert "Nodig een begeleider uit" not in page(client, "home")


@pytest.mark.parametrize(
    ("starts", "ends", "is_offered"), [(-9, None, True), (-9, 30, True), (-9, 0, True), (-9, -1, False), (5, None, False)]
)
def test_who_holds_a_role_today_may_be_chosen_for_it(organisation, starts, ends, is_offered):
    today = timezone.localdate()
    MembershipFactory(organisation=organisation, role=Role.SCAN_LEAD.value, starts_on=today + timedelta(days=starts),
                      ends_on=None if ends is None else today + timedelta(days=ends))  # fmt: skip
    with tenant(organisation.pk):
        assert bool(facade.people_with_role(Role.SCAN_LEAD)) == is_offered


def test_an_invitation_that_expired_is_awaited_no_more(organisation):
    InvitationFactory(organisation=organisation, expires_at=timezone.now() - timedelta(days=1))
    assert "Nodig een begeleider uit" in page(signed_in(organisation, Role.ADMINISTRATOR), "home")


def test_with_a_lead_the_units_are_left_to_do(organisation):
    MembershipFactory(organisation=organisation)
    found = page(signed_in(organisation, Role.ADMINISTRATOR), "home")
    assert (reverse("organisations:unit-import") in found, reverse("organisations:invite") in found) == (True, False)


def test_nobody_else_is_asked_to_set_up(organisation):
    assert reverse("organisations:invite") not in page(signed_in(organisation, Role.SECRETARY), "home")


@pytest.mark.parametrize(("code", "there"), [("code", "first-start"), ("", "account_login")])
def test_an_empty_installation_opens_at_the_first_start(settings, code, there):
    settings.SETUP_CODE = code
    assert Client().get("/")["Location"].startswith(reverse(there))


def test_once_there_is_an_organisation_a_visitor_signs_in(settings, organisation):
    settings.SETUP_CODE = "code"
    with tenant(organisation.pk):
        assert Organisation.objects.exists()
    assert Client().get("/")["Location"].startswith(reverse("account_login"))
