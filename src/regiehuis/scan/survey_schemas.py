"""What the API takes and tells of the measurement of a scan: the survey for its lead, and the workshop."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from regiehuis.platform.rest.schemas import WHOLE, ApiBody, ApiSchema, Day, Name, Text

from .domain.official_value import Source
from .domain.workflow import SurveyState
from .models import DimensionResult, Scan, SurveyInvitation, SurveyRound
from .presentation.response import response_of
from .schemas import DecimalValue, WholeValue
from .selectors import scans as selectors

MOST_AT_ONCE = 1000
Votes = Annotated[int, Field(ge=0, le=2000), WHOLE]
DaysAfter = Annotated[int, Field(ge=1, le=90), WHOLE]
Reason = Annotated[Text, Field(max_length=1000)]


class SurveyIn(ApiBody):
    """``closesOn``: the last day on which people can answer. ``reminderDays``: days after opening."""

    closes_on: Day
    reminder_days: list[DaysAfter] = Field(default=[7, 14], max_length=5)


class SurveyStateIn(ApiBody):
    state: Literal[SurveyState.OPEN, SurveyState.CLOSED]


class GroupOut(ApiSchema):
    """One role group. ``answered`` null: so few were asked that it would say something of one of them."""

    role_group: str
    invited: int
    answered: int | None


class DeliveryOut(ApiSchema):
    """Invitations that did not simply go out: still waiting, cut off halfway and so uncertain, and refused."""

    waiting: int
    uncertain: list[str]
    failed: list[str]


class SurveyOut(ApiSchema):
    """The round and its response; an answer itself is never in the API."""

    state: SurveyState
    opens_on: date | None
    closes_on: date
    reminder_days: list[int]
    invited: int
    answered: int
    groups: list[GroupOut]
    delivery: DeliveryOut


def survey_out(scan: Scan, found: SurveyRound) -> SurveyOut:
    response, delivery = response_of(scan, found), selectors.delivery(found)
    return SurveyOut(
        state=SurveyState(found.state), opens_on=found.opens_on, closes_on=found.closes_on, reminder_days=found.reminder_days,
        invited=response.invited, answered=response.answered,
        groups=[GroupOut(role_group=each.code, invited=each.invited, answered=each.answered) for each in response.groups],
        delivery=DeliveryOut(waiting=delivery.waiting, uncertain=list(delivery.uncertain), failed=list(delivery.failed)),
    )  # fmt: skip


class ParticipantIn(ApiBody):
    email: Name
    role_group: Name


class ParticipantsIn(ApiBody):
    participants: list[ParticipantIn] = Field(min_length=1, max_length=MOST_AT_ONCE)


class ParticipantsOut(ApiSchema):
    """How many people are on the list now."""

    participants: int


class ParticipantOut(ApiSchema):
    id: UUID
    email: str
    role_group: str


def participant_out(found: SurveyInvitation) -> ParticipantOut:
    return ParticipantOut(id=found.public_id, email=found.email, role_group=found.role_group)


class VotesIn(ApiBody):
    """``counts``: votes per card, from the first; ``dontKnow``: who chose "weet ik niet"."""

    counts: list[Votes] = Field(max_length=20)
    dont_know: Votes = 0


class ValueIn(ApiBody):
    """``value`` in half phases; null takes it back."""

    value: WholeValue | DecimalValue | None
    reason: Reason = ""


class MeasurementOut(ApiSchema):
    """The newest of one source on one dimension: counted votes, or a value."""

    dimension: str
    source: Source
    value: float | None
    counts: list[int] | None
    dont_know: int
    reason: str


def measurement_out(found: DimensionResult) -> MeasurementOut:
    return MeasurementOut(dimension=found.dimension, source=Source(found.source), value=None if found.value is None else float(found.value),
                          counts=found.counts, dont_know=found.dont_know, reason=found.reason)  # fmt: skip
