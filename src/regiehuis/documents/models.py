from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from regiehuis.platform.tenancy import TenantModel

from .domain.template_files import Kind


class Blob(TenantModel):
    """A file that this installation made or received: in the database, so that one back-up and one access rule cover it."""

    name = models.CharField(_("bestandsnaam"), max_length=200)
    media_type = models.CharField(max_length=120)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    source_hash = models.CharField(max_length=64, blank=True)  # of the content model it was rendered from
    template_version = models.CharField(max_length=40, blank=True)
    snapshot = models.JSONField(null=True)  # the data it was made from: enough to make it again
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return self.name


class ReportTemplate(TenantModel):
    """A file of the municipality that reports are made on. Of each kind one is in force; a former one stays for what was made on it."""

    kind = models.CharField(max_length=4, choices=[(Kind.DOCX.value, "Word"), (Kind.ODT.value, "OpenDocument")])
    file = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    found = models.JSONField()  # domain.templates.Found, as it was when the file was sent in
    put_at = models.DateTimeField(_("in gebruik sinds"))
    put_by = models.CharField(_("gekozen door"), max_length=200)
    ended_at = models.DateTimeField(_("in gebruik tot"), null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "kind"], condition=models.Q(ended_at__isnull=True), name="one_template_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class PendingImport(TenantModel):
    """A list that somebody chose, until it is stored or a day has passed. Then the rows go, and a receipt stays that says so.

    Kept is what was read of the first sheet, not the file: it was checked once, and what else was in it is none of our business.
    """

    kind = models.CharField(max_length=40)  # app.noun, as the importing app names it
    subject = models.CharField(max_length=60, blank=True)  # what it is for, where one organisation has several
    file_name = models.CharField(_("bestandsnaam"), max_length=200, blank=True)
    rows = models.BinaryField()  # compressed JSON; empty in a receipt
    positions = models.JSONField(null=True)  # {field: column in the file}; null until they are known
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    stored_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=models.Q(stored_at__isnull=True) | models.Q(rows=b""), name="stored_import_keeps_no_rows"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class ColumnMapping(TenantModel):
    """Which column was what in a file with these headings: next time nobody has to choose."""

    kind = models.CharField(max_length=40)
    headings = models.CharField(max_length=64)  # hash; see domain.imports.headings_key
    positions = models.JSONField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "kind", "headings"], name="one_mapping_per_headings"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.headings[:8]}"


class Progress(TenantModel):
    """How far a long piece of work is; the page asks for it until it ends."""

    class State(models.TextChoices):
        WAITING = "waiting", _("wacht")
        RUNNING = "running", _("bezig")
        DONE = "done", _("klaar")
        FAILED = "failed", _("mislukt")

    task = models.CharField(max_length=100)
    subject = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    percent = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    result = models.JSONField(default=dict)
    started_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="progress_at_most_100_percent"),
        ]
        indexes = [models.Index(fields=["organisation", "task", "subject", "-id"], name="progress_by_subject")]

    def __str__(self) -> str:
        return f"{self.task} {self.percent}%"


class Publication(TenantModel):
    """In a partnership: a snapshot that a member shares. Withdrawn, only the line stays that it was there: the content is gone."""

    source = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")  # the member
    source_name = models.CharField(_("gemeente"), max_length=200)
    kind = models.CharField(max_length=40)  # module.noun; the words are in the texts of the module
    form = models.CharField(max_length=40)  # of the content; see domain.publications
    subject = models.CharField(max_length=60)  # public id of what it is a snapshot of, in the tenant of the member
    version = models.PositiveIntegerField(_("versie"))
    content = models.JSONField(null=True)
    content_hash = models.CharField(_("controlegetal"), max_length=64)
    published_at = models.DateTimeField(_("gedeeld op"))
    withdrawn_at = models.DateTimeField(_("ingetrokken op"), null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "source", "kind", "subject", "version"], name="publication_version_once"),
            models.UniqueConstraint(
                fields=["organisation", "source", "kind", "subject"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_publication_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(content__isnull=True, withdrawn_at__isnull=False)
                | models.Q(content__isnull=False, withdrawn_at__isnull=True),
                name="withdrawn_publication_keeps_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Share(TenantModel):
    """In a municipality: what it shared with whom, exactly as it went out, and when it took it back."""

    partnership = models.ForeignKey("organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+")  # null: removed
    partnership_name = models.CharField(_("samenwerkingsverband"), max_length=200)
    publication = models.UUIDField()  # its public id in the partnership
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    version = models.PositiveIntegerField(_("versie"))
    content = models.JSONField()
    content_hash = models.CharField(_("controlegetal"), max_length=64)
    shared_at = models.DateTimeField(_("gedeeld op"))
    shared_by = models.CharField(_("gedeeld door"), max_length=200)
    withdrawn_at = models.DateTimeField(_("ingetrokken op"), null=True)
    withdrawn_by = models.CharField(_("ingetrokken door"), max_length=200, blank=True)
    reason = models.TextField(_("reden"), blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "publication"], name="share_of_one_publication"),
            models.CheckConstraint(
                condition=models.Q(partnership__isnull=False) | models.Q(withdrawn_at__isnull=False), name="share_with_nobody_is_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"
