"""Four formats, one report: the same words in the same order, the same bytes each time, and no text that breaks it."""

import hashlib
import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regiehuis.documents import fonts
from regiehuis.documents.domain.content import (
    Chart,
    Column,
    Heading,
    Notice,
    Report,
    Table,
    Text,
    bullets,
    paragraph,
    plain_text,
)
from regiehuis.documents.domain.words import words
from regiehuis.documents.renderers import html
from regiehuis.documents.renderers.layout import column_shares, footer_line

from .conftest import FORMATS, bare, full_report, said


def without_charts(report: Report) -> Report:
    return replace(report, blocks=tuple(block for block in report.blocks if not isinstance(block, Chart)))


@pytest.mark.parametrize("name", ["docx", "odt", "html"])
def test_the_words_are_exactly_those_of_the_report(report: Report, name: str) -> None:
    render, read = FORMATS[name]
    assert bare(read(render(report))) == said(report)


def test_the_pdf_says_everything_in_order(report: Report) -> None:
    render, read = FORMATS["pdf"]
    text, at = bare(read(render(report))), 0
    for line in plain_text(report):
        at = text.find(bare(line), at)
        assert at >= 0, line
        at += len(bare(line))


def test_the_pdf_adds_only_contents_headers_and_page_numbers(report: Report) -> None:
    plain = replace(without_charts(report), blocks=tuple(b for b in without_charts(report).blocks if not hasattr(b, "items")))
    render, read = FORMATS["pdf"]
    pages = read(render(plain)).split("Pagina 1 van")
    text = bare("".join(pages))
    for line in plain_text(plain):
        text = text.replace(bare(line), "", 1)
    for line in (*(heading.text for heading in plain.headings), "Inhoud", "van", "Pagina", footer_line(plain)):
        text = text.replace(bare(line), "")
    for line in (plain.organisation, "Fictieve gemeente", "Dimensie", "Waarde", "Bron"):
        text = text.replace(bare(line), "")
    assert not text.strip(".0123456789")


def test_the_same_report_gives_the_same_bytes(report: Report, form: Any) -> None:
    render, _ = form
    assert render(report) == render(full_report())


@pytest.mark.parametrize("name", ["docx", "odt"])
def test_the_parts_of_a_zip_carry_the_date_of_the_report(report: Report, name: str) -> None:
    render, _ = FORMATS[name]
    with zipfile.ZipFile(io.BytesIO(render(report))) as archive:
        assert {part.date_time for part in archive.infolist()} == {(2026, 10, 12, 0, 0, 0)}


def test_the_bytes_do_not_depend_on_the_process(report: Report) -> None:
    code = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1])\n"
        "from renderers.conftest import FORMATS, full_report\n"
        "for render, _ in FORMATS.values():\n"
        "    made = render(full_report())\n"
        "    print(hashlib.sha256(made if isinstance(made, bytes) else made.encode()).hexdigest())"
    )
    folder = str(__file__).rsplit("/renderers/", 1)[0]
    printed = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=True).stdout
    here = [render(report) for render, _ in FORMATS.values()]
    hashes = [hashlib.sha256(made if isinstance(made, bytes) else made.encode()).hexdigest() for made in here]
    assert printed.split() == hashes


HOSTILE = [
    '#set page(width: 1pt) #import "x" $x$ ] ) } \\ // /* <label> @ref `raw`',
    "<script>alert('x')</script> & &amp; ]]> <!-- -->",
    "nul \x00 bel \x07 esc \x1b half \ud83d end",
    "emoji 😀 👩‍👩‍👧 漢字 \ue000 \U000e0041",
    "\u202eomgekeerd\u202c \u2067\u05e9\u05dc\u05d5\u05dd\u2069 مرحبا",
    "lang" * 2500,
    "veel woorden " * 800,
    "{{ 7*7 }} {% x %} $header ${footer} %s {0}",
    '=HYPERLINK("http://x") \u2011 \u00ad \u200b \ufeff \u2028 \u0301',
    "z\u0351\u0352\u0353\u0354" * 200,
    "  ",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_breaks_nothing(form: Any, text: str) -> None:
    render, read = form
    name = text if text.strip() else "naam"
    report = replace(
        full_report(),
        title=name,
        subtitle=text,
        organisation=name[:200],
        provenance=name[:3000],
        blocks=(
            Heading(level=1, text=name, anchor="a"),
            paragraph(text, Text(text=text, strong=True)),
            bullets(text, ordered=True),
            Notice(kind="attention", title=name, text=text),
            Table(
                caption=name,
                columns=(Column(label=name), Column(label="n", numeric=True)),
                rows=((text, text),),
                note=text,
            ),
            replace(
                next(block for block in full_report().blocks if isinstance(block, Chart)),
                title=name,
                alt=name,
                caption=text,
            ),
            paragraph("Het einde is bereikt."),
        ),
    )
    assert bare("Het einde is bereikt.") in bare(read(render(report)))
    if render is not FORMATS["pdf"][0]:
        assert bare(read(render(report))) == said(report)


@given(text=st.text(min_size=1, max_size=80))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_makes_a_pdf(text: str) -> None:
    report = replace(
        full_report(),
        blocks=(paragraph(text), bullets(text), Table(caption="T", columns=(Column(label="k"),), rows=((text,),))),
    )
    assert FORMATS["pdf"][0](report).startswith(b"%PDF")


def test_a_character_without_a_glyph_shows_as_a_square() -> None:
    assert fonts.drawable("goed 😀 \ufffd") == "goed \u25a1 \u25a1"
    assert (
        fonts.drawable("\u2265 2,5 \u2192 IV, I\u2011scan, \u20ac 5, cafe\u0301, Ge\u00efsoleerd")
        == "\u2265 2,5 \u2192 IV, I\u2011scan, \u20ac 5, cafe\u0301, Ge\u00efsoleerd"
    )


def test_a_real_municipality_carries_no_sign(report: Report, form: Any) -> None:
    render, read = form
    assert "Fictieve" not in read(render(replace(report, fictitious=False)))


def test_english(report: Report, form: Any) -> None:
    render, read = form
    text = read(render(replace(report, language="en")))
    assert "12 October 2026" in text
    assert bare(words("en").fictitious) in bare(text)


def test_an_early_date_is_fine_too(report: Report, form: Any) -> None:
    render, _ = form
    assert render(replace(report, date=date(1975, 5, 1)))


def test_a_report_without_headings_has_no_contents_list(report: Report, form: Any) -> None:
    render, read = form
    text = read(render(replace(report, blocks=(paragraph("Een zin."),))))
    assert "Inhoud" not in text


def test_a_table_without_rows(report: Report, form: Any) -> None:
    render, read = form
    empty = Table(caption="Nog leeg", columns=(Column(label="Dimensie"),), rows=(), note="Er zijn nog geen rondes.")
    assert "Er zijn nog geen rondes." in read(render(replace(report, blocks=(empty,))))


def test_a_long_provenance_is_cut_in_the_footer_and_whole_at_the_end(report: Report) -> None:
    long = replace(report, provenance="Een zin over de herkomst van dit rapport. " * 12)
    assert len(footer_line(long)) <= 152
    assert footer_line(long).endswith(". \u2026")
    assert bare(long.provenance) in bare(html.render(long))


def test_columns_share_the_width(report: Report) -> None:
    for block in report.blocks:
        if isinstance(block, Table):
            assert 0 < sum(column_shares(block)) <= 1.001


@given(
    st.lists(
        st.lists(st.sampled_from(("ja", "gesprek", "afgesproken", "Een langere zin over hoe het nu gaat")), min_size=3, max_size=3),
        max_size=6,
    )
)
def test_a_narrow_column_breaks_no_word_while_there_is_room(rows: list[list[str]]) -> None:
    table = Table(
        caption="Feiten", columns=(Column(label="Vraag"), Column(label="Antwoord"), Column(label="Bron")), rows=tuple(map(tuple, rows))
    )
    shares = column_shares(table)
    for column, share in enumerate(shares):
        longest = max(len(word) for text in ("Bron", *(row[column] for row in rows)) for word in text.split())
        assert share * 92 >= longest + 2.9, (column, shares)
    assert sum(shares) <= 1.001
