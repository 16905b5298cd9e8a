"""One factory per model. A tenant row is made inside its organisation's tenant, with all its parents in the same one.

``ScanFactory(organisation=municipality)`` makes a scan there; without it, the open tenant is used, or else a new municipality.
"""

from __future__ import annotations

import hashlib
import io
import json
import secrets
import tomllib
import zlib
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import uuid4

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.utils import timezone
from django_scopes.state import get_scope
from factory.django import DjangoModelFactory

from regiehuis.accounts.models import User
from regiehuis.audit.models import Event
from regiehuis.documents.domain.content import Heading, Report, as_data
from regiehuis.documents.domain.publications import FORM, Measure, Snapshot, content_hash
from regiehuis.documents.domain.publications import as_data as as_publication
from regiehuis.documents.models import Blob, ColumnMapping, PendingImport, Progress, Publication, ReportTemplate, Share
from regiehuis.notifications.domain.choices import MailState
from regiehuis.notifications.models import Notification, Preference, Reader
from regiehuis.organisations.domain.actors import Actor
from regiehuis.organisations.domain.house_style import HouseStyle as Style
from regiehuis.organisations.domain.house_style import as_data as as_tokens
from regiehuis.organisations.domain.roles import Role
from regiehuis.organisations.domain.scopes import Scope
from regiehuis.organisations.models import (
    ApiClient,
    ApiToken,
    Charter,
    Erasure,
    HouseStyle,
    Invitation,
    Membership,
    Municipality,
    Organisation,
    Participation,
    PartnershipInvitation,
    PartnershipMember,
    Person,
    RoleMapping,
    SecondStepReset,
    Unit,
)
from regiehuis.platform.links import secret_hash
from regiehuis.platform.tenancy import tenant
from regiehuis.scan import models as scan
from regiehuis.scan.domain.workflow import Decision, ScanState, SurveyState
from regiehuis.trail.models import Item, Link

PASSWORD = "een zin van vier woorden"
DIMENSIONS = 13


# ---- global ------------------------------------------------------------------------------------------------------------


class UserFactory(DjangoModelFactory):
    """Someone who can sign in with ``PASSWORD``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        inactive = factory.Trait(is_active=False)

    email = factory.Sequence(lambda n: f"mens{n}@voorbeeld.example")
    name = factory.Sequence(lambda n: f"Mens {n}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> User:
        kwargs.setdefault("password", PASSWORD)
        return get_user_model().objects.create_user(*args, **kwargs)

    @factory.post_generation
    def address(self, create: bool, _given: Any, **_: Any) -> None:
        if create:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)

    @factory.post_generation
    def second_step(self, create: bool, wanted: bool, **_: Any) -> None:
        """``second_step=True``: this account signs in with a code from an app as well."""
        if create and wanted:
            Authenticator.objects.create(user=self, type=Authenticator.Type.TOTP, data={"secret": "A" * 32})


class MunicipalityFactory(DjangoModelFactory):
    class Meta:
        model = Municipality

    class Params:
        flemish = factory.Trait(country="BE", code=factory.Sequence(lambda n: f"1{n % 10_000:04}"), province="Antwerpen", source="Statbel")
        counted = factory.Trait(inhabitants=48_200, inhabitants_year=2022)

    code = factory.Sequence(lambda n: f"GM{n % 10_000:04}")
    name = factory.Sequence(lambda n: f"Plaats {n}")
    province = "Utrecht"
    country = "NL"
    source = "CBS"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    class Params:
        flemish = factory.Trait(country="BE")
        official = factory.Trait(code=factory.Sequence(lambda n: f"GM{n % 10_000:04}"))
        counted = factory.Trait(inhabitants=48_200, inhabitants_year=2022, inhabitants_source="CBS")
        fictitious = factory.Trait(is_fictitious=True)
        partnership = factory.Trait(kind=Organisation.Kind.PARTNERSHIP)
        strict = factory.Trait(mfa_roles=[role.value for role in Role])

    name = factory.Sequence(lambda n: f"Gemeente {n}")
    country = "NL"


def _bundled(name: str) -> dict[str, Any]:
    return tomllib.loads((files("regiehuis.scan") / "data" / name).read_text(encoding="utf-8"))


class _ReferenceFactory(DjangoModelFactory):
    """A later version of what the product ships with."""

    class Meta:
        abstract = True

    version = factory.Sequence(lambda n: f"9.{n}")
    sha256 = factory.LazyAttribute(lambda row: hashlib.sha256(row.content.encode()).hexdigest())


class InstrumentFactory(_ReferenceFactory):
    class Meta:
        model = scan.Instrument

    code = "ioscan"
    content = factory.LazyFunction(lambda: json.dumps(_bundled("instrument.toml")))


class KnowledgeBaseFactory(_ReferenceFactory):
    class Meta:
        model = scan.KnowledgeBase

    code = factory.LazyFunction(lambda: scan.KnowledgeBase.objects.earliest("pk").code)
    instrument_code = "ioscan"
    content = factory.LazyFunction(lambda: json.dumps(_bundled("recommendations.toml")))


# ---- tenant rows -------------------------------------------------------------------------------------------------------


def _open_or_new_organisation() -> Organisation:
    opened = get_scope().get("organisation")
    return Organisation.objects.get(pk=opened) if opened else OrganisationFactory()


class TenantFactory(DjangoModelFactory):
    class Meta:
        abstract = True
        skip_postgeneration_save = True

    organisation = factory.LazyFunction(_open_or_new_organisation)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        with tenant(kwargs["organisation"].pk):
            return super()._create(model_class, *args, **kwargs)


def in_same_tenant(made_by: type[DjangoModelFactory], **values: Any) -> factory.SubFactory:
    """A parent in the child's organisation: the database refuses any other."""
    return factory.SubFactory(made_by, organisation=factory.SelfAttribute("..organisation"), **values)


class ErasureFactory(DjangoModelFactory):
    class Meta:
        model = Erasure

    name = "Gemeente van vroeger"
    organisation_public_id = factory.LazyFunction(uuid4)
    reason = "Opgegaan in een andere gemeente"
    performed_by = "beheer"
    counts = factory.LazyFunction(lambda: {"audit_event": 3})
    accounts = 1


class HouseStyleFactory(TenantFactory):
    class Meta:
        model = HouseStyle

    tokens = factory.LazyFunction(lambda: as_tokens(Style(accent="#7a170e", link="#7a170e", nav="#7a170e")))


class UnitFactory(TenantFactory):
    class Meta:
        model = Unit

    class Params:
        closed = factory.Trait(is_active=False)

    code = factory.Sequence(lambda n: f"E{n}")
    name = factory.Sequence(lambda n: f"Afdeling {n}")


class PersonFactory(TenantFactory):
    class Meta:
        model = Person

    class Params:
        with_account = factory.Trait(
            user=factory.SubFactory(UserFactory, email=factory.SelfAttribute("..email"), name=factory.SelfAttribute("..name"))
        )
        in_unit = factory.Trait(unit=in_same_tenant(UnitFactory))

    name = factory.Sequence(lambda n: f"Medewerker {n}")
    email = factory.Sequence(lambda n: f"medewerker{n}@gemeente.example")


class MembershipFactory(TenantFactory):
    class Meta:
        model = Membership

    class Params:
        ended = factory.Trait(ends_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1)))
        future = factory.Trait(starts_on=factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30)))

    person = in_same_tenant(PersonFactory, with_account=True)
    user = factory.LazyAttribute(lambda row: row.person.user)
    role = Role.SCAN_LEAD.value
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=365))


class InvitationFactory(TenantFactory):
    """``secret`` is the last part of the link; the row holds only its hash."""

    class Meta:
        model = Invitation

    class Params:
        secret = factory.Sequence(lambda n: f"geheim-{n}")
        accepted = factory.Trait(accepted_at=factory.LazyFunction(timezone.now))
        withdrawn = factory.Trait(withdrawn_at=factory.LazyFunction(timezone.now))
        expired = factory.Trait(expires_at=factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=1)))

    person = in_same_tenant(PersonFactory)
    roles = factory.LazyFunction(lambda: [Role.SCAN_LEAD.value])
    secret_hash = factory.LazyAttribute(lambda row: secret_hash(row.secret))
    sent_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))


class RoleMappingFactory(TenantFactory):
    class Meta:
        model = RoleMapping

    issuer = "https://aanmelden.example"
    claim = "groups"
    value = factory.Sequence(lambda n: f"groep-{n}")
    role = Role.COUNCIL.value


class SecondStepResetFactory(TenantFactory):
    """``waiting=True``: another administrator confirmed it."""

    class Meta:
        model = SecondStepReset

    class Params:
        secret = factory.Sequence(lambda n: f"herstel-{n}")
        waiting = factory.Trait(
            confirmed_by=in_same_tenant(PersonFactory),
            confirmed_at=factory.SelfAttribute("requested_at"),
            due_at=factory.LazyAttribute(lambda row: row.confirmed_at + timedelta(hours=24)),
        )

    person = in_same_tenant(PersonFactory)
    user = factory.SubFactory(UserFactory)
    reason = "telefoon kwijt"
    requested_by = in_same_tenant(PersonFactory)
    requested_at = factory.LazyFunction(timezone.now)
    secret_hash = factory.LazyAttribute(lambda row: secret_hash(row.secret))


class ApiClientFactory(TenantFactory):
    """``secret`` is what the program knows; the row holds only its hash."""

    class Meta:
        model = ApiClient

    class Params:
        secret = factory.Sequence(lambda n: f"geheim-{n}")
        revoked = factory.Trait(revoked_at=factory.LazyFunction(timezone.now))

    name = factory.Sequence(lambda n: f"Koppeling {n}")
    secret_hash = factory.LazyAttribute(lambda row: secret_hash(row.secret))
    scopes = factory.LazyFunction(lambda: [scope.value for scope in Scope])
    roles = factory.LazyFunction(lambda: [Role.SCAN_LEAD.value])
    made_by = "Beheerder"


class ApiTokenFactory(TenantFactory):
    """``secret`` is the last part of the token; the row holds only its hash."""

    class Meta:
        model = ApiToken

    class Params:
        secret = factory.Sequence(lambda n: f"geheim-{n}")
        expired = factory.Trait(expires_at=factory.LazyFunction(lambda: timezone.now() - timedelta(seconds=1)))
        revoked = factory.Trait(revoked_at=factory.LazyFunction(timezone.now))
        of_client = factory.Trait(person=None, client=in_same_tenant(ApiClientFactory))

    name = factory.Sequence(lambda n: f"Export {n}")
    person = in_same_tenant(PersonFactory, with_account=True)
    secret_hash = factory.LazyAttribute(lambda row: secret_hash(row.secret))
    scopes = factory.LazyFunction(lambda: [scope.value for scope in Scope])
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=90))


class PartnershipMemberFactory(TenantFactory):
    class Meta:
        model = PartnershipMember

    class Params:
        left = factory.Trait(ends_on=factory.LazyFunction(timezone.localdate))

    municipality = factory.SubFactory(OrganisationFactory)
    name = factory.LazyAttribute(lambda row: row.municipality.name)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=100))


class PartnershipInvitationFactory(TenantFactory):
    """``secret`` is the last part of the code; the row holds only its hash."""

    class Meta:
        model = PartnershipInvitation

    class Params:
        secret = factory.Sequence(lambda n: f"geheim-{n}")
        accepted = factory.Trait(accepted_at=factory.LazyFunction(timezone.now))
        withdrawn = factory.Trait(withdrawn_at=factory.LazyFunction(timezone.now))
        expired = factory.Trait(expires_at=factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=1)))

    name = factory.Sequence(lambda n: f"Buurgemeente {n}")
    email = factory.Sequence(lambda n: f"beheerder{n}@buur.example")
    secret_hash = factory.LazyAttribute(lambda row: secret_hash(row.secret))
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))


class CharterFactory(TenantFactory):
    class Meta:
        model = Charter

    version = factory.Sequence(lambda n: n + 1)
    purpose = "Van elkaar leren"
    voting_rule = "unanimous"
    shares = factory.LazyFunction(lambda: ["scan.outcome"])
    made_by = "Beheerder"
    made_at = factory.LazyFunction(timezone.now)


class ParticipationFactory(TenantFactory):
    class Meta:
        model = Participation

    class Params:
        ended = factory.Trait(ends_on=factory.LazyFunction(timezone.localdate))

    partnership = factory.SubFactory(OrganisationFactory, partnership=True)
    name = factory.LazyAttribute(lambda row: row.partnership.name)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=100))


def a_snapshot(*values: str | None, comparable_by: str = "Meetlat 1") -> Snapshot:
    """A snapshot with a measure per value."""
    measures = tuple(
        Measure(code=f"M{number}", group="Organisatie", label=f"Onderdeel {number}", value=value, phase=None if value is None else int(value[0]))
        for number, value in enumerate(values or ("2.40", None), 1)
    )  # fmt: skip
    return Snapshot(kind="scan.outcome", comparable_by=comparable_by, provenance=(("Instrument", "Toets"),), measures=measures)


class PublicationFactory(TenantFactory):
    """What a member shares; ``withdrawn=True``: only the line that it was there."""

    class Meta:
        model = Publication

    class Params:
        snapshot = factory.LazyFunction(a_snapshot)
        withdrawn = factory.Trait(content=None, withdrawn_at=factory.LazyFunction(timezone.now))

    source = factory.SubFactory(OrganisationFactory)
    source_name = factory.LazyAttribute(lambda row: row.source.name)
    kind = "scan.outcome"
    form = FORM
    subject = factory.LazyFunction(lambda: str(uuid4()))
    version = 1
    content = factory.LazyAttribute(lambda row: as_publication(row.snapshot))
    content_hash = factory.LazyAttribute(lambda row: content_hash(row.snapshot))
    published_at = factory.LazyFunction(timezone.now)


class ShareFactory(TenantFactory):
    class Meta:
        model = Share

    class Params:
        snapshot = factory.LazyFunction(a_snapshot)
        withdrawn = factory.Trait(withdrawn_at=factory.LazyFunction(timezone.now), withdrawn_by="Secretaris", reason="Verouderd")

    partnership = factory.SubFactory(OrganisationFactory, partnership=True)
    partnership_name = factory.LazyAttribute(lambda row: row.partnership.name)
    publication = factory.LazyFunction(uuid4)
    kind = "scan.outcome"
    subject = factory.LazyFunction(lambda: str(uuid4()))
    version = 1
    content = factory.LazyAttribute(lambda row: as_publication(row.snapshot))
    content_hash = factory.LazyAttribute(lambda row: content_hash(row.snapshot))
    shared_at = factory.LazyFunction(timezone.now)
    shared_by = "Secretaris"


class EventFactory(TenantFactory):
    class Meta:
        model = Event

    at = factory.Sequence(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
    by_name = "Iemand"
    event = "organisations.unit.added"
    subject = factory.Sequence(lambda n: f"E{n}")


class ItemFactory(TenantFactory):
    class Meta:
        model = Item

    module = "scan"
    kind = "recommendation"
    key = factory.Sequence(lambda n: f"kenmerk-{n}")
    title = factory.Sequence(lambda n: f"Aanbeveling {n}")
    status = "adopted"
    url = "/scan/"


class LinkFactory(TenantFactory):
    class Meta:
        model = Link

    source = in_same_tenant(ItemFactory)
    target = in_same_tenant(ItemFactory)
    kind = "because_of"


class BlobFactory(TenantFactory):
    class Meta:
        model = Blob

    name = factory.Sequence(lambda n: f"rapport-{n}.pdf")
    media_type = "application/pdf"
    content = b"%PDF-1.7 inhoud"
    size = factory.LazyAttribute(lambda row: len(row.content))
    sha256 = factory.LazyAttribute(lambda row: hashlib.sha256(row.content).hexdigest())


@cache
def a_word_file() -> bytes:
    import docx

    target = io.BytesIO()
    docx.Document().save(target)
    return target.getvalue()


class ReportTemplateFactory(TenantFactory):
    class Meta:
        model = ReportTemplate

    class Params:
        ended = factory.Trait(ended_at=factory.LazyFunction(timezone.now))

    kind = "docx"
    file = in_same_tenant(BlobFactory, name="huisstijl.docx", content=factory.LazyFunction(a_word_file))
    found = factory.LazyFunction(lambda: {"styles": {"body": "Normal"}, "is_marked": False, "width": 170.0})
    put_at = factory.LazyFunction(timezone.now)
    put_by = "Beheerder"


class PendingImportFactory(TenantFactory):
    """A list of units that waits for its confirmation; ``table`` is what was read of the file."""

    class Meta:
        model = PendingImport

    class Params:
        table = (["code", "naam"], ["A", "Alle"])
        stored = factory.Trait(rows=b"", file_name="", stored_at=factory.LazyFunction(timezone.now))

    kind = "organisations.units"
    file_name = factory.Sequence(lambda n: f"eenheden-{n}.csv")
    rows = factory.LazyAttribute(lambda row: zlib.compress(json.dumps(list(enumerate(row.table, 1))).encode()))
    positions = factory.LazyFunction(lambda: {"code": 0, "name": 1})
    by_name = "Beheerder"


class ColumnMappingFactory(TenantFactory):
    class Meta:
        model = ColumnMapping

    kind = "organisations.units"
    headings = factory.Sequence(lambda n: hashlib.sha256(f"kopjes {n}".encode()).hexdigest())
    positions = factory.LazyFunction(lambda: {"code": 0, "name": 1})


class NotificationFactory(TenantFactory):
    """That the scan of someone took a step; ``about`` names a scan of the same organisation."""

    class Meta:
        model = Notification

    class Params:
        about = None
        read = factory.Trait(read_at=factory.LazyFunction(timezone.now))
        to_mail = factory.Trait(mail=MailState.DAILY.value)
        direct = factory.Trait(mail=MailState.DIRECT.value)

    person = in_same_tenant(PersonFactory, with_account=True)
    kind = "scan.step"
    subject = factory.LazyAttribute(lambda row: str(row.about.public_id if row.about else uuid4()))
    detail = factory.LazyFunction(lambda: {"step": ScanState.REPORT.value, "back": False})
    at = factory.LazyFunction(timezone.now)


class PreferenceFactory(TenantFactory):
    class Meta:
        model = Preference

    person = in_same_tenant(PersonFactory, with_account=True)
    kind = "scan.step"


class ReaderFactory(TenantFactory):
    """``secret`` is the last part of the link in a mail; the row holds only its hash."""

    class Meta:
        model = Reader

    class Params:
        secret = factory.Sequence(lambda n: f"geheim-{n}")

    person = in_same_tenant(PersonFactory, with_account=True)
    token_hash = factory.LazyAttribute(lambda row: hashlib.sha256(row.secret.encode()).hexdigest())


class ProgressFactory(TenantFactory):
    class Meta:
        model = Progress

    class Params:
        running = factory.Trait(state=Progress.State.RUNNING, percent=40)
        done = factory.Trait(state=Progress.State.DONE, percent=100)
        failed = factory.Trait(state=Progress.State.FAILED, error_code="ValueError")

    task = "scan.report"
    subject = factory.Sequence(lambda n: f"onderwerp-{n}")
    message = "Bezig"


class ScanFactory(TenantFactory):
    class Meta:
        model = scan.Scan

    class Params:
        measured = factory.Trait(state=ScanState.MEASUREMENT.value)
        interpreted = factory.Trait(state=ScanState.INTERPRETATION.value)
        reported = factory.Trait(state=ScanState.REPORT.value)
        decided = factory.Trait(
            state=ScanState.ADOPTED.value, decision_body="College", decision_on=date(2026, 3, 12), decision_document="Z-1"
        )

    title = factory.Sequence(lambda n: f"I-scan en O-scan {n}")
    instrument = factory.LazyFunction(lambda: scan.Instrument.objects.earliest("pk"))
    knowledge_base = factory.LazyFunction(lambda: scan.KnowledgeBase.objects.earliest("pk"))
    lead = in_same_tenant(PersonFactory)


class StateChangeFactory(TenantFactory):
    class Meta:
        model = scan.StateChange

    scan = in_same_tenant(ScanFactory)
    state = ScanState.CONCEPT.value
    at = factory.LazyFunction(timezone.now)
    by_name = "Begeleider"


class IntakeFactFactory(TenantFactory):
    class Meta:
        model = scan.IntakeFact

    class Params:
        unknown = factory.Trait(value=None)

    scan = in_same_tenant(ScanFactory)
    key = factory.Sequence(lambda n: f"feit-{n}")
    value = True


class SurveyRoundFactory(TenantFactory):
    class Meta:
        model = scan.SurveyRound

    class Params:
        opened = factory.Trait(state=SurveyState.OPEN.value, opens_on=factory.LazyFunction(timezone.localdate))
        processed = factory.Trait(state=SurveyState.PROCESSED.value, opens_on=date(2026, 1, 5), closes_on=date(2026, 1, 30))

    scan = in_same_tenant(ScanFactory, measured=True)
    closes_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=21))
    reminder_days = factory.LazyFunction(lambda: [7, 14])


class SurveyInvitationFactory(TenantFactory):
    class Meta:
        model = scan.SurveyInvitation

    class Params:
        used = factory.Trait(is_used=True)
        sent = factory.Trait(mail="sent")
        failed = factory.Trait(mail="failed", mail_error="SMTPRecipientsRefused")

    round = in_same_tenant(SurveyRoundFactory)
    email = factory.Sequence(lambda n: f"deelnemer{n}@gemeente.example")
    role_group = "mt"
    token_hash = factory.Sequence(lambda n: hashlib.sha256(f"link-{n}".encode()).hexdigest())


class ResponseInboxFactory(TenantFactory):
    class Meta:
        model = scan.ResponseInbox

    round = in_same_tenant(SurveyRoundFactory, opened=True)
    role_group = "mt"
    cards = factory.LazyFunction(lambda: [3] * DIMENSIONS)


class ResponseFactory(ResponseInboxFactory):
    class Meta:
        model = scan.Response

    round = in_same_tenant(SurveyRoundFactory, processed=True)


class RemarkFactory(TenantFactory):
    class Meta:
        model = scan.Remark

    round = in_same_tenant(SurveyRoundFactory, processed=True)
    text = factory.Sequence(lambda n: f"Opmerking {n}.")
    state = "wacht"


class DimensionResultFactory(TenantFactory):
    """An agreed value, or with ``votes=True`` the counted votes of the second round."""

    class Meta:
        model = scan.DimensionResult

    class Params:
        votes = factory.Trait(source="workshop2", value=None, counts=[1, 4, 3, 0, 0], dont_know=1, on_paper=True)

    scan = in_same_tenant(ScanFactory)
    dimension = "O.LEI"
    source = "agreed"
    value = 2.5
    recorded_by = "Begeleider"


class WorkshopCodeFactory(DjangoModelFactory):
    class Meta:
        model = scan.WorkshopCode

    code = factory.Sequence(lambda n: str(100_000 + n))
    organisation_key = factory.LazyFunction(uuid4)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=24))


class WorkshopSessionFactory(TenantFactory):
    class Meta:
        model = scan.WorkshopSession

    class Params:
        voting = factory.Trait(dimension="O.LEI", progress={"O.LEI": ["stemmen1", False]})

    scan = in_same_tenant(ScanFactory, measured=True)
    code = factory.Sequence(lambda n: str(100_000 + n))
    token_hash = factory.Sequence(lambda n: hashlib.sha256(f"sessie-{n}".encode()).hexdigest())
    opened_at = factory.LazyFunction(timezone.now)
    order = factory.LazyFunction(lambda: ["O.LEI", "O.BEL"])


class WorkshopParticipantFactory(TenantFactory):
    class Meta:
        model = scan.WorkshopParticipant

    session = in_same_tenant(WorkshopSessionFactory)
    key_hash = factory.Sequence(lambda n: hashlib.sha256(f"telefoon-{n}".encode()).hexdigest())


class WorkshopVoteFactory(TenantFactory):
    class Meta:
        model = scan.WorkshopVote

    session = in_same_tenant(WorkshopSessionFactory, voting=True)
    participant = in_same_tenant(WorkshopParticipantFactory)
    dimension = "O.LEI"
    round = 1
    value = 3


class ScanOutcomeFactory(TenantFactory):
    class Meta:
        model = scan.ScanOutcome

    scan = in_same_tenant(ScanFactory, interpreted=True)
    input_hash = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    content = factory.LazyFunction(lambda: {"levels": {}, "recommendations": []})


class IssuedRecommendationFactory(TenantFactory):
    class Meta:
        model = scan.IssuedRecommendation

    class Params:
        adopted = factory.Trait(decision=Decision.ADOPTED.value, decided_by="Secretaris", decided_at=factory.LazyFunction(timezone.now))
        rejected = factory.Trait(decision=Decision.REJECTED.value, reason="Geen geld")
        later = factory.Trait(decision=Decision.LATER.value, later_on=date(2027, 1, 1))

    scan = in_same_tenant(ScanFactory, interpreted=True)
    code = factory.Sequence(lambda n: f"A{n}")
    verdict = "van toepassing"


class ScanReportFactory(TenantFactory):
    class Meta:
        model = scan.ScanReport

    scan = in_same_tenant(ScanFactory, reported=True)
    report_hash = factory.Sequence(lambda n: hashlib.sha256(f"rapport {n}".encode()).hexdigest())
    input_hash = factory.Sequence(lambda n: hashlib.sha256(f"invoer {n}".encode()).hexdigest())
    content = factory.LazyFunction(
        lambda: as_data(
            Report(title="Rapport", subtitle="", organisation="Gemeente", language="nl", date=date(2026, 1, 1), fictitious=True, provenance="Toets",
                   blocks=(Heading(level=1, text="Kop", anchor="kop"),))
        )
    )  # fmt: skip
    made_by = "Regiehuis"


# ---- people in a role --------------------------------------------------------------------------------------------------


def member(organisation: Organisation, *roles: Role, **account: Any) -> User:
    """Return an account with these roles in this organisation: a person, and a membership per role."""
    user = UserFactory(**account)
    person = PersonFactory(organisation=organisation, user=user, email=user.email, name=user.name)
    for role in roles:
        MembershipFactory(organisation=organisation, person=person, user=user, role=role.value)
    return user


def actor(organisation: Organisation, *roles: Role) -> Actor:
    """Return who acts: handed to a service as ``by``."""
    user = member(organisation, *roles)
    with tenant(organisation.pk):
        person = Person.objects.get(user=user)
    return Actor(user_id=user.pk, person_id=person.pk, name=user.name, organisation_id=organisation.pk, roles=frozenset(roles))


def bearer(user: User, organisation: Organisation, *scopes: Scope, **traits: Any) -> dict[str, str]:
    """Return the headers of a program that speaks for this person; without scopes it may use all of them."""
    with tenant(organisation.pk):
        person = Person.objects.get(user=user)
    secret = f"geheim-{secrets.token_hex(8)}"
    ApiTokenFactory(organisation=organisation, person=person, secret=secret, scopes=[each.value for each in scopes or Scope], **traits)
    return {"Authorization": f"Bearer {organisation.public_id.hex}.{secret}"}


def factories() -> dict[type[Any], type[DjangoModelFactory]]:
    """Return the factory of each model."""
    found: dict[type[Any], type[DjangoModelFactory]] = {}
    waiting = list(DjangoModelFactory.__subclasses__())
    while waiting:
        each = waiting.pop()
        waiting.extend(each.__subclasses__())
        if each._meta.model is not None and not each._meta.abstract:
            found[each._meta.model] = each
    return found
