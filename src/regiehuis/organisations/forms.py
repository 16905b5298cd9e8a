"""Forms of organisations, units and people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from .domain.municipality_codes import Country, is_valid_code
from .domain.roles import roles_in
from .domain.scopes import DEFAULT_DAYS, LONGEST_DAYS
from .domain.units import LONGEST_NAME
from .models import Municipality, Organisation, RoleChoices, Unit
from .texts import SCOPES

SCOPE_CHOICES = [(scope.value, text) for scope, text in SCOPES.items()]
COUNTRIES = [(Country.NL.value, _("Nederland")), (Country.BE.value, _("Vlaanderen"))]


def role_choices(*, is_partnership: bool) -> list[tuple[str, str]]:
    """The roles that this kind of organisation can give."""
    labels = dict(RoleChoices.choices)
    return [(role.value, str(labels[role.value])) for role in roles_in(is_partnership=is_partnership)]


class OrganisationForm(forms.ModelForm):
    """Details of the municipality. A figure of inhabitants always has a year and a source."""

    class Meta:
        model = Organisation
        fields = ("name", "country", "code", "province", "inhabitants", "inhabitants_year", "inhabitants_source")
        help_texts = {
            "code": _("Nederland: GM en vier cijfers, bijvoorbeeld GM0363. Vlaanderen: de NIS-code van vijf cijfers."),
            "inhabitants_year": _("Het jaar waarvoor het aantal geldt, op 1 januari."),
            "inhabitants_source": _("Bijvoorbeeld: CBS, Statbel of de eigen bevolkingsadministratie."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_partnership:
            self.fields = {"name": self.fields["name"]}
            return
        self.fields["country"] = forms.ChoiceField(label=_("Land"), choices=COUNTRIES)
        self.fields["code"].required = not self.instance.is_fictitious

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.is_partnership:
            return cleaned
        code, country = str(cleaned.get("code") or "").upper().strip(), cleaned.get("country")
        if code and country and not is_valid_code(Country(country), code):
            example = "GM0363" if country == Country.NL else "11002"
            self.add_error(
                "code",
                _t("'%(code)s' is geen geldige gemeentecode. Vul een code in zoals %(example)s.") % {"code": code, "example": example},
            )
        elif code and Organisation.objects.filter(code=code, is_fictitious=False).exclude(pk=self.instance.pk).exists():
            self.add_error(
                "code", _t("Deze gemeente is al in Regiehuis aangemaakt. Vraag de beheerder van die gemeente om een uitnodiging.")
            )
        cleaned["code"] = code
        if cleaned.get("inhabitants") is not None:
            for name, what in (("inhabitants_year", _t("het jaar")), ("inhabitants_source", _t("de bron"))):
                if not cleaned.get(name):
                    self.add_error(name, _t("Vul ook %(what)s van het aantal inwoners in.") % {"what": what})
        this_year = timezone.localdate().year
        if (cleaned.get("inhabitants_year") or 0) > this_year:
            self.add_error("inhabitants_year", _t("Kies een jaar tot en met %(year)s.") % {"year": this_year})
        return cleaned


class FirstStartForm(forms.Form):
    """The first organisation and its administrator, with the code that the server printed."""

    setup_code = forms.CharField(label=_("Code van de installatie"), help_text=_("De code staat op het scherm waar Regiehuis is gestart."))
    country = forms.ChoiceField(label=_("Land"), choices=COUNTRIES)
    municipality = forms.CharField(
        label=_("Gemeente"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"list": "gemeenten", "autocomplete": "off"}),
        help_text=_("Kies uit de lijst, of typ de naam en vul ook de gemeentecode in."),
    )
    code = forms.CharField(label=_("Gemeentecode"), required=False, help_text=_("Alleen nodig als de gemeente niet in de lijst staat."))
    name = forms.CharField(label=_("Uw naam"), max_length=200)
    email = forms.EmailField(label=_("Uw e-mailadres"))
    password = forms.CharField(label=_("Wachtwoord"), widget=forms.PasswordInput(render_value=False), help_text=_("Minstens 12 tekens."))

    def __init__(self, *args: Any, expected_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected_code = expected_code

    def clean_setup_code(self) -> str:
        from django.utils.crypto import constant_time_compare

        given = self.cleaned_data["setup_code"].strip()
        if not self.expected_code or not constant_time_compare(given, self.expected_code):
            raise ValidationError(_t("Deze code klopt niet. Lees de code op het scherm waar Regiehuis is gestart."))
        return str(given)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, get_user_model()(email=self.cleaned_data.get("email", ""), name=self.cleaned_data.get("name", "")))
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name, country, code = cleaned.get("municipality", "").strip(), cleaned.get("country"), cleaned.get("code", "").strip().upper()
        if not name or not country:
            return cleaned
        found = Municipality.objects.filter(country=country, name__iexact=name).first()
        if found is None and not code:
            self.add_error(
                "municipality",
                _t("'%(name)s' staat niet in de lijst. Controleer de spelling, of vul ook de gemeentecode in.") % {"name": name},
            )
        elif found is None and not is_valid_code(Country(country), code):
            self.add_error(
                "code",
                _t("'%(code)s' is geen geldige gemeentecode. Nederland: GM en vier cijfers. Vlaanderen: vijf cijfers.") % {"code": code},
            )
        cleaned["found"] = found
        return cleaned

    def organisation(self) -> Organisation:
        """Return the organisation to make, not yet stored."""
        data, found = self.cleaned_data, self.cleaned_data["found"]
        if found is None:
            return Organisation(name=data["municipality"].strip(), country=data["country"], code=data["code"].strip().upper())
        return Organisation(
            name=found.name, country=found.country, code=found.code, province=found.province, inhabitants=found.inhabitants,
            inhabitants_year=found.inhabitants_year, inhabitants_source=found.source if found.inhabitants is not None else "",
        )  # fmt: skip


class UnitForm(forms.ModelForm):
    parent: forms.ModelChoiceField[Unit] = forms.ModelChoiceField(
        label=_("Bovenliggend"), queryset=None, required=False, empty_label=_("(geen: staat bovenaan)")
    )

    class Meta:
        model = Unit
        fields = ("code", "name", "parent", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Unit.objects.exclude(pk=self.instance.pk).order_by("name")  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        if Unit.objects.filter(code=code).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_t("De code '%(code)s' is al in gebruik. Kies een andere.") % {"code": code})
        return code


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Naam"), max_length=200)
    email = forms.EmailField(label=_("E-mailadres"))
    unit: forms.ModelChoiceField[Unit] = forms.ModelChoiceField(
        label=_("Eenheid"), queryset=None, required=False, empty_label=_("(nog niet bekend)")
    )
    roles = forms.MultipleChoiceField(label=_("Rollen"), choices=RoleChoices.choices, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, is_partnership: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["roles"].choices = role_choices(is_partnership=is_partnership)  # type: ignore[attr-defined]


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("Rol"), choices=RoleChoices.choices)
    starts_on = forms.DateField(label=_("Vanaf"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, is_partnership: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(is_partnership=is_partnership)  # type: ignore[attr-defined]


class EndMembershipForm(forms.Form):
    ends_on = forms.DateField(label=_("Tot en met"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Reden"), max_length=300)


class LeaveForm(forms.Form):
    ends_on = forms.DateField(
        label=_("Laatste dag"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Tot en met deze dag houdt deze persoon de rollen. Kies gisteren als de toegang nu moet stoppen."),
    )
    reason = forms.CharField(
        label=_("Reden"), max_length=300, help_text=_("Dit komt in het logboek. Schrijf niets over ziekte of gedrag op.")
    )


class MappingForm(forms.Form):
    """A value of a claim, and the roles that it gives."""

    issuer = forms.ChoiceField(label=_("Aanmelddienst"))
    claim = forms.CharField(
        label=_("Claim"), max_length=90, initial="groups",
        help_text=_("Zo noemt de aanmelddienst het veld met groepen of rollen. Een punt betekent: het veld in een veld, zoals realm_access.roles."),
    )  # fmt: skip
    value = forms.CharField(
        label=_("Waarde"), max_length=300, help_text=_("De naam of code van de groep, precies zoals de aanmelddienst haar geeft.")
    )
    roles = forms.MultipleChoiceField(label=_("Rollen"), choices=RoleChoices.choices, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, services: list[tuple[str, str]], is_partnership: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = role_choices(is_partnership=is_partnership)  # type: ignore[attr-defined]
        self.fields["issuer"].choices = services  # type: ignore[attr-defined]


class ResetForm(forms.Form):
    """Why somebody's second step has to go."""

    reason = forms.CharField(
        label=_("Reden"), max_length=300,
        help_text=_("Bijvoorbeeld: telefoon kwijt, herstelcodes niet bewaard; gesproken aan de balie. De andere beheerder, de persoon zelf en het logboek krijgen dit te zien."),
    )  # fmt: skip


class AcceptForm(forms.Form):
    """What a new account needs; the address is that of the invitation."""

    name = forms.CharField(label=_("Uw naam"), max_length=200)
    password = forms.CharField(
        label=_("Wachtwoord"), widget=forms.PasswordInput, help_text=_("Minstens 12 tekens. Een zin van vier woorden werkt goed.")
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, get_user_model()(email=self.email, name=self.cleaned_data.get("name", "")))
        return password


class MfaForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_("Rollen die met een tweede stap moeten aanmelden"), choices=RoleChoices.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("Een tweede stap is een code uit een app op de telefoon."),
    )  # fmt: skip

    def __init__(self, *args: Any, is_partnership: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = role_choices(is_partnership=is_partnership)  # type: ignore[attr-defined]


class TokenForm(forms.Form):
    """A token for a program that speaks for the person who makes it."""

    name = forms.CharField(label=_("Waarvoor"), max_length=100, help_text=_("Bijvoorbeeld: wekelijkse export naar het dataplatform."))
    scopes = forms.MultipleChoiceField(label=_("Wat het programma mag"), choices=SCOPE_CHOICES, widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(label=_("Geldig"), coerce=int, initial=DEFAULT_DAYS, choices=[
        (30, _("30 dagen")), (DEFAULT_DAYS, _("90 dagen")), (180, _("180 dagen")), (LONGEST_DAYS, _("een jaar"))])  # fmt: skip


class ClientForm(forms.Form):
    """A program with roles of its own, that asks for its tokens itself."""

    name = forms.CharField(label=_("Naam van de toepassing"), max_length=100)
    scopes = forms.MultipleChoiceField(label=_("Wat de toepassing mag"), choices=SCOPE_CHOICES, widget=forms.CheckboxSelectMultiple)
    roles = forms.MultipleChoiceField(
        label=_("Rollen"), choices=RoleChoices.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("De toepassing mag hoogstens wat deze rollen mogen. Kies er zo weinig mogelijk."),
    )  # fmt: skip

    def __init__(self, *args: Any, is_partnership: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = role_choices(is_partnership=is_partnership)  # type: ignore[attr-defined]
