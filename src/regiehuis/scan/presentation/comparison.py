"""Two rounds beside each other: what changed, how sure that is, and what was done in between (R19). No causal claim."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from regiehuis.trail import facade as trail

from ..domain.dimension_outcome import DimensionOutcome
from ..domain.instrument import Phase5Mode, Side
from ..domain.levels import Measured
from ..domain.numbers import rounded
from ..domain.outcome import LevelOutcome, Outcome
from ..domain.rescan import Certainty, Change, Yardstick, change, obstacles_to_comparing
from ..domain.workflow import ACCEPTED
from ..models import Scan
from ..selectors import scans as selectors
from ..selectors.outcomes import outcome as outcome_of
from ..texts import CHANGE_UNKNOWN, CHANGES, INCOMPARABLE, ITEM_STATUSES, MIRROR, NO_CHANGE
from .figures import side_name
from .wording import level_number, localised, number, type_sentence


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
    then, now = _round(earlier), _round(scan)
    refusals = [str(INCOMPARABLE[each]) for each in obstacles_to_comparing(then.yardstick, now.yardstick)]
    return page | {
        "refusals": refusals, "sides": _sides(then, now, is_comparable=not refusals), "done": _done(earlier),
        "types": [type_sentence(each.outcome.type, each.yardstick.instrument) for each in (then, now)],
    }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    yardstick: Yardstick
    outcome: Outcome


def _round(scan: Scan) -> _Round:
    yardstick = Yardstick(instrument=selectors.instrument_of(scan), phase5_mode=Phase5Mode(scan.phase5_mode))
    return _Round(yardstick=yardstick, outcome=outcome_of(scan))


def _sides(then: _Round, now: _Round, *, is_comparable: bool) -> list[tuple[str, list[Row]]]:
    """By side: its level, then every dimension of this round; one that the earlier round did not have is unknown there."""
    instrument, known_then = now.yardstick.instrument, {each.dimension: each for each in then.outcome.dimensions}
    row = partial(_row, z90=instrument.scoring.z90, is_comparable=is_comparable)
    return [
        (
            side_name(side),
            [
                row(_("Niveau"), then.outcome.level(side), now.outcome.level(side), is_level=True),
                *(
                    row(each.label, known_then.get(each.code), now.outcome.dimension(each.code))
                    for each in instrument.dimensions
                    if each.side is side
                ),
            ],
        )
        for side in Side
    ]


def _row(label: str, earlier: DimensionOutcome | LevelOutcome | None, now: DimensionOutcome | LevelOutcome, *, z90: float,
         is_comparable: bool, is_level: bool = False) -> Row:  # fmt: skip
    written = level_number if is_level else number
    difference = verdict = ""
    if is_comparable and earlier is not None and earlier.value is not None and now.value is not None:
        found = change(Measured(value=earlier.value, se=earlier.se), Measured(value=now.value, se=now.se), z90=z90)
        difference, verdict = _signed(found.difference), verdict_of(found)
    return Row(label=label, earlier=written(earlier.value if earlier else None, 2), now=written(now.value, 2), difference=difference,
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
    names = {each.code: f"{side_name(each.side)}: {each.label}" for each in instrument.dimensions}
    found = []
    for each in accepted:
        source, status = texts[each.code], statuses.get(f"{earlier.public_id}/{each.code}", "")
        found.append(
            Done(code=each.code, text=each.adapted_text or source.text, status=str(ITEM_STATUSES.get(status, status)),
                 dimensions=", ".join(names[code] for code in source.dimensions if code in names))
        )  # fmt: skip
    return found
