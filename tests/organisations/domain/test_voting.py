"""The voting rule of a partnership: the worked example, and what holds whatever the votes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.organisations.domain.voting import Verdict, Vote, VotingRule, verdict, votes_needed

FIVE = {"A", "B", "C", "D", "E"}
Y, N = Vote.YES, Vote.NO


@pytest.mark.parametrize(("rule", "votes", "expected"), [
    pytest.param(VotingRule.UNANIMOUS, "YYYYY", Verdict.ADOPTED, id="all-in-favour"),
    pytest.param(VotingRule.UNANIMOUS, "YYYY?", Verdict.UNDECIDED, id="one-silent-is-not-all"),
    pytest.param(VotingRule.UNANIMOUS, "N????", Verdict.REJECTED, id="one-against-ends-it"),
    pytest.param(VotingRule.TWO_THIRDS, "YYYYN", Verdict.ADOPTED, id="four-of-five-is-two-thirds"),
    pytest.param(VotingRule.TWO_THIRDS, "YYYN?", Verdict.UNDECIDED, id="three-of-five-is-not-two-thirds"),
    pytest.param(VotingRule.TWO_THIRDS, "YYYNN", Verdict.REJECTED, id="two-against-is-more-than-a-third"),
    pytest.param(VotingRule.MAJORITY, "YYY??", Verdict.ADOPTED, id="three-of-five-is-a-majority"),
    pytest.param(VotingRule.MAJORITY, "YYNN?", Verdict.UNDECIDED, id="the-last-decides"),
    pytest.param(VotingRule.MAJORITY, "YNNN?", Verdict.REJECTED, id="three-against"),
])  # fmt: skip
def test_the_worked_example_with_five_members(rule, votes, expected):
    said = {member: {"Y": Y, "N": N, "?": None}[vote] for member, vote in zip(sorted(FIVE), votes, strict=True)}
    assert verdict(rule, members=FIVE, votes=said) is expected


@pytest.mark.parametrize(("rule", "needed"), [(VotingRule.UNANIMOUS, [1, 2, 3, 4, 6, 9]), (VotingRule.TWO_THIRDS, [1, 2, 2, 3, 4, 6]),
                                              (VotingRule.MAJORITY, [1, 2, 2, 3, 4, 5])])  # fmt: skip
def test_votes_needed_of_one_two_three_four_six_and_nine(rule, needed):
    assert [votes_needed(rule, members) for members in (1, 2, 3, 4, 6, 9)] == needed


def test_half_of_an_even_number_is_no_majority():
    assert verdict(VotingRule.MAJORITY, members={"A", "B"}, votes={"A": Y, "B": N}) is Verdict.REJECTED


def test_nobody_decides_nothing():
    assert {verdict(rule, members=set(), votes={"A": Y}) for rule in VotingRule} == {Verdict.UNDECIDED}


ELECTIONS = st.integers(1, 12).flatmap(
    lambda number: st.tuples(st.just(frozenset(map(str, range(number)))), st.lists(st.sampled_from([Y, N, None]), min_size=number, max_size=number))
)  # fmt: skip
RULES = st.sampled_from(list(VotingRule))


def said(members, votes):
    return dict(zip(sorted(members), votes, strict=True))


@given(RULES, ELECTIONS, st.sampled_from([Y, N]))
def test_a_verdict_stands_whatever_the_silent_ones_say(rule, election, vote):
    members, votes = election
    before = verdict(rule, members=members, votes=said(members, votes))
    after = verdict(rule, members=members, votes=said(members, [each or vote for each in votes]))
    assert after is not Verdict.UNDECIDED
    assert before in (Verdict.UNDECIDED, after)


@given(RULES, ELECTIONS)
def test_undecided_means_that_it_can_still_go_both_ways(rule, election):
    members, votes = election
    if verdict(rule, members=members, votes=said(members, votes)) is Verdict.UNDECIDED:
        ends = {verdict(rule, members=members, votes=said(members, [each or vote for each in votes])) for vote in (Y, N)}
        assert ends == {Verdict.ADOPTED, Verdict.REJECTED}


@given(ELECTIONS)
def test_what_a_stricter_rule_adopts_a_milder_one_adopts_too(election):
    members, votes = election
    found = {rule: verdict(rule, members=members, votes=said(members, votes)) for rule in VotingRule}
    if found[VotingRule.UNANIMOUS] is Verdict.ADOPTED:
        assert found[VotingRule.TWO_THIRDS] is Verdict.ADOPTED
    if found[VotingRule.MAJORITY] is Verdict.REJECTED:
        assert found[VotingRule.UNANIMOUS] is Verdict.REJECTED


@given(RULES, ELECTIONS)
def test_who_is_no_member_and_in_which_order_makes_no_difference(rule, election):
    members, votes = election
    mine = said(members, votes)
    reversed_with_strangers = {"stranger": Y, "other": N} | dict(reversed(mine.items()))
    assert verdict(rule, members=members, votes=mine) is verdict(rule, members=members, votes=reversed_with_strangers)
