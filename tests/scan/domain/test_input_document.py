import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regiehuis.scan.domain.input_document import InputError, read_document, read_input
from regiehuis.scan.domain.instrument import Phase5Mode
from regiehuis.scan.domain.outcome import compute
from regiehuis.scan.domain.outcome_input import OutcomeInput


def test_an_empty_document_knows_nothing(instrument):
    assert read_document("{}", instrument) == OutcomeInput(responses=())


def test_everything_at_once(instrument):
    document = {
        "instrument": "ioscan",
        "phase5_mode": "meetellen",
        "k": 6,
        "facts": {"leverancier": "huis", "ict_a_niveau": False, "ict_aantal": 3, "ict_fte": 2.5, "cultuur": None},
        "agreed": {"I.INF": 5},
        "agreed_se": {"I.INF": 0.1},
        "spread": {"I.GEG": 0.8},
        "ambition": {"I.GEG": 4},
        "intake": {"I.GEG": 2.5},
        "headcounts": {"mt": 8},
        "weights": {"mt": 2},
        "workshop": {"2": {"I.GEG": {"counts": [0, 1, 2, 0, 0], "dont_know": 1}}},
        "responses": [{"role": "mt", "unit": "A", "cards": {"O.LEI": 3, "I.GEG": None}}, {"role": "iprof"}],
    }
    found = read_input(document, instrument)
    assert found.phase5_mode is Phase5Mode.COUNTED
    assert found.facts == {"leverancier": "huis", "ict_a_niveau": False, "ict_aantal": 3, "ict_fte": 2.5}
    assert (found.k, found.agreed, found.headcounts, found.weights) == (6, {"I.INF": 5.0}, {"mt": 8}, {"mt": 2.0})
    assert (found.workshop[2]["I.GEG"].phases, found.workshop[2]["I.GEG"].dont_know) == ((0, 1, 2, 0, 0), 1)
    assert [(each.role, each.unit, dict(each.cards)) for each in found.responses] == [
        ("mt", "A", {"O.LEI": 3, "I.GEG": None}),
        ("iprof", "", {}),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "de invoer is geen JSON: fout in regel 1, teken 1."),
        ('{"k": 5,}', "de invoer is geen JSON: fout in regel 1, teken 9."),
        ("[]", "de invoer: deze lijst is geen object; schrijf {...}."),
        ("null", "de invoer: null is geen object; schrijf {...}."),
        ("[" * 100_000, "de invoer is geen leesbare JSON: te diep genest."),
        ('{"k": 5, "k": 6}', 'de invoer: de sleutel "k" staat er dubbel.'),
        ('{"headcounts": {"mt": 8, "mt": 8}}', 'headcounts: de sleutel "mt" staat er dubbel.'),
        (
            '{"responses": [{"role": "mt", "cards": {"O.LEI": 1, "O.LEI": 1}}]}',
            'responses[0].cards: de sleutel "O.LEI" staat er dubbel.',
        ),
        ('{"agreed": {"I.INF": NaN}}', "agreed.I.INF: dit getal past niet; kies een getal van 1 tot en met 4."),
        ('{"agreed": {"I.INF": 1e999}}', "agreed.I.INF: dit getal past niet; kies een getal van 1 tot en met 4."),
        (
            '{"headcounts": {"mt": ' + "9" * 5000 + "}}",
            "headcounts.mt: dit getal past niet; kies een geheel getal van 0 tot en met 1000000000.",
        ),
        ('{"instrument": "cao"}', 'instrument: "cao" is onbekend; kies ioscan.'),
        ('{"phase5_mode": "soms"}', 'phase5_mode: "soms" is onbekend; kies verkennend of meetellen.'),
        ('{"k": 4}', "k: 4 past niet; kies een geheel getal van 5 tot en met 1000000000."),
        ('{"k": true}', "k: true past niet; kies een geheel getal van 5 tot en met 1000000000."),
        ('{"facts": {"ict_a_niveau": 1}}', "facts.ict_a_niveau: 1 past niet; kies true, false of null."),
        (
            '{"facts": {"cultuur": "warm"}}',
            'facts.cultuur: "warm" is geen keuze; kies open, gesloten of null.',
        ),
        (
            '{"facts": {"ict_aantal": true}}',
            "facts.ict_aantal: true past niet; kies een getal van 0 tot en met 1000000000.",
        ),
        ('{"agreed": {"I.INF": 4.5}}', "agreed.I.INF: 4.5 past niet; kies een getal van 1 tot en met 4."),
        ('{"agreed": {"I.INF": false}}', "agreed.I.INF: false past niet; kies een getal van 1 tot en met 4."),
        ('{"agreed_se": {"I.INF": 0.1}}', "agreed_se.I.INF: hoort bij een waarde in agreed, en die is er niet."),
        ('{"spread": {"I.GEG": 1.2}}', "spread.I.GEG: 1.2 past niet; kies een getal van 0 tot en met 1."),
        ('{"intake": {"I.GEG": 2.3}}', "intake.I.GEG: 2.3 is geen hele of halve fase."),
        ('{"responses": {}}', "responses: dit object is geen lijst; schrijf [...]."),
        ('{"responses": [{"cards": {}}]}', "responses[0]: de sleutel role ontbreekt."),
        (
            '{"responses": [{"role": "x"}]}',
            'responses[0].role: "x" is onbekend; kies bestuur of mt of leiding of medewerker of iprof of overig.',
        ),
        ('{"responses": [{"role": "mt", "unit": 3}]}', "responses[0].unit: 3 is geen tekst."),
        (
            '{"responses": [{"role": "mt"}, {"role": "mt", "cards": {"O.LEI": 7}}]}',
            "responses[1].cards.O.LEI: 7 is geen fase; kies 1 tot en met 5 of null.",
        ),
        (
            '{"responses": [{"role": "mt", "cards": {"O.LEI": true}}]}',
            "responses[0].cards.O.LEI: true is geen fase; kies 1 tot en met 5 of null.",
        ),
        (
            '{"responses": [{"role": "mt", "cards": {"O.LEI": 3.0}}]}',
            "responses[0].cards.O.LEI: 3.0 is geen fase; kies 1 tot en met 5 of null.",
        ),
        (
            '{"workshop": {"1": {"I.GEG": {"counts": [1, 2]}}}}',
            "workshop.1.I.GEG.counts: 2 aantallen, verwacht 5: een per fase.",
        ),
        ('{"workshop": {"3": {}}}', 'workshop: "3" is onbekend; kies uit 1, 2.'),
        (
            '{"workshop": {"1": {"I.GEG": {"counts": [1, 2, -1, 0, 0]}}}}',
            "workshop.1.I.GEG.counts[2]: -1 past niet; kies een geheel getal van 0 tot en met 1000000000.",
        ),
        ('{"weights": {"mt": 0}}', "weights.mt: 0 past niet; kies een getal van 0.001 tot en met 1000."),
    ],
)
def test_wrong_input_is_named_in_one_line(text, line, instrument):
    with pytest.raises(InputError) as refused:
        read_document(text, instrument)
    assert str(refused.value) == line


@pytest.mark.parametrize("part", ["agreed", "spread", "ambition", "headcounts", "facts", "weights"])
def test_unknown_codes_and_wrong_shapes_are_refused_everywhere(part, instrument):
    for value in ({"I.XXX\n\ud800": 1}, [], "x", 3, None):
        with pytest.raises(InputError, match=f"^{part}: .+") as refused:
            read_input({part: value}, instrument)
        assert str(refused.value).isprintable()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=6,
)
KEY = st.sampled_from(("facts", "agreed", "headcounts", "responses", "workshop", "k", "phase5_mode", "instrument", "weights"))
CODE = st.sampled_from(("I.INF", "mt", "1", "cultuur", "ict_aantal", "role", "cards", "unit"))
NESTED = JSON | st.dictionaries(CODE, JSON, max_size=3) | st.lists(st.dictionaries(CODE, JSON | st.just("mt"), max_size=3), max_size=2)


# Hypothesis takes over a second to tabulate all characters the first time it runs on a machine.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(KEY, NESTED, max_size=3))
def test_any_json_is_read_or_refused_in_one_line(instrument, knowledge_base, document):
    try:
        inputs = read_document(json.dumps(document), instrument)
    except InputError as error:
        line = str(error)
    else:
        line = compute(inputs, instrument, knowledge_base).input_hash
    assert line.isprintable()
