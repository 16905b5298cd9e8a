"""PDF by Typst, accessible (PDF/UA-1) and fit for the archive (PDF/A-2a). Content travels as data, never as markup."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from regiehuis.documents import fonts
from regiehuis.documents.domain.content import Report, as_data
from regiehuis.documents.domain.words import words, written_date
from regiehuis.documents.renderers.layout import breakable, column_shares, footer_line, logo_on_paper, logo_size, picture_size

TEMPLATE = Path(__file__).with_name("report.typ")
_LONGEST = 40  # letters in a word before it may be broken anywhere
_LONGEST_IN_CELL = 18
_WHOLE_ROW = 600  # letters in a cell up to which its row stays on one page


def render(report: Report) -> bytes:
    """Return the PDF; its date is that of the report, so that the same report gives the same bytes."""
    document: bytes = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(_data(report), ensure_ascii=False)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=datetime(report.date.year, report.date.month, report.date.day, tzinfo=UTC),
    )
    return document


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.DIRECTORY)])


def _data(report: Report) -> dict[str, Any]:
    """The report as plain data in characters the typeface has, with the measures that the template needs."""
    data: dict[str, Any] = as_data(report)
    for block, plain in zip(report.blocks, data["blocks"], strict=True):
        if plain["kind"] == "table":
            _measure(plain, column_shares(block))  # type: ignore[arg-type]
        elif plain["kind"] == "chart":
            _measure(plain["table"], column_shares(block.table))  # type: ignore[union-attr]
            plain["width"] = picture_size(block).width  # type: ignore[arg-type]
            plain["svg"] = report.look.painted(block.svg)  # type: ignore[union-attr]
    chosen = words(report.language)
    before, after = chosen.page.split("{page}")
    between, after = after.split("{pages}")
    data |= {
        "day": [report.date.year, report.date.month, report.date.day],
        "written_date": written_date(report.date, report.language),
        "region": chosen.locale[-2:],
        "contents": chosen.contents if report.headings else "",
        "fictitious": chosen.fictitious if report.fictitious else "",
        "page_words": [before, between, after],
        "footer": footer_line(report),
        "accent": report.look.accent,
        "logo": _logo(report),
        "logo_height": logo_on_paper(report.look.logo).height if report.look.logo else 0,
        "logo_alt": chosen.logo.format(organisation=report.organisation),
    }
    drawn: dict[str, Any] = _drawable(data)
    return drawn


def _logo(report: Report) -> str:
    """The logo as a drawing that holds the picture: Typst takes its words as data, and a picture in base64 is words."""
    if not report.look.logo:
        return ""
    width, height = logo_size(report.look.logo)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" xlink:href="data:image/png;base64,{report.look.logo}"/></svg>'
    )


def _measure(table: dict[str, Any], shares: tuple[float, ...]) -> None:
    table["shares"] = list(shares)
    table["whole_rows"] = all(len(cell) <= _WHOLE_ROW for row in table["rows"] for cell in row)


def _drawable(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _drawable(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_drawable(part, key) for part in value]
    if not isinstance(value, str):
        return value
    text = fonts.drawable(value)
    return text if key in {"svg", "alt", "logo"} else breakable(text, _LONGEST_IN_CELL if key == "rows" else _LONGEST)
