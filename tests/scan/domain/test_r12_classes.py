import pytest

from regiehuis.scan.domain.classes import ict_size_class, population_class


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"ict_aantal": 0}, "minimaal"),
        ({"ict_aantal": 1}, "klein"),
        ({"ict_aantal": 2}, "klein"),
        ({"ict_aantal": 3}, "gemiddeld"),
        ({"ict_aantal": 4}, "gemiddeld"),
        ({"ict_aantal": 5}, "groot"),
        ({"ict_aantal": 5000}, "groot"),
        ({"ict_ehbco": True}, "minimaal"),
        ({"ict_ehbco": True, "ict_aantal": 1}, "minimaal"),
        ({"ict_ehbco": False, "ict_aantal": 3}, "gemiddeld"),
        ({"ict_ehbco": False}, None),
        ({}, None),
    ],
)
def test_ict_size_class(facts, code, instrument):
    found = ict_size_class(facts, instrument)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("inhabitants", "code"),
    [(1, "k1"), (9_999, "k1"), (10_000, "k2"), (19_999, "k2"), (20_000, "k3"), (249_999, "k5"), (250_000, "k6")],
)
def test_population_class(inhabitants, code, instrument):
    assert population_class({"inwoners": inhabitants}, instrument).code == code


def test_unknown_population_has_no_class(instrument):
    assert population_class({}, instrument) is None
