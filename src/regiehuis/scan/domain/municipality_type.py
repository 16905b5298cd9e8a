"""In which corner of the plot a municipality stands, and how sure that is (R10)."""

from dataclasses import dataclass
from enum import StrEnum
from math import erf, sqrt

from regiehuis.scan.domain.instrument import Instrument, MunicipalityType
from regiehuis.scan.domain.levels import Measured
from regiehuis.scan.domain.numbers import at_least, rounded

CLEAR_FROM = 0.80
LIKELY_FROM = 0.60
STEP_AHEAD = 0.5  # phases between the levels from which one runs ahead


class TypeLabel(StrEnum):
    CLEAR = "duidelijk"
    LIKELY = "waarschijnlijk"
    BORDERLINE = "grensgeval"


class Lead(StrEnum):
    """Which level is ahead."""

    ICT = "ICT loopt voor"
    ORGANISATION = "organisatie loopt voor"
    NEITHER = "gelijk op"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeProbability:
    code: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeAtThreshold:
    threshold: float
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeOutcome:
    """label None and no probabilities: an SE is unknown. `between`: the two most likely types of a borderline case."""

    code: str
    label: TypeLabel | None
    between: tuple[str, ...]
    probabilities: tuple[TypeProbability, ...]
    sensitivity: tuple[TypeAtThreshold, ...]
    lead: Lead
    lead_contradicts_type: bool


def municipality_type(organisation: Measured | None, ict: Measured | None, instrument: Instrument) -> TypeOutcome | None:
    """R10: the type by threshold (a level at it is high), its probability from two independent normals, sensitivity.

    Refuses (None) when a level is unknown or the instrument has no types.
    """
    if organisation is None or ict is None or not instrument.types:
        return None
    scoring = instrument.scoring
    found = _type_at(organisation.value, ict.value, scoring.threshold_level, instrument)
    probabilities = _probabilities(organisation, ict, instrument)
    label, between = _certainty(found.code, probabilities)
    others = (each for each in scoring.sensitivity_thresholds if rounded(each) != rounded(scoring.threshold_level))
    lead = _lead(organisation.value, ict.value)
    return TypeOutcome(
        code=found.code,
        label=label,
        between=between,
        probabilities=probabilities,
        sensitivity=tuple(
            TypeAtThreshold(threshold=each, code=_type_at(organisation.value, ict.value, each, instrument).code) for each in others
        ),
        lead=lead,
        lead_contradicts_type=lead is not _lead_of_type(found),
    )


def _type_at(organisation: float, ict: float, threshold: float, instrument: Instrument) -> MunicipalityType:
    found = instrument.type_of(organisation_high=at_least(organisation, threshold), ict_high=at_least(ict, threshold))
    assert found is not None  # an instrument with types has one in every corner
    return found


def _probabilities(organisation: Measured, ict: Measured, instrument: Instrument) -> tuple[TypeProbability, ...]:
    if organisation.se is None or ict.se is None:
        return ()
    scoring = instrument.scoring
    high = [
        _normal((each.value - scoring.threshold_level) / max(se, scoring.smallest_se))
        for each, se in ((organisation, organisation.se), (ict, ict.se))
    ]
    return tuple(
        TypeProbability(
            code=each.code,
            probability=(high[0] if each.organisation_high else 1 - high[0]) * (high[1] if each.ict_high else 1 - high[1]),
        )
        for each in instrument.types
    )


def _normal(z: float) -> float:
    """The share of a standard normal below z."""
    return (1 + erf(z / sqrt(2))) / 2


def _certainty(code: str, probabilities: tuple[TypeProbability, ...]) -> tuple[TypeLabel | None, tuple[str, ...]]:
    if not probabilities:
        return None, ()
    ranked = sorted(probabilities, key=lambda each: (-rounded(each.probability), each.code != code))
    most = ranked[0].probability
    if at_least(most, CLEAR_FROM):
        return TypeLabel.CLEAR, ()
    if at_least(most, LIKELY_FROM):
        return TypeLabel.LIKELY, ()
    return TypeLabel.BORDERLINE, (ranked[0].code, ranked[1].code)


def _lead(organisation: float, ict: float) -> Lead:
    if at_least(ict - organisation, STEP_AHEAD):
        return Lead.ICT
    return Lead.ORGANISATION if at_least(organisation - ict, STEP_AHEAD) else Lead.NEITHER


def _lead_of_type(found: MunicipalityType) -> Lead:
    if found.organisation_high == found.ict_high:
        return Lead.NEITHER
    return Lead.ICT if found.ict_high else Lead.ORGANISATION
