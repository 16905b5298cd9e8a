"""The profile: the line lies where the value is, the unknown leaves a gap, and every word has its place."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regiehuis.documents.charts.profile import Group, Profile, Row, draw

from .conftest import PROFILE, Drawing, profile_row

LABEL, PHASE = 146, 161.82  # px at the usual width


def one(row: Row, **changes: Any) -> Profile:
    return replace(PROFILE, groups=(Group(label="Groep", value_text="", rows=(row,)),), **changes)


def value_marks(drawing: Drawing) -> list[tuple[str, float]]:
    """The marks in the grid, without those of the legend."""
    marks = [
        (mark.get("fill", ""), float(mark.get("cx", 0))) for mark in drawing.all("circle") if float(mark.get("cy", 0)) < drawing.height - 45
    ]
    return marks


@pytest.mark.parametrize(("value", "place"), [(1, 146), (2, 307.8), (2.4, 372.5), (4.5, 712.3), (5, 793.3)])
def test_a_value_lies_in_its_column(value: float, place: float) -> None:
    drawing = Drawing(draw(one(profile_row("Rij", value)), prefix="a"))
    assert [x for _, x in value_marks(drawing)] == [pytest.approx(place, abs=2)]


@pytest.mark.parametrize(("value", "reached"), [(1.99, 0), (2, 1), (2.99999999, 2), (3.4, 2), (5, 3)])
def test_the_reached_phase_is_bold_and_no_other(value: float, reached: int) -> None:
    row = profile_row("Rij", value)
    bold = {line.text for line in Drawing(draw(one(row), prefix="a")).lines if line.bold}
    assert bold & set(row.words) == {row.words[reached]}


def test_all_words_are_there() -> None:
    words = Drawing(draw(PROFILE, prefix="a")).words
    for row in PROFILE.rows:
        for word in (row.label, f"{row.value_text} {row.source_text}", *row.words):
            assert word in words
    for word in ("Organisatie 2,5", "Dimensie", "waarde en bron", "zekerheid 90 %", "niet ingevuld", "ambitie", "?"):
        assert word in words


def test_the_kind_of_source_shows_in_shape_and_filling() -> None:
    survey, agreed, other = (Drawing(draw(one(profile_row("Rij", 2.4, source)), prefix="a")) for source in ("survey", "agreed", "other"))
    assert value_marks(survey)[0][0] == "#ffffff"
    assert value_marks(agreed)[0][0] == "#0d5267"
    assert value_marks(other) == []
    assert other.all("rect", fill="#ffffff", stroke="#0d5267")


def test_the_unknown_is_a_word_and_a_gap_never_a_mark() -> None:
    rows = (profile_row("A", 2.0), profile_row("B", None), profile_row("C", 3.0))
    drawing = Drawing(draw(replace(PROFILE, groups=(Group(label="G", value_text="", rows=rows),)), prefix="a"))
    assert "onbekend" in drawing.words
    assert len(value_marks(drawing)) == 2
    assert len(drawing.all("path", stroke="#0d5267")) == 2
    alone = Drawing(draw(one(profile_row("B", None)), prefix="a"))
    assert value_marks(alone) == []
    assert alone.all("path", stroke="#0d5267") == []
    assert "waarde" not in [line.text for line in alone.lines]


def test_the_line_is_unbroken_within_a_group_and_broken_between_groups() -> None:
    assert len(Drawing(draw(PROFILE, prefix="a")).all("path", stroke="#0d5267")) == len(PROFILE.groups)


def test_ambition_is_a_dashed_line_with_diamonds() -> None:
    drawing = Drawing(draw(PROFILE, prefix="a"))
    assert [path.get("stroke-dasharray") for path in drawing.all("path", stroke="#47535f")] == ["5 4"]
    assert len(drawing.all("polygon")) == 4  # three rows and the legend


def test_the_open_phase_is_hatched_with_a_question_mark() -> None:
    closed = Drawing(draw(replace(PROFILE, open_phase=None), prefix="a"))
    assert "?" not in closed.words
    assert closed.all("pattern") == []
    assert len(Drawing(draw(PROFILE, prefix="a")).all("rect", fill="url(#a-hatch)")) == 3


@pytest.mark.parametrize("value", [0.9, 5.1, math.nan, math.inf])
def test_a_value_off_the_scale_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="outside"):
        one(profile_row("Rij", value))


def test_an_interval_belongs_to_a_value() -> None:
    with pytest.raises(ValueError, match="unknown value"):
        one(profile_row("Rij", None, interval=(2, 3)))
    with pytest.raises(ValueError, match="backwards"):
        one(profile_row("Rij", 2.5, interval=(3, 2)))


def test_each_phase_has_its_words() -> None:
    with pytest.raises(ValueError, match="2 words for 4 phases"):
        one(profile_row("Rij", 2, words=("a", "b")))


texts = st.text(max_size=60) | st.sampled_from(["x" * 400, "functionele architectuur primaire processen", "a b c", ""])


@st.composite
def rows(draw_from: st.DrawFn) -> Row:
    value = draw_from(st.none() | st.floats(1, 5))
    return profile_row(
        draw_from(texts),
        value,
        draw_from(st.sampled_from(["survey", "agreed", "other"])),
        source_text=draw_from(texts),
        words=tuple(draw_from(texts) for _ in range(4)),
        ambition=draw_from(st.none() | st.floats(1, 5)),
        interval=None if value is None else draw_from(st.none() | st.just((max(1, value - 0.3), min(5, value + 0.3)))),
    )


@given(st.lists(rows(), max_size=6), texts, st.sampled_from([480, 720, 896]))
@settings(max_examples=60, deadline=None)
def test_odd_data_stays_inside_the_picture(some: list[Row], name: str, width: int) -> None:
    profile = replace(PROFILE, groups=(Group(label=name, value_text="2,5", rows=tuple(some)),), width=width)
    drawing = Drawing(draw(profile, prefix="a"))
    assert drawing.outside() == []


def test_thirty_rows() -> None:
    many = tuple(profile_row(f"Dimensie {number}", 1 + number / 10) for number in range(30))
    drawing = Drawing(draw(replace(PROFILE, groups=(Group(label="G", value_text="", rows=many),)), prefix="a"))
    assert len(value_marks(drawing)) == 30
    assert drawing.outside() == []


def test_no_rows_at_all() -> None:
    assert Drawing(draw(replace(PROFILE, groups=()), prefix="a")).outside() == []
