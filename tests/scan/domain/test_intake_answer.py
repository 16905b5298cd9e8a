"""What the intake takes as an answer, for the form and for the API alike."""

from __future__ import annotations

import pytest

from regiehuis.scan.domain.input_document import InputError
from regiehuis.scan.domain.instrument import Choice, Fact, FactKind
from regiehuis.scan.domain.intake_answer import LARGEST_NUMBER, bounds, intake_answer

WHOLE = Fact(key="inwoners", question="Hoeveel inwoners?", kind=FactKind.WHOLE)
DECIMAL = Fact(key="fte", question="Hoeveel fte?", kind=FactKind.DECIMAL, maximum=500)
YES_NO = Fact(key="hoofd", question="Is er een hoofd?", kind=FactKind.YES_NO)
CHOICE = Fact(key="cultuur", question="Hoe?", kind=FactKind.CHOICE, choices=(Choice(code="open", label="Open"),))


@pytest.mark.parametrize(("fact", "value"), [
    (WHOLE, 0), (WHOLE, LARGEST_NUMBER), (DECIMAL, 0.25), (DECIMAL, 500), (YES_NO, True), (YES_NO, False), (CHOICE, "open"),
])  # fmt: skip
def test_what_fits_comes_back_as_it_was(fact, value):
    assert intake_answer(fact, value) == value


@pytest.mark.parametrize(("fact", "value"), [
    (WHOLE, -1), (WHOLE, LARGEST_NUMBER + 1), (WHOLE, 1.5), (WHOLE, True), (WHOLE, "1"), (WHOLE, None), (DECIMAL, 0.125), (DECIMAL, 500.01),
    (DECIMAL, float("nan")), (DECIMAL, float("inf")), (YES_NO, 1), (YES_NO, "ja"), (CHOICE, "dicht"), (CHOICE, ["open"]), (CHOICE, {}),
])  # fmt: skip
def test_what_does_not_fit_is_refused_in_one_line(fact, value):
    with pytest.raises(InputError) as refused:
        intake_answer(fact, value)
    assert str(refused.value).startswith("value: ")
    assert "\n" not in str(refused.value)


def test_nothing_that_we_count_is_negative():
    assert bounds(WHOLE) == (0, LARGEST_NUMBER)
    assert bounds(DECIMAL) == (0, 500)
