"""From values to places on the picture."""

import math
from dataclasses import dataclass


def number(value: float) -> float | int:
    """Return the coordinate as it is written: two decimals at most, so that the same picture has the same bytes."""
    rounded = round(value, 2)
    return int(rounded) if rounded == int(rounded) else rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """A straight scale; values outside the domain are an error of the caller, never drawn at the edge."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return float(number(self.start + share * (self.end - self.start)))


def check_within(value: float | None, low: float, high: float, what: str) -> None:
    """Refuse what the scale cannot show, NaN included; None is unknown and always fine."""
    if value is not None and not (math.isfinite(value) and low <= value <= high):
        raise ValueError(f"{what}: {value} lies outside {low} to {high}")


def check_interval(interval: tuple[float, float] | None, low: float, high: float, what: str) -> None:
    if interval is None:
        return
    for value in interval:
        check_within(value, low, high, what)
    if interval[0] > interval[1]:
        raise ValueError(f"{what}: the interval {interval} runs backwards")
