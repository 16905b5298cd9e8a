"""People whose own role group is too small to store answer as `overig`, a group like any other."""

import pytest

from regiehuis.scan.domain.buckets import OTHER_ROLE
from regiehuis.scan.domain.input_document import read_input
from regiehuis.scan.domain.outcome_input import OutcomeInput, Response, weights_of


def answers(role, *cards):
    return [Response(role=role, cards={"O.LEI": card}) for card in cards]


OTHERS = answers(OTHER_ROLE, 1, 1, 2, 2, 2, 4)
STAFF = answers("medewerker", *[3] * 12)


def groups_of(found):
    return found["dimensions"]["O.LEI"]["estimates"][0]["groups"]


def test_it_weighs_and_shows_as_a_group_of_its_own(published):
    found = published(OutcomeInput(responses=[*OTHERS, *STAFF], headcounts={OTHER_ROLE: 7, "medewerker": 40}))
    assert found["dimensions"]["O.LEI"]["value"] == 2.5
    assert groups_of(found) == [{"roles": ["medewerker"], "weight": 1.0}, {"roles": [OTHER_ROLE], "weight": 1.0}]
    shown = found["groups"][-1]
    assert (shown["role"], shown["responses"], shown["response_rate"]) == (OTHER_ROLE, 6, 0.8571)
    assert [each["roles"] for each in found["perception_gaps"]] == [["medewerker", OTHER_ROLE]]


def test_it_is_hidden_like_any_other_group(published):
    found = published(OutcomeInput(responses=[*OTHERS[:4], *STAFF], headcounts={OTHER_ROLE: 7, "medewerker": 40}))
    assert [each["role"] for each in found["groups"] if not each["hidden"]] == [None]
    assert groups_of(found) == [{"roles": ["medewerker", OTHER_ROLE], "weight": 1.0}]


def test_its_weight_is_the_mean_of_all_others_unless_given(instrument):
    weights = {"medewerker": 6.0}
    assert weights_of(OutcomeInput(weights=weights), instrument)[OTHER_ROLE] == 2.0
    assert weights_of(OutcomeInput(weights={**weights, OTHER_ROLE: 3.0}), instrument)[OTHER_ROLE] == 3.0


@pytest.mark.parametrize("headcounts", [{}, {OTHER_ROLE: 0}])
def test_it_is_not_listed_when_nobody_is_in_it(published, instrument, headcounts):
    found = published(OutcomeInput(responses=STAFF, headcounts=headcounts))
    assert [each["role"] for each in found["groups"]] == [None, *instrument.role_codes]


def test_it_is_listed_when_someone_was_asked(published):
    assert published(OutcomeInput(responses=STAFF, headcounts={OTHER_ROLE: 5}))["groups"][-1]["role"] == OTHER_ROLE


def test_a_document_may_name_it(instrument):
    document = {
        "headcounts": {OTHER_ROLE: 7},
        "weights": {OTHER_ROLE: 2},
        "responses": [{"role": OTHER_ROLE, "cards": {"O.LEI": 3}}],
    }
    found = read_input(document, instrument)
    assert (found.headcounts, found.weights) == ({OTHER_ROLE: 7}, {OTHER_ROLE: 2.0})
    assert [each.role for each in found.responses] == [OTHER_ROLE]
