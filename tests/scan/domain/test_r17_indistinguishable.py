"""R17 beyond linear algebra: two surveys that differ only in what is hidden have the same outcome, but for its hash."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from regiehuis.scan.domain.numbers import to_half
from regiehuis.scan.domain.outcome_input import OutcomeInput, Response

DIMENSIONS = ("O.LEI", "I.GEG")
SURVEYS = range(400)


def without_hash(found):
    return {key: value for key, value in found.items() if key != "input_hash"}


def what_is_shown(found):
    return [[group["hidden"], *(group["dimensions"][code] is None for code in DIMENSIONS)] for group in found["groups"]]


def with_cards_traded(inputs, found, dimension, random):
    """The cards of one dimension dealt again among everyone whose group is not shown there."""
    shown = {group["role"] for group in found["groups"] if group["dimensions"][dimension] is not None}
    places = [place for place, each in enumerate(inputs.responses) if each.role not in shown]
    cards = [inputs.responses[place].cards[dimension] for place in places]
    random.shuffle(cards)
    responses = list(inputs.responses)
    for place, card in zip(places, cards, strict=True):
        each = responses[place]
        responses[place] = Response(role=each.role, cards={**each.cards, dimension: card})
    return responses


def with_roles_traded(inputs, found, random):
    """Everyone of a hidden group in any hidden group, so that also the sizes of the groups change."""
    hidden = [each["role"] for each in found["groups"] if each["hidden"] and inputs.headcounts.get(each["role"])]
    return [Response(role=random.choice(hidden), cards=each.cards) if each.role in hidden else each for each in inputs.responses]


def test_who_of_the_hidden_gave_which_answer_makes_no_difference(published, small_survey):
    compared = 0
    for seed in SURVEYS:
        random, inputs = Random(seed), small_survey(seed)
        found = published(inputs)
        for responses in (
            with_roles_traded(inputs, found, random),
            *(with_cards_traded(inputs, found, dimension, random) for dimension in DIMENSIONS),
        ):
            other = published(OutcomeInput(responses=responses, headcounts=inputs.headcounts, weights=inputs.weights))
            if other["input_hash"] != found["input_hash"] and what_is_shown(other) == what_is_shown(found):
                compared += 1
                assert without_hash(other) == without_hash(found)
    assert compared > 300


@settings(deadline=None)
@given(st.lists(st.integers(1, 5), min_size=5, max_size=9), st.data())
def test_of_fewer_than_ten_answers_only_the_number_and_the_mean_in_halves_tell(published, cards, data):
    """R17c for a survey as small as this: value, SE, spread, levels, layers and scores included."""
    other = data.draw(st.lists(st.integers(1, 5), min_size=len(cards), max_size=len(cards)))
    first, second = (published(managers(each)) for each in (cards, other))
    assert first["dimensions"]["O.LEI"]["value"] == half(cards)
    assert first["dimensions"]["O.LEI"]["spread"] is None
    assert (without_hash(first) == without_hash(second)) == (half(cards) == half(other))


def managers(cards):
    return OutcomeInput(responses=[Response(role="mt", cards={"O.LEI": card}) for card in cards], headcounts={"mt": 12})


def half(cards):
    return to_half(sum(min(card, 4) for card in cards) / len(cards))
