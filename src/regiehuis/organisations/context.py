"""What the layout shows on every page: organisation, person, navigation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from .domain.actors import Actor
from .domain.roles import Right
from .texts import ROLES


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
    path = getattr(request, "place", "") or request.path
    places = _of_partnership(actor) if own.organisation.is_partnership else _of_municipality(actor)
    deepest = max((url for _label, url, _shown in places if path == url or (url != "/" and path.startswith(url))), key=len, default="")
    return context | {
        "navigation": [Place(label, url, url == deepest) for label, url, shown in places if shown],
        "person_label": actor.name,
        "role_label": ", ".join(str(ROLES[role.value]) for role in sorted(actor.roles)),
        "organisations_url": reverse("choose-organisation") if getattr(request, "own_count", 1) > 1 else "",
    }


def _of_municipality(actor: Actor) -> list[tuple[str, str, bool]]:
    return [(_("Mijn dag"), reverse("home"), True), (_("Scan"), reverse("scan:list"), True),
            (_("Samenwerking"), reverse("partnerships:overview"), actor.may(Right.SEE_PARTNERSHIPS)), *_of_all(actor)]  # fmt: skip


def _of_partnership(actor: Actor) -> list[tuple[str, str, bool]]:
    """A partnership measures nothing itself: no scan."""
    may_see = actor.may(Right.SEE_PARTNERSHIPS)
    return [(_("Afspraken en leden"), reverse("partnerships:overview"), may_see), (_("Publicaties"), reverse("publications:list"), may_see),
            *_of_all(actor)]  # fmt: skip


def _of_all(actor: Actor) -> list[tuple[str, str, bool]]:
    return [(_("Organisatie"), reverse("organisations:detail"), actor.may(Right.SEE_ORGANISATION)),
            (_("Logboek"), reverse("audit:list"), actor.may(Right.SEE_AUDIT))]  # fmt: skip
