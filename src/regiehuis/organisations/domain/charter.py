"""What partners agreed on, and the legal forms that a partnership can have: dated facts with a source, not code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .voting import VotingRule

LONGEST_PURPOSE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalForm:
    """A form that the law gives to co-operation. ``is_confirmed``: somebody compared it with the text of the law."""

    code: str
    label: str
    article: str
    country: str  # NL or BE
    valid_from: date | None
    source: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a version of the charter says. No legal form means: not known."""

    purpose: str
    legal_form: str
    voting_rule: VotingRule = VotingRule.UNANIMOUS
    shares: tuple[str, ...] = ()  # kinds of publication that members agreed to share


def parse_forms(data: Mapping[str, Any]) -> tuple[LegalForm, ...]:
    """Return the legal forms of the data file, in its order."""
    return tuple(
        LegalForm(code=each["code"], label=each["label"], article=each["article"], country=each["country"], valid_from=each.get("valid_from"),
                  source=each["source"], is_confirmed=each["confirmed"])
        for each in data["form"]
    )  # fmt: skip
