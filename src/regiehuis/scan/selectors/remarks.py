"""Reads of remarks. Their order is that of the alphabet: any other would tell when they came in."""

from __future__ import annotations

from django.db.models import QuerySet

from ..domain.remarks import RemarkState
from ..domain.workflow import SurveyState
from ..models import Remark, Scan


def remarks(scan: Scan) -> QuerySet[Remark]:
    """Remarks of a survey that closed; none before, as somebody who watches could see whose it is. Those nobody read come first."""
    found = Remark.objects.filter(round__scan=scan, round__state=SurveyState.PROCESSED.value)
    return found.order_by("-state", "text", "pk")


def shown_remarks(scan: Scan) -> list[str]:
    return list(remarks(scan).filter(state=RemarkState.SHOWN.value).order_by("text", "pk").values_list("text", flat=True))


def unread_remarks(scan: Scan) -> int:
    return remarks(scan).filter(state=RemarkState.WAITING.value).count()
