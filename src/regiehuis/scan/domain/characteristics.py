"""Which type the facts of the intake point at, whatever the scores say (R11, kenmerkentoets)."""

from collections.abc import Mapping
from dataclasses import dataclass

from regiehuis.scan.domain.instrument import FactTest, FactValue, Instrument, MunicipalityType
from regiehuis.scan.domain.numbers import rounded

COMPARED_FROM = 10  # known tests a type needs to take part in the comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeMatch:
    """Numbers of characteristics: met, known, testable."""

    code: str
    met: int
    known: int
    testable: int

    @property
    def share(self) -> float | None:
        """Share met of what is known, 0 to 1; None with too few known to compare."""
        return rounded(self.met / self.known) if self.known >= COMPARED_FROM else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacteristicsOutcome:
    """`typical`: every type with the best share; empty when none can be compared."""

    matches: tuple[TypeMatch, ...]
    typical: tuple[str, ...]

    def conflicts_with(self, type_code: str | None) -> bool:
        """R11: the facts point at other types than the scores (R10); they never override them."""
        return type_code is not None and bool(self.typical) and type_code not in self.typical


def characteristics(facts: Mapping[str, FactValue], instrument: Instrument) -> CharacteristicsOutcome:
    """R11: per type the share of testable characteristics met by known facts; unknown facts count neither way."""
    matches = tuple(_match(each, facts) for each in instrument.types)
    best = max((match.share for match in matches if match.share is not None), default=None)
    typical = tuple(match.code for match in matches if best is not None and match.share == best)
    return CharacteristicsOutcome(matches=matches, typical=typical)


def _match(each: MunicipalityType, facts: Mapping[str, FactValue]) -> TypeMatch:
    tests = [characteristic.test for characteristic in each.characteristics if characteristic.test]
    known = [test for test in tests if test.fact in facts]
    met = sum(is_met(test, facts[test.fact]) for test in known)
    return TypeMatch(code=each.code, met=met, known=len(known), testable=len(tests))


def is_met(test: FactTest, value: FactValue) -> bool:
    """R11: one of the allowed values, or a number within the bounds."""
    if test.allowed:
        return is_one_of(value, test.allowed)
    if isinstance(value, (bool, str)):
        return False
    return (test.minimum is None or value >= test.minimum) and (test.maximum is None or value <= test.maximum)


def is_one_of(value: FactValue, allowed: tuple[FactValue, ...]) -> bool:
    """Equal in kind and value: the number 1 is not the answer "ja"."""
    return any(type(value) is type(each) and value == each for each in allowed)
