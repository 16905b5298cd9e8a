"""The notifications of the scan: a step that was taken, a survey that closed, a report that is ready or failed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regiehuis.notifications.facade import Happening, Kind, Line

from .domain.permissions import RIGHTS, Right, may
from .domain.workflow import ScanState
from .models import Scan
from .selectors.scans import visible_scans
from .texts import STATES

STEP, SURVEY, REPORT = "scan.step", "scan.survey", "scan.report"
LEADING = frozenset(role for role, rights in RIGHTS.items() if Right.LEAD in rights)
Wording = Callable[[Scan, Mapping[str, Any]], Line]


def _described(right: Right, wording: Wording) -> Callable[[Any, Sequence[Happening]], dict[int, Line]]:
    """Describe what is about scans that the reader may see, with this right: one query."""

    def describe(by: Any, happened: Sequence[Happening]) -> dict[int, Line]:
        scans = {str(scan.public_id): scan for scan in visible_scans(by).filter(public_id__in={each.subject for each in happened})}
        return {
            each.id: wording(scan, each.detail)
            for each in happened
            if (scan := scans.get(each.subject)) and may(by.roles, right, ScanState(scan.state))
        }

    return describe


def _step(scan: Scan, detail: Mapping[str, Any]) -> Line:
    values = {"scan": scan.title, "step": STATES.get(detail["step"], detail["step"])}
    text = _("%(scan)s: terug naar de stap %(step)s.") if detail.get("back") else _("%(scan)s: de stap %(step)s is begonnen.")
    return Line(text % values, reverse("scan:detail", args=[scan.public_id]))


def _survey(scan: Scan, _detail: Mapping[str, Any]) -> Line:
    return Line(_("%(scan)s: de vragenlijst is gesloten.") % {"scan": scan.title}, reverse("scan:survey", args=[scan.public_id]))


def _report(scan: Scan, detail: Mapping[str, Any]) -> Line:
    text = _("%(scan)s: het rapport is klaar.") if detail["made"] else _("%(scan)s: het rapport is niet gemaakt.")
    return Line(text % {"scan": scan.title}, reverse("scan:report", args=[scan.public_id]))


KINDS = [
    Kind(
        code=STEP,
        label=gettext_lazy("Een scan gaat een stap verder of terug"),
        describe=_described(Right.SEE, _step),
        roles=frozenset(RIGHTS),
    ),
    Kind(code=SURVEY, label=gettext_lazy("Een vragenlijst is gesloten"), describe=_described(Right.LEAD, _survey), roles=LEADING),
    Kind(
        code=REPORT,
        label=gettext_lazy("Een rapport dat u vroeg, is klaar of mislukt"),
        describe=_described(Right.SEE, _report),
        roles=LEADING,
    ),
]
