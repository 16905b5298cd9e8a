from __future__ import annotations

import re
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from regiehuis.platform.tenancy import TenantModel

BY_PUBLIC_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(/|$)")


class Event(TenantModel):
    """What happened: who, when, what, on what, and why. Added, never changed (grant and trigger)."""

    append_only: ClassVar[bool] = True

    at = models.DateTimeField(_("wanneer"))
    by = models.BigIntegerField(_("wie"), null=True)  # account id; null = the system. No foreign key: the event outlives the account
    by_name = models.CharField(_("wie"), max_length=200, blank=True)
    event = models.CharField(_("wat"), max_length=100)
    subject = models.CharField(_("waarop"), max_length=200, blank=True)
    detail = models.JSONField(_("bijzonderheden"), default=dict)
    reason = models.TextField(_("waarom"), blank=True)

    class Meta(TenantModel.Meta):
        db_table = "audit_event"
        indexes = [models.Index(fields=["organisation", "-at"], name="audit_by_time")]

    @property
    def label(self) -> str:
        from .labels import label

        return label(self.event)

    @property
    def key(self) -> str:
        """What it is about where people know that by its code; empty for a key that says nothing to them."""
        return "" if BY_PUBLIC_ID.match(self.subject) else self.subject

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.event}"
