"""Every table belongs to an organisation, or is on a list that a person has read."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from regiehuis.platform.tenancy import AnonymousTenantModel, TenantModel, tenant_models
from tests.factories import factories

# Rows that belong to no organisation. Each line is a decision: whoever can query it, sees it for all organisations.
GLOBAL_MODELS = {
    "accounts.User",  # signs in before an organisation is known
    "organisations.Organisation",  # the tenant itself
    "organisations.Erasure",  # that an organisation was removed, and nothing of it
    "organisations.Municipality",  # public reference list
    "scan.Instrument",  # public reference data
    "scan.KnowledgeBase",
    "scan.WorkshopCode",  # a code of an open workshop and the public id of its organisation; gone at its end
    "account.EmailAddress",  # allauth: addresses, second step and sessions of accounts
    "account.EmailConfirmation",
    "mfa.Authenticator",
    "socialaccount.SocialAccount",  # (issuer, subject) of an account
    "socialaccount.SocialApp",  # unused: services are the operator's settings
    "socialaccount.SocialToken",  # unused: no token is kept
    "usersessions.UserSession",
    "sessions.Session",
    "auth.Permission",  # Django's own; the product uses roles per organisation instead
    "auth.Group",
    "auth.Group_permissions",
    "contenttypes.ContentType",
    "procrastinate.ProcrastinateJob",  # jobs hold ids only, no personal data
    "procrastinate.ProcrastinateEvent",
    "procrastinate.ProcrastinateWorker",
    "procrastinate.ProcrastinatePeriodicDefer",
}
ALL_MODELS = apps.get_models(include_auto_created=True)
# Rows that nobody may lead back to a person: they may hold nothing that tells who or when.
OF_ALL = {"id", "organisation", "round"}
ANONYMOUS = {
    "scan.Remark": OF_ALL | {"text", "state"},
    "scan.Response": OF_ALL | {"role_group", "cards"},
    "scan.ResponseInbox": OF_ALL | {"role_group", "cards", "remark"},
    "scan.WorkshopParticipant": {"id", "organisation", "session", "key_hash", "seen"},
    "scan.WorkshopVote": OF_ALL | {"session", "participant", "dimension", "value"},
}


def test_every_model_belongs_to_an_organisation_or_is_reviewed_as_global():
    without_tenant = {model._meta.label for model in ALL_MODELS if not issubclass(model, TenantModel | AnonymousTenantModel)}
    assert without_tenant == GLOBAL_MODELS


def test_no_many_to_many_makes_a_table_of_its_own():
    """An automatic table between two tenant models has no organisation: name the ``through`` model."""
    made = {model._meta.label for model in ALL_MODELS if model._meta.auto_created}
    assert made == {"auth.Group_permissions"}


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.label)
def test_tenant_model_keeps_what_its_base_gives_it(model):
    """A Meta that does not build on the base's Meta loses the constraints, and with them the composite keys to it."""
    fields = {tuple(each.fields) for each in model._meta.total_unique_constraints}
    assert ("organisation", "id") in fields
    assert issubclass(model, AnonymousTenantModel) or ("organisation", "public_id") in fields
    assert type(model._default_manager).__module__ == "django_scopes.manager", "the default manager must refuse a query without a tenant"


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.label)
def test_indexes_and_unique_constraints_of_a_tenant_begin_with_the_organisation(model):
    """Each query names the organisation first; so does each index (a unique rule over all organisations would tell of others)."""
    exempt = {"membership_by_user"}  # found before an organisation is open
    named = [(each.name, each.fields or [str(expression) for expression in each.expressions])
             for each in [*model._meta.indexes, *model._meta.constraints] if hasattr(each, "fields")]  # fmt: skip
    wrong = {name: fields for name, fields in named if name not in exempt and "organisation" not in fields[0]}
    assert not wrong


@pytest.mark.parametrize("label", sorted(ANONYMOUS))
def test_anonymous_rows_hold_nothing_that_tells_who_or_when(label):
    model = apps.get_model(label)
    assert issubclass(model, AnonymousTenantModel)
    telling = (models.DateField, models.DateTimeField, models.TimeField, models.EmailField, models.AutoField, models.BigAutoField)
    assert not [field.name for field in model._meta.fields if isinstance(field, telling)]
    assert {field.name for field in model._meta.fields} == ANONYMOUS[label]
    assert model._meta.pk.default.__name__ == "uuid4"


def test_every_anonymous_model_is_listed_here():
    assert {model._meta.label for model in tenant_models() if issubclass(model, AnonymousTenantModel)} == set(ANONYMOUS)


def test_every_model_of_ours_has_a_factory():
    """The isolation tests make a row of each: a model without a factory would escape them."""
    ours = {model for model in ALL_MODELS if model.__module__.startswith("regiehuis.")}
    assert ours == set(factories())
