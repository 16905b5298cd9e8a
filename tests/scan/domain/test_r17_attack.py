"""Attacks on R17: what follows about fewer than k people from everything that an outcome publishes together.

The attacker knows everything but the answers: who was asked and answered, in which role group, and how many of each know
(when after sums). Every published sum is the same for all people of one role group, so it is enough to look at role
groups: a set of people whose total follows from published totals is always a union of them.
"""

from fractions import Fraction
from itertools import chain, combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.scan.domain import estimate as estimating
from regiehuis.scan.domain import publication
from regiehuis.scan.domain.buckets import OTHER_ROLE
from regiehuis.scan.domain.estimate import GroupAnswers
from regiehuis.scan.domain.numbers import to_half
from regiehuis.scan.domain.outcome import compute
from regiehuis.scan.domain.outcome_input import OutcomeInput, Response
from regiehuis.scan.domain.outcome_json import to_jsonable

DIMENSIONS = ("O.LEI", "I.GEG")
ROLES = ("bestuur", "mt", "leiding", "medewerker", "iprof", OTHER_ROLE)
SURVEYS = range(400)


# Linear algebra: does the total of some columns follow from known combinations of columns?


def echelon(rows):
    """The published (coefficients, number) rows, solved as far as they go."""
    solved = []
    for coefficients, number in rows:
        left, rest = _reduced(solved, coefficients, number)
        if left:
            pivot, scale = next(iter(left.items()))
            solved.append((pivot, {column: each / scale for column, each in left.items()}, rest / float(scale)))
    return solved


def derived(solved, wanted):
    """The total of the columns wanted that follows; None when none does."""
    left, rest = _reduced(solved, dict.fromkeys(wanted, 1), 0.0)
    return None if left else -rest


def _reduced(solved, coefficients, number):
    left = {column: Fraction(each) for column, each in coefficients.items()}
    for pivot, row, value in solved:
        if times := left.get(pivot):
            number -= float(times) * value
            for column, each in row.items():
                left[column] = left.get(column, 0) - times * each
    return {column: each for column, each in left.items() if each}, number


def subsets(columns):
    return chain.from_iterable(combinations(columns, size) for size in range(1, len(columns) + 1))


# The attack on sums of known answers


def sum_rows(found, dimension, known):
    """Every published number that is linear in the sums of answers per role group, as (coefficients, number).

    Levels, areas, layers and scores are worked out from the values of dimensions, so they add nothing.
    """
    for group in found["groups"]:
        figure = group["dimensions"][dimension]
        if figure is not None and figure["mean"] is not None:
            members = known if group["role"] is None else [group["role"]]
            yield dict.fromkeys(members, 1), figure["n"] * figure["mean"]
    for each in found["dimensions"][dimension]["estimates"]:
        weights = {tuple(role for role in group["roles"] if role in known): group["weight"] for group in each["groups"]}
        total = Fraction(sum(map(Fraction, weights.values())))
        yield (
            {
                role: Fraction(weight) / total / sum(known[member] for member in members)
                for members, weight in weights.items()
                for role in members
            },
            each["value"],
        )
    for gap in found["perception_gaps"]:
        if gap["dimension"] == dimension:
            first, second = gap["roles"]
            yield {first: Fraction(1, known[first]), second: -Fraction(1, known[second])}, gap["gap"]


def known_answers(inputs, dimension):
    counts = {role: sum(each.role == role and _knows(each, dimension) for each in inputs.responses) for role in ROLES}
    return {role: count for role, count in counts.items() if count}


def _knows(response, dimension):
    return response.cards[dimension] is not None


def leaked_sums(inputs, found):
    """(dimension, role groups, sum) for every set of 1 to k-1 known answers of which the sum follows."""
    leaks = []
    for dimension in DIMENSIONS:
        known = known_answers(inputs, dimension)
        rows = list(sum_rows(found, dimension, known))
        for roles in subsets(known):
            total = derived(rows, dict.fromkeys(roles, 1)) if sum(known[role] for role in roles) < inputs.k else None
            leaks += [(dimension, roles, total)] if total is not None else []
    return leaks


@pytest.mark.parametrize("k", [5, 7])
def test_no_sum_of_fewer_than_k_answers_follows(published, k):
    surveys = [survey(seed, k) for seed in SURVEYS]
    assert [leak for each in surveys for leak in leaked_sums(each, published(each))] == []


def managers_and_three_professionals():
    """R17 hides iprof (3) and with it mt (5)."""
    picked = {"mt": [3, 3, 2, 3, 3], "iprof": [1, 4, 4], "medewerker": [1, 2, 2, 3] * 25}
    responses = [Response(role=role, cards=dict.fromkeys(DIMENSIONS, card)) for role in picked for card in picked[role]]
    return OutcomeInput(responses=responses, headcounts={"mt": 8, "iprof": 3, "medewerker": 400})


def test_hidden_groups_weigh_as_one_so_that_the_value_gives_only_their_rest_away(published):
    inputs = managers_and_three_professionals()
    found = published(inputs)
    assert [each["role"] for each in found["groups"] if not each["hidden"]] == [None, "medewerker"]
    groups = found["dimensions"]["O.LEI"]["estimates"][0]["groups"]
    assert groups == [{"roles": ["medewerker"], "weight": 1.0}, {"roles": ["mt", "iprof"], "weight": 1.0}]
    assert leaked_sums(inputs, found) == []
    rows = list(sum_rows(found, "O.LEI", known_answers(inputs, "O.LEI")))
    assert derived(rows, {"mt": 1, "iprof": 1}) == pytest.approx(14 + 9, abs=0.05)


def joining_the_largest(groups, *, shown):
    """The rule of before: groups under k become one; still under k, it joins the largest group, whatever is shown."""
    answering = [group for group in groups if group.known]
    small = [group for group in answering if group.known < 5]
    large = [group for group in answering if group.known >= 5]
    if small and large and sum(group.known for group in small) < 5:
        host = max(large, key=lambda group: group.known)
        return [estimating._joined([group, *small]) if group is host else group for group in large]
    return [*large, estimating._joined(small)] if small else large


def test_the_attack_finds_three_people_when_small_groups_join_the_largest(published, monkeypatch):
    monkeypatch.setattr(estimating, "merged", joining_the_largest)
    inputs = managers_and_three_professionals()
    leaks = {(dimension, roles): total for dimension, roles, total in leaked_sums(inputs, published(inputs))}
    assert leaks[("O.LEI", ("iprof",))] == pytest.approx(1 + 4 + 4, abs=0.05)
    assert sum(bool(leaked_sums(each, published(each))) for each in map(survey, SURVEYS)) > 20


def test_the_attack_finds_leaks_when_only_small_groups_are_hidden(published, monkeypatch):
    monkeypatch.setattr(publication, "shown_cells", only_large)
    surveys = [(each, published(each)) for each in map(survey, SURVEYS)]
    assert sum(bool(leaked_sums(*each)) for each in surveys) > 20
    assert sum(bool(leaked_counts(*each)) for each in surveys) > 20


def only_large(sizes, *, k, unlisted=0):
    return frozenset(role for role, size in sizes.items() if size >= k)


# The attack on numbers of people: who answered, who knows, who does not


def count_rows(found, headcounts):
    """Columns: (dimension, role group, knows?). All answers of a role group are equally many on every dimension."""
    everywhere = [role for role in ROLES if headcounts[role]]
    for role in everywhere:
        for one, other in combinations(DIMENSIONS, 2):
            yield {**_of(one, [role], 1), **_of(other, [role], -1)}, 0
    whole = found["groups"][0]
    yield _of(DIMENSIONS[0], everywhere, 1), whole["responses"]
    for group in found["groups"]:
        members = everywhere if group["role"] is None else [group["role"]]
        headcount = sum(headcounts[role] for role in members)
        if group["responses"] is not None:
            yield _of(DIMENSIONS[0], members, 1), group["responses"]
        if group["response_rate"] is not None:
            yield _of(DIMENSIONS[0], members, 1), group["response_rate"] * headcount
        for dimension, figure in group["dimensions"].items():
            if dimension in DIMENSIONS and figure is not None:
                yield {(dimension, role, True): 1 for role in members}, figure["n"]
                if figure["dont_know_share"] is not None:
                    yield {(dimension, role, False): 1 for role in members}, None
    for dimension in DIMENSIONS:
        each = found["dimensions"][dimension]
        if each["n"] is not None:
            yield {(dimension, role, True): 1 for role in everywhere}, each["n"]
        if each["dont_know_share"] is not None:
            yield {(dimension, role, False): 1 for role in everywhere}, None
        for found_there in each["estimates"]:
            yield {(dimension, role, True): 1 for role in everywhere}, found_there["n"]


def _of(dimension, roles, times):
    return {(dimension, role, knows): times for role in roles for knows in (True, False)}


def leaked_counts(inputs, found):
    """What follows about how many answered or know: in any set of 1 to k-1 people, or of which 1 to k-1 know.

    The whole survey is no secret as long as k people answered: R17 itself tells how many of them know.
    """
    rows = [(coefficients, 0.0) for coefficients, _ in count_rows(found, inputs.headcounts)]
    asked = [role for role in ROLES if inputs.headcounts[role]]
    answered = {role: sum(each.role == role for each in inputs.responses) for role in asked}
    leaks = []
    for roles in subsets(asked):
        people = sum(answered[role] for role in roles)
        is_whole, is_small = len(roles) == len(asked), 0 < people < inputs.k
        if is_small and not is_whole and derived(rows, _of(DIMENSIONS[0], roles, 1)) is not None:
            leaks.append((roles, "answered"))
        for dimension in DIMENSIONS:
            known = sum(known_answers(inputs, dimension).get(role, 0) for role in roles)
            if is_small or (0 < known < inputs.k and not is_whole):
                columns = {(dimension, role, True): 1 for role in roles}
                leaks += [(roles, dimension)] if derived(rows, columns) is not None else []
    return leaks


@pytest.mark.parametrize("k", [5, 7])
def test_no_number_of_fewer_than_k_people_follows(published, k):
    surveys = [survey(seed, k) for seed in SURVEYS]
    assert [leak for each in surveys for leak in leaked_counts(each, published(each))] == []


def test_the_attack_finds_the_size_of_a_hidden_group_in_its_response_rate(published):
    inputs = managers_and_three_professionals()
    inputs = OutcomeInput(responses=inputs.responses, headcounts={**dict.fromkeys(ROLES, 0), **inputs.headcounts})
    found = published(inputs)
    assert leaked_counts(inputs, found) == []
    next(each for each in found["groups"] if each["role"] == "iprof")["response_rate"] = 1.0
    assert (("iprof",), "answered") in leaked_counts(inputs, found)
