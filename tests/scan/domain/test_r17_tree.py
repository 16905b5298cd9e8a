"""R17 over the tree of units, and beside role groups: nobody follows from what is published."""

from collections import Counter
from itertools import chain, combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regiehuis.scan.domain import aggregate as aggregating
from regiehuis.scan.domain.aggregate import aggregate
from regiehuis.scan.domain.beside import roles_beside_units
from regiehuis.scan.domain.outcome_input import Response
from regiehuis.scan.domain.unit_tree import shown_units, tree_of

from .test_r17_attack import derived, echelon

K = 5
WORKED = tree_of({"V": None, "sales": "V", "marketing": "V"}, root="root")


def test_r17_the_worked_example_hides_sales_and_marketing_and_shows_the_total():
    """8 answers: Sales 5, Marketing 2, the head 1. What is hidden is 3, so Sales goes too."""
    assert shown_units(WORKED, {"sales": 5, "marketing": 2, "V": 1}, k=K) == {"root", "V"}


@pytest.mark.parametrize(("direct", "shown"), [
    ({"sales": 5, "marketing": 5}, {"root", "V", "sales", "marketing"}),
    ({"sales": 5, "marketing": 5, "V": 1}, {"root", "V", "sales"}),  # a tie: marketing is the smallest by code
    ({"sales": 6, "marketing": 5, "V": 5}, {"root", "V", "sales", "marketing"}),
    ({"sales": 4}, set()),
    ({"sales": 5}, {"root", "V", "sales"}),
    ({"sales": 5, "root": 3}, {"root"}),  # V would leave 3 over, so it goes with all below it
    ({}, set()),
])  # fmt: skip
def test_r17_the_smallest_child_goes_until_nobody_is_left_alone(direct, shown):
    assert shown_units(WORKED, direct, k=K) == shown


def test_r17_a_hidden_unit_hides_all_below_it_also_what_is_large():
    tree = tree_of({"A": None, "B": None, "B1": "B"}, root="root")
    assert shown_units(tree, {"A": 20, "B1": 9, "root": 3}, k=K) == {"root", "A"}


def test_a_circle_is_named():
    with pytest.raises(ValueError, match="A, B"):
        tree_of({"A": "B", "B": "A", "C": None}, root="root")


@st.composite
def organisations(draw):
    number = draw(st.integers(1, 12))
    parents = {f"u{place}": draw(st.sampled_from([None, *(f"u{other}" for other in range(place))])) for place in range(number)}
    counts = {code: draw(st.integers(0, 9)) for code in ["root", *parents]}
    return tree_of(parents, root="root"), counts


@settings(max_examples=1000, deadline=None)
@given(organisations(), st.integers(5, 8))
def test_r17_no_unit_and_no_difference_of_units_holds_fewer_than_k(organisation, k):
    tree, direct = organisation
    totals, shown = tree.totals(direct), shown_units(tree, direct, k=k)
    assert all(totals[code] >= k for code in shown)
    assert all(tree.parents[code] in shown for code in shown if code != "root")
    nearest = {}
    for code, parent in tree.parents.items():
        nearest[code] = code if code in shown else nearest.get(parent)
    left_over = Counter()
    for code, number in direct.items():
        left_over[nearest[code]] += number
    assert all(number == 0 or number >= k for code, number in left_over.items() if code is not None)
    assert totals["root"] == sum(direct.values())
    assert totals["root"] < k or "root" in shown


# ---- two tables of the same people -------------------------------------------------------------------------------------


def test_r17_a_role_group_that_leaves_two_over_beside_a_unit_is_hidden():
    """Unit A is six managers, and there are two more in B: managers minus A would be those two."""
    people = {("mt", "A"): 6, ("mt", "B"): 2, ("medewerker", "B"): 9}
    assert roles_beside_units(people, ["mt", "medewerker"], k=K) == frozenset()
    assert roles_beside_units(people | {("mt", "B"): 5}, ["mt", "medewerker"], k=K) == {"mt", "medewerker"}
    assert roles_beside_units({("mt", "A"): 6, ("medewerker", "B"): 9}, ["mt", "medewerker"], k=K) == {"mt", "medewerker"}


def survey(seed):
    """A few units with few people, most of one role group, as offices are."""
    random = Random(seed)
    tree = tree_of({"A": None, "B": None, "A1": "A", "A2": "A"}, root="root")
    responses = []
    for unit in ("root", "A", "A1", "A2", "B"):
        usual = random.choice(("mt", "medewerker", "iprof"))
        for _person in range(random.choice((0, 1, 2, 5, 6, 8))):
            role = usual if random.random() < 0.8 else random.choice(("mt", "medewerker", "iprof"))
            responses.append(Response(role=role, unit=unit, cards={"O.LEI": random.choice((None, 1, 2, 3, 4))}))
    return tree, responses


def attacked(tree, responses, instrument):
    """Whether a sum over fewer than k people follows. The attacker knows who is where, and who knows what; all means are exact here."""
    found = aggregate(responses, tree, instrument)
    known = [each for each in responses if each.cards["O.LEI"] is not None]
    cells = Counter((each.role, each.unit) for each in known)
    below = {code: {code} for code in tree.parents}
    for code, parent in reversed(tree.parents.items()):
        if parent is not None:
            below[parent] |= below[code]
    rows = [{cell: 1 for cell in cells if cell[1] in below[code]} for code, cell_ in found.units.items() if "O.LEI" in cell_.means]
    rows += [{cell: 1 for cell in cells if cell[0] == role} for role, cell_ in found.roles.items() if "O.LEI" in cell_.means]
    solved = echelon([(row, 0.0) for row in rows if row])
    small = [cell for cell, number in cells.items() if number < K]
    for group in chain.from_iterable(combinations(small, size) for size in range(1, 5)):
        if sum(cells[cell] for cell in group) < K and derived(solved, group) is not None:
            return True
    return False


def test_r17_nobody_follows_from_units_and_role_groups_together(instrument):
    assert [seed for seed in range(400) if attacked(*survey(seed), instrument)] == []


def test_the_attack_finds_what_is_there_to_find(instrument, monkeypatch):
    """With role groups shown whatever the units say, some of the same surveys give people away."""
    monkeypatch.setattr(aggregating, "roles_beside_units", lambda _people, shown, *, k: frozenset(shown))
    assert [seed for seed in range(400) if attacked(*survey(seed), instrument)]


def test_r17_means_over_few_are_in_halves_and_over_fewer_absent(instrument):
    tree = tree_of({"A": None}, root="root")
    responses = [Response(role="mt", unit="A", cards={"O.LEI": 1 + place % 2, "I.GEG": 3 if place < 4 else None}) for place in range(7)]
    found = aggregate(responses, tree, instrument)
    assert found.units["A"] == found.units["root"]
    assert (found.units["A"].n, dict(found.units["A"].means)) == (7, {"O.LEI": 1.5})
    assert dict(found.roles["mt"].means) == {"O.LEI": 1.5}


def test_fifteen_thousand_answers_over_four_hundred_units_keep_their_totals(instrument):
    random = Random(7)
    parents = {f"u{place}": f"u{random.randrange(place)}" if place > 9 else None for place in range(400)}
    tree = tree_of(parents, root="root")
    roles, codes = instrument.role_codes, instrument.dimension_codes
    responses = [
        Response(role=random.choice(roles), unit=f"u{random.randrange(400)}", cards={code: random.randint(1, 4) for code in codes})
        for _ in range(15_000)
    ]
    found = aggregate(responses, tree, instrument)
    assert found.units["root"].n == 15_000 == sum(cell.n for cell in found.roles.values())
    assert len(found.units) > 350
