from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from regiehuis.platform.tenancy import AnonymousTenantModel, TenantModel

from .domain.instrument import Phase5Mode
from .domain.remarks import RemarkState
from .domain.workflow import Decision, ScanState, SurveyState

PHASE5_MODES = {
    Phase5Mode.EXPLORATORY: _("verkennend: fase 5 apart tonen"),
    Phase5Mode.COUNTED: _("meetellen: schaal 1 tot 5"),
}


class Instrument(models.Model):
    """A loaded version of an instrument, with its recommendations; global and never changed once loaded."""

    code = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    content = models.TextField()  # JSON text: jsonb would lose the order of the answers
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="instrument_version_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class KnowledgeBase(models.Model):
    """A loaded version of the recommendations that belong to an instrument; global and never changed once loaded."""

    code = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    instrument_code = models.CharField(max_length=40)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="knowledge_base_version_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Scan(TenantModel):
    """One round of the scan in one municipality."""

    title = models.CharField(_("titel"), max_length=200)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    knowledge_base = models.ForeignKey(KnowledgeBase, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in ScanState], default=ScanState.CONCEPT.value)
    lead = models.ForeignKey("organisations.Person", verbose_name=_("begeleider"), on_delete=models.PROTECT, related_name="+")
    sponsor = models.ForeignKey(
        "organisations.Person", verbose_name=_("opdrachtgever"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    phase5_mode = models.CharField(
        _("fase 5"),
        max_length=12,
        choices=[(mode.value, label) for mode, label in PHASE5_MODES.items()],
        default=Phase5Mode.EXPLORATORY.value,
    )
    k = models.PositiveSmallIntegerField(_("kleinste groep"), default=5)
    ambition = models.JSONField(_("gewenste fase"), default=dict, blank=True)  # {dimension code: phase}
    checklist = models.JSONField(default=dict, blank=True)  # {item: ISO date}
    recognised_type = models.CharField(_("herkend type"), max_length=20, blank=True)
    talk_note = models.TextField(_("verslag van het gesprek"), blank=True)
    talk_on = models.DateField(_("gesprek op"), null=True, blank=True)
    decision_body = models.CharField(_("orgaan"), max_length=100, blank=True)
    decision_on = models.DateField(_("besluitdatum"), null=True, blank=True)
    decision_document = models.CharField(_("kenmerk van het besluit"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=Q(k__gte=5), name="scan_smallest_group_is_at_least_five"),
            models.CheckConstraint(
                condition=(Q(decision_on__isnull=True) & Q(decision_body="")) | (Q(decision_on__isnull=False) & ~Q(decision_body="")),
                name="scan_decision_has_body_and_date",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class StateChange(TenantModel):
    """When a scan entered a state, by whom, and why when it went back."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="state_changes")
    state = models.CharField(max_length=20)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    reason = models.TextField(blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organisation", "scan", "id"], name="scan_state_changes")]

    def __str__(self) -> str:
        return f"{self.scan_id} {self.state}"


class IntakeFact(TenantModel):
    """One answer of the intake; a null value means: asked, and unknown."""

    class Source(models.TextChoices):
        INTERVIEW = "interview", _("gesprek")
        DOCUMENT = "document", _("document")
        PROPOSED = "proposed", _("overgenomen uit Regiehuis")

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="facts")
    key = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    source = models.CharField(_("bron"), max_length=10, choices=Source.choices, default=Source.INTERVIEW)
    remark = models.TextField(_("opmerking"), blank=True)
    is_released = models.BooleanField(_("mag in het rapport"), default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "scan", "key"], name="one_answer_per_intake_fact"),
        ]

    def __str__(self) -> str:
        return self.key


class SurveyRound(TenantModel):
    """One round of cards for up to 200 people, each by a personal link."""

    scan = models.OneToOneField(Scan, on_delete=models.CASCADE, related_name="survey")
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in SurveyState], default=SurveyState.CONCEPT.value)
    opens_on = models.DateField(_("opent op"), null=True)
    closes_on = models.DateField(_("sluit op"))
    reminder_days = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("herinneringen na dagen"), default=list)
    headcounts = models.JSONField(default=dict)  # {stored role group: people invited}, frozen at opening
    stored_roles = models.JSONField(default=dict)  # {role group: what an answer of it is stored as}; small groups go together

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.scan_id} {self.state}"


class SurveyInvitation(TenantModel):
    """Someone asked to answer. Holds no answer and no time of answering; gone 30 days after closing."""

    class Mail(models.TextChoices):
        WAITING = "waiting", _("wacht op verzending")
        UNDER_WAY = "under_way", _("onderweg")
        SENT = "sent", _("verstuurd")
        FAILED = "failed", _("niet aangekomen")

    round = models.ForeignKey(SurveyRound, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mailadres"))
    role_group = models.CharField(_("rolgroep"), max_length=40)
    token_hash = models.CharField(max_length=64)
    is_used = models.BooleanField(default=False)
    mail = models.CharField(max_length=10, choices=Mail.choices, default=Mail.WAITING)
    mail_error = models.CharField(max_length=200, blank=True)
    reminded_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint("organisation", "round", Lower("email"), name="one_survey_invitation_per_address"),
            models.UniqueConstraint(fields=["organisation", "token_hash"], name="survey_token_once"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class ResponseInbox(AnonymousTenantModel):
    """An answer that just came in, until it moves on in a shuffled batch. Names no invitation and no time."""

    anonymous: ClassVar[bool] = True

    round = models.ForeignKey(SurveyRound, on_delete=models.CASCADE, related_name="+")
    role_group = models.CharField(max_length=40)
    cards = ArrayField(models.PositiveSmallIntegerField(null=True))
    remark = models.TextField(blank=True)  # goes its own way when the answer moves on

    class Meta(AnonymousTenantModel.Meta):
        pass

    def __str__(self) -> str:
        return "antwoord"


class Response(AnonymousTenantModel):
    """An answer after it was moved: random id, no link, no time, no address, no account. Null card = weet niet."""

    anonymous: ClassVar[bool] = True

    round = models.ForeignKey(SurveyRound, on_delete=models.CASCADE, related_name="+")
    role_group = models.CharField(max_length=40)
    cards = ArrayField(models.PositiveSmallIntegerField(null=True))

    class Meta(AnonymousTenantModel.Meta):
        indexes = [models.Index(fields=["organisation", "round"], name="responses_of_round")]

    def __str__(self) -> str:
        return "antwoord"


class Remark(AnonymousTenantModel):
    """What somebody added, apart from the answer it came with: no role group, no link, no time. Shown only once somebody read it."""

    anonymous: ClassVar[bool] = True

    round = models.ForeignKey(SurveyRound, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    state = models.CharField(max_length=14, choices=[(s.value, s.value) for s in RemarkState])

    class Meta(AnonymousTenantModel.Meta):
        indexes = [models.Index(fields=["organisation", "round"], name="remarks_of_round")]

    def __str__(self) -> str:
        return "opmerking"


class DimensionResult(TenantModel):
    """A value of a dimension from one source; added, the latest of a source counts."""

    class Source(models.TextChoices):
        INTAKE = "intake", _("schatting intake")
        WORKSHOP1 = "workshop1", _("werksessie, eerste stemming")
        WORKSHOP2 = "workshop2", _("werksessie, tweede stemming")
        AGREED = "agreed", _("afgesproken")

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="results")
    dimension = models.CharField(max_length=20)
    source = models.CharField(max_length=10, choices=Source.choices)
    value = models.DecimalField(max_digits=5, decimal_places=3, null=True)  # null = taken back
    counts = ArrayField(models.PositiveSmallIntegerField(), null=True)  # votes per level, from level 1
    dont_know = models.PositiveSmallIntegerField(default=0)
    on_paper = models.BooleanField(_("op papier"), default=False)
    reason = models.TextField(_("reden"), blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organisation", "scan", "dimension", "source", "-id"], name="latest_result_of_source")]

    def __str__(self) -> str:
        return f"{self.dimension} {self.source}"


class WorkshopCode(models.Model):
    """Which organisation a workshop code leads to, while its session is open; global, and nothing of the organisation (ADR 0020).

    No foreign key: this row may name an organisation, never be a row of one.
    """

    code = models.CharField(max_length=6, primary_key=True)
    organisation_key = models.UUIDField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class WorkshopSession(TenantModel):
    """A workshop in which a room votes by phone. Every change of what it shows raises ``version``, a vote does not."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="sessions")
    code = models.CharField(max_length=6)
    token_hash = models.CharField(max_length=64)
    is_open = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    order = ArrayField(models.CharField(max_length=20))
    dimension = models.CharField(max_length=20, blank=True)  # empty: people are coming in
    progress = models.JSONField(default=dict)  # {dimension code: [stage, whether the second round was shown]}
    version = models.PositiveIntegerField(default=1)
    talk_until = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "scan"], condition=Q(is_open=True), name="one_open_session_per_scan"),
            models.UniqueConstraint(fields=["organisation", "token_hash"], name="session_link_once"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class WorkshopParticipant(AnonymousTenantModel):
    """A phone in the room: no name, no account, no role group. Gone when the session closes.

    ``seen`` counts ten-second ticks since the session opened; it runs on while the phone is on, so it tells nothing of a vote.
    """

    anonymous: ClassVar[bool] = True

    session = models.ForeignKey(WorkshopSession, on_delete=models.CASCADE, related_name="participants")
    key_hash = models.CharField(max_length=64)
    seen = models.PositiveIntegerField(default=0)

    class Meta(AnonymousTenantModel.Meta):
        constraints = [
            *AnonymousTenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "session", "key_hash"], name="session_participant_once"),
        ]

    def __str__(self) -> str:
        return "deelnemer"


class WorkshopVote(AnonymousTenantModel):
    """What one phone picked for a dimension in a round; null = weet niet. Gone when the session closes: the counts stay."""

    anonymous: ClassVar[bool] = True

    session = models.ForeignKey(WorkshopSession, on_delete=models.CASCADE, related_name="+")
    participant = models.ForeignKey(WorkshopParticipant, on_delete=models.CASCADE, related_name="+")
    dimension = models.CharField(max_length=20)
    round = models.PositiveSmallIntegerField()
    value = models.PositiveSmallIntegerField(null=True)

    class Meta(AnonymousTenantModel.Meta):
        constraints = [
            *AnonymousTenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "participant", "dimension", "round"], name="one_vote_per_round"),
            models.CheckConstraint(condition=Q(round__in=(1, 2)), name="a_workshop_has_two_rounds"),
        ]
        indexes = [models.Index(fields=["organisation", "session", "dimension", "round"], name="votes_of_round")]

    def __str__(self) -> str:
        return "stem"


class ScanOutcome(TenantModel):
    """The computed outcome: what may be shown, and the hash of everything it was computed from."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="outcomes")
    input_hash = models.CharField(max_length=64)
    content = models.JSONField()
    computed_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organisation", "scan", "-id"], name="latest_outcome_of_scan")]

    def __str__(self) -> str:
        return self.input_hash[:12]


class IssuedRecommendation(TenantModel):
    """A recommendation of the knowledge base, judged for this scan, and what the municipality decided on it."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="recommendations")
    code = models.CharField(max_length=20)
    verdict = models.CharField(max_length=30)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    rank = models.PositiveSmallIntegerField(null=True)
    own_place = models.PositiveSmallIntegerField(null=True)  # where the municipality put it; the computed rank stays
    evidence = models.JSONField(default=list)
    decision = models.CharField(max_length=20, choices=[(d.value, d.value) for d in Decision], default=Decision.PROPOSED.value)
    reason = models.TextField(_("reden"), blank=True)
    later_on = models.DateField(_("opnieuw bespreken op"), null=True, blank=True)
    adapted_text = models.TextField(_("aangepaste tekst"), blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "scan", "code"], name="recommendation_once_per_scan"),
            models.CheckConstraint(
                condition=~Q(decision=Decision.REJECTED.value) | ~Q(reason=""), name="rejected_recommendation_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.LATER.value) | Q(later_on__isnull=False), name="postponed_recommendation_has_a_date"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ScanReport(TenantModel):
    """A delivered report: the content it was made from and one file per format."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="reports")
    report_hash = models.CharField(max_length=64)
    input_hash = models.CharField(max_length=64)
    content = models.JSONField()  # the whole content: any file of this report can be made again from it
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=200)
    files = models.JSONField(default=dict)  # {format: public id of the blob}

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return self.report_hash[:12]
