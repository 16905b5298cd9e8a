"""What of a scan goes out to a partnership: the values that its own report shows, in the same digits, and nothing else."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from regiehuis.documents.domain.publications import Measure, Snapshot

from ..domain.instrument import Instrument, Side
from ..domain.numbers import phase_of, shown
from ..domain.outcome import Outcome
from ..models import Scan, ScanReport
from .figures import side_name
from .wording import source_word

KIND = "scan.outcome"


def snapshot(scan: Scan, outcome: Outcome, instrument: Instrument, report: ScanReport) -> Snapshot:
    """Return the snapshot, always in Dutch: the reader's language may not change what is shared, or its hash.

    Values per dimension and the two levels. No answers, groups, spreads or counts, and no text that somebody typed.
    """
    with override("nl"):
        return Snapshot(
            kind=KIND, comparable_by=_yardstick(outcome, instrument), provenance=_provenance(scan, outcome, instrument, report),
            measures=tuple(each for side in Side for each in _side(side, outcome, instrument)),
        )  # fmt: skip


def _yardstick(outcome: Outcome, instrument: Instrument) -> str:
    return _("%(title)s, versie %(version)s, fase 1 tot en met %(top)s") % {
        "title": instrument.title, "version": instrument.version, "top": outcome.top,
    }  # fmt: skip


def _provenance(scan: Scan, outcome: Outcome, instrument: Instrument, report: ScanReport) -> tuple[tuple[str, str], ...]:
    decided = scan.decision_on.strftime("%d-%m-%Y") if scan.decision_on else _("onbekend")
    return (
        (_("Instrument"), _("%(title)s, versie %(version)s") % {"title": instrument.title, "version": instrument.version}),
        (_("Besluit genomen op"), decided),
        (_("Kleinste groep die telt"), str(outcome.k)),
        (_("Controlegetal van de invoer"), outcome.input_hash),
        (_("Controlegetal van het rapport"), report.report_hash),
    )


def _side(side: Side, outcome: Outcome, instrument: Instrument) -> list[Measure]:
    level = outcome.level(side).value
    found = [
        Measure(
            code=side.value, group=side_name(side), label=_("Niveau"), value=_level(level), phase=None if level is None else phase_of(level)
        )
    ]
    for each in instrument.dimensions:
        if each.side is side:
            value = outcome.dimension(each.code)
            is_known = value.value is not None
            found.append(
                Measure(
                    code=each.code, group=side_name(side), label=each.label, value=_written(value.value), phase=value.phase,
                    word=each.words[value.phase - 1] if value.phase else "", source=source_word(value) if is_known else "",
                )
            )  # fmt: skip
    return found


def _written(value: float | None, borders: tuple[float, ...] = ()) -> str | None:
    """Return a value in the digits of the table in the report, with a point."""
    return None if value is None else shown(value, 2, borders=borders).replace(",", ".")


def _level(value: float | None) -> str | None:
    return _written(value, () if value is None else (phase_of(value) + 0.5,))
