"""All that may be published of a set of cards: per unit of the tree and per role group, never of both at once (R17)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from regiehuis.scan.domain.beside import roles_beside_units
from regiehuis.scan.domain.cards import Tally, mean_of, tally, together
from regiehuis.scan.domain.instrument import Instrument
from regiehuis.scan.domain.numbers import to_half
from regiehuis.scan.domain.outcome_input import OutcomeInput, Response, answers_by_role, limits_of
from regiehuis.scan.domain.publication import Thresholds, publish
from regiehuis.scan.domain.unit_tree import Tree, shown_units


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """`n` answers; `means` in phases by dimension, in halves under 10 known answers; a dimension that is hidden is absent."""

    n: int
    means: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """By code. A unit or role group that may not be shown is absent."""

    units: Mapping[str, Cell]
    roles: Mapping[str, Cell]


def aggregate(responses: Sequence[Response], tree: Tree, instrument: Instrument) -> Aggregate:
    """R17 over everything: linear in responses, and in units times dimensions. Each response's unit is in the tree."""
    inputs = OutcomeInput(phase5_mode=instrument.default_mode, responses=responses)
    limits = limits_of(inputs, instrument)
    answered = Counter(each.unit for each in responses)
    shown, totals = shown_units(tree, answered, k=limits.k), tree.totals(answered)
    groups = publish(answers_by_role(inputs, instrument), instrument.dimension_codes, limits)
    candidates = [each.role for each in groups if each.role is not None and not each.is_hidden]
    roles = roles_beside_units(_people(responses, tree, shown), candidates, k=limits.k) if shown else frozenset()
    units: dict[str, dict[str, float]] = {code: {} for code in tree.parents if code in shown}
    means: dict[str, dict[str, float]] = {each.role: {} for each in groups if each.role in roles}
    for dimension in instrument.dimension_codes:
        known = [each for each in responses if each.cards.get(dimension) is not None]
        safe = shown_units(tree, Counter(each.unit for each in known), k=limits.k, among=shown)
        for code, counted in _counted(dimension, known, tree, instrument, safe).items():
            units[code][dimension] = _mean(counted, limits)
        figures = {each.role: mean for each in groups if each.role in roles and (mean := each.figure(dimension).mean) is not None}
        for role in roles_beside_units(_people(known, tree, safe), list(figures), k=limits.k) if safe else ():
            means[role][dimension] = figures[role]
    sizes = {each.role: each.responses or 0 for each in groups}
    return Aggregate(
        units={code: Cell(n=totals[code], means=found) for code, found in units.items()},
        roles={role: Cell(n=sizes[role], means=found) for role, found in means.items() if sizes[role]},
    )


def _people(responses: Sequence[Response], tree: Tree, shown: Collection[str]) -> Counter[tuple[str, str]]:
    """How many there are by role group and smallest shown unit; the root is shown."""
    nearest: dict[str, str] = {}
    for code, parent in tree.parents.items():
        nearest[code] = code if code in shown or parent is None else nearest[parent]
    return Counter((each.role, nearest[each.unit]) for each in responses)


def _counted(dimension: str, known: Sequence[Response], tree: Tree, instrument: Instrument, safe: Collection[str]) -> dict[str, Tally]:
    """The cards of each unit that is safe to show, with those of the units below it."""
    phases = len(instrument.phases)
    own: dict[str, list[int | None]] = {}
    for each in known:
        own.setdefault(each.unit, []).append(each.cards.get(dimension))
    below = _added_up(tree, {code: tally(cards, phase_count=phases) for code, cards in own.items()}, phases)
    return {code: below[code] for code in safe}


def _added_up(tree: Tree, counted: Mapping[str, Tally], phases: int) -> dict[str, Tally]:
    parts: dict[str, list[Tally]] = {code: [counted[code]] if code in counted else [] for code in tree.parents}
    found: dict[str, Tally] = {}
    for code, parent in reversed(tree.parents.items()):
        found[code] = together(parts[code], phase_count=phases)
        if parent is not None:
            parts[parent].append(found[code])
    return found


def _mean(counted: Tally, limits: Thresholds) -> float:
    """R17c: exact from 10 known answers, below that in halves."""
    mean = mean_of(counted, top=limits.top)
    return mean if counted.known >= limits.distribution else to_half(mean)
