"""Forms of the live workshop: the order to talk in, the code that somebody types, and the level that the room agreed on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .domain.session import read_code
from .forms import AgreedForm

HALF = Decimal("0.5")


class OrderForm(forms.Form):
    """Where to begin."""

    order = forms.ChoiceField(
        label=_("Volgorde"),
        choices=[("verdeeld", _("Waar de vragenlijst het meest verdeeld was, eerst")), ("instrument", _("Die van het instrument"))],
        initial="verdeeld",
        widget=forms.RadioSelect,
    )

    @property
    def most_divided_first(self) -> bool:
        return bool(self.cleaned_data["order"] == "verdeeld")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Zes cijfers. De code staat op het scherm in de zaal."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "rh-input--short"}),
    )

    def clean_code(self) -> str:
        found = read_code(self.cleaned_data["code"])
        if found is None:
            raise forms.ValidationError(_("Een code heeft zes cijfers."))
        return found


class LevelForm(AgreedForm):
    """The agreed level as a slider in halves, with a reason."""

    field_order = ("value", "reason")

    def __init__(self, *args: Any, top: int, **kwargs: Any) -> None:
        super().__init__(*args, top=top, **kwargs)
        widget = forms.NumberInput(
            attrs={"type": "range", "min": "1", "max": str(top), "step": "0.5", "class": "rh-slider", "list": "halven"}
        )
        self.fields["value"] = forms.DecimalField(label=_("Afgesproken niveau"), min_value=1, max_digits=5, decimal_places=3, widget=widget)
        self.fields["reason"].widget = forms.Textarea(attrs={"rows": 2})
        self.fields["reason"].help_text = _("Nodig als het niveau meer dan een halve fase van de tweede stemming af ligt.")
        self.order_fields(self.field_order)

    @property
    def halves(self) -> list[Decimal]:
        """Every place of the slider."""
        return [1 + HALF * step for step in range(2 * (self.top - 1) + 1)]
