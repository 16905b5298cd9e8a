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
