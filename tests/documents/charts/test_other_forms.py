"""Quadrant, chain, alignment, groups and consensus: each says its one thing, also with odd data."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regiehuis.documents.charts import alignment, chain, consensus, groups, quadrant

from .conftest import ALIGNMENT, CHAIN, CONSENSUS, GROUPS, QUADRANT, Drawing

texts = st.text(max_size=50) | st.sampled_from(["w" * 300, "Organisatieontwikkelingsprogramma", "a b", ""])
levels = st.floats(1, 4)


def drawn(data: Any) -> Drawing:
    forms = {quadrant.Quadrant: quadrant, chain.Chain: chain, alignment.Alignment: alignment}
    forms |= {groups.Groups: groups, consensus.Consensus: consensus}  # type: ignore[dict-item]
    return Drawing(forms[type(data)].draw(data, prefix="a"))


def test_the_quadrant_names_its_corners_axes_and_rounds() -> None:
    words = drawn(QUADRANT).words
    for word in ("I", "II", "III", "IV", "Organisatie", "ICT", "2024", "2026", "1", "4", "Visionair in een reactieve"):
        assert word in words


def test_the_point_lies_on_its_values() -> None:
    drawing = drawn(replace(QUADRANT, earlier=(), point=quadrant.Point(x=1, y=4, label="nu")))
    (dot,) = drawing.all("circle")
    frame = drawing.all("rect", fill="none")[0]
    assert (dot.get("cx"), dot.get("cy")) == (frame.get("x"), frame.get("y"))


def test_without_a_point_there_is_a_sentence_and_no_mark() -> None:
    drawing = drawn(replace(QUADRANT, point=None, earlier=(), missing="Onvoldoende gegevens"))
    assert drawing.all("circle") == []
    assert "Onvoldoende gegevens" in drawing.words


@pytest.mark.parametrize("point", [(0.5, 2), (2, 4.5), (float("nan"), 2)])
def test_a_point_off_the_scale_is_refused(point: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="outside"):
        replace(QUADRANT, point=quadrant.Point(x=point[0], y=point[1], label="nu"))


@given(levels, levels, st.lists(st.tuples(levels, levels, texts), max_size=4), texts)
@settings(max_examples=60, deadline=None)
def test_labels_stay_in_the_quadrant_wherever_the_points_lie(x: float, y: float, trail: Any, label: str) -> None:
    point = quadrant.Point(
        x=x,
        y=y,
        label=label,
        x_interval=(max(1, x - 0.4), min(4, x + 0.4)),
        y_interval=(max(1, y - 0.4), min(4, y + 0.4)),
    )
    earlier = tuple(quadrant.Point(x=a, y=b, label=name) for a, b, name in trail)
    assert drawn(replace(QUADRANT, point=point, earlier=earlier)).outside() == []


@pytest.mark.parametrize("place", [(2.5, 2.2), (1.1, 3.9), (3.9, 3.9), (1.1, 1.1), (3.9, 1.1), (2.5, 2.5)])
def test_the_label_of_the_point_covers_no_corner_name(place: tuple[float, float]) -> None:
    point = quadrant.Point(x=place[0], y=place[1], label="2026")
    drawing = drawn(replace(QUADRANT, point=point, earlier=()))
    lines = [line for line in drawing.lines if line.left > 36 and line.base < drawing.height - 50]
    (label,) = [line for line in lines if line.text == "2026"]
    for other in lines:
        beside = other.right <= label.left or other.left >= label.right
        apart = abs(other.base - label.base) >= 12
        assert other is label or beside or apart


def test_the_weakest_link_has_a_thick_edge_and_a_word() -> None:
    drawing = drawn(CHAIN)
    assert drawing.words.count("zwakste") == 1
    assert [float(box.get("stroke-width", 0)) for box in drawing.all("rect")] == [1.5, 5, 1.5, 1.5]
    assert drawing.all("rect", **{"stroke-dasharray": "5 4"})


def test_an_unknown_link_is_never_the_weakest() -> None:
    unknown = chain.Link(label="Technisch", value_text="onbekend", known=False, weakest=True)
    with pytest.raises(ValueError, match="unknown link"):
        replace(CHAIN, links=(unknown, CHAIN.links[0]))


def test_a_chain_has_one_weakest_link() -> None:
    with pytest.raises(ValueError, match="one weakest"):
        replace(CHAIN, links=(CHAIN.links[1], CHAIN.links[1]))


@given(st.lists(st.tuples(texts, texts, st.booleans()), min_size=2, max_size=6), texts)
@settings(max_examples=40, deadline=None)
def test_odd_chains(links: Any, word: str) -> None:
    made = tuple(chain.Link(label=label, value_text=value, known=known) for label, value, known in links)
    if made[0].known:
        made = (replace(made[0], weakest=True), *made[1:])
    assert drawn(replace(CHAIN, links=made, weakest=word)).outside() == []


def test_bars_start_at_zero_and_keep_their_direction() -> None:
    drawing = drawn(ALIGNMENT)
    zero = float(drawing.all("line", stroke="#18222c")[-1].get("x1", 0))
    left, right = drawing.all("rect", fill="#0d5267")
    assert float(left.get("x", 0)) + float(left.get("width", 0)) == pytest.approx(zero, abs=0.02)
    assert float(right.get("x", 0)) == pytest.approx(zero, abs=0.02)
    assert float(left.get("width", 0)) == pytest.approx(4 * float(right.get("width", 0)), abs=0.1)


def test_an_unknown_area_has_a_word_and_no_bar() -> None:
    drawing = drawn(replace(ALIGNMENT, areas=ALIGNMENT.areas[-1:]))
    assert drawing.all("rect") == []
    assert "onbekend" in drawing.words


@given(st.lists(st.tuples(texts, st.none() | st.floats(-1, 1), texts), max_size=30), texts, texts)
@settings(max_examples=40, deadline=None)
def test_odd_alignments(areas: Any, negative: str, positive: str) -> None:
    made = tuple(alignment.Area(label=label, value=value, value_text=text) for label, value, text in areas)
    assert drawn(replace(ALIGNMENT, areas=made, negative=negative, positive=positive)).outside() == []


def test_groups_differ_in_shape() -> None:
    names = tuple("ABCDEF")
    row = groups.Row(label="Rij", means=tuple(groups.Mean(group=n, value=1 + n / 2) for n in range(6)))
    drawing = drawn(replace(GROUPS, names=names, rows=(row,)))
    shapes = {(one.tag, one.get("fill"), len((one.get("points") or "").split())) for one in drawing.root.iter()}
    marks = {shape for shape in shapes if shape[0].rsplit("}")[-1] in {"circle", "rect", "polygon", "path"}}
    assert len(marks) == 6


def test_equal_means_do_not_hide_each_other() -> None:
    row = groups.Row(label="Rij", means=tuple(groups.Mean(group=n, value=2.5) for n in (0, 3)))
    drawing = drawn(replace(GROUPS, names=tuple("ABCD"), rows=(row,)))
    heights = {circle.get("cy") for circle in drawing.all("circle")}
    assert len(heights) == 3  # one in the legend's line, two in the row


def test_a_group_that_is_not_named_is_refused() -> None:
    with pytest.raises(ValueError, match="do not match"):
        replace(GROUPS, rows=(groups.Row(label="Rij", means=(groups.Mean(group=7, value=2),)),))


@given(
    st.lists(st.tuples(texts, st.lists(levels, max_size=6), texts), max_size=30),
    st.lists(texts, min_size=6, max_size=6),
)
@settings(max_examples=40, deadline=None)
def test_odd_groups(some: Any, names: list[str]) -> None:
    rows = tuple(
        groups.Row(label=a, means=tuple(groups.Mean(group=n, value=v) for n, v in enumerate(values)), remark=b) for a, values, b in some
    )
    assert drawn(replace(GROUPS, names=tuple(names), rows=rows)).outside() == []


@pytest.mark.parametrize(("value", "part"), [(0, 0), (0.5999, 0), (0.6, 1), (0.79999999, 2), (0.8, 2), (1, 2)])
def test_a_border_belongs_to_the_part_above_it(value: float, part: int) -> None:
    assert replace(CONSENSUS, value=value).reached == part


def test_the_scale_prints_its_borders_and_marks_the_word() -> None:
    drawing = drawn(CONSENSUS)
    assert all(word in drawing.words for word in ("0,60", "0,80", "sterk verdeeld", "eensgezind", "0,74"))
    assert [line.text for line in drawing.lines if line.bold] == ["verdeeld", "0,74"]


def test_an_unknown_consensus_has_no_marker() -> None:
    drawing = drawn(replace(CONSENSUS, value=None, value_text="onbekend"))
    assert drawing.all("rect", fill="#0d5267") == []
    assert "onbekend" in drawing.words


@given(st.none() | st.floats(0, 1), texts, st.lists(texts, min_size=3, max_size=3))
@settings(max_examples=40, deadline=None)
def test_odd_scales(value: float | None, text: str, words: list[str]) -> None:
    first, second, third = (replace(part, word=word) for part, word in zip(CONSENSUS.parts, words, strict=True))
    assert drawn(replace(CONSENSUS, value=value, value_text=text, parts=(first, second, third))).outside() == []
