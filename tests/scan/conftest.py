"""A municipality per test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from regiehuis.platform.tenancy import tenant

from .steps import Town


@pytest.fixture
def town(db: None) -> Town:
    """Not opened: a page opens it itself."""
    return Town.found()


@pytest.fixture
def inside(town: Town) -> Iterator[Town]:
    """The same municipality, open for the whole test: for services and selectors."""
    with tenant(town.pk):
        yield town
