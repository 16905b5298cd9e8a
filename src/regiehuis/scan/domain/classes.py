"""In which size class an ICT service and a population fall (R12)."""

from collections.abc import Mapping

from regiehuis.scan.domain.instrument import FactValue, IctSizeClass, Instrument, PopulationClass

ICT_STAFF = "ict_aantal"
ICT_FIRST_AID_ONLY = "ict_ehbco"
INHABITANTS = "inwoners"


def ict_size_class(facts: Mapping[str, FactValue], instrument: Instrument) -> IctSizeClass | None:
    """R12: by number of people; nobody, or only someone who does it besides, is the smallest class. None = unknown."""
    people = 0 if facts.get(ICT_FIRST_AID_ONLY) is True else _number(facts.get(ICT_STAFF))
    return next((each for each in instrument.ict_size_classes if _lies_in(people, each.minimum, each.maximum)), None)


def population_class(facts: Mapping[str, FactValue], instrument: Instrument) -> PopulationClass | None:
    """R12: by number of inhabitants; None when unknown."""
    inhabitants = _number(facts.get(INHABITANTS))
    return next((each for each in instrument.population_classes if _lies_in(inhabitants, each.minimum, each.maximum)), None)


def _number(value: FactValue | None) -> float | None:
    return None if isinstance(value, (bool, str)) else value


def _lies_in(number: float | None, minimum: int, maximum: int | None) -> bool:
    return number is not None and number >= minimum and (maximum is None or number <= maximum)
