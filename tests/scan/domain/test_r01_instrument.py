from dataclasses import replace

import pytest

from regiehuis.scan.domain.hashing import canonical_json, content_hash
from regiehuis.scan.domain.instrument import Phase5Mode, Side
from regiehuis.scan.domain.instrument_parser import InstrumentError, parse_instrument
from regiehuis.scan.domain.outcome import compute
from regiehuis.scan.domain.outcome_input import OutcomeInput, Response


def test_the_shipped_instrument_holds_what_the_design_counts(instrument):
    assert len(instrument.dimensions) == 13
    assert [sum(each.side is side for each in instrument.dimensions) for side in Side] == [5, 8]
    assert len(instrument.statements) == 143
    assert len(instrument.facts) == 25
    assert len(instrument.types) == 4
    characteristics = [each for kind in instrument.types for each in kind.characteristics]
    assert len(characteristics) == 81
    assert sum(each.test is not None for each in characteristics) == 73
    assert [each.seed_count for each in instrument.ict_size_classes] == [6, 15, 5, 3]
    assert len(instrument.culture_pairs) == 14


def test_statements_carry_dimension_phase_and_letter(instrument):
    statements = instrument.dimension("O.PRO").statements
    assert [each.code for each in statements][:4] == ["O.PRO-2a", "O.PRO-2b", "O.PRO-2c", "O.PRO-3a"]
    assert statements[-1].code == "O.PRO-5b"
    assert statements[0].text == "De processen van mijn dienst zijn beschreven en actueel."


def test_the_phase_left_open_counts_only_when_asked(instrument):
    assert instrument.default_mode is Phase5Mode.EXPLORATORY
    assert instrument.top(Phase5Mode.EXPLORATORY) == 4
    assert instrument.top(Phase5Mode.COUNTED) == 5


def _dimension(content, code):
    return next(each for each in content["dimension"] if each["code"] == code)


def _drop_level(content):
    _dimension(content, "O.PRO")["seed_levels"].pop()


def _drop_picture(content):
    _dimension(content, "I.GEG")["beeld"].pop(0)


def _unknown_area(content):
    _dimension(content, "I.GEG")["area"] = "XYZ"


def _double_dimension(content):
    content["dimension"].append(dict(_dimension(content, "I.GEG")))


def _unknown_role(content):
    _dimension(content, "I.GEG")["ask"] = ["mt", "buren"]


def _statements_beyond_the_last_phase(content):
    _dimension(content, "I.GEG")["p6"] = ["Een stelling."]


def _no_statements(content):
    del _dimension(content, "I.GEG")["p3"]


def _skipped_phase(content):
    content["phase"][4]["nr"] = 6


def _unknown_layer_dimension(content):
    content["iop"][0]["dimensions"] = ["I.XXX"]


def _unknown_fact(content):
    content["type"][0]["kenmerken"][0]["feit"] = "weer"


def _impossible_fact_value(content):
    content["type"][0]["kenmerken"][0]["in"] = ["supersnel"]


def _two_types_in_one_corner(content):
    content["type"][0]["org_high"] = True


def _gap_between_classes(content):
    content["ict_size_class"][2]["min"] = 4


def _lower_k(content):
    content["scoring"]["k_anonymity"] = 4


def _number_as_text(content):
    content["scoring"]["z90"] = "1,64"


def _half_open_phase(content):
    _dimension(content, "O.PRO")["seed_levels"][4] = "alles"


def _no_title(content):
    del content["instrument"]["title"]


@pytest.mark.parametrize(
    ("breaks", "sentence"),
    [
        (_drop_level, "dimensie O.PRO heeft 4 niveaus, verwacht 5"),
        (_drop_picture, "dimensie I.GEG heeft 4 beelden, verwacht 5"),
        (_unknown_area, "dimensie I.GEG noemt aandachtsgebied XYZ, en die code is onbekend"),
        (_double_dimension, "dimensie I.GEG komt dubbel voor"),
        (_unknown_role, "dimensie I.GEG noemt rolgroep buren, en die code is onbekend"),
        (_statements_beyond_the_last_phase, "dimensie I.GEG heeft stellingen bij fase 6, verwacht 2 tot en met 5"),
        (_no_statements, "dimensie I.GEG mist het veld 'p3'"),
        (_skipped_phase, "de fasen zijn genummerd 1, 2, 3, 4, 6, verwacht 1 tot en met 5 op volgorde"),
        (_unknown_layer_dimension, "IOP-laag technisch noemt dimensie I.XXX, en die code is onbekend"),
        (_unknown_fact, "type I, kenmerk 1 noemt feit weer, en die code is onbekend"),
        (_impossible_fact_value, "type I, kenmerk 1: feit netwerk_buiten heeft nooit de waarde supersnel"),
        (_two_types_in_one_corner, "er is niet precies één type voor elke combinatie van org_high en ict_high"),
        (_gap_between_classes, "ICT-klasse gemiddeld begint bij 4, verwacht 3"),
        (_lower_k, "het bestand, deel 'scoring', veld 'k_anonymity' is 4, verwacht minstens 5"),
        (_number_as_text, "het bestand, deel 'scoring', veld 'z90': verwacht een getal"),
        (_half_open_phase, "fase 5 is open ('?') bij O.LEI maar niet bij O.PRO"),
        (_no_title, "het bestand, deel 'instrument' mist het veld 'title'"),
    ],
)
def test_a_wrong_instrument_is_refused_with_the_reason(instrument_content, breaks, sentence):
    breaks(instrument_content)
    with pytest.raises(InstrumentError) as refused:
        parse_instrument(instrument_content)
    assert str(refused.value) == f"Instrument niet geladen: {sentence}."


@pytest.mark.parametrize("content", [{}, {"instrument": 3}, {"instrument": {}}, {"x": float("nan")}, {"x": {1, 2}}])
def test_anything_else_than_an_instrument_is_refused_too(content):
    with pytest.raises(InstrumentError, match=r"^Instrument niet geladen: .+\.$"):
        parse_instrument(content)


def test_one_changed_character_is_another_version(instrument, instrument_content):
    assert instrument.sha256 == content_hash(instrument_content)
    _dimension(instrument_content, "I.GEG")["p2"][0] += "!"
    assert parse_instrument(instrument_content).sha256 != instrument.sha256


def test_the_hash_is_that_of_the_content_and_not_of_its_order():
    assert canonical_json({"b": [1, 2.5], "a": "é"}) == '{"a":"é","b":[1,2.5]}'
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})
    assert content_hash({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


def _smaller(content):
    """Three dimensions on four phases, none of them open, without types, layers or facts."""
    keep = {"O.LEI", "O.PRO", "I.GEG"}
    content["phase"] = content["phase"][:4]
    content["dimension"] = [each for each in content["dimension"] if each["code"] in keep]
    for each in content["dimension"]:
        each["seed_levels"], each["beeld"] = each["seed_levels"][:4], each["beeld"][:4]
        del each["p5"]
    content["scoring"]["min_areas_known"] = 1
    for key in ("type", "iop", "fact", "cultuurspiegel", "ict_size_class", "population_class"):
        del content[key]
    return content


def test_another_instrument_is_only_other_data(instrument_content, recommendations_content, knowledge_base):
    small = parse_instrument(_smaller(instrument_content))
    assert len(small.dimensions) == 3
    assert [small.top(mode) for mode in Phase5Mode] == [4, 4]
    responses = [Response(role="mt", cards={"O.LEI": 4, "O.PRO": 2, "I.GEG": 1})] * 6
    outcome = compute(
        OutcomeInput(phase5_mode=Phase5Mode.COUNTED, responses=responses),
        small,
        replace(knowledge_base, recommendations=()),
    )
    assert [each.value for each in outcome.dimensions] == [4, 2, 1]
    assert [each.value for each in outcome.levels] == [3, 1]
    assert outcome.type is None
