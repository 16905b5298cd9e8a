"""The operator's file of sign-in services, and what a word of theirs is worth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.accounts.domain.sign_in_services import (
    SettingsError,
    counts_as_two_steps,
    identity,
    is_safe_address,
    may_make_account,
    parse,
)
from regiehuis.accounts.domain.ways_in import is_last_way_in

ORGANISATION = "0199aaaa-0000-7000-8000-000000000001"
TABLE = {"name": "Gemeente Merenland", "issuer": "https://login.merenland.example/realms/werk", "client_id": "regiehuis", "client_secret": "geheim",
         "organisations": [ORGANISATION], "email_domains": ["@Merenland.example"], "second_step_amr": ["mfa"], "second_step_acr": ["hoog"]}  # fmt: skip


def read(allow_loopback=False, secrets=None, **change):
    return parse({"merenland": {**TABLE, **change}}, secrets=secrets or {}, allow_loopback=allow_loopback)["merenland"]


def test_what_the_file_says():
    service = read(scopes=["groups", "openid"], pages=["https://adfs.merenland.example/adfs"])
    assert service.all_scopes == ("openid", "email", "profile", "groups")
    assert service.origins == ("https://login.merenland.example", "https://adfs.merenland.example")
    assert service.algorithms == ("RS256",)
    assert "geheim" not in repr(service)
    assert read(secrets={"merenland": "uit een bestand"}).client_secret == "uit een bestand"


@pytest.mark.parametrize(("change", "told"), [
    ({"issuer": "http://login.merenland.example"}, "https://"), ({"issuer": "https://naam:geheim@login.example"}, "https://"),
    ({"issuer": "https://login.example/?a=b"}, "https://"), ({"issuer": "https://login.example;script-src *"}, "https://"), ({"issuer": 7}, "issuer"),
    ({"issuer": ""}, "issuer"), ({"client_id": ""}, "client_id"), ({"client_secret": ""}, "client_secret"), ({"name": None}, "name"),
    ({"algorithms": ["none"]}, "none"), ({"algorithms": ["HS256"]}, "HS256"), ({"algorithms": "RS256"}, "lijst"), ({"scopes": ["a b"]}, "scope"),
    ({"organisations": ["Merenland"]}, "kenmerk"), ({"pages": ["javascript:alert(1)"]}, "pages"), ({"second_step": ["mfa"]}, "second_step"),
])  # fmt: skip
def test_a_file_that_is_not_right_says_what_to_change(change, told):
    with pytest.raises(SettingsError, match="merenland") as error:
        read(**change)
    assert told in str(error.value)
    assert "geheim" not in str(error.value).replace("naam:geheim", "")


@pytest.mark.parametrize("key", ["Merenland", "meren land", "", "a" * 41, "../x"])
def test_a_key_stands_in_an_address(key):
    with pytest.raises(SettingsError):
        parse({key: TABLE}, secrets={}, allow_loopback=False)


def test_an_issuer_stands_there_once():
    with pytest.raises(SettingsError, match="twee keer"):
        parse({"een": TABLE, "twee": TABLE}, secrets={}, allow_loopback=False)


@pytest.mark.parametrize(("address", "safe", "safe_while_developing"), [
    ("https://login.example", True, True), ("http://login.example", False, False), ("http://localhost:81", False, True), ("http://[::1]/a", False, True),
    ("http://localhost.evil.example", False, False), ("http://127.0.0.1.evil.example", False, False), ("https://a@b.example", False, False),
    ("https:///pad", False, False), ("ftp://login.example", False, False), ("https://login.example\n.evil", False, False), (None, False, False),
    ("https://[", False, False), ("https://login.example:99999", False, False), ("https://login.example#x", False, False),
])  # fmt: skip
def test_where_a_secret_may_go(address, safe, safe_while_developing):
    assert [is_safe_address(address, allow_loopback=developing) for developing in (False, True)] == [safe, safe_while_developing]


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_an_identity_is_issuer_and_subject_together(issuer, subject, other_issuer, other_subject):
    """No two of them share one; an issuer holds no line end, as its address is checked."""
    issuer, other_issuer = issuer.replace("\n", ""), other_issuer.replace("\n", "")
    same = (issuer, subject) == (other_issuer, other_subject)
    assert (identity(issuer, subject) == identity(other_issuer, other_subject)) is same


def test_silence_about_steps_is_no():
    bare = read(second_step_amr=[], second_step_acr=[])
    for claims in ({}, {"amr": ["mfa"], "acr": "hoog"}, {"amr": [], "acr": ""}):
        assert not counts_as_two_steps(bare, claims)
    assert counts_as_two_steps(read(), {"amr": ["pwd", "mfa"]})
    assert counts_as_two_steps(read(), {"acr": "hoog"})


@pytest.mark.parametrize(("claims", "may"), [
    ({"email": "noor@merenland.example", "email_verified": True}, True), ({"email": "noor@MERENLAND.example", "email_verified": True}, True),
    ({"email": "noor@merenland.example"}, False), ({"email": "noor@sub.merenland.example", "email_verified": True}, False),
    ({"email": "merenland.example", "email_verified": True}, True), ({"email_verified": True}, False), ({"email": 1, "email_verified": True}, False),
    ({"email": "a@merenland.example@evil.example", "email_verified": True}, False),
])  # fmt: skip
def test_for_which_addresses_a_service_vouches(claims, may):
    """What is no address at all is refused where the account is made."""
    assert may_make_account(read(), claims) is may
    assert not may_make_account(read(email_domains=[]), claims)


@given(has_password=st.booleans(), services=st.integers(0, 3), passkeys=st.integers(0, 3))
def test_one_way_in_stays(has_password, services, passkeys):
    assert is_last_way_in(has_password=has_password, other_services=services, passkeys=passkeys) is (
        not has_password and services + passkeys == 0
    )
