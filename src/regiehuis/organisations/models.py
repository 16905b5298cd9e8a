from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from regiehuis.platform.tenancy import TenantModel

from .domain.municipality_codes import Country
from .domain.recovery import Course
from .domain.roles import Role
from .domain.units import LONGEST_CODE, LONGEST_NAME
from .domain.voting import VotingRule

LONGEST_ISSUER = 500


class RoleChoices(models.TextChoices):
    ADMINISTRATOR = Role.ADMINISTRATOR.value, _("Beheerder")
    SCAN_LEAD = Role.SCAN_LEAD.value, _("Begeleider")
    SECRETARY = Role.SECRETARY.value, _("Secretaris")
    MANAGEMENT = Role.MANAGEMENT.value, _("Managementteam")
    WORKS_COUNCIL = Role.WORKS_COUNCIL.value, _("Ondernemingsraad")
    COUNCIL = Role.COUNCIL.value, _("Raadslid")
    PARTNER = Role.PARTNER.value, _("Deelnemer")


VOTING_RULES = {
    VotingRule.UNANIMOUS: _("unaniem: alle leden zijn voor"),
    VotingRule.TWO_THIRDS: _("twee derde van de leden is voor"),
    VotingRule.MAJORITY: _("meer dan de helft van de leden is voor"),
}


class Municipality(models.Model):
    """Reference list to choose from; global. Source and year travel with every figure."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    name = models.CharField(_("naam"), max_length=120)
    province = models.CharField(_("provincie"), max_length=120, blank=True)
    country = models.CharField(_("land"), max_length=2, choices=[(Country.NL.value, _("Nederland")), (Country.BE.value, _("België"))])
    inhabitants = models.PositiveIntegerField(_("inwoners"), null=True, blank=True)
    inhabitants_year = models.PositiveSmallIntegerField(_("peiljaar"), null=True, blank=True)
    source = models.CharField(_("bron"), max_length=200)

    class Meta:
        ordering = ("name", "code")

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """The tenant itself; global, as it must be found before a tenant is open."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("gemeente")
        PARTNERSHIP = "partnership", _("samenwerkingsverband")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(_("naam"), max_length=LONGEST_NAME)
    kind = models.CharField(_("soort"), max_length=20, choices=Kind.choices, default=Kind.MUNICIPALITY)
    country = models.CharField(_("land"), max_length=2, choices=[(Country.NL.value, _("Nederland")), (Country.BE.value, _("België"))])
    code = models.CharField(_("gemeentecode"), max_length=10, blank=True)
    province = models.CharField(_("provincie"), max_length=120, blank=True)
    inhabitants = models.PositiveIntegerField(_("inwoners"), null=True, blank=True)
    inhabitants_year = models.PositiveSmallIntegerField(_("peiljaar"), null=True, blank=True)
    inhabitants_source = models.CharField(_("bron"), max_length=200, blank=True)
    is_fictitious = models.BooleanField(_("fictief"), default=False)
    style_hash = models.CharField(
        max_length=16, blank=True, default="", db_default=""
    )  # of its style sheet; the address follows, no query per page
    logo_hash = models.CharField(max_length=16, blank=True, default="", db_default="")
    mfa_roles = models.JSONField(_("rollen met verplichte tweede stap"), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(inhabitants__isnull=True) | (Q(inhabitants_year__isnull=False) & ~Q(inhabitants_source="")),
                name="inhabitants_have_year_and_source",
            ),
            models.UniqueConstraint(fields=["code"], condition=~Q(code="") & Q(is_fictitious=False), name="one_organisation_per_code"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_partnership(self) -> bool:
        return self.kind == Organisation.Kind.PARTNERSHIP

    @property
    def theme_url(self) -> str:
        return style_url(self.public_id, self.style_hash, "css")

    @property
    def logo_url(self) -> str:
        return style_url(self.public_id, self.logo_hash, "png")


def style_url(public_id: UUID, content_hash: str, kind: str) -> str:
    """Return the address of a style sheet or logo; empty while the organisation has none of its own."""
    return reverse(f"house-style-{kind}", args=[public_id, content_hash]) if content_hash else ""


class Erasure(models.Model):
    """An organisation that was removed for good: that it happened, why and by whom, and nothing of what was removed. Global."""

    name = models.CharField(_("naam"), max_length=LONGEST_NAME)
    organisation_public_id = models.UUIDField()
    reason = models.TextField(_("reden"))
    performed_by = models.CharField(max_length=200)  # the operator's account on the server
    counts = models.JSONField()  # {table: rows}
    accounts = models.PositiveIntegerField()  # accounts that belonged to this organisation only
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class HouseStyle(TenantModel):
    """The colours and logo of an organisation, as they were last saved; one row."""

    tokens = models.JSONField(default=dict)
    logo = models.BinaryField(null=True)  # PNG, drawn anew from what was sent in
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation"], name="one_house_style_per_organisation"),
        ]

    def __str__(self) -> str:
        return str(self.organisation_id)


class Unit(TenantModel):
    """One organisational unit in the tree (dienst, afdeling, team)."""

    code = models.CharField(_("code"), max_length=LONGEST_CODE)
    name = models.CharField(_("naam"), max_length=LONGEST_NAME)
    parent = models.ForeignKey(
        "self", verbose_name=_("bovenliggend"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    is_active = models.BooleanField(_("in gebruik"), default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "code"], name="unit_code_once_in_organisation"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="unit_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class Person(TenantModel):
    """Someone of this organisation; may exist without an account."""

    name = models.CharField(_("naam"), max_length=LONGEST_NAME)
    email = models.EmailField(_("e-mailadres"))
    unit = models.ForeignKey(Unit, verbose_name=_("eenheid"), null=True, blank=True, on_delete=models.SET_NULL, related_name="people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint("organisation", Lower("email"), name="person_email_once_in_organisation"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(TenantModel):
    """A role of a person in this organisation, from a date to a date. The signed-in user may see their own before a tenant is open."""

    visible_to_own_user: ClassVar[bool] = True

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(_("rol"), max_length=20, choices=RoleChoices.choices)
    starts_on = models.DateField(_("van"))
    ends_on = models.DateField(_("tot en met"), null=True, blank=True)
    on_behalf_of = models.ForeignKey(  # in a partnership: the member that sent this person, and only as long as they work there
        Organisation, verbose_name=_("namens"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # By which sign-in service it came; it then counts only in a session that began there. Empty: an administrator gave it.
    issuer = models.CharField(_("aanmelddienst"), max_length=LONGEST_ISSUER, blank=True, default="", db_default="")
    ended_by_hand = models.BooleanField(default=False, db_default=False)  # a mapping does not bring it back

    of_user = models.Manager()  # outside a tenant; the row-level policy shows the user's own rows and nothing else

    class Meta(TenantModel.Meta):
        base_manager_name = "of_user"
        default_manager_name = "objects"  # or the manager declared here would be it, which no scope guards
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="membership_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["organisation", "person", "role"], condition=Q(ends_on__isnull=True), name="one_open_membership_per_role"
            ),
        ]
        indexes = [models.Index(fields=["user"], name="membership_by_user")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class RoleMapping(TenantModel):
    """Whoever has this value in this claim of a sign-in service, has this role."""

    issuer = models.CharField(_("aanmelddienst"), max_length=LONGEST_ISSUER)
    claim = models.CharField(_("claim"), max_length=90)
    value = models.CharField(_("waarde"), max_length=300)
    role = models.CharField(_("rol"), max_length=20, choices=RoleChoices.choices)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "issuer", "claim", "value", "role"], name="role_mapping_once"),
        ]

    def __str__(self) -> str:
        return f"{self.claim}={self.value} {self.role}"


class Invitation(TenantModel):
    """An invitation to take up roles. Only the hash of its secret is stored; the link names the organisation first."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    roles = models.JSONField(_("rollen"))
    secret_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField(_("verstuurd op"), null=True)
    expires_at = models.DateTimeField(_("geldig tot"))
    accepted_at = models.DateTimeField(_("aangenomen op"), null=True)
    withdrawn_at = models.DateTimeField(_("ingetrokken op"), null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "secret_hash"], name="invitation_secret_once"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True), name="invitation_not_accepted_and_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.expires_at:%Y-%m-%d}"

    @property
    def role_words(self) -> str:
        labels = dict(RoleChoices.choices)
        return ", ".join(str(labels.get(role, role)) for role in self.roles)


class SecondStepReset(TenantModel):
    """Taking away the second step of someone who lost it: asked for and confirmed by two others, with a day to object."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="resets")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")  # the account as it was when asked
    reason = models.CharField(_("reden"), max_length=300)
    requested_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    requested_at = models.DateTimeField(_("aangevraagd op"))
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    confirmed_at = models.DateTimeField(_("bevestigd op"), null=True)
    due_at = models.DateTimeField(_("vanaf"), null=True)
    stopped_at = models.DateTimeField(_("gestopt op"), null=True)
    stopped_by = models.CharField(max_length=20, blank=True)
    done_at = models.DateTimeField(_("uitgevoerd op"), null=True)
    secret_hash = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "secret_hash"], name="second_step_reset_secret_once"),
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(stopped_at__isnull=True, done_at__isnull=True),
                name="one_second_step_reset_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(requested_by=F("person")), name="second_step_reset_asked_by_another"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | (~Q(confirmed_by=F("person")) & ~Q(confirmed_by=F("requested_by"))),
                name="second_step_reset_confirmed_by_a_third",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True, due_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, due_at__gt=F("confirmed_at")),
                name="second_step_reset_waits_after_confirming",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(due_at__isnull=False, due_at__lte=F("done_at")),
                name="second_step_reset_done_when_due",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(stopped_at__isnull=True), name="second_step_reset_not_done_and_stopped"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.requested_at:%Y-%m-%d}"

    @property
    def course(self) -> Course:
        return Course(requested_at=self.requested_at, due_at=self.due_at, stopped_at=self.stopped_at, done_at=self.done_at)


class ApiClient(TenantModel):
    """A named program of this organisation, with roles and scopes of its own. It gets tokens of an hour for its secret."""

    name = models.CharField(_("naam"), max_length=100)
    secret_hash = models.CharField(max_length=64)
    scopes = models.JSONField(_("mag"))
    roles = models.JSONField(_("rollen"))
    made_by = models.CharField(_("gemaakt door"), max_length=200)
    created_at = models.DateTimeField(_("gemaakt op"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("ingetrokken op"), null=True)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return self.name


class ApiToken(TenantModel):
    """A token for a program: of a person, with at most the roles of that person today, or of a registered program."""

    name = models.CharField(_("waarvoor"), max_length=100)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="tokens")
    client = models.ForeignKey(ApiClient, null=True, on_delete=models.CASCADE, related_name="tokens")
    secret_hash = models.CharField(max_length=64)
    scopes = models.JSONField(_("mag"))
    created_at = models.DateTimeField(_("gemaakt op"), auto_now_add=True)
    expires_at = models.DateTimeField(_("geldig tot"))
    last_used_on = models.DateField(_("laatst gebruikt op"), null=True)  # a day is enough to tell an unused token, and no diary of someone
    revoked_at = models.DateTimeField(_("ingetrokken op"), null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "secret_hash"], name="api_token_secret_once"),
            models.CheckConstraint(condition=Q(person__isnull=True) ^ Q(client__isnull=True), name="api_token_has_one_holder"),
        ]

    def __str__(self) -> str:
        return self.name


class PartnershipMember(TenantModel):
    """In a partnership: a municipality that takes part, from the day it accepted until the day it left."""

    municipality = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")  # null: removed for good
    name = models.CharField(_("naam"), max_length=LONGEST_NAME, blank=True)  # when it joined; empty once it was removed
    starts_on = models.DateField(_("lid sinds"))
    ends_on = models.DateField(_("uitgetreden op"), null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "municipality"], condition=Q(ends_on__isnull=True), name="member_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="member_leaves_after_it_joined"
            ),
            models.CheckConstraint(condition=Q(municipality__isnull=False) | Q(ends_on__isnull=False), name="removed_member_has_left"),
        ]

    def __str__(self) -> str:
        return self.name


class PartnershipInvitation(TenantModel):
    """In a partnership: a code for one municipality, once. Only the hash of its secret is stored."""

    name = models.CharField(_("gemeente"), max_length=LONGEST_NAME)
    email = models.EmailField(_("e-mailadres"))
    secret_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField(_("verstuurd op"), null=True)
    expires_at = models.DateTimeField(_("geldig tot"))
    accepted_at = models.DateTimeField(_("aangenomen op"), null=True)
    withdrawn_at = models.DateTimeField(_("ingetrokken op"), null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "secret_hash"], name="partnership_code_once"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True), name="partnership_code_not_used_and_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Charter(TenantModel):
    """In a partnership: one version of what the members agreed on. The newest holds; none is ever changed."""

    append_only: ClassVar[bool] = True

    version = models.PositiveIntegerField(_("versie"))
    purpose = models.TextField(_("waarvoor"), blank=True)
    legal_form = models.CharField(_("vorm"), max_length=60, blank=True)  # code of data/legal_forms.toml; empty: not known
    voting_rule = models.CharField(_("stemregel"), max_length=20, choices=[(rule.value, label) for rule, label in VOTING_RULES.items()])
    shares = models.JSONField(_("wat leden delen"), default=list)
    reason = models.TextField(_("reden"), blank=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "version"], name="charter_version_once"),
        ]

    def __str__(self) -> str:
        return str(self.version)


class Participation(TenantModel):
    """In a municipality: that it takes part in a partnership, by an act of its own."""

    partnership = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")  # null: removed for good
    name = models.CharField(_("samenwerkingsverband"), max_length=LONGEST_NAME)
    starts_on = models.DateField(_("lid sinds"))
    ends_on = models.DateField(_("uitgetreden op"), null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "partnership"], condition=Q(ends_on__isnull=True), name="participation_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="participation_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(partnership__isnull=False) | Q(ends_on__isnull=False), name="removed_partnership_has_ended"),
        ]

    def __str__(self) -> str:
        return self.name
