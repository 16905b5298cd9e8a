"""Every list of the API comes in pages, each with links to the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpRequest
from pydantic import Field

from .schemas import LARGEST_INTEGER, ApiSchema

LARGEST_PAGE = 100
Row = TypeVar("Row")
Out = TypeVar("Out")


class PageQuery(ApiSchema):
    """Which page is asked for."""

    page: Annotated[int, Field(ge=1, le=LARGEST_INTEGER, description="Pagina, vanaf 1")] = 1
    page_size: Annotated[int, Field(ge=1, le=LARGEST_PAGE, description="Aantal per pagina")] = 25


class Links(ApiSchema):
    """Addresses of this page and the others; null where there is none."""

    self_: str = Field(alias="self")
    first: str
    prev: str | None
    next: str | None
    last: str


class Page(ApiSchema, Generic[Out]):
    """One page of a list."""

    items: list[Out]
    total_items: int
    page: int
    page_size: int
    links: Links


def page_of(request: HttpRequest, rows: Any, asked: PageQuery, shown: Callable[[Any], Out]) -> Page[Out]:
    """Return the asked page of a list or queryset; 404 for a page that it does not have."""
    pages = Paginator(rows, asked.page_size)
    try:
        found = pages.page(asked.page)
    except EmptyPage as error:
        raise Http404 from error

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"], query["pageSize"] = str(number), str(asked.page_size)
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    links = Links(
        self=address(asked.page), first=address(1), last=address(pages.num_pages),
        prev=address(asked.page - 1) if found.has_previous() else None, next=address(asked.page + 1) if found.has_next() else None,
    )  # fmt: skip
    return Page(items=[shown(row) for row in found], total_items=pages.count, page=asked.page, page_size=asked.page_size, links=links)
