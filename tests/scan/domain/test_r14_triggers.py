from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regiehuis.scan.domain.triggers import Findings, Verdict, all_of, any_of, judge

AND = {
    (True, True): True,
    (True, None): None,
    (True, False): False,
    (None, True): None,
    (None, None): None,
    (None, False): False,
    (False, True): False,
    (False, None): False,
    (False, False): False,
}


@pytest.mark.parametrize("pair", list(product((True, None, False), repeat=2)), ids=str)
def test_kleene_truth_table(pair):
    assert all_of(pair) is AND[pair]
    turned = tuple(None if each is None else not each for each in pair)
    mirrored = AND[turned]
    assert any_of(pair) is (None if mirrored is None else not mirrored)


def recommendation(knowledge_base, code):
    return next(each for each in knowledge_base.recommendations if each.code == code)


@pytest.mark.parametrize(
    ("dimensions", "facts", "verdict"),
    [
        pytest.param({"I.INF": 3.1}, {}, "niet te beoordelen", id="fast-enough-but-fact-unknown"),
        pytest.param({"I.INF": 2.4}, {}, "van toepassing", id="one-true-decides"),
        pytest.param({"I.INF": 3.1}, {"netwerk_buiten": "traag"}, "van toepassing", id="fact-decides"),
        pytest.param({"I.INF": 3.1}, {"netwerk_buiten": "snel"}, "niet", id="both-false"),
        pytest.param({}, {"netwerk_buiten": "snel"}, "niet te beoordelen", id="dimension-unknown"),
        pytest.param({"I.INF": 2.99999}, {"netwerk_buiten": "snel"}, "niet", id="float-noise-is-three"),
    ],
)
def test_slow_outlying_services(dimensions, facts, verdict, knowledge_base):
    judgement = judge(recommendation(knowledge_base, "2.1-G1"), Findings(dimensions=dimensions, facts=facts))
    assert judgement.verdict.value == verdict


def test_what_is_missing_is_named(knowledge_base):
    judgement = judge(recommendation(knowledge_base, "2.1-G1"), Findings(dimensions={"I.INF": 3.1}))
    assert [(each.kind.value, each.subject) for each in judgement.missing] == [("fact", "netwerk_buiten")]


def test_evidence_holds_every_condition_with_its_value(knowledge_base):
    judgement = judge(recommendation(knowledge_base, "2.1-G1"), Findings(dimensions={"I.INF": 2.4}))
    assert [(each.value, each.holds) for each in judgement.evidence] == [(2.4, True), (None, None)]
    assert judgement.missing == ()


def test_all_and_any_must_both_hold(knowledge_base):
    """2.1-G1 with a condition in `all` beside its two in `any`."""
    layered = recommendation(knowledge_base, "2.1-L1")
    both = replace(recommendation(knowledge_base, "2.1-G1"), when_all=layered.when_all)
    assert judge(both, Findings(dimensions={"I.TOE": 2.0, "I.INF": 2.0})).verdict is Verdict.APPLIES
    assert judge(both, Findings(dimensions={"I.TOE": 3.5, "I.INF": 2.0})).verdict is Verdict.DOES_NOT
    assert judge(both, Findings(dimensions={"I.INF": 2.0})).verdict is Verdict.CANNOT_TELL
    assert [each.subject for each in judge(both, Findings(dimensions={"I.INF": 2.0})).missing] == ["I.TOE"]


@pytest.mark.parametrize(
    ("code", "findings", "verdict"),
    [
        ("2.2-C1", Findings(layers={"semantisch": 2.9}), "van toepassing"),
        ("2.2-C1", Findings(layers={"semantisch": 3.0}), "niet"),
        ("2.4-G1", Findings(levels={"O": 2.4}), "van toepassing"),
        ("2.3-G2", Findings(area_gaps={"PRO": 0.75}), "van toepassing"),
        ("2.3-G2", Findings(area_gaps={"PRO": 0.74}, dimensions={"O.PRO": 3.0}, type_code="II"), "niet"),
        ("2.3-G2", Findings(type_code="I"), "van toepassing"),
        ("2.4-G3", Findings(perceptions={"I.LEI": 1.0}), "van toepassing"),
        ("A-06", Findings(spreads={"I.IPR": 0.59}), "van toepassing"),
        ("A-01", Findings(), "van toepassing"),
        ("A-09", Findings(dimensions={"I.TOE": 2.5}), "van toepassing"),
        ("A-09", Findings(dimensions={"I.TOE": 4.0}), "niet"),
        ("2.4-G7", Findings(facts={"ict_a_niveau": False}), "van toepassing"),
    ],
)
def test_every_kind_of_condition(code, findings, verdict, knowledge_base):
    assert judge(recommendation(knowledge_base, code), findings).verdict.value == verdict


@settings(max_examples=300)
@given(st.data())
def test_more_knowledge_never_turns_a_verdict_round(knowledge_base, data):
    """Kleene: learning what was unknown may settle an open verdict, never change a settled one."""
    each = data.draw(st.sampled_from(knowledge_base.recommendations))
    full = {code: data.draw(st.sampled_from((1.0, 2.5, 3.0, 4.0))) for code in each.dimensions}
    some = {code: value for code, value in full.items() if data.draw(st.booleans())}
    before, after = judge(each, Findings(dimensions=some)), judge(each, Findings(dimensions=full))
    assert before.verdict in {Verdict.CANNOT_TELL, after.verdict}
    assert bool(before.missing) == (before.verdict is Verdict.CANNOT_TELL)
