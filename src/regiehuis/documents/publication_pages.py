"""The page with which a module shares something: choose with whom, see exactly what goes out, share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regiehuis.organisations import facade as organisations
from regiehuis.organisations.facade import PartnershipInfo, Right
from regiehuis.organisations.requests import TenantRequest, require
from regiehuis.organisations.texts import OBSTACLES as MEMBER_OBSTACLES
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.web import refusals
from regiehuis.platform.words import gathered

from . import selectors
from .domain.obstacles import Obstacle
from .domain.publications import Measure, Snapshot, content_hash
from .services import publications as services
from .texts import OBSTACLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What a module offers to share, and who may see it there; the module has checked that. ``crumbs`` lead back to it."""

    subject: str
    snapshot: Snapshot
    title: str
    crumbs: Sequence[tuple[str, str]]


class ShareForm(forms.Form):
    """With whom."""

    partnership = forms.ChoiceField(label=gettext_lazy("Met welk samenwerkingsverband?"))

    def __init__(self, *args: object, partnerships: Sequence[PartnershipInfo], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        open_to = [(str(each.participation_id), each.name) for each in partnerships if each.may_enter]
        first = [] if len(open_to) == 1 else [("", _("(kies een samenwerkingsverband)"))]
        self.fields["partnership"].choices = [*first, *open_to]  # type: ignore[attr-defined]


def share_page(request: TenantRequest, offered: Offered) -> HttpResponse:
    """Show what would be shared; share it when asked."""
    require(request, Right.SHARE)
    partnerships = organisations.partnerships_of(request.actor)
    form = ShareForm(request.POST or None, partnerships=partnerships)
    if request.method == "POST" and form.is_valid():
        try:
            services.share(
                by=request.actor, participation_id=UUID(form.cleaned_data["partnership"]), subject=offered.subject, snapshot=offered.snapshot,
                seen=request.POST.get("gezien", ""), now=timezone.now(),
            )  # fmt: skip
        except NotAllowed as error:
            if Obstacle.ALREADY_SHARED in error.obstacles:
                messages.info(request, str(OBSTACLES[Obstacle.ALREADY_SHARED]))
                return redirect("shares:list")
            form.add_error(None, " ".join(refusals(error, OBSTACLES | MEMBER_OBSTACLES)))
        else:
            messages.success(request, _("Gedeeld. Onder Gedeeld ziet u wat u deelde, en kunt u het intrekken."))
            return redirect("shares:list")
    context = {
        "offered": offered, "form": form, "hash": content_hash(offered.snapshot), "groups": groups_of(offered.snapshot.measures),
        "snapshot": offered.snapshot, "is_open": any(each.may_enter for each in partnerships), "has_any": bool(partnerships),
        "closed": [each.name for each in partnerships if not each.may_enter], "kind": kind_word(offered.snapshot.kind),
        "shared": selectors.shared_now(kind=offered.snapshot.kind, subject=offered.subject),
    }  # fmt: skip
    return render(request, "documents/share.html", context)


def groups_of(measures: Sequence[Measure]) -> list[tuple[str, list[Measure]]]:
    """Return the measures by group, in the order that the module gave."""
    return [(group, list(found)) for group, found in groupby(measures, key=lambda each: each.group)]


def kind_word(kind: str) -> str:
    """Return the word of a kind of publication; one that no module names shows its code."""
    return str(gathered("PUBLICATION_KINDS").get(kind, kind))
