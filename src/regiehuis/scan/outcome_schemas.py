"""The outcome of a scan on the API: rounded and hidden as on the page of the interpretation (R17), and nothing beside it."""

from __future__ import annotations

from datetime import datetime

from regiehuis.platform.rest.schemas import ApiSchema

from .domain.instrument import Instrument, Side
from .domain.municipality_type import TypeLabel
from .domain.numbers import rounded
from .domain.official_value import Source
from .domain.outcome import Outcome
from .domain.spread import SpreadLabel
from .models import Scan
from .presentation.interpretation import conflict_sentence, findings
from .presentation.wording import role_labels, sensitivity_sentence, type_name, type_sentence
from .texts import MIRROR


class IntervalOut(ApiSchema):
    """90 % certainty."""

    low: float
    high: float


class GroupMeanOut(ApiSchema):
    """The mean of one role group that may be shown, in phases with one decimal."""

    role: str
    label: str
    mean: float


class ResultOut(ApiSchema):
    """What was found on one dimension, in phases with two decimals; null = unknown, or of too few people to show."""

    dimension: str
    label: str
    side: Side
    area: str
    value: float | None
    interval: IntervalOut | None
    phase: int | None
    word: str | None
    source: Source | None
    has_little_insight: bool
    spread: float | None
    spread_label: SpreadLabel | None
    ambition: int | None
    groups: list[GroupMeanOut]


class LevelOut(ApiSchema):
    side: Side
    value: float | None
    interval: IntervalOut | None


class AreaOut(ApiSchema):
    """``alignment``: ICT minus organisation."""

    code: str
    label: str
    organisation: float | None
    ict: float | None
    alignment: float | None


class TypeOut(ApiSchema):
    """``certainty`` null: unknown, as the spread of the values is."""

    code: str
    name: str
    certainty: TypeLabel | None
    between: list[str]
    sensitivity: str


class CharacteristicsOut(ApiSchema):
    """How many characteristics of a type hold, of those that are known."""

    type: str
    met: int
    known: int
    testable: int
    is_typical: bool


class LayerOut(ApiSchema):
    code: str
    label: str
    value: float | None


class InteroperabilityOut(ApiSchema):
    """The weakest known layer decides."""

    layers: list[LayerOut]
    weakest: str | None
    overall: float | None


class NextStepOut(ApiSchema):
    """What the next phase of a dimension asks."""

    dimension: str
    statements: list[str]


class OutcomeOut(ApiSchema):
    """A mirror, not a mark. ``inputHash`` names everything it was computed from."""

    lead_in: str
    instrument_code: str
    instrument_version: str
    input_hash: str
    computed_at: datetime | None
    k: int
    levels: list[LevelOut]
    areas: list[AreaOut]
    type: TypeOut | None
    type_sentence: str
    characteristics: list[CharacteristicsOut]
    conflict: str
    interoperability: InteroperabilityOut
    findings: list[str]
    next_steps: list[NextStepOut]


def results_out(scan: Scan, found: Outcome, instrument: Instrument) -> list[ResultOut]:
    """Return every dimension in the order of the instrument."""
    labels, shown = role_labels(instrument), [each for each in found.groups if each.role is not None and not each.is_hidden]
    lines = []
    for dimension in instrument.dimensions:
        value = found.dimension(dimension.code)
        means = [(each.role or "", each.figure(dimension.code).mean) for each in shown]
        lines.append(
            ResultOut(
                dimension=dimension.code, label=dimension.label, side=dimension.side, area=dimension.area, value=_number(value.value),
                interval=_interval(value.low, value.high), phase=value.phase, word=dimension.words[value.phase - 1] if value.phase else None,
                source=value.source, has_little_insight=value.has_little_insight, spread_label=value.spread_label,
                spread=_number(value.spread) if found.responses else None, ambition=scan.ambition.get(dimension.code),
                groups=[GroupMeanOut(role=role, label=labels.get(role, role), mean=rounded(mean, 1)) for role, mean in means if mean is not None],
            )
        )  # fmt: skip
    return lines


def outcome_out(scan: Scan, found: Outcome, instrument: Instrument, computed_at: datetime | None) -> OutcomeOut:
    areas, layers = {each.code: each.organisation_label for each in instrument.areas}, {each.code: each.label for each in instrument.layers}
    return OutcomeOut(
        lead_in=str(MIRROR), instrument_code=instrument.code, instrument_version=instrument.version, input_hash=found.input_hash,
        computed_at=computed_at, k=scan.k,
        levels=[LevelOut(side=each.side, value=_number(each.value), interval=_interval(each.low, each.high)) for each in found.levels],
        areas=[
            AreaOut(code=each.area, label=areas[each.area], organisation=_number(each.organisation), ict=_number(each.ict),
                    alignment=_number(each.alignment))
            for each in found.areas
        ],
        type=_type(found, instrument), type_sentence=type_sentence(found.type, instrument), conflict=conflict_sentence(found),
        characteristics=[
            CharacteristicsOut(type=each.code, met=each.met, known=each.known, testable=each.testable,
                               is_typical=each.code in found.characteristics.typical)
            for each in found.characteristics.matches
        ],
        interoperability=InteroperabilityOut(
            layers=[LayerOut(code=each.code, label=layers[each.code], value=_number(each.value)) for each in found.interoperability.layers],
            weakest=found.interoperability.weakest, overall=_number(found.interoperability.overall),
        ),
        findings=findings(found, instrument),
        next_steps=[
            NextStepOut(dimension=each.dimension, statements=[statement.text for statement in each.statements])
            for each in found.next_steps if each.statements
        ],
    )  # fmt: skip


def _type(found: Outcome, instrument: Instrument) -> TypeOut | None:
    if found.type is None:
        return None
    return TypeOut(code=found.type.code, name=type_name(instrument, found.type.code), certainty=found.type.label,
                   between=list(found.type.between), sensitivity=sensitivity_sentence(found.type))  # fmt: skip


def _number(value: float | None) -> float | None:
    return None if value is None else rounded(value, 2)


def _interval(low: float | None, high: float | None) -> IntervalOut | None:
    return IntervalOut(low=rounded(low, 2), high=rounded(high, 2)) if low is not None and high is not None else None
