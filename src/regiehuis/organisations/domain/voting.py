"""When a proposal to a partnership is adopted: one vote per member, never by inhabitants."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum


class VotingRule(StrEnum):
    """How many of the members must be in favour. Everybody, unless the members chose otherwise."""

    UNANIMOUS = "unanimous"
    TWO_THIRDS = "two_thirds"
    MAJORITY = "majority"


class Vote(StrEnum):
    """What a member said; whoever said nothing yet has no vote."""

    YES = "yes"
    NO = "no"


class Verdict(StrEnum):
    """What the votes so far amount to."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    UNDECIDED = "undecided"


def votes_needed(rule: VotingRule, members: int) -> int:
    """Return how many votes in favour adopt a proposal: a majority is more than half, two thirds is rounded up.

    >>> [votes_needed(rule, 5) for rule in VotingRule]
    [5, 4, 3]
    """
    return {VotingRule.UNANIMOUS: members, VotingRule.TWO_THIRDS: -(-2 * members // 3), VotingRule.MAJORITY: members // 2 + 1}[rule]


def verdict(rule: VotingRule, *, members: Collection[str], votes: Mapping[str, Vote | None]) -> Verdict:
    """Return what the votes of the members amount to; a vote of somebody who is no member does not exist.

    Rejected is a proposal that can no longer be adopted, whatever the others say. A member that is silent counts neither way.

    >>> verdict(VotingRule.TWO_THIRDS, members={"A", "B", "C"}, votes={"A": Vote.YES, "B": Vote.NO})
    <Verdict.UNDECIDED: 'undecided'>
    """
    known = [vote for member in set(members) if (vote := votes.get(member)) is not None]
    needed, in_favour = votes_needed(rule, len(set(members))), known.count(Vote.YES)
    if not members:
        return Verdict.UNDECIDED
    if in_favour >= needed:
        return Verdict.ADOPTED
    return Verdict.REJECTED if len(set(members)) - known.count(Vote.NO) < needed else Verdict.UNDECIDED
