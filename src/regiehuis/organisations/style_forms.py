"""Forms of the house style."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from .domain import house_style as rules

LARGEST_LOGO = 1024 * 1024  # bytes


class ColourField(forms.CharField):
    """A colour, typed as in the style guide of a municipality: with or without the sign, in three or six digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}), **options)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        found = rules.colour(typed)
        if found is None:
            raise ValidationError(
                _t("'%(value)s' is geen kleur. Vul een kleurcode van zes tekens in, bijvoorbeeld #0d5267.") % {"value": typed}
            )
        return found


class HouseStyleForm(forms.Form):
    accent = ColourField(label=_("Hoofdkleur"), help_text=_("Knoppen, gekozen regels en uw eigen gegevens in figuren."))
    on_accent = ColourField(label=_("Tekst op de hoofdkleur"), help_text=_("Meestal wit: #ffffff."))
    link = ColourField(label=_("Links"))
    nav = ColourField(label=_("Menubalk"))
    on_nav = ColourField(label=_("Tekst in de menubalk"))
    typeface = forms.ChoiceField(
        label=_("Lettertype"),
        choices=[
            (rules.Typeface.SYSTEM.value, _("Van het apparaat van de lezer")),
            (rules.Typeface.ARIAL.value, "Arial"),
            (rules.Typeface.VERDANA.value, "Verdana"),
            (rules.Typeface.GEORGIA.value, "Georgia"),
        ],
        help_text=_("Alleen lettertypen die lezers al hebben: er wordt niets van elders geladen."),
    )
    corners = forms.ChoiceField(
        label=_("Hoeken"),
        choices=[
            (rules.Corners.SQUARE.value, _("recht")),
            (rules.Corners.SMALL.value, _("licht afgerond")),
            (rules.Corners.ROUND.value, _("rond")),
        ],
        widget=forms.RadioSelect,
    )

    def style(self) -> rules.HouseStyle:
        return rules.from_data(self.cleaned_data)


class LogoForm(forms.Form):
    file = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG, JPEG of SVG, hoogstens 1 MB. Een liggend logo op een witte achtergrond past het best."),
        error_messages={"required": _("Kies eerst een bestand.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_LOGO:
            raise ValidationError(_t("Dit bestand is groter dan 1 MB. Kies een kleiner bestand."))
        return file
