"""Forms of partnerships."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from regiehuis.platform.words import gathered

from .domain.charter import LONGEST_PURPOSE, LegalForm, Terms
from .domain.units import LONGEST_NAME
from .domain.voting import VotingRule
from .models import VOTING_RULES, Person


class StartForm(forms.Form):
    name = forms.CharField(label=_("Naam van het samenwerkingsverband"), max_length=LONGEST_NAME)

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())  # it becomes the subject of a mail, which is one line


class CodeForm(forms.Form):
    """The code of the invitation, as it stands in the mail."""

    code = forms.CharField(
        label=_("Code uit de uitnodiging"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )


class MemberInviteForm(forms.Form):
    name = forms.CharField(
        label=_("Gemeente"),
        max_length=LONGEST_NAME,
        help_text=_("Voor uw eigen overzicht."),
    )
    email = forms.EmailField(label=_("E-mailadres van haar beheerder"))


class LeaveForm(forms.Form):
    reason = forms.CharField(label=_("Reden"), max_length=300)


class AccessForm(forms.Form):
    """One of the own people."""

    person = forms.ChoiceField(label=_("Wie"))

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _t("(kies iemand)")), *((str(each.public_id), each.name) for each in people)]  # type: ignore[attr-defined]


class CharterForm(forms.Form):
    """The next version of the charter."""

    purpose = forms.CharField(
        label=_("Waarvoor werkt u samen?"), max_length=LONGEST_PURPOSE, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    legal_form = forms.ChoiceField(label=_("Vorm"), required=False)
    voting_rule = forms.ChoiceField(label=_("Wanneer is een voorstel aangenomen?"), widget=forms.RadioSelect,
                                    choices=[(rule.value, label) for rule, label in VOTING_RULES.items()])  # fmt: skip
    shares = forms.MultipleChoiceField(label=_("Wat leden kunnen delen"), required=False, widget=forms.CheckboxSelectMultiple,
                                       help_text=_("Delen blijft een eigen besluit van elk lid, per keer."))  # fmt: skip
    reason = forms.CharField(label=_("Reden"), max_length=300)

    def __init__(self, *args: Any, legal_forms: Iterable[LegalForm], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [
            (form.code, form.label if form.is_confirmed else _t("%(form)s (niet bevestigd)") % {"form": form.label}) for form in legal_forms
        ]
        self.fields["legal_form"].choices = [("", _t("(nog niet bekend)")), *found]  # type: ignore[attr-defined]
        self.fields["shares"].choices = sorted(gathered("PUBLICATION_KINDS").items())  # type: ignore[attr-defined]

    def terms(self) -> Terms:
        data = self.cleaned_data
        return Terms(purpose=data["purpose"].strip(), legal_form=data["legal_form"], voting_rule=VotingRule(data["voting_rule"]),
                     shares=tuple(sorted(data["shares"])))  # fmt: skip
