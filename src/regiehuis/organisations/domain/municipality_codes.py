"""Official codes of municipalities: GM + 4 digits (CBS) in the Netherlands, 5 digits (NIS/REFNIS, Statbel) in Belgium."""

from __future__ import annotations

import re
from enum import StrEnum


class Country(StrEnum):
    """Country of a municipality (ISO 3166-1 alpha-2)."""

    NL = "NL"
    BE = "BE"


PATTERNS = {Country.NL: re.compile(r"GM[0-9]{4}"), Country.BE: re.compile(r"[1-7][0-9]{4}")}


def is_valid_code(country: Country, code: str) -> bool:
    """Return whether the code has the form that its country uses; it need not exist.

    >>> is_valid_code(Country.NL, "GM0363"), is_valid_code(Country.NL, "GM363"), is_valid_code(Country.BE, "11002")
    (True, False, True)
    """
    return PATTERNS[country].fullmatch(code) is not None
