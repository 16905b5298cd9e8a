"""How many were asked and answered: for the page and the API alike, and of small groups not even that (R17e and f)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ..domain.publication import shown_cells
from ..models import Scan, SurveyRound
from ..selectors import scans as selectors


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupResponse:
    """``answered`` None: too few were asked to tell."""

    code: str
    label: str
    invited: int
    answered: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyResponse:
    """Once the invitations are deleted, ``invited`` is what was counted at opening."""

    invited: int
    answered: int
    groups: tuple[GroupResponse, ...]


def response_of(scan: Scan, survey: SurveyRound) -> SurveyResponse:
    rows = selectors.invited(survey)
    asked, answered = Counter(role for role, _used in rows), Counter(role for role, used in rows if used)
    shown = shown_cells(asked, k=scan.k)
    groups = tuple(
        GroupResponse(code=each.code, label=each.label, invited=asked[each.code], answered=answered[each.code] if each.code in shown else None)
        for each in selectors.instrument_of(scan).role_groups if asked[each.code]
    )  # fmt: skip
    return SurveyResponse(invited=len(rows) or sum(survey.headcounts.values()), answered=answered.total(), groups=groups)
