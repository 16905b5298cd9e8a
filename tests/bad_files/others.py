"""What else comes in as a file: a logo, and the input of ``regiehuis scan outcome``."""

from __future__ import annotations

import json
from functools import cache
from random import Random
from typing import Any

from regiehuis.documents.renderers.logo import logo_png
from regiehuis.scan.domain.remarks import LONGEST_REMARK
from tests.documents.renderers.test_logo import PHOTO

from .damage import BYTES

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100"><rect width="400" height="100" fill="#0d5267"/><text x="9" y="60">Gemeente</text></svg>'
ODD_SVG = (
    ('viewBox="0 0 400 100"', 'viewBox="0 0 0 0"'), ('viewBox="0 0 400 100"', 'viewBox="0 0 NaN 1e999"'), ('viewBox="0 0 400 100"', 'width="1e9" height="-3"'), ("viewBox", "vakje"),
    ("<rect", '<image href="http://127.0.0.1:1/"/><rect'), ("<rect", "<script>alert(1)</script><rect"), ("<rect", '<use href="file:///etc/passwd#a"/><rect'), ("<rect", "<foreignObject/><rect"),
    ("<rect", '<g id="a"><use href="#a"/></g><rect'), ("<rect", '<pattern id="p" width="1e-9" height="1e-9"/><rect'), ("<rect", "<g>" * 5_000 + "</g>" * 5_000 + "<rect"), ("<rect", "<filter/><rect"),
    ("<svg", "<!DOCTYPE svg [<!ENTITY a 'x'>]><svg"), ("<svg", '<?xml version="1.0" encoding="x"?><svg'), ("http://www.w3.org/2000/svg", "x"), ("#0d5267", "url(http://127.0.0.1:1/)"), ("Gemeente", "\u202e" + "x" * 90_000), ("</svg>", ""),
)  # fmt: skip
ODD_VALUES = (
    None, True, -1, 0, 6, 1e308, float("nan"), float("inf"), 10**400, "", "x", "1", "\x00", "\ud800", "x" * (LONGEST_REMARK + 1), [], {}, [[]], {"": {}}, [None] * 9, {"O.LEI": {}}, {"counts": [1e9, -1, 0, 0, 0]},
)  # fmt: skip
ODD_KEYS = ("", "x", "O.LEI", "-1", "\x00", "\ud800", "1" * 5_000)
INPUT = {
    "instrument": "ioscan", "phase5_mode": "verkennend", "k": 5, "facts": {"leverancier": "huis", "ict_a_niveau": False}, "agreed": {"O.LEI": 2.4, "I.INF": 3.1}, "agreed_se": {"I.INF": 0.1}, "spread": {"I.GEG": 0.8},
    "ambition": {"I.GEG": 4}, "intake": {"I.GEG": 2.5}, "headcounts": {"mt": 8}, "weights": {"mt": 1}, "workshop": {"1": {"I.GEG": {"counts": [2, 7, 3, 0, 0], "dont_know": 1}}},
    "responses": [{"role": "mt", "unit": "A", "cards": {"O.LEI": 3, "I.GEG": None}}],
}  # fmt: skip


@cache
def png() -> bytes:
    return logo_png(SVG.encode())


def picture(rng: Random) -> tuple[str, bytes]:
    kind = rng.choice(("png", "jpeg", "svg"))
    if kind == "svg":
        text = SVG
        for _ in range(rng.randrange(1, 3)):
            text = text.replace(*rng.choice(ODD_SVG))
        content = text.encode()
        return "logo.svg", rng.choice(BYTES)(rng, content) if rng.random() < 0.4 else content
    return f"logo.{kind}", rng.choice(BYTES)(rng, PHOTO if kind == "jpeg" else png())


def outcome_input(rng: Random) -> tuple[str, bytes]:
    document: Any = json.loads(json.dumps(INPUT))
    for _ in range(rng.randrange(4)):
        _with_an_odd_value(rng, document)
    text = json.dumps(document)
    if rng.random() < 0.1:
        text = rng.choice(
            ("[" * 100_000, '{"a":' * 50_000, text + text, "null", "[]", '"x"', "1e9", text.replace(":", "=", 1), text.replace('"', "'"))
        )
    content = text.encode("utf-16" if rng.random() < 0.03 else "utf-8")
    return "invoer.json", rng.choice(BYTES)(rng, content) if rng.random() < 0.3 else content


def _with_an_odd_value(rng: Random, node: Any) -> None:
    """Walk down at random; somewhere a value becomes another, a key gets another name, or something is added."""
    while keys := list(node) if isinstance(node, dict) else list(range(len(node))):
        key = rng.choice(keys)
        if isinstance(node[key], dict | list) and rng.random() < 0.7:
            node = node[key]
        elif rng.random() < 0.5:
            node[key] = rng.choice(ODD_VALUES)
            return
        elif isinstance(node, dict):
            node[rng.choice(ODD_KEYS)] = node.pop(key)
            return
        else:
            node.append(node[key])
            return
