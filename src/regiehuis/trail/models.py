from __future__ import annotations

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from regiehuis.platform.tenancy import TenantModel
from regiehuis.platform.words import gathered

from .domain.links import LinkKind


class Item(TenantModel):
    """One thing of a module that others build on: a scan, a recommendation, a decision."""

    module = models.CharField(_("module"), max_length=40)
    kind = models.CharField(_("soort"), max_length=40)
    key = models.CharField(_("kenmerk"), max_length=200)
    title = models.CharField(_("titel"), max_length=500)
    status = models.CharField(_("status"), max_length=40)
    due = models.DateField(_("uiterlijk"), null=True)
    owner_unit = models.ForeignKey("organisations.Unit", null=True, on_delete=models.SET_NULL, related_name="+")
    url = models.CharField(max_length=300, blank=True)
    payload_version = models.PositiveSmallIntegerField(default=1)
    payload = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "module", "kind", "key"], name="trail_item_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def status_word(self) -> str:
        """The status on screen, in the words of the module; one that it does not name shows as it is."""
        return capfirst(str(gathered("TRAIL_STATUSES").get((self.module, self.kind), {}).get(self.status, self.status)))


class Link(TenantModel):
    """Why one item exists, or what carries it out: from the later item to the earlier one."""

    source = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="links_out")
    target = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="links_in")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in LinkKind])

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "source", "target", "kind"], name="trail_link_once"),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="trail_link_between_two_items"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"
