"""What the API takes and tells of a scan: nothing that its pages would not show to the same person."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool, StrictFloat, StrictInt

from regiehuis.platform.rest.paging import PageQuery
from regiehuis.platform.rest.schemas import LARGEST_INTEGER, WHOLE, ApiBody, ApiSchema, Day, Name, Text

from .domain.instrument import SMALLEST_K, FactKind, FactValue, Instrument, Phase5Mode, Side
from .domain.knowledge_base import KnowledgeBase
from .domain.triggers import Verdict
from .domain.workflow import Decision, ScanState
from .models import Instrument as StoredInstrument
from .models import IntakeFact, Scan
from .presentation.recommendations import Card

Remark = Annotated[Text, Field(max_length=1000)]


# ---- instruments -------------------------------------------------------------------------------------------------------


class InstrumentOut(ApiSchema):
    """A loaded version; its content never changes."""

    code: str
    version: str
    sha256: str
    loaded_at: datetime


class PhaseOut(ApiSchema):
    number: int
    title: str


class DimensionOut(ApiSchema):
    """``words``: one per phase, as on the cards."""

    code: str
    side: Side
    area: str
    label: str
    words: list[str]


class ChoiceOut(ApiSchema):
    code: str
    label: str


class FactDefinitionOut(ApiSchema):
    """A question of the intake. A sensitive fact is for the lead of the scan only."""

    key: str
    question: str
    hint: str
    kind: FactKind
    choices: list[ChoiceOut]
    minimum: float | None
    maximum: float | None
    is_sensitive: bool


class InstrumentContentOut(ApiSchema):
    """What a scan asks."""

    code: str
    version: str
    sha256: str
    title: str
    source: str
    phases: list[PhaseOut]
    dimensions: list[DimensionOut]
    role_groups: list[ChoiceOut]
    types: list[ChoiceOut]
    facts: list[FactDefinitionOut]


def instrument_out(found: StoredInstrument) -> InstrumentOut:
    return InstrumentOut(code=found.code, version=found.version, sha256=found.sha256, loaded_at=found.loaded_at)


def instrument_content_out(found: Instrument) -> InstrumentContentOut:
    return InstrumentContentOut(
        code=found.code, version=found.version, sha256=found.sha256, title=found.title, source=found.source,
        phases=[PhaseOut(number=each.nr, title=each.title) for each in found.phases],
        dimensions=[
            DimensionOut(code=each.code, side=each.side, area=each.area, label=each.label, words=list(each.words)) for each in found.dimensions
        ],
        role_groups=[ChoiceOut(code=each.code, label=each.label) for each in found.role_groups],
        types=[ChoiceOut(code=each.code, label=each.label) for each in found.types],
        facts=[
            FactDefinitionOut(
                key=each.key, question=each.question, hint=each.hint, kind=each.kind, minimum=each.minimum, maximum=each.maximum,
                choices=[ChoiceOut(code=choice.code, label=choice.label) for choice in each.choices], is_sensitive=each.sensitive,
            )
            for each in found.facts
        ],
    )  # fmt: skip


# ---- scans -------------------------------------------------------------------------------------------------------------


class ScanQuery(PageQuery):
    state: ScanState | None = None


class NewScanIn(ApiBody):
    """A scan starts on the newest instrument. Lead: someone with the role scan_lead; sponsor: with the role secretary."""

    title: Name
    lead_id: UUID | None = None
    sponsor_id: UUID | None = None
    k: int = Field(SMALLEST_K, ge=0, le=1000, description="Kleinste groep die ooit te zien is; minder dan 5 wordt geweigerd en vastgelegd.")
    phase5_mode: Phase5Mode = Phase5Mode.EXPLORATORY


class PersonRefOut(ApiSchema):
    id: UUID
    name: str


class StepIn(ApiBody):
    """The step to go to: the next one, or the one before; going back needs a reason."""

    state: ScanState
    reason: Remark = ""


class DecisionOnScanIn(ApiBody):
    """Who decided, when, and the number or place of the decision."""

    body: Annotated[Name, Field(max_length=100)]
    decided_on: Day
    document: Name


class DecisionOnScanOut(ApiSchema):
    """The decision of a body on the report."""

    body: str
    decided_on: date
    document: str


class ScanOut(ApiSchema):
    """One round of the scan. ``k``: smaller groups are never shown."""

    id: UUID
    title: str
    state: ScanState
    instrument_code: str
    instrument_version: str
    phase5_mode: Phase5Mode
    k: int
    lead: PersonRefOut
    sponsor: PersonRefOut | None
    decision: DecisionOnScanOut | None
    created_at: datetime
    changed_at: datetime


def scan_out(scan: Scan) -> ScanOut:
    decision = None
    if scan.decision_on:
        decision = DecisionOnScanOut(body=scan.decision_body, decided_on=scan.decision_on, document=scan.decision_document)
    return ScanOut(
        id=scan.public_id, title=scan.title, state=ScanState(scan.state), instrument_code=scan.instrument.code,
        instrument_version=scan.instrument.version, phase5_mode=Phase5Mode(scan.phase5_mode), k=scan.k,
        lead=PersonRefOut(id=scan.lead.public_id, name=scan.lead.name),
        sponsor=PersonRefOut(id=scan.sponsor.public_id, name=scan.sponsor.name) if scan.sponsor else None,
        decision=decision, created_at=scan.created_at, changed_at=scan.changed_at,
    )  # fmt: skip


# ---- intake ------------------------------------------------------------------------------------------------------------

WholeValue = Annotated[StrictInt, Field(ge=-LARGEST_INTEGER, le=LARGEST_INTEGER)]
DecimalValue = Annotated[StrictFloat, Field(allow_inf_nan=False)]


class FactSource(StrEnum):
    """Where an answer comes from."""

    INTERVIEW = "interview"
    DOCUMENT = "document"


class FactIn(ApiBody):
    """``value`` null means: asked, and unknown. Left out, ``isReleased`` is true, except for a sensitive fact."""

    value: StrictBool | WholeValue | DecimalValue | Text | None
    source: FactSource = FactSource.INTERVIEW
    remark: Remark = ""
    is_released: StrictBool | None = None


class FactOut(ApiSchema):
    """An answer of the intake; not answered yet is something else than unknown."""

    key: str
    is_answered: bool
    value: FactValue | None
    source: str | None
    remark: str
    is_released: bool | None


def fact_out(key: str, stored: IntakeFact | None) -> FactOut:
    if stored is None:
        return FactOut(key=key, is_answered=False, value=None, source=None, remark="", is_released=None)
    return FactOut(
        key=key, is_answered=True, value=stored.value, source=stored.source, remark=stored.remark, is_released=stored.is_released
    )


# ---- interpretation ----------------------------------------------------------------------------------------------------


class TalkBody(ApiBody):
    """``recognisedType``: the code of a type of the instrument, or ``geen``."""

    talk_on: Day
    recognised_type: Annotated[Text, Field(max_length=10)]
    note: Text = ""


class TalkOut(ApiSchema):
    """Everything empty: the talk was not recorded yet."""

    talk_on: date | None
    recognised_type: str | None
    note: str


Phases = dict[str, Annotated[int, Field(ge=1, le=100), WHOLE]]


class AmbitionIn(ApiBody):
    """``phases``: the wanted phase by code of the dimension."""

    phases: Phases


class AmbitionOut(ApiSchema):
    phases: dict[str, int]


# ---- recommendations and reports ---------------------------------------------------------------------------------------


class RecommendationQuery(PageQuery):
    verdict: Verdict | None = None


class DecisionIn(ApiBody):
    """What the municipality decides. What is left out stays as it is under the same decision; a rule may ask for a reason, a day or a text."""

    decision: Decision
    reason: Text | None = None
    later_on: Day | None = None
    adapted_text: Text | None = None


class EvidenceOut(ApiSchema):
    """One condition with the value it was held against; ``holds`` null: unknown."""

    text: str
    holds: bool | None


class RecommendationOut(ApiSchema):
    """A recommendation with why it applies here. ``rank`` was computed, ``ownPlace`` chosen by the municipality."""

    code: str
    text: str
    adapted_text: str
    addressee: str
    theme: str
    dimensions: list[str]
    verdict: Verdict
    rank: int | None
    own_place: int | None
    evidence: list[EvidenceOut]
    why: str
    first_step: str
    measure: str
    working_group: str
    source: str
    decision: Decision
    reason: str
    later_on: date | None


class FileOut(ApiSchema):
    """``href``: where to download it, with the same token."""

    format: str
    name: str
    size: int
    sha256: str
    href: str


class ReportOut(ApiSchema):
    """A delivered report; ``inputHash`` tells whether anything changed since."""

    id: UUID
    made_at: datetime
    report_hash: str
    input_hash: str
    files: list[FileOut]


class ReportJobOut(ApiSchema):
    """How far the making of a report is; ``state`` null: none was asked for. ``errorCode`` is empty unless it failed."""

    state: str | None
    is_running: bool
    percent: int
    message: str
    error_code: str


def recommendation_out(card: Card, knowledge_base: KnowledgeBase) -> RecommendationOut:
    source = next(each for each in knowledge_base.recommendations if each.code == card.code)
    return RecommendationOut(
        code=card.code, text=card.text, adapted_text=card.adapted_text, addressee=source.actor, theme=card.theme,
        dimensions=list(source.dimensions), verdict=Verdict(card.verdict), rank=card.rank, own_place=card.own_place,
        evidence=[EvidenceOut(text=text, holds=holds) for text, holds in card.evidence], why=card.why, first_step=card.first_step,
        measure=card.measure, working_group=card.working_group, source=card.source, decision=card.decision, reason=card.reason,
        later_on=card.later_on,
    )  # fmt: skip
