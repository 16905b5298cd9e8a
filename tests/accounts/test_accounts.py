"""Signing in and out: by invitation only, everywhere at once, and not by guessing."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from regiehuis.accounts import facade
from regiehuis.accounts.models import User
from regiehuis.organisations.domain.roles import Role
from tests.factories import PASSWORD, OrganisationFactory, UserFactory, member

pytestmark = pytest.mark.django_db


def sign_in(email, password=PASSWORD, client=None):
    client = client or Client()
    return client, client.post(reverse("account_login"), {"login": email, "password": password})


@pytest.fixture
def user():
    return member(OrganisationFactory(), Role.COUNCIL, email="iemand@gemeente.example")


# ---- in ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["iemand@gemeente.example", "Iemand@Gemeente.Example", " iemand@gemeente.example "])
def test_signing_in_whatever_the_case(user, email):
    client, response = sign_in(email)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(user):
    """Or the page would tell who has an account."""
    answers = [sign_in(email, "verkeerd wachtwoord")[1].content.decode() for email in (user.email, "niemand@gemeente.example")]
    texts = [
        answer.partition("<main")[2].partition("</main")[0].replace(user.email, "").replace("niemand@gemeente.example", "")
        for answer in answers
    ]
    assert texts[0]
    strip = [" ".join(word for word in text.split() if "csrf" not in word and "value=" not in word and "rh-" not in word) for text in texts]
    assert strip[0] == strip[1]


def test_an_account_that_was_closed_does_not_get_in(user):
    User.objects.filter(pk=user.pk).update(is_active=False)
    client, _response = sign_in(user.email)
    assert client.get("/").status_code == 302


def test_guessing_a_password_is_stopped_even_when_it_is_right_in_the_end(user):
    """After five wrong ones within five minutes the right one is refused as well."""
    for number in range(5):
        sign_in(user.email, f"gok {number}")
    client, response = sign_in(user.email)
    assert response.status_code in {200, 429}
    assert client.get("/").status_code == 302


def test_after_signing_in_the_page_that_was_asked_for(user):
    client = Client()
    asked = client.get(reverse("scan:list"), {"pagina": "2"})
    assert asked["Location"] == f"{reverse('account_login')}?next=/scan/%3Fpagina%3D2"
    response = client.post(asked["Location"], {"login": user.email, "password": PASSWORD})
    assert response["Location"] == "/scan/?pagina=2"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(user, target):
    response = Client().post(f"{reverse('account_login')}?next={target}", {"login": user.email, "password": PASSWORD})
    assert response["Location"] == "/"


# ---- by invitation only ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(method):
    getattr(Client(), method)(reverse("account_signup"), {"email": "nieuw@gemeente.example", "password1": PASSWORD})
    assert not User.objects.exists()


def test_an_address_has_one_account_whatever_the_case():
    UserFactory(email="iemand@gemeente.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="IEMAND@gemeente.example", name="Ander")
    assert facade.exists("Iemand@Gemeente.example")


def test_a_forgotten_password_of_an_unknown_address_sends_nothing():
    response = Client().post(reverse("account_reset_password"), {"email": "niemand@gemeente.example"})
    assert response.status_code == 302
    assert mail.outbox == []


def test_a_forgotten_password_sends_one_mail_to_the_address_of_the_account(user):
    Client().post(reverse("account_reset_password"), {"email": user.email})
    assert [message.to for message in mail.outbox] == [[user.email]]


# ---- out ---------------------------------------------------------------------------------------------------------------


def test_signing_out_everywhere_ends_every_session_of_this_account_and_no_other(user):
    first, second = sign_in(user.email)[0], sign_in(user.email)[0]
    other, _ = sign_in(member(OrganisationFactory(), Role.COUNCIL).email)
    for client in (first, second, other):
        assert client.get("/").status_code == 200
    assert first.post(reverse("accounts:sign-out-everywhere")).status_code == 302
    assert [client.get("/").status_code for client in (first, second, other)] == [302, 302, 200]


def test_signing_out_everywhere_takes_a_press_and_not_a_link(user):
    client, _ = sign_in(user.email)
    assert client.get(reverse("accounts:sign-out-everywhere")).status_code == 405
    assert client.get("/").status_code == 200


def test_looking_at_the_page_to_sign_out_does_not_sign_out(user):
    client, _ = sign_in(user.email)
    client.get(reverse("account_logout"))
    assert client.get("/").status_code == 200
    client.post(reverse("account_logout"))
    assert client.get("/").status_code == 302


def test_a_session_id_changes_at_sign_in(user):
    """Or someone who planted it would be signed in too."""
    client = Client()
    client.get(reverse("account_login"))
    before = set(Session.objects.values_list("pk", flat=True))
    sign_in(user.email, client=client)
    assert client.session.session_key not in before


# ---- second step -------------------------------------------------------------------------------------------------------


def test_where_the_role_asks_for_a_second_step_nothing_opens_without_one():
    user = member(OrganisationFactory(strict=True), Role.COUNCIL)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for path in ("/", reverse("scan:list")):
        assert client.get(path)["Location"] == reverse("accounts:second-step")
    assert client.get(reverse("accounts:second-step")).status_code == 200


def test_with_a_second_step_the_password_alone_does_not_sign_in():
    user = member(OrganisationFactory(strict=True), Role.COUNCIL, second_step=True)
    client, response = sign_in(user.email)
    assert response["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get("/").status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.get("/").status_code == 302


# ---- the own account ---------------------------------------------------------------------------------------------------


def test_the_own_sessions_are_named_by_browser_and_system(user):
    raw = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
    client, _ = sign_in(user.email, client=Client(headers={"user-agent": raw}))
    client.get("/")
    page = client.get(reverse("accounts:security")).content.decode()
    assert "Firefox op Linux" in page
    assert "Mozilla" not in page
