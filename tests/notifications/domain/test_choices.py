"""What a choice makes of something that happens, and what still goes out by mail."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.notifications.domain.choices import Choice, MailChoice, MailState, may_be_mailed
from regiehuis.notifications.domain.kinds import Kind
from regiehuis.platform.links import Purpose, parse_token, secret_for, token

CHOICES = st.builds(Choice, in_app=st.booleans(), mail=st.sampled_from(MailChoice))


@pytest.mark.parametrize(("choice", "nothing", "state"), [
    (Choice(), False, MailState.DAILY),
    (Choice(mail=MailChoice.DIRECT), False, MailState.DIRECT),
    (Choice(mail=MailChoice.OFF), False, MailState.NONE),
    (Choice(in_app=False), False, MailState.DAILY),
    (Choice(in_app=False, mail=MailChoice.OFF), True, MailState.NONE),
])  # fmt: skip
def test_a_choice(choice, nothing, state):
    assert (choice.wants_nothing, choice.mail_state) == (nothing, state)


@given(st.sampled_from(MailState), CHOICES, st.booleans(), st.booleans())
def test_mail_goes_only_to_who_wants_it_may_see_it_and_has_not_read_it(state, choice, is_read, is_visible):
    goes = may_be_mailed(state=state, choice=choice, is_read=is_read, is_visible=is_visible)
    assert goes == (state in {MailState.DIRECT, MailState.DAILY} and choice.mail != MailChoice.OFF and not is_read and is_visible)


@pytest.mark.parametrize("state", [MailState.UNDER_WAY, MailState.SENT, MailState.NONE])
def test_what_may_have_been_sent_never_goes_again(state):
    assert not may_be_mailed(state=state, choice=Choice(mail=MailChoice.DIRECT), is_read=False, is_visible=True)


def test_a_kind_without_roles_concerns_everyone():
    kind = Kind(code="a", label="A", describe=lambda _by, _happened: {})
    leads = Kind(code="b", label="B", describe=lambda _by, _happened: {}, roles=frozenset({"scan_lead"}))
    assert kind.concerns(frozenset()) and kind.concerns(frozenset({"council"}))
    assert leads.concerns(frozenset({"scan_lead", "council"})) and not leads.concerns(frozenset({"council"}))


def test_a_link_is_the_same_each_time_and_another_for_another_reader_or_key():
    one, other = uuid4(), uuid4()
    assert secret_for(one, Purpose.NOTIFICATIONS_OFF, key="k") == secret_for(one, Purpose.NOTIFICATIONS_OFF, key="k")
    assert (
        len(
            {
                secret_for(one, Purpose.NOTIFICATIONS_OFF, key="k"),
                secret_for(other, Purpose.NOTIFICATIONS_OFF, key="k"),
                secret_for(one, Purpose.NOTIFICATIONS_OFF, key="l"),
            }
        )
        == 3
    )
    assert parse_token(token(one, secret_for(other, Purpose.NOTIFICATIONS_OFF, key="k"))) == (
        one,
        secret_for(other, Purpose.NOTIFICATIONS_OFF, key="k"),
    )


@given(st.text(max_size=80))
def test_whatever_stands_in_an_address_it_is_a_link_or_none(text):
    known = parse_token(text)
    assert known is None or token(*known).casefold() == text.casefold()
