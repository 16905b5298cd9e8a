"""Two rounds beside each other: what changed, how sure that is, and what was done in between (R19). No causal claim."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from regiehuis.trail import facade as trail

from ..domain.dimension_outcome import DimensionOutcome
from ..domain.instrument import Instrument, Phase5Mode, Side
from ..domain.levels import Measured
from ..domain.numbers import rounded
from ..domain.outcome import LevelOutcome
from ..domain.rescan import Certainty, Change, Yardstick, change, obstacles_to_comparing
from ..domain.workflow import ACCEPTED
from ..models import Scan
from ..selectors import scans as selectors
from ..selectors.outcomes import outcome as outcome_of
from ..texts import CHANGE_UNKNOWN, CHANGES, INCOMPARABLE, ITEM_STATUSES, MIRROR, NO_CHANGE
from .figures import side_name
from .wording import localised, number, type_sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A level or a dimension in both rounds; ``difference`` and ``verdict`` are empty where none may be given."""

    label: str
    earlier: str
    now: str
    difference: str
    verdict: str
    is_level: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A recommendation that the earlier round led to, with where it stands now."""

    code: str
    text: str
    dimensions: str
    status: str


def comparison(scan: Scan, earlier: Scan | None) -> dict[str, object]:
    """Return what the page shows; without an earlier round only that there is none."""
    page: dict[str, object] = {"mirror": MIRROR, "earlier": earlier}
    if earlier is None:
        return page
    before, now = _yardstick(earlier), _yardstick(scan)
    refusals = [str(INCOMPARABLE[each]) for each in obstacles_to_comparing(before, now)]
    rows, outcomes = _rows(scan, earlier, is_comparable=not refusals), (outcome_of(earlier), outcome_of(scan))
    return page | {
        "refusals": refusals, "sides": rows, "done": _done(earlier),
        "types": [type_sentence(found.type, yardstick.instrument) for found, yardstick in zip(outcomes, (before, now), strict=True)],
    }  # fmt: skip


def _yardstick(scan: Scan) -> Yardstick:
    return Yardstick(instrument=selectors.instrument_of(scan), phase5_mode=Phase5Mode(scan.phase5_mode))


def _rows(scan: Scan, earlier: Scan, *, is_comparable: bool) -> list[tuple[str, list[Row]]]:
    """By side: its level, then every dimension of this round; one that the earlier round did not have is unknown there."""
    instrument, now, before = selectors.instrument_of(scan), outcome_of(scan), outcome_of(earlier)
    known_then = {each.dimension: each for each in before.dimensions}
    z90 = instrument.scoring.z90
    found = []
    for side in Side:
        level = _row(_("Niveau"), before.level(side), now.level(side), z90, is_comparable=is_comparable, is_level=True)
        dimensions = [
            _row(each.label, known_then.get(each.code), now.dimension(each.code), z90, is_comparable=is_comparable)
            for each in instrument.dimensions
            if each.side is side
        ]
        found.append((side_name(side), [level, *dimensions]))
    return found


def _row(label: str, earlier: DimensionOutcome | LevelOutcome | None, now: DimensionOutcome | LevelOutcome, z90: float, *,
         is_comparable: bool, is_level: bool = False) -> Row:  # fmt: skip
    difference = verdict = ""
    if is_comparable and earlier is not None and earlier.value is not None and now.value is not None:
        found = change(Measured(value=earlier.value, se=earlier.se), Measured(value=now.value, se=now.se), z90=z90)
        difference, verdict = _signed(found.difference), verdict_of(found)
    return Row(label=label, earlier=number(earlier.value if earlier else None, 2), now=number(now.value, 2), difference=difference,
               verdict=verdict, is_level=is_level)  # fmt: skip


def _signed(difference: float) -> str:
    value = rounded(difference, 2)
    sign = "+" if value > 0 else "\N{MINUS SIGN}" if value < 0 else ""
    return sign + localised(f"{abs(value):.2f}".replace(".", ","))


def verdict_of(found: Change) -> str:
    """Return R19 in words: "mogelijk verbeterd"."""
    if found.certainty is None:
        return str(CHANGE_UNKNOWN)
    if found.certainty is Certainty.NOT_SHOWN:
        return str(NO_CHANGE)
    return str(CHANGES[found.certainty, 1 if found.difference > 0 else -1])


def _done(earlier: Scan) -> list[Done]:
    """What the municipality took over in the earlier round, in its own order, with the status that the golden thread knows."""
    knowledge_base, instrument = selectors.knowledge_base_of(earlier), selectors.instrument_of(earlier)
    accepted = earlier.recommendations.filter(decision__in=[each.value for each in ACCEPTED]).order_by("own_place", "rank", "code")
    texts = {each.code: each for each in knowledge_base.recommendations}
    statuses = trail.statuses(module="scan", kind="recommendation", keys=[f"{earlier.public_id}/{each.code}" for each in accepted])
    names: dict[str, str] = defaultdict(str, {each.code: _named(each.code, instrument) for each in instrument.dimensions})
    found = []
    for each in accepted:
        source, status = texts[each.code], statuses.get(f"{earlier.public_id}/{each.code}", "")
        found.append(
            Done(code=each.code, text=each.adapted_text or source.text, status=str(ITEM_STATUSES.get(status, status)),
                 dimensions=", ".join(name for code in source.dimensions if (name := names[code])))
        )  # fmt: skip
    return found


def _named(code: str, instrument: Instrument) -> str:
    found = instrument.dimension(code)
    return f"{side_name(found.side)}: {found.label}"
