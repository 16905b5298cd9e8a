"""The house style: only what can be read is stored, everybody of the organisation sees it, and nobody else changes it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from regiehuis.audit.models import Event
from regiehuis.organisations.domain.house_style import HouseStyle as Style
from regiehuis.organisations.domain.house_style import as_data
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import HouseStyle, Organisation
from regiehuis.organisations.services import house_styles
from regiehuis.platform.errors import Forbidden, NotAllowed
from regiehuis.platform.tenancy import tenant
from tests.factories import OrganisationFactory, actor, member

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
RED = Style(accent="#7a170e", link="#7a170e", nav="#5a100a")
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><rect width="300" height="100" fill="#7a170e"/></svg>'
PAGE = "organisations:house-style"


@pytest.fixture
def organisation() -> Organisation:
    return OrganisationFactory()


def browser(organisation: Organisation, role: Role = Role.ADMINISTRATOR) -> Client:
    client = Client()
    client.force_login(member(organisation, role), backend=BACKEND)
    return client


def styled(organisation: Organisation, style: Style = RED) -> Organisation:
    with tenant(organisation.pk):
        house_styles.save(by=actor(organisation, Role.ADMINISTRATOR), style=style)
        house_styles.set_logo(by=actor(organisation, Role.ADMINISTRATOR), content=LOGO)
    organisation.refresh_from_db()
    return organisation


def test_saved_colours_stand_on_every_page_of_everybody(organisation):
    administrator = browser(organisation)
    answered = administrator.post(reverse(PAGE), as_data(RED))
    assert answered["Location"] == reverse(PAGE)
    organisation.refresh_from_db()
    assert organisation.theme_url
    for client in (administrator, browser(organisation, Role.COUNCIL)):
        assert f'href="{organisation.theme_url}"' in client.get("/").content.decode()
    sheet = Client().get(organisation.theme_url)
    assert (sheet["Content-Type"], sheet["Cache-Control"]) == ("text/css; charset=utf-8", "public, max-age=31536000, immutable")
    assert "--rh-accent:#7a170e;" in sheet.content.decode()


def test_other_colours_get_another_address_and_the_old_one_ends(organisation):
    before = styled(organisation).theme_url
    with tenant(organisation.pk):
        house_styles.save(by=actor(organisation, Role.ADMINISTRATOR), style=Style())
    organisation.refresh_from_db()
    assert organisation.theme_url != before
    assert Client().get(before).status_code == 404


def test_colours_saved_under_an_earlier_version_still_show(organisation):
    """A newer version may make another sheet of the same colours: the page must not lose them, nor browsers keep the old sheet."""
    styled(organisation)
    Organisation.objects.filter(pk=organisation.pk).update(style_hash="0" * 16)
    organisation.refresh_from_db()
    sheet = Client().get(organisation.theme_url)
    assert (sheet.status_code, sheet["Cache-Control"]) == (200, "no-cache")
    assert "--rh-accent:#7a170e;" in sheet.content.decode()


def test_colours_on_which_nobody_can_read_are_refused_and_stay_on_the_page(organisation):
    answered = browser(organisation).post(reverse(PAGE), as_data(Style(accent="#ffcc00")))
    page = answered.content.decode()
    assert answered.status_code == 422
    assert "Met deze kleuren is tekst niet goed te lezen." in page
    assert 'value="#ffcc00"' in page
    assert "te weinig" in page
    with tenant(organisation.pk):
        assert not HouseStyle.objects.exists()
        assert not Event.objects.exists()


@pytest.mark.parametrize("typed", ["petrol", "", "#12", "#0d5267;}*{display:none", "url(x)", "#0d52\x0067"])
def test_what_is_no_colour_is_said_beside_its_field(organisation, typed):
    answered = browser(organisation).post(reverse(PAGE), as_data(RED) | {"nav": typed})
    assert answered.status_code == 422
    with tenant(organisation.pk):
        assert not HouseStyle.objects.exists()


def test_looking_at_colours_stores_nothing(organisation):
    client = browser(organisation)
    by_button = client.post(reverse(PAGE), as_data(Style(accent="#ffcc00")) | {"bekijk": "1"}).content.decode()
    live = client.get(reverse("organisations:house-style-look"), as_data(Style(accent="#ffcc00"))).content.decode()
    for page in (by_button, live):
        assert 'fill="#ffcc00"' in page
        assert "te weinig" in page
    assert "zes tekens" in client.get(reverse("organisations:house-style-look"), {"accent": "x"}).content.decode()
    with tenant(organisation.pk):
        assert not HouseStyle.objects.exists()


def test_going_back_to_the_products_colours_keeps_the_logo(organisation):
    styled(organisation)
    browser(organisation).post(reverse("organisations:house-style-reset"))
    organisation.refresh_from_db()
    assert organisation.theme_url == ""
    assert organisation.logo_url


def test_a_logo_is_drawn_anew_and_shown_to_whoever_sees_a_page(organisation):
    client = browser(organisation)
    client.post(reverse("organisations:logo"), {"file": SimpleUploadedFile("logo.svg", LOGO)})
    organisation.refresh_from_db()
    served = Client().get(organisation.logo_url)
    assert served["Content-Type"] == "image/png"
    assert served.content.startswith(b"\x89PNG")
    assert f'src="{organisation.logo_url}"' in client.get("/").content.decode()
    client.post(reverse("organisations:logo-remove"))
    organisation.refresh_from_db()
    assert organisation.logo_url == ""


@pytest.mark.parametrize(("name", "content", "says"), [
    ("logo.png", b"geen plaatje", "Dit bestand is geen leesbaar logo."),
    ("logo.svg", LOGO.replace(b"<rect", b"<script>alert(1)</script><rect"), "Dit bestand is geen leesbaar logo."),
    ("logo.png", b"\x89PNG\r\n\x1a\n" + b"0" * (1024 * 1024), "groter dan 1 MB"),
    ("logo.png", b"", "Het verstuurde bestand is leeg."),
])  # fmt: skip
def test_what_is_no_logo_is_refused_beside_the_field(organisation, name, content, says):
    answered = browser(organisation).post(reverse("organisations:logo"), {"file": SimpleUploadedFile(name, content)})
    assert answered.status_code == 422
    assert says in answered.content.decode() or not content
    with tenant(organisation.pk):
        assert not HouseStyle.objects.exists()


def test_only_the_administrator_changes_it(organisation):
    acts = {
        reverse(PAGE): as_data(RED), reverse("organisations:house-style-reset"): {}, reverse("organisations:logo"): {"file": SimpleUploadedFile("l.svg", LOGO)},
        reverse("organisations:logo-remove"): {},
    }  # fmt: skip
    for role in set(Role) - {Role.ADMINISTRATOR}:
        client = browser(organisation, role)
        assert client.get(reverse(PAGE)).status_code == 403
        assert {client.post(path, data).status_code for path, data in acts.items()} == {403}, role
    with tenant(organisation.pk):
        assert not HouseStyle.objects.exists()
        for act in (
            lambda by: house_styles.save(by=by, style=RED),
            lambda by: house_styles.set_logo(by=by, content=LOGO),
            lambda by: house_styles.reset(by=by),
        ):
            with pytest.raises(Forbidden):
                act(actor(organisation, Role.SCAN_LEAD))


def test_the_style_of_one_municipality_never_shows_at_another(organisation):
    other = OrganisationFactory()
    styled(organisation)
    page = browser(other).get("/").content.decode()
    assert "/thema/" not in page
    mixed = organisation.theme_url.replace(str(organisation.public_id), str(other.public_id))
    assert Client().get(mixed).status_code == 404
    assert Client().get(organisation.logo_url.replace(str(organisation.public_id), str(other.public_id))).status_code == 404


def test_each_change_is_one_line_in_the_log(organisation):
    styled(organisation)
    with tenant(organisation.pk):
        events = list(Event.objects.order_by("pk"))
    assert [each.event for each in events] == ["organisations.house_style.changed", "organisations.logo.changed"]
    assert events[0].detail == as_data(RED)


def test_a_colour_that_is_refused_leaves_the_former_one(organisation):
    styled(organisation)
    with tenant(organisation.pk), pytest.raises(NotAllowed):
        house_styles.save(by=actor(organisation, Role.ADMINISTRATOR), style=Style(on_nav="#333333"))
    organisation.refresh_from_db()
    with tenant(organisation.pk):
        assert HouseStyle.objects.get().tokens == as_data(RED)
