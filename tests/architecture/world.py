"""Two municipalities: A with a row of every model, each text marked; B with someone who has every role there."""

from __future__ import annotations

from types import SimpleNamespace

from django.db import models

from regiehuis.documents.models import Blob, PendingImport, Progress, Publication, ReportTemplate, Share
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.models import (
    ApiClient,
    ApiToken,
    Invitation,
    Membership,
    Organisation,
    Participation,
    PartnershipInvitation,
    Person,
    RoleMapping,
    SecondStepReset,
    Unit,
)
from regiehuis.platform.tenancy import tenant, tenant_models
from regiehuis.scan.models import Remark, Scan, ScanReport, SurveyInvitation
from regiehuis.scan.services import outcomes
from regiehuis.trail.models import Item
from tests.factories import (
    ApiClientFactory,
    ApiTokenFactory,
    BlobFactory,
    DimensionResultFactory,
    EventFactory,
    InvitationFactory,
    OrganisationFactory,
    RemarkFactory,
    ScanFactory,
    ScanReportFactory,
    SecondStepResetFactory,
    SurveyInvitationFactory,
    SurveyRoundFactory,
    UserFactory,
    WorkshopSessionFactory,
    factories,
    member,
)

MARKER = "GEHEIM-VAN-A-7f31"


def build() -> SimpleNamespace:
    a, b = OrganisationFactory(name=f"A {MARKER}"), OrganisationFactory(name="B")
    for made_by in factories().values():
        made_by(**({"organisation": a} if hasattr(made_by, "organisation") else {}))
    EventFactory(organisation=a, subject=MARKER)
    rows = _a_scan_with_everything(a)
    with tenant(a.pk):
        rows |= {
            model: model._default_manager.order_by("pk").first()
            for model in (
                Unit,
                Person,
                RoleMapping,
                Item,
                Progress,
                PendingImport,
                Participation,
                PartnershipInvitation,
                Publication,
                ReportTemplate,
                Share,
            )
        }
        _mark_every_text()
    people = {role: member(a, role) for role in Role}
    return SimpleNamespace(a=a, b=b, rows=rows, rival=member(b, *Role), insider=member(a, *Role), stranger=UserFactory(), people=people)


def key_of(row: models.Model) -> str:
    """What addresses name a row by; an anonymous row has a random key and nothing else."""
    return str(getattr(row, "public_id", row.pk))


def _a_scan_with_everything(a: Organisation) -> dict[type[models.Model], models.Model]:
    scan = ScanFactory(organisation=a, reported=True)
    for dimension in ("O.LEI", "O.BEL", "I.LEI", "I.GEG"):
        DimensionResultFactory(organisation=a, scan=scan, dimension=dimension)
    survey = SurveyRoundFactory(organisation=a, scan=scan, opened=True)
    invited = SurveyInvitationFactory(organisation=a, round=survey)
    WorkshopSessionFactory(organisation=a, scan=scan)
    blob = BlobFactory(organisation=a)
    with tenant(a.pk):
        outcomes.refresh(scan)
        membership = Membership.objects.order_by("pk").first()
    report = ScanReportFactory(organisation=a, scan=scan, files={"pdf": str(blob.public_id)})
    return {Scan: scan, Remark: RemarkFactory(organisation=a, round=survey), SurveyInvitation: invited, ScanReport: report, Blob: blob, Membership: membership,
            Invitation: InvitationFactory(organisation=a), ApiToken: ApiTokenFactory(organisation=a),
            ApiClient: ApiClientFactory(organisation=a), SecondStepReset: SecondStepResetFactory(organisation=a)}  # fmt: skip


def _mark_every_text() -> None:
    """Any long text of A that shows up anywhere else is then seen."""
    untouched = {"url", "media_type", "content", "key", "files"}
    for model in tenant_models():
        if getattr(model, "append_only", False):
            continue
        for field in model._meta.concrete_fields:
            is_text = type(field) is models.TextField or (type(field) is models.CharField and field.max_length >= 100)
            if is_text and not field.choices and field.name not in untouched:
                model._default_manager.exclude(**{field.name: ""}).update(
                    **{field.name: models.functions.Concat(models.functions.Left(field.name, 60), models.Value(f" {MARKER}"))}
                )
