"""What people add in their own words: a number that is a person's is masked before it is stored, and nothing is shown unseen.

Numbers: BSN (nine digits, or eight without its first zero) by the eleven test of the Wet algemene bepalingen burgerservicenummer, and the Belgian
rijksregisternummer (eleven digits, the last two 97 minus the rest modulo 97, with a 2 before the rest from birth year 2000 on).
"""

from __future__ import annotations

import re
from enum import StrEnum

LONGEST_REMARK = 1000
MASK = "[nummer verwijderd]"
_DIGITS = re.compile(r"(?<!\d)\d(?:[ .\-/]?\d){7,10}(?!\d)")
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}\.[^\s@.]{2,}")
_PHONE = re.compile(r"(?<!\d)(?:\+|00|0)\d(?:[ .\-/()]{0,2}\d){7,12}(?!\d)")
_ADDRESSED = re.compile(r"\b(?:de heer|dhr|mevrouw|mevr|mw|meneer|wethouder|burgemeester|schepen)\.? +[A-ZÀ-Þ]", re.IGNORECASE)
_TWO_NAMES = re.compile(r"(?<![.!?] )(?<!^)\b[A-ZÀ-Þ][a-zà-ÿ]+(?: +(?:van|de|den|der|ten|ter|te|het|'t))* +[A-ZÀ-Þ][a-zà-ÿ]+")


class RemarkState(StrEnum):
    """Only what somebody read and released is ever shown."""

    WAITING = "wacht"
    SHOWN = "getoond"
    WITHHELD = "achtergehouden"


class Hint(StrEnum):
    """Why whoever reads a remark should look twice."""

    NUMBER = "number"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"


def is_bsn(digits: str) -> bool:
    """Return whether these eight or nine digits pass the eleven test: 9a + 8b + ... + 2h - i is a multiple of eleven."""
    if len(digits) not in (8, 9) or not digits.strip("0"):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(digit) for weight, digit in zip(weights, digits.zfill(9), strict=True)) % 11 == 0


def is_rijksregisternummer(digits: str) -> bool:
    """Return whether these eleven digits have the check number of a Belgian rijksregisternummer."""
    if len(digits) != 11 or not digits.strip("0"):
        return False
    rest, check = digits[:9], int(digits[9:])
    return check in (97 - int(rest) % 97, 97 - int(f"2{rest}") % 97)


def masked(text: str) -> str:
    """Return the text without a person's number; what is stored never held it."""

    def without(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0])
        return MASK if is_bsn(digits) or is_rijksregisternummer(digits) else found[0]

    return _DIGITS.sub(without, text)


def hints(text: str) -> list[Hint]:
    """Return what in this text may point at a person. A help for the reader, no proof that there is nothing else."""
    found = {
        Hint.NUMBER: MASK in text,
        Hint.EMAIL: bool(_EMAIL.search(text)),
        Hint.PHONE: bool(_PHONE.search(text)),
        Hint.NAME: bool(_ADDRESSED.search(text) or _TWO_NAMES.search(text)),
    }
    return [hint for hint, holds in found.items() if holds]
