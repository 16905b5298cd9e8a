"""R19: what may be called a change between two rounds."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regiehuis.scan.domain.instrument import Phase5Mode
from regiehuis.scan.domain.levels import Measured
from regiehuis.scan.domain.numbers import rounded
from regiehuis.scan.domain.rescan import Certainty, Incomparable, Yardstick, change, obstacles_to_comparing

VALUE, SE = st.floats(1, 4), st.floats(0, 1)


def between(earlier, se_earlier, now, se_now):
    return change(Measured(value=earlier, se=se_earlier), Measured(value=now, se=se_now), z90=1.6449)


def test_r19_worked():
    found = between(2.31, 0.08, 2.75, 0.10)
    assert (rounded(found.difference), rounded(found.margin, 3), found.certainty) == (0.44, 0.211, Certainty.POSSIBLY)


@pytest.mark.parametrize(("earlier", "se_earlier", "now", "se_now", "expected"), [
    (2.0, 0.1, 2.5, 0.1, Certainty.CLEARLY),
    (2.5, 0.1, 2.0, 0.1, Certainty.CLEARLY),
    (2.0, 0.1, 2.4999, 0.1, Certainty.POSSIBLY),
    (2.0, 0.3, 2.6, 0.3, Certainty.NOT_SHOWN),
    (2.0, 0.0, 2.0, 0.0, Certainty.NOT_SHOWN),
    (2.0, 0.0, 2.5, 0.3038, Certainty.CLEARLY),
    (2.0, 0.0, 2.5, 0.30397, Certainty.NOT_SHOWN),  # 1.6449 x 0.30397 = 0.5000: as much as the margin is not more
])  # fmt: skip
def test_r19_at_the_borders(earlier, se_earlier, now, se_now, expected):
    assert between(earlier, se_earlier, now, se_now).certainty is expected


@pytest.mark.parametrize(("se_earlier", "se_now"), [(None, 0.1), (0.1, None), (None, None)])
def test_r19_without_both_standard_errors_there_is_a_difference_and_no_verdict(se_earlier, se_now):
    found = between(2.0, se_earlier, 3.0, se_now)
    assert (found.difference, found.margin, found.certainty) == (1.0, None, None)


@settings(max_examples=1000, deadline=None)
@given(VALUE, SE, VALUE, SE)
def test_r19_looks_the_same_both_ways_and_is_never_surer_when_less_is_known(earlier, se_earlier, now, se_now):
    forth, back = between(earlier, se_earlier, now, se_now), between(now, se_now, earlier, se_earlier)
    assert (forth.difference, forth.certainty) == (-back.difference, back.certainty)
    order = [Certainty.NOT_SHOWN, Certainty.POSSIBLY, Certainty.CLEARLY]
    vaguer = between(earlier, se_earlier + 0.1, now, se_now)
    assert order.index(vaguer.certainty) <= order.index(forth.certainty)


def test_r19_other_majors_and_scales_are_not_compared(instrument):
    now = Yardstick(instrument=instrument, phase5_mode=Phase5Mode.EXPLORATORY)
    assert obstacles_to_comparing(now, now) == []
    newer = replace(now, instrument=replace(instrument, version="1.9.0"))
    assert obstacles_to_comparing(now, newer) == []
    other_major = replace(now, instrument=replace(instrument, version="2.0.0"), phase5_mode=Phase5Mode.COUNTED)
    assert obstacles_to_comparing(now, other_major) == [Incomparable.OTHER_MAJOR, Incomparable.OTHER_SCALE]
    assert obstacles_to_comparing(now, replace(now, instrument=replace(instrument, code="ander"))) == [Incomparable.OTHER_INSTRUMENT]
