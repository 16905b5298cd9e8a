"""What all forms promise: safe, deterministic, named, inside the frame, and readable without colour."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import resvg_py

from regiehuis.documents import fonts
from regiehuis.documents.charts.figure import figure
from regiehuis.documents.charts.theme import COLOURS
from regiehuis.documents.domain import pictures
from regiehuis.documents.domain.content import Column, Table

Form = tuple[Callable[..., str], Any]


def test_the_same_data_gives_the_same_bytes(form: Form) -> None:
    draw, data = form
    assert draw(data, prefix="a") == draw(data, prefix="a")


def test_the_picture_may_stand_in_a_report(form: Form) -> None:
    draw, data = form
    table = Table(caption="Cijfers", columns=(Column(label="Waarde"),), rows=())
    assert figure("Titel", "Tekst", draw(data, prefix="a"), table).title == "Titel"


def test_ids_carry_the_prefix_and_name_the_picture(form: Form, read: Any) -> None:
    draw, data = form
    svg = draw(data, prefix="ronde-1")
    ids = pictures.inspect(svg).ids
    assert ids
    assert all(name.startswith("ronde-1-") for name in ids)
    root = read(svg).root
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "ronde-1-title ronde-1-desc"
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(ids)


def test_no_styles_and_no_scripts(form: Form) -> None:
    draw, data = form
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", draw(data, prefix="a"))


def test_every_colour_has_its_class(form: Form, read: Any) -> None:
    draw, data = form
    roles = {colour: role for role, colour in COLOURS.items()}
    for element in read(draw(data, prefix="a")).root.iter():
        classes = (element.get("class") or "").split()
        for attribute, letter in (("fill", "c"), ("stroke", "s")):
            if (colour := element.get(attribute)) and colour.startswith("#"):
                assert f"rh-{letter}-{roles[colour]}" in classes


def test_no_label_leaves_the_picture(form: Form, read: Any) -> None:
    draw, data = form
    assert read(draw(data, prefix="a")).outside() == []


def test_it_can_be_drawn(form: Form) -> None:
    draw, data = form
    png = resvg_py.svg_to_bytes(svg_string=draw(data, prefix="a"), skip_system_fonts=True, font_files=[str(path) for path in fonts.FILES])
    assert bytes(png).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "text", ["<script>&\"'", "a\x00b", "]]>", "\u202e5,2", "😀 \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627"]
)
def test_odd_text_is_only_text(form: Form, read: Any, text: str) -> None:
    draw, data = form
    drawing = read(draw(replace(data, title=text, description=text), prefix="a"))
    assert drawing.root[0].text
    assert len(drawing.all("script")) == 0


def test_no_letter_is_both_filled_and_outlined(form: Form, read: Any) -> None:
    """In a PDF the outline of one letter would cover part of the letter before it."""
    draw, data = form
    for text in read(draw(data, prefix="a")).all("text"):
        assert not text.get("stroke") or text.get("fill") == "none"
