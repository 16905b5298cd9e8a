"""Forms of the scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from regiehuis.organisations.facade import PersonInfo

from .domain.instrument import SMALLEST_K, Dimension, Fact, FactKind, FactValue, Instrument, MunicipalityType, Phase5Mode, Side
from .domain.intake_answer import bounds
from .domain.numbers import phase_of
from .domain.official_value import is_agreeable
from .domain.workflow import Decision
from .models import PHASE5_MODES, IntakeFact
from .presentation.wording import level_sentence
from .services.facts import LONGEST_REMARK
from .services.scans import Settings
from .texts import DECISIONS

UNKNOWN = "onbekend"
LARGEST_K = 1000


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


AnyForm = TypeVar("AnyForm", bound=forms.BaseForm)


def frozen(form: AnyForm, is_fixed: bool) -> AnyForm:
    """Return the form; once everything is fixed it only shows what it holds."""
    for field in form.fields.values():
        field.disabled = field.disabled or is_fixed
    return form


class ScanForm(forms.Form):
    """What a scan is called, who leads it, and how it measures: for a new scan and for changing one."""

    title = forms.CharField(label=_("Titel"), max_length=200, help_text=_("Bijvoorbeeld: I-scan en O-scan 2026."))
    lead = forms.ChoiceField(label=_("Begeleider"))
    sponsor = forms.ChoiceField(
        label=_("Opdrachtgever"), required=False, help_text=_("Meestal de gemeentesecretaris of algemeen directeur.")
    )
    k = forms.IntegerField(
        label=_("Kleinste groep die wij tonen"),
        initial=SMALLEST_K,
        max_value=LARGEST_K,
        help_text=_(
            "Aantal antwoorden, minstens 5. Hoger mag: dan ziet u minder, en is ieder beter beschermd. Zijn mensen eenmaal gevraagd, dan kan het alleen nog hoger."
        ),
    )
    phase5_mode = forms.ChoiceField(
        label=_("Fase 5"),
        choices=[(mode.value, label) for mode, label in PHASE5_MODES.items()],
        initial=Phase5Mode.EXPLORATORY.value,
        widget=forms.RadioSelect,
        help_text=_(
            "Het oorspronkelijke onderzoek vulde fase 5 niet in. Verkennend is daarom gewoon; kies vóór de meting, daarna staat het vast."
        ),
    )

    def __init__(self, *args: Any, leads: Sequence[PersonInfo], sponsors: Sequence[PersonInfo], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = [(each.id, each.name) for each in leads]  # type: ignore[attr-defined]
        self.fields["sponsor"].choices = [("", _t("(nog niet bekend)")), *((each.id, each.name) for each in sponsors)]  # type: ignore[attr-defined]

    def settings(self) -> Settings:
        data = self.cleaned_data
        return Settings(title=data["title"], lead_id=int(data["lead"]), sponsor_id=int(data["sponsor"]) if data["sponsor"] else None,
                        k=data["k"], phase5_mode=Phase5Mode(data["phase5_mode"]))  # fmt: skip


class FactForm(forms.Form):
    """One question of the intake. "Onbekend" is always an answer; leaving it blank means: not asked yet."""

    source = forms.ChoiceField(label=_("Bron"), required=False)
    remark = forms.CharField(label=_("Opmerking"), required=False, max_length=LONGEST_REMARK)
    is_released = forms.BooleanField(label=_("Mag in het rapport staan"), required=False)

    def __init__(self, *args: Any, fact: Fact, **kwargs: Any) -> None:
        kwargs["prefix"] = fact.key
        super().__init__(*args, **kwargs)
        self.fact = fact
        source = self["source"].value()  # an answer that was taken over keeps saying so; nobody chooses it
        sources = [each for each in IntakeFact.Source if each != IntakeFact.Source.PROPOSED or source == each]
        self.fields["source"].choices = [(each.value, each.label) for each in sources]  # type: ignore[attr-defined]
        self.fields["value"] = self._value_field()
        if fact.kind in (FactKind.WHOLE, FactKind.DECIMAL):
            self.fields["unknown"] = forms.BooleanField(label=_("Onbekend"), required=False)
        if not fact.sensitive:
            del self.fields["is_released"]

    def _value_field(self) -> forms.Field:
        fact = self.fact
        common: dict[str, Any] = {"label": fact.question, "required": False, "help_text": fact.hint}
        low, high = bounds(fact)
        match fact.kind:
            case FactKind.WHOLE:
                return forms.IntegerField(**common, min_value=int(low), max_value=int(high))
            case FactKind.DECIMAL:
                return forms.DecimalField(**common, max_digits=12, decimal_places=2, localize=True, min_value=low, max_value=high)
            case FactKind.YES_NO:
                options = [("ja", _t("Ja")), ("nee", _t("Nee")), (UNKNOWN, _t("Onbekend"))]
            case FactKind.CHOICE:
                options = [*((choice.code, choice.label) for choice in fact.choices), (UNKNOWN, _t("Onbekend"))]
        return forms.ChoiceField(**common, choices=options, widget=forms.RadioSelect)

    def is_answered(self) -> bool:
        return self.cleaned_data.get("value") not in (None, "") or bool(self.cleaned_data.get("unknown"))

    def fact_value(self) -> FactValue | None:
        """Return the answer as the rules take it; None = unknown."""
        value = self.cleaned_data.get("value")
        if self.cleaned_data.get("unknown") or value in (None, "", UNKNOWN):
            return None
        if self.fact.kind is FactKind.YES_NO:
            return value == "ja"
        return float(value) if isinstance(value, Decimal) else value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("unknown") and cleaned.get("value") is not None:
            self.add_error("value", _t("U vulde een getal in en koos ook 'Onbekend'. Kies er een."))
        return cleaned


def initial_fact(fact: Fact, stored: IntakeFact | None) -> dict[str, object]:
    """Return what the form of a fact starts with."""
    if stored is None:
        return {"source": IntakeFact.Source.INTERVIEW, "is_released": not fact.sensitive}
    value: object = stored.value
    if fact.kind in (FactKind.YES_NO, FactKind.CHOICE):
        value = UNKNOWN if value is None else {True: "ja", False: "nee"}[bool(value)] if fact.kind is FactKind.YES_NO else value
    return {
        "value": value,
        "unknown": stored.value is None,
        "source": stored.source,
        "remark": stored.remark,
        "is_released": stored.is_released,
    }


class VotesForm(forms.Form):
    """Counted votes of one dimension on paper: how many for each level, and how many did not know."""

    def __init__(self, *args: Any, dimension: Dimension, title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dimension, self.title = dimension, title
        labels = {f"level{number}": f"{number}. {word}" for number, word in enumerate(dimension.words, 1)}
        for name, label in {**labels, "dont_know": _t("Weet niet")}.items():
            self.fields[name] = forms.IntegerField(label=f"{title}: {label}", min_value=0, max_value=2000, required=False)

    def counts(self) -> list[int]:
        return [self.cleaned_data[f"level{number}"] or 0 for number in range(1, len(self.dimension.words) + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in self.fields):
            raise ValidationError(_t("Vul het aantal stemmen in bij minstens één niveau."))
        return cleaned


class AgreedForm(forms.Form):
    value = forms.DecimalField(
        label=_("Afgesproken waarde"),
        required=False,
        min_value=Decimal(1),
        decimal_places=3,
        max_digits=5,
        localize=True,
        help_text=_("In halve fasen, bijvoorbeeld 2,5. Leeg: er is niets afgesproken."),
    )
    reason = forms.CharField(label=_("Reden"), required=False, max_length=1000)

    def __init__(self, *args: Any, top: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.top = top

    def clean_value(self) -> Decimal | None:
        value: Decimal | None = self.cleaned_data["value"]
        if value is None:
            return None
        if not is_agreeable(float(value), top=self.top):
            raise ValidationError(
                _t("%(value)s kan niet. Kies een waarde van 1 tot en met %(top)s, in stappen van een half.")
                % {"value": str(value).replace(".", ","), "top": self.top}
            )
        return value


class EstimateForm(AgreedForm):
    """The lead's own estimate, under the same limits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].label = _("Schatting")
        self.fields["value"].help_text = _("In halve fasen, bijvoorbeeld 2,5. Leeg: geen schatting.")
        self.fields["reason"].label = _("Toelichting")


class TalkForm(forms.Form):
    talk_on = forms.DateField(label=_("Gesprek op"), widget=date_input())
    recognised_type = forms.ChoiceField(label=_("Welk type herkent het managementteam?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Verslag in het kort"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text=_("Schrijf geen namen. Deze tekst komt in het rapport."),
    )

    def __init__(self, *args: Any, types: Sequence[MunicipalityType], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recognised_type"].choices = [  # type: ignore[attr-defined]
            *((each.code, f"{each.code}. {each.label}") for each in types),
            ("geen", _t("Geen van deze")),
        ]


class AmbitionForm(forms.Form):
    """The wanted phase per dimension, beside where it stands now (None: unknown)."""

    def __init__(
        self,
        *args: Any,
        instrument: Instrument,
        top: int,
        default: float,
        ambition: dict[str, int],
        now: Mapping[str, float | None],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instrument, self.now = instrument, now
        for dimension in instrument.dimensions:
            options = [("", _t("fase %(phase)s (standaard)") % {"phase": int(default)})] + [
                (str(phase.nr), f"{phase.nr}. {dimension.words[phase.nr - 1]}") for phase in instrument.phases[:top]
            ]
            value = now.get(dimension.code)
            self.fields[dimension.code] = forms.ChoiceField(
                label=dimension.label, choices=options, required=False, initial=str(ambition.get(dimension.code, "")),
                help_text=_t("Nu: %(value)s") % {"value": level_sentence(value) if value is not None else _t("onbekend")},
            )  # fmt: skip

    def sides(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of organisation and ICT, each under its own heading."""
        names = {Side.ORGANISATION: _t("Organisatie"), Side.ICT: _t("ICT")}
        return [(names[side], [self[each.code] for each in self.instrument.dimensions if each.side is side]) for side in Side]

    def lower_than_now(self) -> list[str]:
        """Names of the dimensions for which less is wanted than there is."""
        chosen = self.ambition()
        return [each.label for each in self.instrument.dimensions if chosen.get(each.code, 99) < phase_of(self.now.get(each.code) or 0)]

    def ambition(self) -> dict[str, int]:
        return {code: int(value) for code, value in self.cleaned_data.items() if value}


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Besluit"),
        choices=[(each.value, label) for each, label in DECISIONS.items() if each != Decision.PROPOSED],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reden"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Nodig als u de aanbeveling niet overneemt."),
    )
    adapted_text = forms.CharField(
        label=_("Aangepaste tekst"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Alleen bij 'aangepast overgenomen'."),
    )
    later_on = forms.DateField(label=_("Opnieuw bespreken op"), required=False, widget=date_input(), help_text=_("Alleen bij 'later'."))


class CouncilDecisionForm(forms.Form):
    body = forms.CharField(
        label=_("Wie besloot"), max_length=100, help_text=_("Bijvoorbeeld: managementteam of college van burgemeester en wethouders.")
    )
    decided_on = forms.DateField(label=_("Datum van het besluit"), widget=date_input())
    document = forms.CharField(
        label=_("Kenmerk van het besluit"), max_length=200, help_text=_("Het nummer of de vindplaats van het besluit.")
    )


class GoBackForm(forms.Form):
    reason = forms.CharField(label=_("Waarom een stap terug?"), max_length=1000)
