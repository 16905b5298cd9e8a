from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from regiehuis.platform.tenancy import TenantModel


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
