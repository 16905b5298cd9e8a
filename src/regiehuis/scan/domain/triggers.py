"""Whether a recommendation applies: three-valued logic, so that what is not known is never silently left out (R14)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from regiehuis.scan.domain.characteristics import is_one_of
from regiehuis.scan.domain.instrument import FactValue
from regiehuis.scan.domain.knowledge_base import Comparison, Condition, ConditionKind, Recommendation
from regiehuis.scan.domain.numbers import at_least, below

Truth = bool | None  # None = unknown


class Verdict(StrEnum):
    APPLIES = "van toepassing"
    DOES_NOT = "niet"
    CANNOT_TELL = "niet te beoordelen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What conditions look at, by code; absent = unknown. `perceptions`: absolute; `area_gaps`: ICT - organisation."""

    dimensions: Mapping[str, float] = field(default_factory=dict)
    levels: Mapping[str, float] = field(default_factory=dict)
    layers: Mapping[str, float] = field(default_factory=dict)
    spreads: Mapping[str, float] = field(default_factory=dict)
    area_gaps: Mapping[str, float] = field(default_factory=dict)
    perceptions: Mapping[str, float] = field(default_factory=dict)
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    type_code: str | None = None

    def value_of(self, condition: Condition) -> FactValue | None:
        """What is known about the subject of a condition; None = unknown."""
        match condition.kind:
            case ConditionKind.TYPE:
                return self.type_code
            case ConditionKind.FACT:
                return self.facts.get(condition.subject)
            case ConditionKind.ALWAYS:
                return True
        numbers: dict[ConditionKind, Mapping[str, float]] = {
            ConditionKind.DIMENSION: self.dimensions,
            ConditionKind.LEVEL: self.levels,
            ConditionKind.LAYER: self.layers,
            ConditionKind.SPREAD: self.spreads,
            ConditionKind.AREA_GAP: self.area_gaps,
            ConditionKind.PERCEPTION: self.perceptions,
        }
        return numbers[condition.kind].get(condition.subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One condition, the value it was held against (None = unknown) and whether it holds (None = unknown)."""

    condition: Condition
    value: FactValue | None
    holds: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`missing`: the conditions whose unknown value keeps the verdict open; empty when there is a verdict."""

    verdict: Verdict
    evidence: tuple[Evidence, ...]
    missing: tuple[Condition, ...]


def judge(recommendation: Recommendation, findings: Findings) -> Judgement:
    """R14: `when_all` and `when_any` must both hold by Kleene's logic; an empty list holds."""
    every = [_held_against(condition, findings) for condition in recommendation.when_all]
    some = [_held_against(condition, findings) for condition in recommendation.when_any]
    all_hold = all_of(each.holds for each in every)
    any_holds = any_of(each.holds for each in some) if some else True
    verdict = _VERDICTS[all_of([all_hold, any_holds])]
    open_lists = [each for each, truth in ((every, all_hold), (some, any_holds)) if truth is None]
    missing = _unknown(open_lists) if verdict is Verdict.CANNOT_TELL else ()
    return Judgement(verdict=verdict, evidence=(*every, *some), missing=missing)


def all_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's and: one false decides, otherwise one unknown leaves it open."""
    seen = set(truths)
    return False if False in seen else (None if None in seen else True)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's or: one true decides, otherwise one unknown leaves it open."""
    seen = set(truths)
    return True if True in seen else (None if None in seen else False)


_VERDICTS = {True: Verdict.APPLIES, False: Verdict.DOES_NOT, None: Verdict.CANNOT_TELL}


def _held_against(condition: Condition, findings: Findings) -> Evidence:
    value = findings.value_of(condition)
    return Evidence(condition=condition, value=value, holds=None if value is None else _holds(condition, value))


def _holds(condition: Condition, value: FactValue) -> bool:
    if condition.kind is ConditionKind.ALWAYS:
        return True
    if condition.allowed:
        return is_one_of(value, condition.allowed)
    assert condition.limit is not None  # every other kind compares numbers
    assert not isinstance(value, str)
    compare = below if condition.comparison is Comparison.BELOW else at_least
    return compare(value, condition.limit)


def _unknown(lists: Sequence[Sequence[Evidence]]) -> tuple[Condition, ...]:
    return tuple(evidence.condition for each in lists for evidence in each if evidence.holds is None)
