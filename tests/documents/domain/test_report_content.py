"""A report says what it may say, in one order, and refuses what it cannot carry."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.documents.domain.cleaning import clean
from regiehuis.documents.domain.content import (
    Bullets,
    Chart,
    Column,
    Heading,
    Notice,
    Report,
    Table,
    Text,
    as_data,
    bullets,
    paragraph,
    plain_text,
    report_hash,
)
from regiehuis.documents.domain.words import written_date

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title id="{id}">x</title></svg>'


def picture(name: str = "a") -> str:
    return SVG.replace("{id}", name)


def table(**changes: object) -> Table:
    columns = (Column(label="Dimensie"), Column(label="Waarde", numeric=True))
    return replace(Table(caption="Waarden", columns=columns, rows=(("Gegevens", "1,7"),), note="n = 214"), **changes)


def chart(name: str = "a", **changes: object) -> Chart:
    return replace(
        Chart(title="Type", alt="Een punt op de grens.", svg=picture(name), table=table(), caption="Grensgeval."),
        **changes,
    )


def report(*blocks: object, **changes: object) -> Report:
    return replace(
        Report(
            title="Rapport",
            subtitle="Een spiegel",
            organisation="Gemeente Merenland",
            language="nl",
            date=date(2026, 10, 12),
            fictitious=True,
            provenance="Instrument 1.0.0.",
            blocks=tuple(blocks),  # type: ignore[arg-type]
        ),
        **changes,
    )


@pytest.mark.parametrize(
    ("raw", "carried"),
    [
        pytest.param("a\x00b\x1fc", "a\ufffdb\ufffdc", id="control-characters-become-visible"),
        pytest.param("a\ud800b", "a\ufffdb", id="half-a-surrogate"),
        pytest.param("van\u202ern 5", "van\ufffdrn 5", id="reversed-reading-order"),
        pytest.param("een\r\n\ttwee  drie\u2028vier", "een twee drie vier", id="one-line"),
        pytest.param("e\u0301e\u0301n", "\u00e9\u00e9n", id="composed"),
        pytest.param("\ufeffwoord", "woord", id="byte-order-mark"),
        pytest.param(
            "52\u00a0% Transformatie\u00advermogen 😀 \u05e9\u05dc\u05d5\u05dd",
            "52\u00a0% Transformatie\u00advermogen 😀 \u05e9\u05dc\u05d5\u05dd",
            id="kept",
        ),
    ],
)
def test_text_that_every_format_can_carry(raw: str, carried: str) -> None:
    assert Text(text=raw).text == carried


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_cells_and_titles_are_cleaned_too() -> None:
    assert table(rows=(("a\x07", "b"),)).rows == (("a\ufffd", "b"),)
    assert chart(title="x\x00").title == "x\ufffd"
    assert report(title="x\x00").title == "x\ufffd"


def test_a_row_is_as_wide_as_its_table() -> None:
    with pytest.raises(ValueError, match="row 2: 1 cells under 2 columns"):
        table(rows=(("a", "b"), ("c",)))


@pytest.mark.parametrize("field", ["title", "alt"])
def test_a_chart_has_a_title_and_an_alternative_text(field: str) -> None:
    with pytest.raises(ValueError, match=field):
        chart(**{field: "  "})


def test_heading_levels_do_not_jump() -> None:
    first, third = Heading(level=1, text="Een", anchor="een"), Heading(level=3, text="Drie", anchor="drie")
    with pytest.raises(ValueError, match="jumps from level 1 to 3"):
        report(first, third)
    with pytest.raises(ValueError, match="jumps from level 0 to 3"):
        report(third)


def test_headings_may_return_to_a_higher_level() -> None:
    levels = [1, 2, 3, 1, 2]
    headings = [Heading(level=level, text=str(n), anchor=f"h{n}") for n, level in enumerate(levels)]
    assert [heading.level for heading in report(*headings).headings] == levels


@pytest.mark.parametrize("anchor", ["", "Hoofdstuk", "1a", 'a"onclick', "a b", "a\n"])
def test_an_anchor_is_fit_for_an_address(anchor: str) -> None:
    with pytest.raises(ValueError, match="anchor"):
        Heading(level=1, text="Een", anchor=anchor)


@pytest.mark.parametrize("href", ["https://elders.nl/", "//elders.nl", "javascript:alert(1)", "/\\elders.nl", "/a b", "/a\n", ""])
def test_a_link_stays_inside_the_application(href: str) -> None:
    with pytest.raises(ValueError, match="inside the application"):
        Text(text="bewijs", href=href)


@pytest.mark.parametrize("href", ["/scan/1/duiding/?ronde=2#gegevens", "#bijlage"])
def test_a_link_leads_to_evidence(href: str) -> None:
    assert Text(text="bewijs", href=href).href == href


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        '<rect onclick="alert(1)"/>',
        '<rect style="fill:red"/>',
        "<style>text{}</style>",
        '<image href="https://elders.nl/a.png"/>',
        '<rect fill="url(https://elders.nl/a)"/>',
        "<foreignObject/>",
        '<a href="/x"/>',
        "<!-- x -->",
        "<rect>",
    ],
)
def test_a_picture_is_still_and_loads_nothing(inner: str) -> None:
    with pytest.raises(ValueError, match="picture"):
        chart(svg=picture().replace("</svg>", f"{inner}</svg>"))


def test_a_picture_does_not_hide_entities() -> None:
    with pytest.raises(ValueError, match="declarations"):
        chart(svg='<!DOCTYPE svg [<!ENTITY a "b">]>' + picture())


def test_ids_are_unique_in_a_report() -> None:
    with pytest.raises(ValueError, match="'a' occurs twice"):
        report(chart("a"), chart("a"))
    with pytest.raises(ValueError, match="'a' occurs twice"):
        report(Heading(level=1, text="Een", anchor="a"), chart("a"))


def test_the_words_in_reading_order() -> None:
    said = plain_text(
        report(
            Heading(level=1, text="Samenvatting", anchor="samenvatting"),
            paragraph("Grens", Text(text="geval", strong=True), "."),
            bullets("een", "twee"),
            Notice(kind="info", title="Let op", text="Een keuze."),
            chart(),
        )
    )
    assert said == [
        *["Gemeente Merenland", "Fictieve gemeente", "Rapport", "Een spiegel", "12 oktober 2026"],
        *["Samenvatting", "Grensgeval.", "een", "twee", "Let op", "Een keuze."],
        *["Type", "Grensgeval.", "Waarden", "Dimensie", "Waarde", "Gegevens", "1,7", "n = 214"],
        "Instrument 1.0.0.",
    ]


def test_a_real_municipality_is_not_called_fictitious() -> None:
    assert "Fictieve gemeente" not in plain_text(report(fictitious=False))


def test_english_keeps_the_dutch_sign_beside_its_translation() -> None:
    said = plain_text(report(language="en"))
    assert "Fictieve gemeente (fictitious municipality)" in said
    assert "12 October 2026" in said


def test_the_hash_follows_the_content() -> None:
    base = report(chart())
    assert report_hash(base) == report_hash(report(chart()))
    assert report_hash(base) != report_hash(report(chart(caption="Anders.")))
    assert report_hash(base) != report_hash(replace(base, date=date(2026, 10, 13)))
    assert json.loads(json.dumps(as_data(base)))["blocks"][0]["table"]["rows"] == [["Gegevens", "1,7"]]


def test_only_languages_we_have_words_for() -> None:
    with pytest.raises(ValueError, match="'de'"):
        report(language="de")


def test_an_empty_list_is_refused() -> None:
    with pytest.raises(ValueError, match="list without items"):
        Bullets(items=())


def test_dates_are_written_out() -> None:
    assert written_date(date(2024, 2, 29), "nl") == "29 februari 2024"
