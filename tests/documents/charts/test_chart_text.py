"""Widths and line breaks: an estimate that errs on the safe side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.documents.charts.text import width, wrap


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        pytest.param("primaire processen", 200, ("primaire processen",), id="fits"),
        pytest.param("primaire processen", 80, ("primaire", "processen"), id="at-a-space"),
        pytest.param("Transformatie\u00advermogen", 90, ("Transformatie-", "vermogen"), id="at-a-soft-hyphen"),
        pytest.param("Transformatie\u00advermogen", 300, ("Transformatievermogen",), id="soft-hyphen-unseen"),
        pytest.param("I-professionals", 60, ("I-profess-", "ionals"), id="a-single-letter-is-not-left-alone"),
        pytest.param("", 60, (), id="nothing"),
        pytest.param("   ", 60, (), id="only-spaces"),
    ],
)
def test_lines(text: str, room: float, lines: tuple[str, ...]) -> None:
    assert wrap(text, room, 13) == lines


def test_a_very_long_text_ends_in_an_ellipsis() -> None:
    lines = wrap("woord " * 500, 80, 13, most=3)
    assert len(lines) == 3
    assert lines[-1].endswith("\u2026")


@given(st.text(max_size=300), st.floats(25, 400), st.booleans(), st.integers(1, 6))
def test_every_line_fits(text: str, room: float, bold: bool, most: int) -> None:
    lines = wrap(text, room, 13, bold=bold, most=most)
    assert len(lines) <= most
    assert all(width(line, 13, bold=bold) <= room for line in lines)


def test_bold_is_wider_and_accents_are_not() -> None:
    assert width("enquete", 13, bold=True) > width("enquete", 13)
    assert width("enqu\u00eate", 13) == width("enquete", 13)
