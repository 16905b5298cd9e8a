"""The house style on paper: colours and a logo, and not a word more."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pikepdf
import pytest

from regiehuis.documents.domain.content import Chart, Look, Report, as_data, report_hash
from regiehuis.documents.domain.stored import report_from_data
from regiehuis.documents.renderers import docx, odt, pdf
from regiehuis.documents.renderers.logo import logo_png

from .conftest import bare


@pytest.fixture
def styled(report: Report) -> Report:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><rect width="300" height="100" fill="#a32014"/></svg>'
    return replace(report, look=Look(accent="#a32014", band="#f3dedc", logo=base64.b64encode(logo_png(drawing.encode())).decode()))


def test_a_house_style_changes_no_word(report: Report, styled: Report, form: Any) -> None:
    render, read = form
    assert bare("".join(read(render(styled)))) == bare("".join(read(render(report))))


def test_a_report_in_a_house_style_is_the_same_each_time_and_comes_back_from_what_is_stored(styled: Report, form: Any) -> None:
    render, _read = form
    again = report_from_data(json.loads(json.dumps(as_data(styled))))
    assert again == styled
    assert render(again) == render(styled)


def test_what_was_stored_before_there_were_house_styles_keeps_its_hash(report: Report, styled: Report) -> None:
    assert "look" not in as_data(report)
    assert report_from_data(as_data(report)) == report
    assert report_hash(styled) != report_hash(report)


def test_charts_on_paper_take_the_colours_of_the_house(styled: Report) -> None:
    charts = [block for block in styled.blocks if isinstance(block, Chart)]
    painted = [styled.look.painted(chart.svg) for chart in charts]
    assert all("#0d5267" not in svg for svg in painted)
    assert any("#a32014" in svg for svg in painted)


def test_a_logo_stands_in_every_paper_format_with_its_alternative_text(styled: Report) -> None:
    for render, inside, text in ((docx.render, "word/document.xml", "descr"), (odt.render, "content.xml", "svg:title")):
        with zipfile.ZipFile(io.BytesIO(render(styled))) as archive:
            content = archive.read(inside).decode()
        assert text in content
        assert f"Logo van {styled.organisation}" in content
    with pikepdf.open(io.BytesIO(pdf.render(styled))) as made:
        assert f"Logo van {styled.organisation}" in repr(
            [dict(each) for each in made.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each]
        )


@pytest.mark.parametrize("wrong", [{"accent": "red"}, {"accent": "#0d5267;"}, {"band": "#FFF"}, {"logo": "<svg>"}])
def test_a_look_holds_colours_and_a_picture_and_nothing_else(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="colour|base64"):
        Look(**wrong)
