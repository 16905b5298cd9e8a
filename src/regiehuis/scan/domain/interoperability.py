"""How far systems and the work they support can exchange data and meaning: the weakest link decides (R13)."""

from collections.abc import Mapping
from dataclasses import dataclass

from regiehuis.scan.domain.instrument import Instrument
from regiehuis.scan.domain.levels import mean
from regiehuis.scan.domain.numbers import rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerLevel:
    """In phases; None = no dimension of the layer known."""

    code: str
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InteroperabilityOutcome:
    """`overall` is the value of the weakest known layer; both None when no layer is known."""

    layers: tuple[LayerLevel, ...]
    weakest: str | None
    overall: float | None


def interoperability(values: Mapping[str, float], instrument: Instrument) -> InteroperabilityOutcome:
    """R13: per layer the mean of its known dimensions (phases); the weakest is the lowest known, tie: first listed."""
    layers = tuple(
        LayerLevel(code=layer.code, value=mean([values[code] for code in layer.dimensions if code in values]))
        for layer in instrument.layers
    )
    known = [(rounded(layer.value), layer) for layer in layers if layer.value is not None]
    if not known:
        return InteroperabilityOutcome(layers=layers, weakest=None, overall=None)
    _, weakest = min(known, key=lambda each: each[0])  # min keeps the first of equals
    return InteroperabilityOutcome(layers=layers, weakest=weakest.code, overall=weakest.value)
