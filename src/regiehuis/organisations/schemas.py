"""What the API tells of the organisation, its units and its people."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from regiehuis.platform.rest.schemas import ApiSchema

from .models import Organisation, Person
from .selectors import UnitLine


class OrganisationOut(ApiSchema):
    """The organisation that the token belongs to. Inhabitants come with their year and source."""

    id: UUID
    name: str
    kind: str
    country: str
    code: str
    province: str
    inhabitants: int | None
    inhabitants_year: int | None
    inhabitants_source: str
    is_fictitious: bool


class UnitOut(ApiSchema):
    """One unit of the tree; ``depth`` 0 is the top, and each parent comes before its children."""

    id: UUID
    code: str
    name: str
    parent_id: UUID | None
    depth: int
    people: int
    is_active: bool


class MembershipOut(ApiSchema):
    """A role of a person, from a day up to and including a day."""

    role: str
    starts_on: date
    ends_on: date | None


class PersonOut(ApiSchema):
    """Someone of the organisation, with all roles, also those that ended."""

    id: UUID
    name: str
    email: str
    unit_id: UUID | None
    has_account: bool
    roles: list[MembershipOut]


def organisation_out(found: Organisation) -> OrganisationOut:
    return OrganisationOut(
        id=found.public_id, name=found.name, kind=found.kind, country=found.country, code=found.code, province=found.province,
        inhabitants=found.inhabitants, inhabitants_year=found.inhabitants_year, inhabitants_source=found.inhabitants_source,
        is_fictitious=found.is_fictitious,
    )  # fmt: skip


def unit_out(line: UnitLine) -> UnitOut:
    parent = line.unit.parent
    return UnitOut(id=line.unit.public_id, code=line.unit.code, name=line.unit.name, parent_id=parent.public_id if parent else None,
                   depth=line.depth, people=line.people, is_active=line.unit.is_active)  # fmt: skip


def person_out(person: Person) -> PersonOut:
    roles = [MembershipOut(role=each.role, starts_on=each.starts_on, ends_on=each.ends_on) for each in person.memberships.all()]
    return PersonOut(id=person.public_id, name=person.name, email=person.email, unit_id=person.unit.public_id if person.unit else None,
                     has_account=person.user_id is not None, roles=roles)  # fmt: skip
