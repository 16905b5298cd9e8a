"""Forms of the survey: its dates, its participants, and the answers of one respondent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from .domain.instrument import Instrument, RoleGroup
from .domain.remarks import LONGEST_REMARK
from .forms import date_input
from .services.surveys import Participant

validate_length = MaxLengthValidator(254)  # RFC 5321


class SurveyForm(forms.Form):
    closes_on = forms.DateField(label=_("Sluit op"), widget=date_input(), help_text=_("De laatste dag waarop mensen kunnen antwoorden."))
    reminders = forms.CharField(
        label=_("Herinneringen na (dagen)"),
        required=False,
        initial="7, 14",
        help_text=_("Bijvoorbeeld: 7, 14. Alleen wie nog niet antwoordde, krijgt een herinnering."),
    )

    def clean_reminders(self) -> list[int]:
        parts = [part.strip() for part in self.cleaned_data["reminders"].split(",") if part.strip()]
        if not all(part.isdecimal() and len(part) <= 2 and 1 <= int(part) <= 90 for part in parts) or len(parts) > 5:
            raise ValidationError(_t("Vul hele getallen van 1 tot en met 90 in, gescheiden door komma's."))
        return [int(part) for part in parts]


def is_address(text: str) -> bool:
    """Return whether mail can be sent to this."""
    try:
        validate_email(text)
        validate_length(text)
    except ValidationError:
        return False
    return True


class ParticipantsForm(forms.Form):
    """People to ask: one address a line, all of one role group."""

    role_group = forms.ChoiceField(label=_("Rolgroep"))
    addresses = forms.CharField(label=_("E-mailadressen"), widget=forms.Textarea(attrs={"rows": 6}), help_text=_("Eén adres per regel."))

    def __init__(self, *args: Any, role_groups: Sequence[RoleGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role_group"].choices = [(each.code, each.label) for each in role_groups]  # type: ignore[attr-defined]

    def clean_addresses(self) -> list[str]:
        addresses, wrong = [], []
        for number, line in enumerate(self.cleaned_data["addresses"].replace(";", "\n").replace(",", "\n").splitlines(), 1):
            if not (address := line.strip()):
                continue
            if is_address(address):
                addresses.append(address)
            else:
                wrong.append(_t("Regel %(number)s: '%(value)s' is geen e-mailadres.") % {"number": number, "value": address[:80]})
        if wrong:
            raise ValidationError(wrong[:10])
        if not addresses:
            raise ValidationError(_t("Vul minstens één e-mailadres in."))
        return addresses

    def participants(self) -> list[Participant]:
        return [Participant(email=address, role_group=self.cleaned_data["role_group"]) for address in self.cleaned_data["addresses"]]


class AnswersForm(forms.Form):
    """The cards of one respondent. Every question may stay open: that counts as "weet ik niet"."""

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [*((str(phase.nr), str(phase.nr)) for phase in instrument.phases), ("wn", "wn")]
        for dimension in instrument.dimensions:
            self.fields[dimension.code] = forms.ChoiceField(
                choices=choices,
                required=False,
                label=dimension.label,
                error_messages={"invalid_choice": _t("Kies een van de kaarten, of 'Weet ik niet'.")},
            )
        self.codes = instrument.dimension_codes
        self.fields["remark"] = forms.CharField(
            label=_t("Wilt u nog iets toevoegen?"),
            required=False,
            max_length=LONGEST_REMARK,
            widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
            help_text=_t("Schrijf geen namen. Uw tekst staat los van uw antwoorden; iemand leest haar eerst voordat anderen haar zien."),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned[code] for code in self.codes):
            raise ValidationError(_t("U vulde nog niets in. Kies bij minstens één vraag een kaart, of 'Weet ik niet'."))
        return cleaned

    def cards(self) -> dict[str, int | None]:
        return {code: None if self.cleaned_data[code] in ("", "wn") else int(self.cleaned_data[code]) for code in self.codes}
