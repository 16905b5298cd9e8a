from collections import Counter

import pytest

from regiehuis.scan.domain.knowledge_base import KnowledgeBaseError, parse_knowledge_base


def test_the_shipped_recommendations(knowledge_base):
    assert len(knowledge_base.recommendations) == 42
    study = [each for each in knowledge_base.recommendations if each.origin == "seed 002"]
    assert Counter(each.actor for each in study) == {"gemeente": 18, "centraal": 8, "leverancier": 4}
    municipal = Counter(each.theme for each in study if each.actor == "gemeente")
    assert municipal == {"2.1": 3, "2.2": 5, "2.3": 2, "2.4": 8}
    assert all(each.source.startswith(f"I-scanonderzoek, {each.theme}, ") for each in study)
    assert Counter(each.theme for each in knowledge_base.recommendations)["aanpak"] == 12


def _recommendation(content, code):
    return next(each for each in content["recommendation"] if each["code"] == code)


def _condition(content, **fields):
    _recommendation(content, "2.1-L1")["when"] = {"all": [fields]}


@pytest.mark.parametrize(
    ("breaks", "sentence"),
    [
        (lambda c: c["recommendation"].append(c["recommendation"][0]), "aanbeveling 2.1-G1 komt dubbel voor"),
        (
            lambda c: _recommendation(c, "2.1-G1").update(dims=["I.XXX"]),
            "aanbeveling 2.1-G1 noemt dimensie I.XXX, en die code is onbekend",
        ),
        (
            lambda c: _recommendation(c, "2.1-G1").update(theme="9.9"),
            "aanbeveling 2.1-G1 noemt thema 9.9, en die code is onbekend",
        ),
        (
            lambda c: _recommendation(c, "2.1-G1").update(actor="raad"),
            "aanbeveling 2.1-G1 noemt actor raad, en die code is onbekend",
        ),
        (
            lambda c: _recommendation(c, "2.1-G1").update(na=["2.1-G9"]),
            "aanbeveling 2.1-G1 noemt voorganger 2.1-G9, en die code is onbekend",
        ),
        (
            lambda c: _recommendation(c, "2.2-G1").update(na=["2.2-G2"]),
            "'na' loopt rond bij 2.2-G1 na 2.2-G2 na 2.2-G1",
        ),
        (lambda c: _recommendation(c, "2.2-G1").update(na=["2.2-G1"]), "'na' loopt rond bij 2.2-G1 na 2.2-G1"),
        (
            lambda c: _condition(c, dim="I.XXX", below=3.0),
            "aanbeveling 2.1-L1, voorwaarde noemt 'dim' I.XXX, en die code is onbekend",
        ),
        (
            lambda c: _condition(c, fact="leverancier", **{"in": ["buur"]}),
            "aanbeveling 2.1-L1, voorwaarde: feit leverancier heeft nooit de waarde buur",
        ),
        (
            lambda c: _condition(c, fact="ict_a_niveau", **{"in": ["ja"]}),
            "aanbeveling 2.1-L1, voorwaarde: feit ict_a_niveau heeft nooit de waarde ja",
        ),
        (
            lambda c: _condition(c, type=["V"]),
            "aanbeveling 2.1-L1, voorwaarde noemt type V, en die code is onbekend",
        ),
        (
            lambda c: _condition(c, level="X", below=2.5),
            "aanbeveling 2.1-L1, voorwaarde noemt 'level' X, en die code is onbekend",
        ),
        (
            lambda c: _condition(c, dim="I.GEG"),
            "aanbeveling 2.1-L1, voorwaarde over I.GEG: verwacht 'below' of 'at_least'",
        ),
        (
            lambda c: _condition(c, weer="mooi"),
            "aanbeveling 2.1-L1, voorwaarde met de velden weer: verwacht precies één soort",
        ),
        (
            lambda c: _recommendation(c, "2.1-L1").update(when={}),
            "aanbeveling 2.1-L1 heeft geen voorwaarde; schrijf zo nodig { always = true }",
        ),
        (
            lambda c: _recommendation(c, "2.1-L1").update(when={"any": []}),
            "aanbeveling 2.1-L1 heeft een lege lijst 'any' met voorwaarden",
        ),
        (
            lambda c: c["knowledge_base"].update(instrument_major=2),
            "zij horen bij instrument ioscan 2.x, niet bij ioscan 1.0.0",
        ),
        (lambda c: c["ranking"].update(w_need=0.6), "de gewichten van de rangorde tellen op tot 1.05, verwacht 1"),
    ],
)
def test_wrong_recommendations_are_refused_with_the_reason(recommendations_content, instrument, breaks, sentence):
    breaks(recommendations_content)
    with pytest.raises(KnowledgeBaseError) as refused:
        parse_knowledge_base(recommendations_content, instrument)
    assert str(refused.value) == f"Aanbevelingen niet geladen: {sentence}."


@pytest.mark.parametrize("content", [{}, {"knowledge_base": []}, {"x": {1}}])
def test_anything_else_is_refused_too(content, instrument):
    with pytest.raises(KnowledgeBaseError, match=r"^Aanbevelingen niet geladen: .+\.$"):
        parse_knowledge_base(content, instrument)
