"""From dimensions to two levels, by way of the areas, so that an area with three dimensions weighs no more (R9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from regiehuis.scan.domain.instrument import Instrument, Side
from regiehuis.scan.domain.numbers import rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A known value in phases and its SE; se None = unknown."""

    value: float
    se: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaLevel:
    """In phases; None = no dimension known. `alignment` (afstemming) is ICT minus organisation."""

    area: str
    organisation: float | None
    ict: float | None

    @property
    def alignment(self) -> float | None:
        if self.organisation is None or self.ict is None:
            return None
        return rounded(self.ict - self.organisation)


def mean(values: Sequence[float]) -> float | None:
    return fsum(values) / len(values) if values else None


def area_levels(values: Mapping[str, Measured], instrument: Instrument) -> tuple[AreaLevel, ...]:
    """R9: per area the mean of its known dimensions (phases), for organisation and ICT."""
    return tuple(
        AreaLevel(
            area=area.code,
            organisation=mean([each.value for each in _of_area(values, instrument, area.code, Side.ORGANISATION)]),
            ict=mean([each.value for each in _of_area(values, instrument, area.code, Side.ICT)]),
        )
        for area in instrument.areas
    )


def level(values: Mapping[str, Measured], instrument: Instrument, side: Side) -> Measured | None:
    """R9: the mean of the areas (phases) and its SE as if all dimensions err together.

    Refuses (None) when fewer areas are known than the instrument asks; the SE is unknown when no dimension has one.
    """
    areas = [_of_area(values, instrument, area.code, side) for area in instrument.areas]
    known = [found for found in (mean([each.value for each in area]) for area in areas) if found is not None]
    if len(known) < instrument.scoring.min_areas_known:
        return None
    smallest = instrument.scoring.smallest_se
    errors = [mean([max(each.se, smallest) for each in area if each.se is not None]) for area in areas]
    return Measured(value=fsum(known) / len(known), se=mean([error for error in errors if error is not None]))


def _of_area(values: Mapping[str, Measured], instrument: Instrument, area: str, side: Side) -> list[Measured]:
    codes = (each.code for each in instrument.dimensions if each.area == area and each.side is side)
    return [values[code] for code in codes if code in values]
