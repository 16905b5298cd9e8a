"""The organisation of the token, its units and its people: the same selectors and rights as the pages."""

from __future__ import annotations

from ninja import Query, Router

from regiehuis.platform.rest.paging import Page, PageQuery, page_of

from . import selectors
from .domain.roles import Right
from .domain.scopes import Scope
from .requests import ApiRequest, Needs, require
from .schemas import OrganisationOut, PersonOut, UnitOut, organisation_out, person_out, unit_out

router = Router(tags=["organisatie"], by_alias=True)


@router.get(
    "/organisation",
    response=OrganisationOut,
    auth=Needs(Scope.ORGANISATION_READ),
    summary="De eigen organisatie",
    description="De organisatie waarvan dit token is. Een token hoort bij precies één organisatie.",
)
def organisation(request: ApiRequest) -> OrganisationOut:
    require(request, Right.SEE_ORGANISATION)
    return organisation_out(request.access.organisation)


@router.get(
    "/units",
    response=Page[UnitOut],
    auth=Needs(Scope.ORGANISATION_READ),
    summary="Eenheden",
    description="De boom van diensten en teams, elke bovenliggende eenheid voor de eenheden eronder.",
)
def units(request: ApiRequest, asked: Query[PageQuery]) -> Page[UnitOut]:
    require(request, Right.SEE_ORGANISATION)
    return page_of(request, selectors.unit_tree(), asked, unit_out)


@router.get(
    "/people",
    response=Page[PersonOut],
    auth=Needs(Scope.PEOPLE_READ),
    summary="Mensen",
    description="Wie in Regiehuis werkt en met welke rol, op naam. Alleen voor wie mensen beheert.",
)
def people(request: ApiRequest, asked: Query[PageQuery]) -> Page[PersonOut]:
    require(request, Right.MANAGE_PEOPLE)
    return page_of(request, selectors.people(), asked, person_out)
