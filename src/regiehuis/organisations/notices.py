"""The notifications of this app: what changed in someone's own roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regiehuis.notifications.facade import Happening, Kind, Line

from .models import RoleChoices

ROLE = "organisations.role"


def _describe(_by: Any, happened: Sequence[Happening]) -> Mapping[int, Line]:
    """Only the person themselves is ever told, so there is nothing to leave out."""
    return {each.id: Line(_text(each.detail), reverse("home")) for each in happened}


def _text(detail: Mapping[str, str]) -> str:
    values = {
        "role": dict(RoleChoices.choices).get(detail["role"], detail["role"]),
        "day": date_format(date.fromisoformat(detail["day"]), "j F Y"),
    }
    if detail["what"] == "granted":
        return _("U hebt een rol erbij: %(role)s, vanaf %(day)s.") % values
    return _("Uw rol %(role)s geldt tot en met %(day)s.") % values


KINDS = [Kind(code=ROLE, label=gettext_lazy("Uw eigen rollen"), describe=_describe)]
