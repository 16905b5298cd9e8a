"""For every tenant model: what one organisation stored does not exist for another, whether the scoped manager looks or not."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, transaction
from django_scopes import scopes_disabled

from regiehuis.platform.tenancy import tenant, tenant_models
from tests.factories import OrganisationFactory, factories

EVERY_MODEL = pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.label)
NETS = pytest.mark.parametrize("scopes", [True, False], ids=["scopes-on", "scopes-off"])

pytestmark = pytest.mark.django_db


@pytest.fixture
def rival():
    return OrganisationFactory()


@contextlib.contextmanager
def inside(organisation, scopes: bool) -> Iterator[None]:
    with tenant(organisation.pk), contextlib.nullcontext() if scopes else scopes_disabled():
        yield


def a_column(model):
    """Any column that may be written with its own value."""
    return next(field.attname for field in model._meta.concrete_fields if not field.primary_key and field.attname != "organisation_id")


@EVERY_MODEL
@NETS
def test_invisible(model, scopes, rival):
    row = factories()[model]()
    with inside(rival, scopes):
        assert not model._default_manager.filter(pk=row.pk).exists()
        assert not model._base_manager.filter(pk=row.pk).exists()
        assert model._default_manager.count() == 0
    with inside(row.organisation, scopes):
        assert model._default_manager.filter(pk=row.pk).exists()


@EVERY_MODEL
@NETS
def test_not_updatable(model, scopes, rival):
    row = factories()[model]()
    column = a_column(model)
    for manager in (model._default_manager, model._base_manager):
        with inside(rival, scopes), contextlib.suppress(DatabaseError), transaction.atomic():
            assert manager.filter(pk=row.pk).update(**{column: getattr(row, column)}) == 0
            assert not getattr(model, "append_only", False), "an update of an append-only table must be refused"


@EVERY_MODEL
@NETS
def test_not_deletable(model, scopes, rival):
    row = factories()[model]()
    for manager in (model._default_manager, model._base_manager):
        with inside(rival, scopes), contextlib.suppress(DatabaseError), transaction.atomic():
            assert manager.filter(pk=row.pk)._raw_delete("default") == 0
            assert not getattr(model, "append_only", False), "a delete from an append-only table must be refused"
    with inside(row.organisation, scopes):
        assert model._default_manager.filter(pk=row.pk).exists()


@EVERY_MODEL
def test_not_by_saving_an_instance_that_was_read_elsewhere(model, rival):
    """A row that code still holds from another organisation cannot be written through: nothing changes, or it is refused."""
    row = factories()[model]()
    with tenant(rival.pk), contextlib.suppress(DatabaseError), transaction.atomic():
        row.save(force_update=True)
        pytest.fail("the row of another organisation was saved")
