"""One tenant is one organisation. Every tenant row passes three nets: the scoped manager, row-level security, composite keys."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import connection, models, transaction
from django.http import HttpResponse
from django_scopes import ScopedManager, scope
from uuid6 import uuid7

TENANT_SETTING = "app.organisation_id"
USER_SETTING = "app.user_id"
ERASING_SETTING = "app.erasing_organisation_id"


class TenantModel(models.Model):
    """A row of one organisation. A subclass with its own Meta inherits from ``TenantModel.Meta``."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+", db_index=False)
    public_id = models.UUIDField(default=uuid7, editable=False)

    if TYPE_CHECKING:
        objects: ClassVar[models.Manager[Self]] = models.Manager()
    else:
        objects = ScopedManager(organisation="organisation_id")

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="%(app_label)s_%(class)s_in_tenant"),
            models.UniqueConstraint(fields=["organisation", "public_id"], name="%(app_label)s_%(class)s_public_id"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a new row the open tenant, so that no caller has to name it."""
        if self.organisation_id is None:
            self.organisation_id = current_organisation_id()
        super().save(*args, **kwargs)


class AnonymousTenantModel(models.Model):
    """A row that nobody may lead back to a person: a random key, no serial, no time in its id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+", db_index=False)

    if TYPE_CHECKING:
        objects: ClassVar[models.Manager[Self]] = models.Manager()
    else:
        objects = ScopedManager(organisation="organisation_id")

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["organisation", "id"], name="%(app_label)s_%(class)s_in_tenant")]


def current_organisation_id() -> int:
    """Return the id of the open tenant; raise LookupError outside one."""
    from django_scopes.state import get_scope

    opened = get_scope().get("organisation")
    if not isinstance(opened, int):
        raise LookupError("no tenant is open")
    return opened


def tenant_models() -> list[type[models.Model]]:
    """Return every concrete model whose rows belong to an organisation."""
    from django.apps import apps

    return [model for model in apps.get_models() if issubclass(model, TenantModel | AnonymousTenantModel)]


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting(%s, true)", [name])
        return cursor.fetchone()[0] or ""


def set_for_transaction(**values: str) -> None:
    """Set ``organisation``, ``user`` or ``erasing`` for the rest of the transaction, in one statement."""
    names = {"organisation": TENANT_SETTING, "user": USER_SETTING, "erasing": ERASING_SETTING}
    calls = ", ".join("set_config(%s, %s, true)" for _name in values)
    with connection.cursor() as cursor:
        cursor.execute(f"select {calls}", [part for name, value in values.items() for part in (names[name], value)])


@contextlib.contextmanager
def tenant(organisation_id: int) -> Iterator[None]:
    """Open one transaction in which only this organisation's rows exist.

    On leaving, the earlier value returns: a released savepoint keeps a setting, so a nested tenant would otherwise go on.
    """
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _setting(TENANT_SETTING) if nested else ""
        set_for_transaction(organisation=str(organisation_id))
        with scope(organisation=organisation_id):
            yield
        if nested and not connection.needs_rollback:  # a rollback brings the earlier value back by itself
            set_for_transaction(organisation=before)


@contextlib.contextmanager
def acting_as(user_id: int) -> Iterator[None]:
    """Open a transaction without a tenant in which a user sees the memberships of their own, and nothing else."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = (_setting(USER_SETTING), _setting(TENANT_SETTING)) if nested else ("", "")
        set_for_transaction(user=str(user_id), organisation="")
        yield
        if nested and not connection.needs_rollback:
            set_for_transaction(user=before[0], organisation=before[1])


View = Callable[..., HttpResponse]


def platform_view(view: View) -> View:
    """Mark a view that runs without a tenant. A test keeps the reviewed list of them."""
    view.is_platform_view = True  # type: ignore[attr-defined]
    return view


def public_view(view: View) -> View:
    """Mark a view that anyone may read, signed in or not; who is signed in reads it inside their own organisation."""
    view.is_public_view = True  # type: ignore[attr-defined]
    return platform_view(view)
