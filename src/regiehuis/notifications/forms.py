"""What a person wants to hear, by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .domain.choices import Choice, MailChoice
from .domain.kinds import Kind
from .models import MailChoices


class ChoiceForm(forms.Form):
    """One kind."""

    in_app = forms.BooleanField(label=_("Toon bij Meldingen"), required=False)
    mail = forms.ChoiceField(label=_("Per e-mail"), choices=MailChoices.choices)

    @property
    def choice(self) -> Choice:
        return Choice(in_app=self.cleaned_data["in_app"], mail=MailChoice(self.cleaned_data["mail"]))


@dataclass(frozen=True, slots=True)
class KindForm:
    """A kind with its form."""

    kind: Kind
    form: ChoiceForm


def kind_forms(kinds: Sequence[Kind], chosen: Mapping[str, Choice], data: Any = None) -> list[KindForm]:
    """Return a form for each kind, filled with what holds now, or with what was sent; each field says aloud which kind it is about."""
    found = []
    for kind in kinds:
        now = chosen.get(kind.code, Choice())
        form = ChoiceForm(data, prefix=kind.code.replace(".", "-"), initial={"in_app": now.in_app, "mail": now.mail.value})
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {kind.label}"
        found.append(KindForm(kind, form))
    return found
