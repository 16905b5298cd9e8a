"""Charts as PNG, for formats that take no SVG everywhere."""

import resvg_py

from regiehuis.documents import fonts

ZOOM = 2.0  # about 215 dots per inch on paper


def png(svg: str) -> bytes:
    """Return the picture on white, drawn with the shipped typeface only."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=fonts.drawable(svg),
            background="#ffffff",
            zoom=ZOOM,
            skip_system_fonts=True,
            font_files=[str(path) for path in fonts.FILES],
            font_family=fonts.FAMILY,
            sans_serif_family=fonts.FAMILY,
        )
    )
