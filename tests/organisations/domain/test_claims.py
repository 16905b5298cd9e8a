"""Roles by claims: what begins, what ends, and whom the rule never touches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.organisations.domain.claims import Change, Held, Rule, change, roles_by, values_of
from regiehuis.organisations.domain.roles import Role

ISSUER, OTHER = "https://merenland.example", "https://elders.example"
LEAD, SECRETARY, COUNCIL, ADMINISTRATOR = Role.SCAN_LEAD, Role.SECRETARY, Role.COUNCIL, Role.ADMINISTRATOR
RULES = [Rule(claim="groups", value="scan-begeleiders", role=LEAD), Rule(claim="groups", value="griffie", role=COUNCIL),
         Rule(claim="realm_access.roles", value="beheer", role=ADMINISTRATOR)]  # fmt: skip


def test_a_worked_example():
    """Noor was secretary by hand and council member by the service. She moved from the registry to the scan team."""
    held = [Held(role=SECRETARY), Held(role=COUNCIL, issuer=ISSUER)]
    found = change(rules=RULES, claims={"groups": ["scan-begeleiders", "kantine"]}, issuer=ISSUER, held=held)
    assert found == Change(begin=frozenset({LEAD}), end=frozenset({COUNCIL}))


@pytest.mark.parametrize(("claims", "roles"), [
    pytest.param({"groups": ["griffie"]}, {COUNCIL}, id="a list"),
    pytest.param({"groups": "griffie"}, {COUNCIL}, id="one text"),
    pytest.param({"realm_access": {"roles": ["beheer"]}}, {ADMINISTRATOR}, id="a field in a field"),
    pytest.param({"realm_access.roles": ["beheer"]}, {ADMINISTRATOR}, id="a name with a dot"),
    pytest.param({"groups": ["Griffie"]}, set(), id="another case is another group"),
    pytest.param({"groups": ["griffie "]}, set(), id="a space more"),
    pytest.param({"groups": {"griffie": True}}, set(), id="an object"),
    pytest.param({"groups": [["griffie"], None, 7]}, set(), id="no texts"),
    pytest.param({"realm_access": ["roles"]}, set(), id="no field in it"),
    pytest.param({"roles": ["griffie"]}, set(), id="another claim"),
    pytest.param({}, set(), id="nothing said"),
])  # fmt: skip
def test_what_a_claim_gives(claims, roles):
    assert roles_by(RULES, claims) == roles


def test_the_last_administrator_stays():
    held = [Held(role=ADMINISTRATOR, issuer=ISSUER)]
    assert change(rules=RULES, claims={}, issuer=ISSUER, held=held).end == {ADMINISTRATOR}
    assert change(rules=RULES, claims={}, issuer=ISSUER, held=held, is_only_administrator=True).end == set()


def test_a_role_that_an_administrator_ended_does_not_come_back():
    assert change(rules=RULES, claims={"groups": ["griffie"]}, issuer=ISSUER, held=[], ended_by_hand=[COUNCIL]).begin == set()


def test_nothing_begins_for_who_has_left():
    assert change(rules=RULES, claims={"groups": ["griffie"]}, issuer=ISSUER, held=[], has_left=True).begin == set()


roles = st.sampled_from(Role)
rules = st.lists(st.builds(Rule, claim=st.sampled_from(["groups", "a.b"]), value=st.sampled_from("xyz"), role=roles), max_size=8)
held = st.lists(st.builds(Held, role=roles, issuer=st.sampled_from(["", ISSUER, OTHER])), max_size=6, unique_by=lambda each: each.role)
said = st.fixed_dictionaries({}, optional={"groups": st.lists(st.sampled_from("xyzw")), "a": st.fixed_dictionaries({"b": st.lists(st.sampled_from("xyz"))})})  # fmt: skip
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from("abc"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=5,
)


@given(rules=rules, held=held, claims=said)
def test_only_what_came_by_this_issuer_ends(rules, held, claims):
    found = change(rules=rules, claims=claims, issuer=ISSUER, held=held)
    assert found.end <= {each.role for each in held if each.issuer == ISSUER}
    assert not found.end & roles_by(rules, claims)


@given(rules=rules, held=held, claims=said)
def test_nothing_begins_that_no_rule_names_or_that_is_held(rules, held, claims):
    found = change(rules=rules, claims=claims, issuer=ISSUER, held=held)
    assert found.begin <= {rule.role for rule in rules}
    assert not found.begin & {each.role for each in held}
    assert not change(rules=[], claims=claims, issuer=ISSUER, held=held).begin


@given(rules=rules, held=held, claims=said)
def test_a_second_sign_in_with_the_same_claims_changes_nothing(rules, held, claims):
    found = change(rules=rules, claims=claims, issuer=ISSUER, held=held)
    after = [each for each in held if not (each.role in found.end and each.issuer == ISSUER)]
    after += [Held(role=role, issuer=ISSUER) for role in found.begin]
    assert change(rules=rules, claims=claims, issuer=ISSUER, held=after) == Change(begin=frozenset(), end=frozenset())


@given(claims=st.dictionaries(st.sampled_from(["groups", "a", "a.b"]), anything), name=st.sampled_from(["groups", "a.b", "a", ".", "a."]))
def test_whatever_a_service_says_gives_texts(claims, name):
    assert all(isinstance(each, str) for each in values_of(claims, name))
