"""A logo is drawn anew: what is kept is a picture, whatever was sent in."""

from __future__ import annotations

import struct

import pytest

from regiehuis.documents.renderers.logo import HEIGHT, logo_png

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><rect width="300" height="100" fill="#a32014"/></svg>'
# A photo of one grey pixel, as small as JPEG goes.
PHOTO = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300"
    + "08" * 64
    + "ffc0000b080001000101011100ffc4001f0000010501010101010100000000000000000102030405060708090a0b"
    "ffc400b5100002010303020403050504040000017d01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a"
    "434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3"
    "d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9faffda0008010100003f00fbd5ffd9"
)


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    return struct.unpack(">II", png[16:24])


def test_a_drawing_becomes_a_png_of_one_height():
    assert size_of(logo_png(DRAWING.encode())) == (3 * HEIGHT, HEIGHT)


def test_a_png_and_a_photo_are_drawn_anew():
    assert size_of(logo_png(logo_png(DRAWING.encode()))) == (3 * HEIGHT, HEIGHT)
    assert size_of(logo_png(PHOTO)) == (HEIGHT, HEIGHT)


def test_a_drawing_with_a_book_in_it_is_refused_before_it_is_set():
    with pytest.raises(ValueError, match="too much text"):
        logo_png(DRAWING.replace("</svg>", f"<text>{'x' * 2_001}</text></svg>").encode())


def test_words_in_a_typeface_that_is_not_here_are_still_drawn():
    words = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><text x="9" y="60" font-size="40" {}>Gemeente</text></svg>'
    own = logo_png(words.format("").encode())
    for asked in ('font-family="Arial"', "font-family='Montserrat, sans-serif'", 'style="font-family:Montserrat;fill:#000"'):
        assert logo_png(words.format(asked).encode()) == own


def test_the_same_logo_gives_the_same_bytes():
    assert logo_png(DRAWING.encode()) == logo_png(DRAWING.encode())


def test_what_hides_behind_a_picture_is_gone():
    png = logo_png(logo_png(DRAWING.encode()) + b"PK\x03\x04 een archief achter het plaatje")
    assert b"archief" not in png


@pytest.mark.parametrize("wrong", [
    pytest.param(b"", id="empty"),
    pytest.param(b"%PDF-1.7", id="pdf"),
    pytest.param(b"<html><body>Logo</body></html>", id="page"),
    pytest.param(b"\x89PNG\r\n\x1a\n", id="png-head-only"),
    pytest.param(logo_png(DRAWING.encode())[:120], id="png-cut-off"),
    pytest.param(PHOTO[:60], id="photo-cut-off"),
    pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 60_000, 60_000) + b"\x08\x06\x00\x00\x00", id="png-bomb"),
    *(pytest.param(DRAWING.replace("<rect", f"{inside}<rect").encode(), id=name) for name, inside in {
        "script": "<script>alert(1)</script>", "other-file": '<image href="/etc/logo.png" width="10" height="10"/>', "other-site": '<image href="https://elders.example/x.png"/>',
        "style-with-address": '<style>rect{fill:url(https://elders.example)}</style>', "html": "<foreignObject><p>Hoi</p></foreignObject>",
        "filter": '<filter id="f"><feTurbulence numOctaves="9"/></filter>', "filter-with-prefix": '<s:filter xmlns:s="http://www.w3.org/2000/svg" id="f"/>',
        "filter-in-style": "<style>rect{filter : blur(9px)}</style>", "drawing-of-another-site": '<use href="https://elders.example/x.svg#a"/>',
    }.items()),
    pytest.param(('<!DOCTYPE svg [<!ENTITY a "b">]>' + DRAWING).encode(), id="declarations"),
    pytest.param(DRAWING.replace(' viewBox="0 0 300 100"', "").encode(), id="no-size"),
    pytest.param(DRAWING.replace("0 0 300 100", "0 0 3000 100").encode(), id="too-flat"),
    pytest.param(DRAWING.replace("0 0 300 100", "0 0 0 0").encode(), id="no-width"),
    pytest.param(DRAWING.replace("<rect", "<g").replace("/></svg>", "></g></svg>").encode(), id="nothing-to-see"),
    pytest.param(DRAWING.replace("</svg>", "").encode(), id="not-well-formed"),
])  # fmt: skip
def test_what_is_no_logo_is_refused(wrong):
    with pytest.raises(ValueError, match="picture|drawing|photo|see"):
        logo_png(wrong)
