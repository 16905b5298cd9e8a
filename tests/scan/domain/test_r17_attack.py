"""Attacks on R17: what follows about fewer than k people from everything that an outcome publishes together.

The attacker of sums knows everything but the answers, also how many people of each role group answered and know. Every
published sum counts all known answers of a role group alike, so a sum that follows is always one of whole role groups.
"""

from fractions import Fraction
from itertools import chain, combinations

import pytest

from regiehuis.scan.domain import estimate as estimating
from regiehuis.scan.domain import publication
from regiehuis.scan.domain.outcome_input import OutcomeInput, Response

DIMENSIONS = ("O.LEI", "I.GEG")
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
        total = sum(map(Fraction, weights.values()))
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


def people(inputs, dimension=None):
    """Role group -> how many answered, or know on the dimension; without those of which nobody did."""
    counts = {}
    for each in inputs.responses:
        if dimension is None or each.cards[dimension] is not None:
            counts[each.role] = counts.get(each.role, 0) + 1
    return counts


def leaked_sums(inputs, found):
    """(dimension, role groups) -> sum, for every set of 1 to k-1 known answers of which the sum follows."""
    leaks = {}
    for dimension in DIMENSIONS:
        known = people(inputs, dimension)
        solved = echelon(sum_rows(found, dimension, known))
        few = (roles for roles in subsets(known) if sum(known[role] for role in roles) < inputs.k)
        leaks |= {(dimension, roles): total for roles in few if (total := derived(solved, roles)) is not None}
    return leaks


@pytest.mark.parametrize("k", [5, 7])
def test_no_sum_of_fewer_than_k_answers_follows(published, small_survey, k):
    surveys = [small_survey(seed, k) for seed in SURVEYS]
    assert [leak for each in surveys for leak in leaked_sums(each, published(each))] == []


@pytest.fixture
def few_managers():
    """R17 hides the three I-professionals, and with them the five managers."""
    picked = {"mt": [3, 3, 2, 3, 3], "iprof": [1, 4, 4], "medewerker": [1, 2, 2, 3] * 25}
    responses = [Response(role=role, cards=dict.fromkeys(DIMENSIONS, card)) for role in picked for card in picked[role]]
    return OutcomeInput(responses=responses, headcounts={"mt": 8, "iprof": 3, "medewerker": 400})


def test_hidden_groups_weigh_as_one_so_that_the_value_tells_no_more_than_their_rest(published, few_managers):
    found = published(few_managers)
    assert [each["role"] for each in found["groups"] if not each["hidden"]] == [None, "medewerker"]
    groups = found["dimensions"]["O.LEI"]["estimates"][0]["groups"]
    assert groups == [{"roles": ["medewerker"], "weight": 1.0}, {"roles": ["mt", "iprof"], "weight": 1.0}]
    solved = echelon(sum_rows(found, "O.LEI", people(few_managers, "O.LEI")))
    assert derived(solved, ["mt", "iprof"]) == pytest.approx(14 + 9, abs=0.05)
    assert derived(solved, ["iprof"]) is None


def test_the_attack_finds_three_people_when_small_groups_join_the_largest(published, small_survey, few_managers, monkeypatch):
    monkeypatch.setattr(estimating, "merged", joining_the_largest)
    leaks = leaked_sums(few_managers, published(few_managers))
    assert leaks["O.LEI", ("iprof",)] == pytest.approx(1 + 4 + 4, abs=0.05)
    assert sum(bool(leaked_sums(each, published(each))) for each in map(small_survey, SURVEYS)) > 20


def joining_the_largest(groups, *, shown):
    """Not the rule: groups under 5 become one; still under 5, it joins the largest group, whatever is shown."""
    small = [group for group in groups if 0 < group.known < 5]
    large = [group for group in groups if group.known >= 5]
    if small and large and sum(group.known for group in small) < 5:
        host = max(large, key=lambda group: group.known)
        return [estimating._joined([group, *small]) if group is host else group for group in large]
    return [*large, estimating._joined(small)] if small else large


# The attack on numbers of people: who answered, who knows, who does not


def count_rows(found, asked):
    """Every published number of people, as a row over columns (role) = answered and (role, dimension) = knows."""
    for group in found["groups"]:
        members = asked if group["role"] is None else [group["role"]]
        if group["responses"] is not None or group["response_rate"] is not None:
            yield dict.fromkeys(members, 1)
        for dimension in DIMENSIONS:
            if group["dimensions"][dimension] is not None:
                yield from _known_and_not(group["dimensions"][dimension], dimension, members)
    for dimension in DIMENSIONS:
        yield from _known_and_not(found["dimensions"][dimension], dimension, asked)


def _known_and_not(figures, dimension, members):
    if figures["n"] is not None:
        yield _knowing(members, dimension)
    if figures["dont_know_share"] is not None:
        yield {**dict.fromkeys(members, 1), **dict.fromkeys(_knowing(members, dimension), -1)}


def _knowing(roles, dimension):
    return {(role, dimension): 1 for role in roles}


def leaked_counts(inputs, found):
    """What follows about how many answered or know: in any set of 1 to k-1 people, or of which 1 to k-1 know.

    How many of all know is no secret as soon as k people answered, and how many answered never is.
    """
    asked = [role for role, count in inputs.headcounts.items() if count]
    solved = echelon((row, 0.0) for row in count_rows(found, asked))
    answered, leaks = people(inputs), []
    for roles in subsets(asked):
        is_small = 0 < sum(answered.get(role, 0) for role in roles) < inputs.k
        is_part = len(roles) < len(asked)
        if is_small and is_part and derived(solved, roles) is not None:
            leaks.append(roles)
        for dimension in DIMENSIONS:
            known = sum(people(inputs, dimension).get(role, 0) for role in roles)
            is_secret = is_small or (is_part and 0 < known < inputs.k)
            if is_secret and derived(solved, _knowing(roles, dimension)) is not None:
                leaks.append((dimension, roles))
    return leaks


@pytest.mark.parametrize("k", [5, 7])
def test_no_number_of_fewer_than_k_people_follows(published, small_survey, k):
    surveys = [small_survey(seed, k) for seed in SURVEYS]
    assert [leak for each in surveys for leak in leaked_counts(each, published(each))] == []


def test_the_attack_finds_the_size_of_a_hidden_group_in_its_response_rate(published, few_managers):
    found = published(few_managers)
    assert leaked_counts(few_managers, found) == []
    next(each for each in found["groups"] if each["role"] == "iprof")["response_rate"] = 1.0
    assert ("iprof",) in leaked_counts(few_managers, found)


def test_the_attacks_find_leaks_when_only_small_groups_are_hidden(published, small_survey, monkeypatch):
    monkeypatch.setattr(publication, "shown_cells", lambda sizes, *, k, unlisted=0: {r for r in sizes if sizes[r] >= k})
    surveys = [(each, published(each)) for each in map(small_survey, SURVEYS)]
    assert sum(bool(leaked_sums(*each)) for each in surveys) > 20
    assert sum(bool(leaked_counts(*each)) for each in surveys) > 20
