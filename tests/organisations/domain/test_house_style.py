"""A house style: what is a colour, what may stand on what, and what follows from it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.organisations.domain.house_style import (
    Corners,
    HouseStyle,
    Typeface,
    as_data,
    colour,
    contrast,
    contrasts,
    deep,
    from_data,
    mixed,
    style_hash,
    style_sheet,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
styles = st.builds(
    HouseStyle,
    accent=colours,
    on_accent=colours,
    link=colours,
    nav=colours,
    on_nav=colours,
    typeface=st.sampled_from(Typeface),
    corners=st.sampled_from(Corners),
)


@pytest.mark.parametrize(("typed", "found"), [
    ("#0D5267", "#0d5267"), (" 0d5267 ", "#0d5267"), ("#abc", "#aabbcc"),
    ("petrol", None), ("#12345", None), ("", None), ("rgb(1,2,3)", None), ("#0d5267;}body{display:none", None), ("#ggg", None),
])  # fmt: skip
def test_what_is_a_colour(typed, found):
    assert colour(typed) == found


@pytest.mark.parametrize(("first", "second", "ratio"), [
    ("#000000", "#ffffff", 21.0), ("#0d5267", "#ffffff", 8.7), ("#777777", "#ffffff", 4.48), ("#767676", "#ffffff", 4.54), ("#ff0000", "#ffffff", 4.0),
])  # fmt: skip
def test_contrast_as_wcag_counts_it(first, second, ratio):
    assert contrast(first, second) == pytest.approx(ratio, abs=0.05)


@given(colours, colours)
def test_contrast_is_the_same_both_ways_and_never_under_one(first, second):
    assert contrast(first, second) == contrast(second, first)
    assert 1 <= contrast(first, second) <= 21


@given(colours, colours, st.floats(0, 1))
def test_a_mixture_lies_between_both(first, second, share):
    parts = [[int(value[at : at + 2], 16) for at in (1, 3, 5)] for value in (first, second, mixed(first, second, share))]
    assert all(min(one, two) - 1 <= found <= max(one, two) + 1 for one, two, found in zip(*parts, strict=True))


@given(styles)
def test_a_pressed_button_is_never_harder_to_read(style):
    assert contrast(style.on_accent, deep(style)) >= contrast(style.on_accent, style.accent) - 0.001


def test_the_products_own_style_passes_everywhere():
    assert [each for each in contrasts(HouseStyle()) if not each.is_enough] == []


def test_a_light_accent_is_refused_for_words_and_for_buttons():
    found = {(each.text, each.ground) for each in contrasts(HouseStyle(accent="#ffcc00")) if not each.is_enough}
    assert found == {("on_accent", "accent"), ("accent", "paper"), ("on_accent", "deep")}


@given(styles)
def test_the_style_sheet_holds_nothing_but_known_values(style):
    text = style_sheet(style)
    assert re.fullmatch(r""":root\{(--rh-[a-z-]+:[#\w\s",.\-]+;)+\}\n""", text)
    assert style_sheet(from_data(as_data(style))) == text
    assert style_hash(text) == style_hash(text.encode())


def test_what_an_older_version_stored_gets_the_defaults_of_what_is_new():
    assert from_data({"accent": "#123456", "gone": "x"}) == HouseStyle(accent="#123456")
