"""What the layout shows on every page: organisation, person, navigation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from .domain.roles import Right
from .models import RoleChoices


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the accent bar."""

    label: str
    url: str
    current: bool


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the layout's variables; reads nothing from the database."""
    own = getattr(request, "own", None)
    context: dict[str, Any] = {"demo": settings.DEMO, "version": settings.VERSION, "organisation": own.organisation if own else None}
    if own is None:
        return context
    actor = request.actor  # type: ignore[attr-defined]
    places = [(_("Mijn dag"), reverse("home"), True), (_("Scan"), reverse("scan:list"), True),
              (_("Organisatie"), reverse("organisations:detail"), actor.may(Right.SEE_ORGANISATION)),
              (_("Logboek"), reverse("audit:list"), actor.may(Right.SEE_AUDIT))]  # fmt: skip
    path = getattr(request, "place", "") or request.path
    deepest = max((url for _label, url, _shown in places if path == url or (url != "/" and path.startswith(url))), key=len, default="")
    labels = dict(RoleChoices.choices)
    return context | {
        "navigation": [Place(label, url, url == deepest) for label, url, shown in places if shown],
        "person_label": actor.name,
        "role_label": ", ".join(str(labels[role.value]) for role in sorted(actor.roles)),
        "organisations_url": reverse("choose-organisation") if getattr(request, "own_count", 1) > 1 else "",
    }
