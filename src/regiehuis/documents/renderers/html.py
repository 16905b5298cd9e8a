"""The report as part of a web page: plain elements and `rh-report-*` classes, without styles or scripts."""

from collections.abc import Iterator
from html import escape
from typing import Literal

from regiehuis.documents.domain.content import (
    Block,
    Bullets,
    Chart,
    Heading,
    Notice,
    PageBreak,
    Paragraph,
    Report,
    Table,
)
from regiehuis.documents.domain.words import words, written_date


def render(report: Report, *, title_level: Literal[1, 2] = 1) -> str:
    """Return the fragment; with title level 2 the page keeps its own first heading."""
    return "\n".join(_parts(report, title_level)) + "\n"


def _parts(report: Report, title_level: int) -> Iterator[str]:
    chosen = words(report.language)
    yield f'<article class="rh-report" lang="{report.language}">'
    yield '<header class="rh-report-head">'
    sign = f' <span class="rh-report-fictitious">{chosen.fictitious}</span>' if report.fictitious else ""
    yield f'<p class="rh-report-organisation">{escape(report.organisation)}{sign}</p>'
    yield f'<h{title_level} class="rh-report-title">{escape(report.title)}</h{title_level}>'
    if report.subtitle:
        yield f'<p class="rh-report-subtitle">{escape(report.subtitle)}</p>'
    day = written_date(report.date, report.language)
    yield f'<p class="rh-report-date"><time datetime="{report.date.isoformat()}">{day}</time></p>'
    yield "</header>"
    if report.headings:
        yield from _contents(report.headings, chosen.contents)
    for number, block in enumerate(report.blocks):
        yield from _block(block, number, title_level)
    yield f'<footer class="rh-report-provenance"><p>{escape(report.provenance)}</p></footer>'
    yield "</article>"


def _contents(headings: tuple[Heading, ...], name: str) -> Iterator[str]:
    yield f'<nav class="rh-report-contents" aria-label="{escape(name)}">'
    level = 0
    for heading in headings:
        if heading.level > level:
            yield "<ol>"
        else:
            yield "</li>" + "</ol></li>" * (level - heading.level)
        level = heading.level
        yield f'<li><a href="#{heading.anchor}">{escape(heading.text)}</a>'
    yield "</li></ol>" * level
    yield "</nav>"


def _block(block: Block, number: int, title_level: int) -> Iterator[str]:
    match block:
        case Heading():
            level = block.level + title_level
            yield f'<h{level} class="rh-report-heading" id="{block.anchor}">{escape(block.text)}</h{level}>'
        case Paragraph():
            yield f"<p>{_runs(block)}</p>"
        case Bullets():
            kind = "ol" if block.ordered else "ul"
            items = "".join(f"<li>{_runs(item)}</li>" for item in block.items)
            yield f'<{kind} class="rh-report-list">{items}</{kind}>'
        case Table():
            yield from _table(block, caption=f"<caption>{escape(block.caption)}</caption>")
        case Chart():
            yield from _chart(block, f"rh-report-chart-{number}")
        case Notice():
            yield f'<section class="rh-report-notice rh-report-notice-{block.kind}">'
            yield f'<p class="rh-report-notice-title"><strong>{escape(block.title)}</strong></p>'
            yield f"<p>{escape(block.text)}</p></section>"
        case PageBreak():
            yield '<div class="rh-report-break"></div>'


def _runs(paragraph: Paragraph) -> str:
    written = []
    for run in paragraph.runs:
        text = escape(run.text)
        if run.strong:
            text = f"<strong>{text}</strong>"
        written.append(f'<a href="{escape(run.href)}">{text}</a>' if run.href else text)
    return "".join(written)


def _chart(chart: Chart, name: str) -> Iterator[str]:
    yield f'<figure class="rh-report-figure" aria-labelledby="{name}">'
    yield f'<p class="rh-report-figure-title" id="{name}">{escape(chart.title)}</p>'
    yield f'<div class="rh-report-picture" role="img" aria-label="{escape(chart.alt)}">{chart.svg}</div>'
    if chart.caption:
        yield f"<figcaption>{escape(chart.caption)}</figcaption>"
    yield "</figure>"
    yield '<details class="rh-report-data">'
    yield f'<summary id="{name}-data">{escape(chart.table.caption)}</summary>'
    yield from _table(chart.table, labelled_by=f"{name}-data")
    yield "</details>"


def _table(table: Table, *, caption: str = "", labelled_by: str = "") -> Iterator[str]:
    label = f' aria-labelledby="{labelled_by}"' if labelled_by else ""
    yield f'<div class="rh-report-table"><table{label}>{caption}'
    numeric = [' class="rh-report-number"' if column.numeric else "" for column in table.columns]
    heads = "".join(f'<th scope="col"{kind}>{escape(column.label)}</th>' for column, kind in zip(table.columns, numeric, strict=True))
    yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    named = not table.columns[0].numeric and len(table.columns) > 1
    for row in table.rows:
        cells = []
        for index, (cell, kind) in enumerate(zip(row, numeric, strict=True)):
            text = escape(cell)
            cells.append(f'<th scope="row">{text}</th>' if named and index == 0 else f"<td{kind}>{text}</td>")
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"
    if table.note:
        yield f'<p class="rh-report-note">{escape(table.note)}</p>'
    yield "</div>"
