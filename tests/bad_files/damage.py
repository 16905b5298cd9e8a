"""Harm to a file as a whole: to its bytes, and to the parts of a ZIP that claims to be a workbook."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
from collections.abc import Callable
from functools import cache
from random import Random

Parts = list[tuple[zipfile.ZipInfo, bytes]]

# ---- bytes -------------------------------------------------------------------------------------------------------------


def truncated(rng: Random, content: bytes) -> bytes:
    return content[: rng.randrange(len(content) + 1)]


def flipped(rng: Random, content: bytes) -> bytes:
    found = bytearray(content)
    for _ in range(rng.choice((1, 2, 8, 50)) if found else 0):
        found[rng.randrange(len(found))] ^= 1 << rng.randrange(8)
    return bytes(found)


def with_a_hole(rng: Random, content: bytes) -> bytes:
    at = rng.randrange(len(content) + 1)
    return content[:at] + content[at + rng.randrange(200) :]


def with_junk(rng: Random, content: bytes) -> bytes:
    at = rng.choice((0, len(content), rng.randrange(len(content) + 1)))
    return content[:at] + rng.choice((b"\x00" * 9, b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b'"', b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0", rng.randbytes(30))) + content[at:]  # fmt: skip


def twice(_rng: Random, content: bytes) -> bytes:
    return content + content


def headers_flipped(rng: Random, content: bytes) -> bytes:
    """Harm the lists of contents of a ZIP rather than what is packed: version, flags, sizes, names, offsets."""
    found = bytearray(content)
    places = [match.start() for match in re.finditer(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)", content)]
    for _ in range(rng.randrange(1, 4) if places else 0):
        at = min(rng.choice(places) + rng.randrange(4, 60), len(found) - 1)
        found[at] = rng.choice((0, 0xFF, 0x80, rng.randrange(256)))
    return bytes(found)


def something_else(rng: Random, _content: bytes) -> bytes:
    return rng.choice((
        b"", b"\n", b"PK", b"PK\x05\x06" + b"\x00" * 18, b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\n", b"\x7fELF", b"GIF89a", b"\x1f\x8b\x08\x00", b"{}", b"[]", b"<html></html>",
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64, rng.randbytes(2_000), b";" * 500, b'"', b"\xef\xbb\xbf",
    ))  # fmt: skip


BYTES: tuple[Callable[[Random, bytes], bytes], ...] = (truncated, flipped, with_a_hole, with_junk, twice, something_else)

# ---- parts of a workbook -----------------------------------------------------------------------------------------------

BILLION = b'<!DOCTYPE z [<!ENTITY a "ha">' + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)) + b"]>"
OUTSIDE = b'<!DOCTYPE z [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x"> %a; <!ENTITY b SYSTEM "file:///etc/passwd">]>'
# What each stands for: a cell far away, a text that is not there, a type that does not exist, a repetition without end.
FIGURES = (
    (rb'r="[A-Z]+\d+"', (b'r="XFD1048576"', b'r="A0"', b'r="ZZZZZZ99999999999"', b'r=""', b'r="1A"')),
    (rb"<v>[^<]*</v>", (b"<v>999999</v>", b"<v>-1</v>", b"<v>1e999</v>", b"<v>NaN</v>", b"<v></v>")), (rb't="\w+"', (b't="s"', b't="zz"', b't="e"', b't="d"', b't="b"')),
    (rb'<dimension ref="[^"]*"', (b'<dimension ref="A1:XFD1048576"', b'<dimension ref="Z9:A1"', b'<dimension ref="x"')), (rb'sheetId="\d+"', (b'sheetId="-1"',)),
    (rb'r:id="\w+"', (b'r:id="rId99"', b'r:id=""')), (rb'Target="[^"]*"', (b'Target="../../../../etc/passwd"', b'Target="http://127.0.0.1:1/"', b'Target=""')),
    (rb"<table:table-row>", (b'<table:table-row table:number-rows-repeated="4294967295">', b'<table:table-row table:number-rows-repeated="-5">', b"<table:table-row/>")),
    (rb"<table:table-cell ", (b'<table:table-cell table:number-columns-repeated="999999999" ', b'<table:table-cell table:number-columns-repeated="x" ', b'<table:table-cell table:formula="of:=1/0" ')),
    (rb'office:value-type="\w+"', (b'office:value-type="date" office:date-value="2026-99-99"', b'office:value-type="float" office:value="x"', b'office:value-type="time"')),
    (rb'encoding="[^"]*"', (b'encoding="UTF-16"', b'encoding="EBCDIC-CP-US"', b'encoding="x"')),
)  # fmt: skip


def xml_harmed(rng: Random, parts: Parts) -> None:
    at = rng.randrange(len(parts))
    info, content = parts[at]
    match rng.randrange(7):
        case 0:
            content = rng.choice((truncated, flipped, with_a_hole, with_junk, twice))(rng, content)
        case 1:
            content = re.sub(rb"(<\?xml[^>]*\?>)?", lambda found: found[0] + rng.choice((BILLION, OUTSIDE)), content, count=1)
        case 2:
            content = content.replace(b"</", b"<", 1)
        case 3:
            content = b"<a>" * 100_000
        case 4:
            content = re.sub(rb">([^<]{1,20})<", rb">&i;&#0;&#xD800;\1<", content, count=2)
        case _:
            for _ in range(2):
                pattern, values = rng.choice(FIGURES)
                content = re.sub(pattern, rng.choice(values), content, count=rng.choice((1, 1, 0)))
    parts[at] = (info, content)


def figures_harmed(rng: Random, parts: Parts) -> None:
    """As above, where the cells are."""
    for at, (info, content) in enumerate(parts):
        if info.filename in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "content.xml"):
            pattern, values = rng.choice(FIGURES)
            parts[at] = (info, re.sub(pattern, rng.choice(values), content, count=rng.choice((1, 0))))


def part_lost(rng: Random, parts: Parts) -> None:
    del parts[rng.randrange(len(parts))]


def part_twice(rng: Random, parts: Parts) -> None:
    info, content = rng.choice(parts)
    parts.append((zipfile.ZipInfo(info.filename), flipped(rng, content)))


def part_renamed(rng: Random, parts: Parts) -> None:
    at = rng.randrange(len(parts))
    parts[at] = (zipfile.ZipInfo(rng.choice(("../../tmp/x", "/etc/x", "C:\\x", "x" * 5_000, "xl\\workbook.xml", parts[at][0].filename.upper(), "\u202e.xml", "a/"))), parts[at][1])  # fmt: skip


def part_added(rng: Random, parts: Parts) -> None:
    name, content = rng.choice((
        ("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0"), ("xl/vbaProject2.BIN", b"x"), ("Basic/Standard/Module1.xml", b"<x/>"), ("Scripts/python/x.py", b"import os"),
        ("xl/externalLinks/externalLink1.xml", b'<externalLink xmlns="x"><oleLink r:id="rId1"/></externalLink>'), ("xl/embeddings/oleObject1.bin", rng.randbytes(900)), ("nested.zip", nested()), ("xl/worksheets/sheet2.xml", b"<worksheet"),
    ))  # fmt: skip
    parts.append((zipfile.ZipInfo(name), content))


def bomb_added(rng: Random, parts: Parts) -> None:
    if rng.random() < 0.1:
        parts.append((zipfile.ZipInfo(rng.choice(("xl/worksheets/sheet1.xml", "content.xml", "xl/media/x.png"))), zeros()))


@cache
def nested() -> bytes:
    content = b"x" * 100_000
    for _ in range(6):
        content = packed([(zipfile.ZipInfo("inside.zip"), content)] * 3)
    return content


@cache
def zeros() -> bytes:
    return b"0" * (201 * 1024 * 1024)


PARTS: tuple[Callable[[Random, Parts], None], ...] = (
    xml_harmed, xml_harmed, xml_harmed, figures_harmed, figures_harmed, part_lost, part_twice, part_renamed, part_added, bomb_added,
)  # fmt: skip


def parts_of(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(info, archive.read(info)) for info in archive.infolist()]


def packed(parts: Parts) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        warnings.simplefilter("ignore")  # two parts of one name are meant
        for info, content in parts:
            archive.writestr(info.filename, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def sizes_denied(rng: Random, content: bytes) -> bytes:
    """Say of every part that it is small, or empty: what the reader must not trust."""
    found = bytearray(content)
    for signature, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        for match in re.finditer(signature, content):
            if match.start() + at + 4 <= len(found):
                struct.pack_into("<I", found, match.start() + at, rng.choice((0, 1, 100)))
    return bytes(found)


ARCHIVE: tuple[Callable[[Random, bytes], bytes], ...] = (
    headers_flipped,
    headers_flipped,
    sizes_denied,
    truncated,
    flipped,
    with_junk,
    with_a_hole,
)
