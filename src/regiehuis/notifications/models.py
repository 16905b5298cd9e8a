from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regiehuis.platform.tenancy import TenantModel

from .domain.choices import MailChoice, MailState

WAITING = (MailState.DIRECT.value, MailState.DAILY.value)


class MailChoices(models.TextChoices):
    DIRECT = MailChoice.DIRECT.value, _("meteen")
    DAILY = MailChoice.DAILY.value, _("één keer per dag")
    OFF = MailChoice.OFF.value, _("niet")


class Notification(TenantModel):
    """That something happened which one person waits for. It holds no title: what it says is looked up with the reader's rights."""

    person = models.ForeignKey("organisations.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("soort"), max_length=60)
    subject = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(_("wanneer"))
    is_listed = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=10, choices=[(each.value, each.value) for each in MailState], default=MailState.NONE.value)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["organisation", "person", "-at"], name="notification_by_person"),
            models.Index(fields=["organisation", "mail"], name="notification_to_mail", condition=Q(mail__in=WAITING)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Preference(TenantModel):
    """What one person chose for one kind; without a row the calm default holds."""

    person = models.ForeignKey("organisations.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("soort"), max_length=60)
    in_app = models.BooleanField(default=True)
    mail = models.CharField(max_length=10, choices=MailChoices.choices, default=MailChoices.DAILY)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "person", "kind"], name="one_preference_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class Reader(TenantModel):
    """Someone who gets mail: the link that stops it, and the last day on which an overview was begun."""

    person = models.ForeignKey("organisations.Person", on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64)
    overview_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "person"], name="one_reader_per_person"),
            models.UniqueConstraint(fields=["organisation", "token_hash"], name="reader_by_link"),
        ]

    def __str__(self) -> str:
        return str(self.person_id)
