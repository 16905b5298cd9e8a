"""A stored report gives the same report back, and so the same bytes in every format."""

from __future__ import annotations

import json
from datetime import date

import pytest

from regiehuis.documents.charts.examples import all_forms
from regiehuis.documents.domain.content import (
    Bullets,
    Chart,
    Column,
    Heading,
    Notice,
    PageBreak,
    Report,
    Table,
    Text,
    as_data,
    paragraph,
    report_hash,
)
from regiehuis.documents.domain.stored import report_from_data
from regiehuis.documents.renderers import docx, html, odt, pdf


@pytest.fixture
def report() -> Report:
    table = Table(
        caption="Cijfers", columns=(Column(label="Wat"), Column(label="Hoeveel", numeric=True)), rows=(("a", "1"),), note="Let op."
    )
    example = all_forms()[0]
    blocks = (
        Heading(level=1, text="Een", anchor="een"),
        paragraph("Gewoon ", Text(text="vet", strong=True), Text(text="link", href="/scan/")),
        Bullets(items=(paragraph("punt"),), ordered=True),
        table,
        Chart(title=example.title, alt="In woorden", svg=example.svg, table=table, caption="Bijschrift"),
        Notice(kind="attention", title="Let op", text="Tekst"),
        PageBreak(),
    )
    return Report(
        title="T", subtitle="S", organisation="O", language="nl", date=date(2026, 11, 22), fictitious=True, provenance="P", blocks=blocks
    )


def test_what_is_stored_as_json_comes_back_whole(report: Report) -> None:
    again = report_from_data(json.loads(json.dumps(as_data(report))))
    assert again == report
    assert report_hash(again) == report_hash(report)


@pytest.mark.parametrize("renderer", [pdf, docx, odt, html], ids=["pdf", "docx", "odt", "html"])
def test_every_file_can_be_made_again_byte_for_byte(report: Report, renderer: object) -> None:
    again = report_from_data(json.loads(json.dumps(as_data(report))))
    assert renderer.render(again) == renderer.render(report)  # type: ignore[attr-defined]


@pytest.mark.parametrize("data", [{}, {"kind": "script"}, {"kind": "heading", "level": 1, "text": "x", "anchor": "x"}])
def test_anything_else_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="content"):
        report_from_data(data)
