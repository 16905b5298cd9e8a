"""Small pieces that the pages of every app share: sorting and paging a list, and saying why something was refused."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from .errors import NotAllowed

PAGE_SIZE = 25


def page_of(request: HttpRequest, rows: Any, size: int = PAGE_SIZE) -> Page[Any]:
    """Return the asked page of a list; an impossible number gives the nearest page, never an error."""
    return Paginator(rows, size).get_page(request.GET.get("pagina"))


def refusals(error: NotAllowed, texts: Mapping[Any, Any]) -> list[str]:
    """Return the sentence for each obstacle."""
    return [str(texts[obstacle]) for obstacle in error.obstacles]


def tell(request: HttpRequest, error: NotAllowed, texts: Mapping[Any, Any]) -> None:
    """Show why an act was refused, on the next page."""
    for text in refusals(error, texts):
        messages.error(request, text)


def obstacle_texts(obstacles: list[StrEnum], texts: Mapping[Any, Any]) -> str:
    return " ".join(str(texts[obstacle]) for obstacle in obstacles)
