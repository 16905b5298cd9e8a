"""The typeface of documents and charts: Liberation Sans 2.1.5 (SIL Open Font License 1.1, see OFL.txt), unaltered.

It has the widths of Arial and Helvetica, so a document keeps its lines on a computer that lacks it.
"""

import struct
from functools import cache
from pathlib import Path

FAMILY = "Liberation Sans"
DIRECTORY = Path(__file__).parent
FILES = (DIRECTORY / "LiberationSans-Regular.ttf", DIRECTORY / "LiberationSans-Bold.ttf")
STAND_IN = "\u25a1"  # white square, for a character the typeface lacks

# Characters that need no glyph of their own (U+2011 is drawn as an ordinary hyphen).
_INVISIBLE = frozenset({0x00AD, *range(0x200B, 0x2010), 0x2011, 0x2060, *range(0xFE00, 0xFE10), *range(0xE0000, 0xE1000)})


@cache
def coverage() -> frozenset[int]:
    """Return the code points that both weights can draw."""
    regular, bold = (_code_points(path.read_bytes()) for path in FILES)
    return (regular & bold) | _INVISIBLE


def drawable(text: str) -> str:
    """Return the text with a white square for each character that has no glyph: nothing disappears unseen."""
    if text.isascii():
        return text
    known = coverage()
    return "".join(character if ord(character) in known else STAND_IN for character in text)


def _code_points(font: bytes) -> frozenset[int]:
    """Read the `cmap` table, format 4 (the characters up to U+FFFF), of a TrueType font."""
    tables = {
        font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0] for at in range(12, 12 + 16 * struct.unpack_from(">H", font, 4)[0], 16)
    }
    start = tables[b"cmap"]
    for number in range(struct.unpack_from(">H", font, start + 2)[0]):
        table = start + int(struct.unpack_from(">I", font, start + 8 + 8 * number)[0])
        if struct.unpack_from(">H", font, table)[0] == 4:
            return frozenset(_segments(font, table))
    raise ValueError("the font has no character map of format 4")


def _segments(font: bytes, table: int) -> set[int]:
    double = struct.unpack_from(">H", font, table + 6)[0]
    count = double // 2
    ends = struct.unpack_from(f">{count}H", font, table + 14)
    starts = struct.unpack_from(f">{count}H", font, table + 16 + double)
    deltas = struct.unpack_from(f">{count}H", font, table + 16 + 2 * double)
    offsets = struct.unpack_from(f">{count}H", font, table + 16 + 3 * double)
    found: set[int] = set()
    for segment in range(count):
        for code in range(starts[segment], min(ends[segment], 0xFFFE) + 1):
            glyph = code + deltas[segment]
            if offsets[segment]:
                at = table + 16 + 3 * double + 2 * segment + offsets[segment] + 2 * (code - starts[segment])
                glyph = struct.unpack_from(">H", font, at)[0]
            if glyph & 0xFFFF:
                found.add(code)
    return found
