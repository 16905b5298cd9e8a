"""How wide words are, and where lines break: an estimate, so that no label leaves its place."""

import unicodedata
from functools import lru_cache

from regiehuis.documents.domain.cleaning import clean

SOFT_HYPHEN = "\u00ad"
ELLIPSIS = "\u2026"

# Advance widths of Liberation Sans (equal to Arial and Helvetica), U+0020 to U+007E, in thousandths of the size.
_REGULAR_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 "
    "278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 "
    "667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 "
    "556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_BOLD_WIDTHS = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 "
    "333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 "
    "667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 "
    "611 389 556 333 611 556 778 556 556 500 389 280 389 584"
)
_REGULAR = tuple(int(width) for width in _REGULAR_WIDTHS.split())
_BOLD = tuple(int(width) for width in _BOLD_WIDTHS.split())
_SLACK = 1.05  # a page may set another sans serif, which runs a little wider
_BREAK_AFTER = "-/\u2010\u2013"


@lru_cache(maxsize=4096)
def _advance(character: str, bold: bool) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    base = unicodedata.normalize("NFD", character)[0]
    if " " <= base <= "~":
        return (_BOLD if bold else _REGULAR)[ord(base) - 32]
    return 1000


@lru_cache(maxsize=4096)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the estimated width in px, on the safe side."""
    return sum(_advance(character, bold) for character in text) * size * _SLACK / 1000


@lru_cache(maxsize=2048)
def wrap(text: str, room: float, size: float, *, bold: bool = False, most: int = 6, spare: float = 0) -> tuple[str, ...]:
    """Return the lines that fit in the room, broken at spaces, hyphens and soft hyphens.

    A word that cannot be broken may use the spare room too; if that is not enough it is cut. What does not fit in the
    most lines allowed ends in an ellipsis: the table beside the chart has it in full.

    >>> wrap("Transformatie\\u00advermogen", 90, 13)
    ('Transformatie-', 'vermogen')
    """
    lines: list[str] = []
    current = ""
    for piece in _pieces(clean(text)[:2000]):
        if current and width(_shown(current + piece), size, bold=bold) > room:
            lines.append(_shown(current.strip(" ")))
            current = ""
        current = (current + piece) if current else piece.lstrip(" ")
        while len(lines) <= most and width(_shown(current), size, bold=bold) > room + spare and len(current) > 1:
            fits = _longest(current, room + spare, size, bold)
            lines.append(current[:fits] + ("-" if fits > 1 else ""))
            current = current[fits:]
        if len(lines) > most:
            break
    if current.strip(" " + SOFT_HYPHEN):
        lines.append(_shown(current.strip(" " + SOFT_HYPHEN)))
    return tuple(_cut(lines, room, size, bold, most)) if len(lines) > most else tuple(lines)


def _pieces(text: str) -> list[str]:
    """Split where a line may end; a space stays at the head of what follows it, a hyphen at the tail.

    One or two letters before a hyphen stay with the rest: I-professional, x-matig.
    """
    pieces = [""]
    for character in text:
        if character == " " and pieces[-1]:
            pieces.append(character)
            continue
        pieces[-1] += character
        if character == SOFT_HYPHEN or (character in _BREAK_AFTER and len(pieces[-1].strip()) > 3):
            pieces.append("")
    return [piece for piece in pieces if piece]


def _shown(line: str) -> str:
    """The line as it would be printed if it ended here."""
    body = line.rstrip(" ")
    return body.replace(SOFT_HYPHEN, "") + ("-" if body.endswith(SOFT_HYPHEN) else "")


def _longest(line: str, room: float, size: float, bold: bool) -> int:
    """Return how many characters fit before a hyphen, at least one; three or more stay for the next line."""
    fits = 1
    while fits < len(line) - 3 and width(line[: fits + 1] + "-", size, bold=bold) <= room:
        fits += 1
    return fits


def _cut(lines: list[str], room: float, size: float, bold: bool, most: int) -> list[str]:
    last = lines[most - 1]
    while last and width(last + ELLIPSIS, size, bold=bold) > room:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip() + ELLIPSIS]


def longest_word(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of the widest part that cannot be broken at a space or hyphen."""
    return max((width(_shown(piece.strip(" ")), size, bold=bold) for piece in _pieces(clean(text)[:2000])), default=0.0)
