"""Signing in through a sign-in service (OpenID Connect), against a real provider on loopback."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client
from django.urls import reverse

from regiehuis.accounts.domain.sign_in_services import identity
from regiehuis.accounts.models import User
from regiehuis.accounts.services import identities
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import Membership, Person
from regiehuis.platform.tenancy import tenant
from tests.factories import PASSWORD, InvitationFactory, OrganisationFactory, UserFactory, member
from tests.identity_provider import CLIENT_SECRET

from .conftest import KEY, back_from, through, to_service

pytestmark = pytest.mark.django_db


def linked(user, provider, subject="s-1"):
    return SocialAccount.objects.create(user=user, provider=KEY, uid=identity(provider.issuer, subject))


def signed_in(user):
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


@pytest.fixture
def user(organisation):
    return member(organisation, Role.COUNCIL, email="noor@merenland.example")


# ---- there and back ----------------------------------------------------------------------------------------------------


def test_who_is_linked_signs_in_without_a_password(tied, provider, user):
    linked(user, provider)
    client = Client()
    response = through(client, next="/scan/")
    assert (response.status_code, response["Location"]) == (302, "/scan/")
    assert client.get("/scan/").status_code == 200


def test_the_question_carries_pkce_a_state_and_a_nonce_and_nothing_of_the_visitor(tied, provider):
    client = Client()
    path = f"{reverse('openid_connect_login', args=[KEY])}?scope=admin&auth_params=prompt%3Dnone&process=redirect"
    asked = [parse_qs(urlsplit(client.post(path)["Location"]).query) for _ in range(2)]
    for each in asked:
        assert each["code_challenge_method"] == ["S256"]
        assert set(each["scope"][0].split()) == {"openid", "email", "profile"}
        assert "prompt" not in each
        assert min(len(each[name][0]) for name in ("state", "nonce", "code_challenge")) >= 16
    assert all(asked[0][name] != asked[1][name] for name in ("state", "nonce", "code_challenge"))


def test_the_address_to_come_back_to_is_the_operators_whatever_host_the_visitor_names(tied, settings):
    response = Client().post(reverse("openid_connect_login", args=[KEY]), headers={"Host": "127.0.0.1:9"})
    assert parse_qs(urlsplit(response["Location"]).query)["redirect_uri"] == [f"{settings.BASE_URL}/account/aanmelddienst/{KEY}/terug/"]


def test_going_there_takes_a_press_and_not_a_link(tied):
    assert Client().get(reverse("openid_connect_login", args=[KEY])).status_code == 405


def test_nothing_secret_reaches_the_page_the_log_or_the_database(tied, provider, user, capfd):
    linked(user, provider)
    client = Client()
    through(client)
    provider.twist = "expired"
    page = through(Client()).content.decode()
    told = page + "".join(capfd.readouterr()) + json.dumps(list(SocialAccount.objects.values("provider", "uid", "extra_data")))
    assert CLIENT_SECRET not in told
    assert not [token for token in provider.tokens if token in told]
    assert "noor@" not in json.dumps(SocialAccount.objects.get().extra_data)


# ---- whatever goes wrong -----------------------------------------------------------------------------------------------

HOSTILE = [
    "wrong_nonce", "other_audience", "expired", "wrong_issuer", "several_audiences", "other_party", "number_as_subject", "nul_in_subject", "no_expiry",
    "alg_none", "signed_with_the_public_key", "stolen_name_of_key", "unknown_key", "userinfo_of_someone_else", "padded",
    "token:html", "token:list", "token:deep", "token:huge", "token:empty", "token:{}", "token:redirect",
    "keys:html", "keys:list", "keys:huge", "userinfo:html", "userinfo:list", "userinfo:{}",
]  # fmt: skip
AWAY = ["token:error", "keys:error", "userinfo:error", "token:slow"]


@pytest.mark.parametrize("twist", HOSTILE + AWAY)
def test_a_wrong_answer_signs_nobody_in_and_gets_a_page(tied, provider, user, twist):
    linked(user, provider)
    client = Client()
    address = to_service(client)
    provider.twist = twist
    response = client.get(back_from(address))
    assert response.status_code == (503 if twist in AWAY else 400)
    assert "Het aanmelden is niet gelukt" in response.content.decode()
    assert client.get("/")["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "twist", ["other_issuer", *(f"openid-configuration:{how}" for how in ("html", "list", "huge", "{}", "redirect", "error", "slow"))]
)
def test_a_service_that_does_not_say_who_it_is_is_not_visited(tied, provider, twist):
    provider.twist = twist
    response = Client().post(reverse("openid_connect_login", args=[KEY]))
    assert response.status_code in {400, 503}
    assert "Het aanmelden is niet gelukt" in response.content.decode()


def test_a_service_that_is_away(tied, provider, settings):
    tied.again(issuer="http://127.0.0.1:9")
    response = Client().post(reverse("openid_connect_login", args=[KEY]))
    assert response.status_code == 503
    assert "niet bereikbaar" in response.content.decode()


def test_whoever_breaks_off_reads_that_nothing_changed(tied, provider):
    provider.twist = "denied"
    response = through(Client())
    assert response.status_code == 400
    assert "brak het aanmelden af" in response.content.decode()


def test_an_answer_counts_once(tied, provider, user):
    linked(user, provider)
    client = Client()
    path = back_from(to_service(client))
    assert client.get(path).status_code == 302
    client.post(reverse("account_logout"))
    again = client.get(path)
    assert again.status_code == 400
    assert "al eens gebruikt" in again.content.decode()
    assert client.get("/").status_code == 302


def test_an_answer_counts_only_in_the_browser_that_asked(tied, provider, user):
    """Or someone could be signed in as somebody else by opening a link."""
    linked(user, provider)
    path = back_from(to_service(Client()))
    other = Client()
    assert other.get(path).status_code == 400
    assert other.get("/").status_code == 302


@pytest.mark.parametrize(
    "query", ["", "?state=", "?code=a", "?state=onbekend&code=a", "?error=%00&state=%00", f"?code={'a' * 9000}", "?error=server_error"]
)
def test_a_made_up_answer_gets_a_page(tied, query):
    response = Client().get(reverse("openid_connect_callback", args=[KEY]) + query)
    assert response.status_code == 400


def test_a_service_that_nobody_registered_does_not_exist(tied):
    assert Client().post(reverse("openid_connect_login", args=["ander"])).status_code == 404
    assert Client().get(reverse("openid_connect_callback", args=["ander"])).status_code == 404


# ---- who it is ---------------------------------------------------------------------------------------------------------


def test_the_same_address_is_not_the_same_person(tied, provider, user):
    """A service that says it knows somebody with the address of an account gets nothing of that account."""
    client = Client()
    response = through(client)
    assert response.status_code == 403
    assert "Een aanmelddienst mag die niet overnemen" in response.content.decode()
    assert not SocialAccount.objects.exists()
    assert client.get("/").status_code == 302


def test_the_same_subject_of_another_issuer_is_somebody_else(tied, provider, user):
    SocialAccount.objects.create(user=user, provider=KEY, uid=identity("https://eerder.example", "s-1"))
    assert through(Client()).status_code == 403


def test_somebody_unknown_gets_no_account_and_reads_what_to_do(tied, provider):
    response = through(Client())
    assert response.status_code == 403
    assert "nog niet gekoppeld" in response.content.decode()
    assert not User.objects.exists()


def test_a_closed_account_stays_closed(tied, provider, user):
    linked(user, provider)
    User.objects.filter(pk=user.pk).update(is_active=False)
    client = Client()
    through(client)
    assert client.get("/").status_code == 302


# ---- linking -----------------------------------------------------------------------------------------------------------


def test_linking_asks_for_the_password_once_more_and_then_works(tied, provider, user):
    client = signed_in(user)
    response = through(client, process="connect")
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert not SocialAccount.objects.exists()
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    assert SocialAccount.objects.get().user == user
    page = client.get(reverse("accounts:identities")).content.decode()
    assert "Ontkoppel Gemeente Merenland" in page
    assert through(Client())["Location"] == "/"


def test_an_identity_of_somebody_else_is_not_taken_over(tied, provider, user):
    linked(UserFactory(), provider)
    client = signed_in(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert through(client, process="connect").status_code == 302
    assert not SocialAccount.objects.filter(user=user).exists()


def test_a_visitor_links_nothing(tied, provider):
    through(Client(), process="connect")
    assert not SocialAccount.objects.exists()


def test_unlinking_asks_for_the_password_and_leaves_a_way_in(tied, provider, user):
    link = linked(user, provider)
    client, path = signed_in(user), reverse("accounts:identity-remove", args=[link.pk])
    assert client.post(path)["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert SocialAccount.objects.exists()
    User.objects.filter(pk=user.pk).update(password="!onbruikbaar")
    browser = Client()
    through(browser)
    assert browser.post(path)["Location"] == reverse("accounts:own-password")
    assert identities.remove(user_id=user.pk, identity_id=link.pk) is False
    data = {"name": "Sleutel", "passwordless": True, "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)
    assert identities.remove(user_id=user.pk, identity_id=link.pk) is True


@pytest.mark.parametrize(
    "name",
    [
        "mfa_add_webauthn",
        "mfa_activate_totp",
        "mfa_generate_recovery_codes",
        "account_set_password",
        "account_email",
        "account_change_password",
    ],
)
def test_whoever_runs_the_service_makes_no_way_in_of_their_own(tied, provider, user, name):
    """A session by the service only: to add anything to the account, its owner shows that the mailbox is theirs."""
    linked(user, provider)
    User.objects.filter(pk=user.pk).update(password="!onbruikbaar")
    client, password = Client(), "vijf heel andere losse woorden"
    through(client)
    form = {"email": "dief@elders.example", "action_add": "", "new_email": "dief@elders.example", "password1": password, "password2": password,
            "oldpassword": "", "name": "x", "credential": "{}", "code": "1"}  # fmt: skip
    client.get(reverse(name))
    client.post(reverse(name), form)
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert user.emailaddress_set.filter(email__startswith="dief").count() == 0
    assert not Authenticator.objects.exists()
    assert through(client, process="connect")["Location"] == reverse("accounts:own-password")


def test_a_password_of_ones_own_goes_by_the_mailbox(tied, provider, user):
    linked(user, provider)
    User.objects.filter(pk=user.pk).update(password="!onbruikbaar")
    client = Client()
    through(client)
    page = client.get(reverse("account_set_password")).content.decode()
    assert "Stuur mij de link" in page
    client.post(reverse("account_reset_password"), {"email": user.email})
    assert [message.to for message in mail.outbox] == [[user.email]]
    assert "/account/password/reset/key/" in mail.outbox[0].body


def test_a_link_of_somebody_else_does_not_exist(tied, provider, user):
    link = linked(UserFactory(), provider)
    client = signed_in(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.post(reverse("accounts:identity-remove", args=[link.pk])).status_code == 404
    assert SocialAccount.objects.exists()


def test_a_service_that_was_taken_off_is_still_listed_and_can_be_unlinked(tied, provider, user, settings):
    link = linked(user, provider)
    settings.SIGN_IN_SERVICES = {}
    client = signed_in(user)
    assert "niet meer in gebruik" in client.get(reverse("accounts:identities")).content.decode()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("accounts:identity-remove", args=[link.pk]))
    assert not SocialAccount.objects.exists()


# ---- by invitation -----------------------------------------------------------------------------------------------------


def invited(organisation, email="noor@elders.example"):
    with tenant(organisation.pk):
        found = InvitationFactory(organisation=organisation, secret="s" * 32, person__email=email, roles=["council"])
    return found, reverse("invitation", args=[f"{organisation.public_id.hex}.{'s' * 32}"])


def test_an_invitation_taken_up_at_the_service_links_it(tied, provider, organisation):
    found, path = invited(organisation)
    client = Client()
    assert "Meld aan met Gemeente Merenland" in client.get(path).content.decode()
    assert through(client, next=path)["Location"] == path
    assert not User.objects.exists()
    assert "Neem aan en koppel deze dienst" in client.get(path).content.decode()
    assert client.post(path, {"by_service": "1"})["Location"] == "/"
    user = User.objects.get()
    assert (user.email, user.has_usable_password()) == (found.person.email, False)
    assert client.get("/").status_code == 200
    fresh = Client()
    assert through(fresh)["Location"] == "/"
    assert fresh.get("/").status_code == 200


def test_a_service_of_another_organisation_takes_up_no_invitation_here(tied, provider, organisation):
    other = OrganisationFactory()
    _found, path = invited(other)
    client = Client()
    assert "Meld aan met" not in client.get(path).content.decode()
    through(client, next=path)
    assert "Neem aan en koppel" not in client.get(path).content.decode()
    assert client.post(path, {"by_service": "1"}).status_code == 200
    assert not User.objects.exists()


# ---- what it opens -----------------------------------------------------------------------------------------------------


def test_a_service_opens_only_the_organisations_that_the_operator_tied_to_it(tied, provider, organisation, user):
    """Or the service of one municipality could enter another, where its person has a role as well."""
    other = OrganisationFactory()
    with tenant(other.pk):
        person = Person.objects.create(name="Noor", email=user.email, user=user)
        Membership.objects.create(person=person, user=user, role=Role.ADMINISTRATOR, starts_on="2026-01-01")
    linked(user, provider)
    client = Client()
    through(client)
    page = client.get(reverse("choose-organisation")).content.decode()
    assert organisation.name in page
    assert other.name not in page
    assert client.post(reverse("choose-organisation"), {"organisation": str(other.public_id)}).status_code == 404
    assert other.name in signed_in(user).get(reverse("choose-organisation")).content.decode()


def test_a_service_that_was_taken_off_ends_its_sessions(tied, provider, user, settings):
    linked(user, provider)
    client = Client()
    through(client)
    assert client.get("/").status_code == 200
    tied.again(OrganisationFactory())
    assert client.get("/")["Location"] == reverse("choose-organisation")
    settings.SIGN_IN_SERVICES = {}
    assert client.get("/")["Location"] == reverse("choose-organisation")


# ---- the second step ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("claims", "is_enough"), [
    ({}, False), ({"amr": ["pwd"]}, False), ({"amr": ["pwd", "mfa"]}, True), ({"amr": "mfa"}, False), ({"acr": "mfa"}, False), ({"acr": "hoog"}, True),
    ({"amr": [["mfa"]], "acr": ["hoog"]}, False),
])  # fmt: skip
def test_the_service_counts_as_two_steps_only_in_words_that_the_operator_trusts(tied, provider, organisation, user, claims, is_enough):
    tied.again(second_step_acr=["hoog"])
    type(organisation).objects.filter(pk=organisation.pk).update(mfa_roles=[Role.COUNCIL.value])
    linked(user, provider)
    provider.person |= claims
    client = Client()
    through(client)
    answer = client.get("/")
    assert answer.status_code == 200 if is_enough else answer["Location"] == reverse("accounts:second-step")


def test_who_has_a_second_step_of_ours_gives_it_unless_the_service_asked_for_one(tied, provider, user):
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "A" * 32})
    linked(user, provider)
    client = Client()
    assert through(client)["Location"] == reverse("mfa_authenticate")
    assert client.get("/").status_code == 302
    provider.person |= {"amr": ["mfa"]}
    other = Client()
    assert through(other)["Location"] == "/"
    assert other.get("/").status_code == 200


def test_a_password_takes_the_second_step_whatever_an_earlier_session_said(tied, provider, organisation, user):
    type(organisation).objects.filter(pk=organisation.pk).update(mfa_roles=[Role.COUNCIL.value])
    linked(user, provider)
    provider.person |= {"amr": ["mfa"]}
    client = Client()
    through(client)
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.get("/")["Location"] == reverse("accounts:second-step")


# ---- out ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["account_logout", "accounts:sign-out-everywhere"])
def test_signing_out_goes_on_at_the_service(tied, provider, user, name, settings):
    linked(user, provider)
    client = Client()
    through(client)
    target = client.post(reverse(name))["Location"]
    query = parse_qs(urlsplit(target).query)
    assert target.startswith(f"{provider.issuer}/end?")
    assert query["post_logout_redirect_uri"] == [f"{settings.BASE_URL}{reverse('account_login')}"]
    assert query["client_id"] == ["regiehuis"]
    assert len(query["id_token_hint"][0].split(".")) == 3
    assert client.get("/")["Location"].startswith(reverse("account_login"))


def test_signing_out_works_when_the_service_is_away_or_has_no_page_for_it(tied, provider, user):
    linked(user, provider)
    provider.twist = "no_end_session"
    client = Client()
    through(client)
    assert client.post(reverse("account_logout"))["Location"] == "/"
    assert client.get("/").status_code == 302


def test_whoever_signed_in_by_password_is_not_sent_to_a_service(tied, provider, user):
    assert signed_in(user).post(reverse("account_logout"))["Location"] == "/"
