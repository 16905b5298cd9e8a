"""What the schemas of every app build on: camelCase on the wire, and nothing that PostgreSQL cannot store."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

LARGEST_INTEGER = 2**63 - 1
WITHOUT_NUL = r"^[^\x00]*$"
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _is_iso_day(value: object) -> object:
    """Refuse what pydantic would take for a number of seconds since 1970."""
    if value is None or (isinstance(value, str) and ISO_DAY.fullmatch(value)) or isinstance(value, date):
        return value
    raise PydanticCustomError("date_from_datetime_parsing", "not an ISO 8601 date")


def _is_whole(value: object) -> object:
    """JSON knows one kind of number, so 7.0 is whole; "7" and true are no numbers."""
    if isinstance(value, bool | str) or (isinstance(value, float) and not value.is_integer()):
        raise PydanticCustomError("int_type", "not a whole number")
    return value


WHOLE = BeforeValidator(_is_whole)  # behind the bounds of a number, or its description loses them
Day = Annotated[date, BeforeValidator(_is_iso_day)]
Text = Annotated[str, StringConstraints(pattern=WITHOUT_NUL, max_length=2000)]
Name = Annotated[
    str, StringConstraints(pattern=ONE_LINE, strip_whitespace=True, min_length=1, max_length=200)
]  # what a heading or link shows


class ApiSchema(Schema):
    """What goes out: snake_case in the code, camelCase on the wire."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class ApiBody(Schema):
    """What comes in: a field that we do not know is refused, so that a typing error never passes for an answer."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")


class ObstacleOut(ApiSchema):
    """Why an act may not happen now: a stable code, and a sentence to show."""

    code: str
    text: str


class FieldErrorOut(ApiSchema):
    """One value that does not fit: where it stands, and what is expected there."""

    place: str
    code: str
    text: str


class ProblemOut(ApiSchema):
    """A problem detail (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    obstacles: list[ObstacleOut] | None = None
    errors: list[FieldErrorOut] | None = None
