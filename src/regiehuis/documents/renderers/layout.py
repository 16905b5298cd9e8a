"""Measures that the paper formats share, so that a report looks alike in each of them."""

import base64
import re
import struct
from dataclasses import dataclass

from regiehuis.documents.domain import pictures
from regiehuis.documents.domain.content import Chart, Report, Table

TEXT_WIDTH = 170.0  # mm: A4 with margins of 20 mm
PICTURE_HEIGHT = 205.0  # mm: title and caption still fit on the page
LOGO_HEIGHT, LOGO_WIDTH = 14.0, 80.0  # mm
MM_PER_PIXEL = TEXT_WIDTH / 720  # a chart of 720 px fills the width: its words of 13 px print at 8.7 points

_NARROW, _WIDE = 6, 60  # letters
_LABEL = 18  # letters of a heading that stay on one line if there is room
EASE = 0.8  # on a template: its typeface may be wider, and its cells may have margins
_GAP = 3  # letters: the space between two columns
_FULL = 92  # letters that fill the width of a page in a table
_FOOTER = 150  # letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    width: float  # mm
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a page has for text, and a picture on it."""

    width: float = TEXT_WIDTH  # mm
    height: float = PICTURE_HEIGHT
    ease: float = 1.0  # letters that fit, to those of our own typeface in cells with our own margins


OWN_PAGE = Room()


def picture_size(chart: Chart, room: Room = OWN_PAGE) -> Size:
    """Return the size on paper: natural, or smaller where the page asks for it; never enlarged."""
    picture = pictures.inspect(chart.svg)
    scale = min(MM_PER_PIXEL, room.width / picture.width, room.height / picture.height)
    return Size(width=round(picture.width * scale, 2), height=round(picture.height * scale, 2))


def logo_size(logo: str) -> tuple[int, int]:
    """Return width and height in pixels of a PNG in base64."""
    width, height = struct.unpack(">II", base64.b64decode(logo[:64])[16:24])
    return width, height


def logo_on_paper(logo: str) -> Size:
    """Return the size of the logo above a document: of one height, smaller only where it is very wide."""
    width, height = logo_size(logo)
    shown = min(LOGO_HEIGHT, LOGO_WIDTH * height / width)
    return Size(width=round(shown * width / height, 2), height=round(shown, 2))


def column_shares(table: Table, room: Room = OWN_PAGE) -> tuple[float, ...]:
    """Return the width of each column as a share of the text width; a small table stays small.

    Where not everything fits on one line, each column first gets what its longest word needs, so that a narrow one does not
    break words; what is left goes to the columns that wish for more.
    """
    wishes = [_wish(table, index) for index in range(len(table.columns))]
    letters = round(_FULL * room.ease * room.width / TEXT_WIDTH) if len(wishes) > 1 else 0
    if sum(wishes) <= letters:
        return tuple(round(wish / letters, 4) for wish in wishes)
    needs = [min(wish, _need(table, index)) for index, wish in enumerate(wishes)]
    left, wanted = letters - sum(needs), sum(wishes) - sum(needs)
    if left <= 0 or wanted <= 0:
        return tuple(round(need / sum(needs), 4) for need in needs)
    widths = [need + left * (wish - need) / wanted for need, wish in zip(needs, wishes, strict=True)]
    return tuple(round(width / letters, 4) for width in widths)


def _wish(table: Table, column: int) -> int:
    """Letters that a column would like: its longest cell on one line, within bounds."""
    label = table.columns[column].label
    heading = max(_longest_word(label), min(len(label), _LABEL)) + _GAP
    return min(max(_NARROW, heading, *(len(row[column]) + _GAP for row in table.rows)), _WIDE)


def _need(table: Table, column: int) -> int:
    """Letters under which a column would have to break a word."""
    heading = min(_longest_word(table.columns[column].label), _LABEL - _GAP)  # the longest may break: they stand above one word
    return max(_NARROW, heading + _GAP, *(_longest_word(row[column]) + _GAP for row in table.rows))


def _longest_word(text: str) -> int:
    return max((len(word) for word in re.split(r"[\s\u00ad\u200b]|(?<=\w{3}-)", text)), default=0)


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
