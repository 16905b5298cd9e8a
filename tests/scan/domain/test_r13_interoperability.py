from regiehuis.scan.domain.interoperability import interoperability
from regiehuis.scan.domain.numbers import rounded


def test_the_weakest_link_decides(instrument, worked_values):
    outcome = interoperability(worked_values, instrument)
    assert {each.code: rounded(each.value) for each in outcome.layers} == {
        "technisch": 2.75,
        "semantisch": 1.70,
        "organisatorisch": 2.05,
        "bestuurlijk": 2.4857,
    }
    assert (outcome.weakest, outcome.overall) == ("semantisch", 1.7)


def test_a_tie_goes_to_the_first_in_the_list(instrument):
    outcome = interoperability({"I.INF": 2.1, "I.GEG": 2.1 - 1e-9, "O.PRO": 2.1}, instrument)
    assert outcome.weakest == "technisch"


def test_unknown_layers_take_no_part(instrument):
    outcome = interoperability({"I.INF": 3.0}, instrument)
    assert [each.value for each in outcome.layers] == [3.0, None, None, None]
    assert outcome.weakest == "technisch"
    assert interoperability({}, instrument).weakest is None


def test_means_of_the_organisation_are_not_counted(instrument, worked_values):
    changed = {**worked_values, "O.MID": 1.0}
    assert interoperability(changed, instrument) == interoperability(worked_values, instrument)
