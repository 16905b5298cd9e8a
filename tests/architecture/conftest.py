"""What the walks over pages and over the API share."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.conftest import cloned, pointed_at

from .world import build


@pytest.fixture(scope="module")
def world(template, django_db_blocker):
    """Two municipalities on a database of their own."""
    with cloned(template) as database, django_db_blocker.unblock(), pointed_at(database):
        yield build()


@pytest.fixture(autouse=True)
def _leave_the_world_as_it_was(request):
    if "world" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("world")
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
