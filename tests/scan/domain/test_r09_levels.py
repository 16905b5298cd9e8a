import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.scan.domain.instrument import Side
from regiehuis.scan.domain.levels import Measured, area_levels, level
from regiehuis.scan.domain.numbers import rounded


def measured(values, se=None):
    return {code: Measured(value=value, se=se) for code, value in values.items()}


def test_levels_are_means_of_areas(instrument, worked_values):
    values = measured(worked_values)
    assert rounded(level(values, instrument, Side.ORGANISATION).value) == 2.50
    assert rounded(level(values, instrument, Side.ICT).value) == 2.22


def test_alignment_per_area_is_ict_minus_organisation(instrument, worked_values):
    areas = {each.area: each for each in area_levels(measured(worked_values), instrument)}
    assert [areas[code].alignment for code in ("LEI", "BEL", "MED", "PRO", "MID")] == [-0.4, -0.8, -0.2, 0.1, -0.1]
    assert rounded(areas["MID"].ict) == 2.4


def test_four_areas_are_enough_and_three_are_not(instrument, worked_values):
    values = measured(worked_values)
    del values["O.LEI"]
    assert rounded(level(values, instrument, Side.ORGANISATION).value) == 2.525
    assert {each.area: each.alignment for each in area_levels(values, instrument)}["LEI"] is None
    del values["O.BEL"]
    assert level(values, instrument, Side.ORGANISATION) is None


def test_an_area_counts_with_the_dimensions_that_are_known(instrument, worked_values):
    values = measured(worked_values)
    del values["I.GEG"], values["I.INF"]
    assert level(values, instrument, Side.ICT).value == pytest.approx((2.0 + 1.8 + 2.8 + 2.1 + 2.4) / 5)


def test_se_is_the_mean_over_areas_of_the_mean_over_dimensions(instrument, worked_values):
    values = measured(worked_values, 0.1)
    values["I.INF"] = Measured(value=3.1, se=0.4)
    assert level(values, instrument, Side.ICT).se == pytest.approx((0.1 * 4 + (0.1 + 0.1 + 0.4) / 3) / 5)


def test_only_known_ses_count_and_none_known_is_unknown(instrument, worked_values):
    values = measured(worked_values)
    assert level(values, instrument, Side.ICT).se is None
    values["I.INF"], values["I.LEI"] = Measured(value=3.1, se=0.4), Measured(value=2.0, se=0.2)
    assert level(values, instrument, Side.ICT).se == pytest.approx(0.3)
    assert level(values, instrument, Side.ORGANISATION).se is None


def test_no_se_is_smaller_than_that_of_the_narrowest_interval(instrument, worked_values):
    assert rounded(level(measured(worked_values, 0.0), instrument, Side.ICT).se) == 0.0608


VALUE = st.floats(1, 4)


@given(st.data())
def test_a_higher_dimension_never_lowers_a_level(instrument, data):
    values = {code: data.draw(VALUE) for code in instrument.dimension_codes}
    code = data.draw(st.sampled_from(instrument.dimension_codes))
    raised = {**values, code: data.draw(st.floats(values[code], 4))}
    for side in Side:
        before, after = (rounded(level(measured(each), instrument, side).value) for each in (values, raised))
        assert 1 <= before <= after <= 4


@given(st.data())
def test_an_area_with_three_dimensions_weighs_no_more_than_one(instrument, data):
    values = {code: data.draw(VALUE) for code in instrument.dimension_codes}
    whole = {code: 4.0 if instrument.dimension(code).area == "MID" else 1.0 for code in values}
    single = {code: 4.0 if instrument.dimension(code).area == "LEI" else 1.0 for code in values}
    assert level(measured(whole), instrument, Side.ICT) == level(measured(single), instrument, Side.ICT)
