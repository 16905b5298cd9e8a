"""Colours of the charts by role. Each mark carries its colour as an attribute and as a class.

The attribute is for paper and PNG; a page may recolour by the classes: `rh-c-<role>` fills, `rh-s-<role>` strokes.
"""

from typing import Any, Literal

Role = Literal["ink", "soft", "rule", "edge", "accent", "paper", "band", "grey", "hatch"]

COLOURS: dict[Role, str] = {
    "ink": "#18222c",  # text
    "soft": "#47535f",  # secondary text, earlier rounds, ambition
    "rule": "#d3dae0",  # hairlines
    "edge": "#73808c",  # edges that must be seen: 4.0 on white
    "accent": "#0d5267",  # own data
    "paper": "#ffffff",
    "band": "#cfe1e6",  # uncertainty around own data
    "grey": "#e6eaed",  # border zones
    "hatch": "#b9c3cb",  # not filled in by the instrument
}

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
SIZE = 13  # px, the usual size of words in a chart
LINE = 17  # px from line to line at that size


def paint(*, fill: Role | None = None, stroke: Role | None = None, width: float | None = None) -> dict[str, Any]:
    """Return the colour attributes of a mark: filled, stroked or both."""
    classes = [f"rh-c-{fill}"] if fill else []
    attributes: dict[str, Any] = {"fill": COLOURS[fill] if fill else "none"}
    if stroke:
        classes.append(f"rh-s-{stroke}")
        attributes |= {"stroke": COLOURS[stroke], "stroke_width": width or 1}
    return attributes | {"class_": classes}
