"""Measures that the paper formats share, so that a report looks alike in each of them."""

import re
from dataclasses import dataclass

from regiehuis.documents.domain import pictures
from regiehuis.documents.domain.content import Chart, Report, Table

TEXT_WIDTH = 170.0  # mm: A4 with margins of 20 mm
PICTURE_HEIGHT = 205.0  # mm: title and caption still fit on the page
MM_PER_PIXEL = TEXT_WIDTH / 720  # a chart of 720 px fills the width: its words of 13 px print at 8.7 points

_NARROW, _WIDE = 6, 60  # letters
_LABEL = 18  # letters of a heading that stay on one line if there is room
_FULL = 92  # letters that fill the width of a page in a table
_FOOTER = 150  # letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    width: float  # mm
    height: float


def picture_size(chart: Chart) -> Size:
    """Return the size on paper: natural, or smaller where the page asks for it; never enlarged."""
    picture = pictures.inspect(chart.svg)
    scale = min(MM_PER_PIXEL, TEXT_WIDTH / picture.width, PICTURE_HEIGHT / picture.height)
    return Size(width=round(picture.width * scale, 2), height=round(picture.height * scale, 2))


def column_shares(table: Table) -> tuple[float, ...]:
    """Return the width of each column as a share of the text width; a small table stays small."""
    letters = []
    for index, column in enumerate(table.columns):
        cells = [len(row[index]) for row in table.rows]
        word = max(len(word) for word in column.label.split() or [""])
        label = max(word, min(len(column.label), _LABEL)) + 3
        letters.append(min(max(_NARROW, label, *cells), _WIDE))
    total = max(sum(letters), _FULL if len(letters) > 1 else 0)
    return tuple(round(count / total, 4) for count in letters)


def footer_line(report: Report) -> str:
    """Return the provenance for the foot of each page; a long one is cut here and stands in full at the end."""
    if len(report.provenance) <= _FOOTER:
        return report.provenance
    start = report.provenance[:_FOOTER]
    sentences = start.rfind(". ") + 1
    return (start[:sentences] if sentences > _FOOTER // 2 else start.rsplit(" ", 1)[0].rstrip(" ,;:")) + " \u2026"


def breakable(text: str, longest: int) -> str:
    """Return the text with a place to break in each word longer than that, so that it cannot run off the page."""
    return re.sub(rf"[^\s\u00ad\u200b]{{{longest + 1},}}", lambda word: _broken(word.group(), longest), text)


def _broken(word: str, longest: int) -> str:
    return "\u200b".join(word[at : at + longest // 2] for at in range(0, len(word), longest // 2))
