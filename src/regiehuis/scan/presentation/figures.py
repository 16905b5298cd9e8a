"""The figures of the interpretation: picture, outcome in a sentence, alternative text and numbers, for page and report."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regiehuis.documents.charts import alignment, chain, groups, profile, quadrant
from regiehuis.documents.charts.figure import figure
from regiehuis.documents.domain.content import Chart, Column, Table

from ..domain.dimension_outcome import DimensionOutcome
from ..domain.instrument import Instrument, Phase5Mode, Side
from ..domain.numbers import dutch
from ..domain.official_value import Source
from ..domain.outcome import Outcome
from ..domain.spread import spread_label
from ..texts import SPREAD_LABELS
from .wording import interval, level_number, localised, number, source_word, spread_number, type_sentence

MARKS: dict[Source | None, profile.Source] = {Source.SURVEY: "survey", Source.AGREED: "agreed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A named figure: ``name`` is its place on the page and the name of its CSV file."""

    name: str
    chart: Chart


def figures(
    outcome: Outcome, instrument: Instrument, *, ambition: dict[str, float], role_labels: dict[str, str], asked: Collection[str]
) -> tuple[Figure, ...]:
    """Return the figures in order of use; those without anything to show are left out. ``asked``: the role groups of the survey."""
    found = [
        Figure(name="profiel", chart=_profile(outcome, instrument, ambition)),
        *([Figure(name="type", chart=_quadrant(outcome, instrument))] if instrument.types else []),
        *([Figure(name="groepen", chart=_groups(outcome, instrument, role_labels, asked))] if outcome.responses else []),
        *([Figure(name="interoperabiliteit", chart=_chain(outcome, instrument))] if instrument.layers else []),
        Figure(name="afstemming", chart=_alignment(outcome, instrument)),
    ]
    return tuple(found)


def side_name(side: Side) -> str:
    return _("Organisatie") if side is Side.ORGANISATION else _("ICT")


def _profile(outcome: Outcome, instrument: Instrument, ambition: dict[str, float]) -> Chart:
    is_open = instrument.open_phase is not None and outcome.phase5_mode is Phase5Mode.EXPLORATORY
    shown = instrument.phases[: outcome.top]
    sides = [side for side in Side if any(each.side is side for each in instrument.dimensions)]
    data = profile.Profile(
        title=_("Profiel"),
        description=_("De waarde van elke dimensie op de fasen van het instrument, met de zekerheid van 90 procent."),
        dimension_head=_("Dimensie"), source_head=_("waarde en bron"),
        phases=tuple(profile.Phase(number=str(phase.nr), title=phase.title) for phase in shown),
        open_phase=profile.Phase(number=str(instrument.phases[-1].nr), title=instrument.phases[-1].title) if is_open else None,
        groups=tuple(
            profile.Group(
                label=side_name(side), value_text=level_number(outcome.level(side).value),
                rows=tuple(
                    _row(outcome.dimension(each.code), each.label, each.words[: outcome.top], ambition.get(each.code))
                    for each in instrument.dimensions if each.side is side
                ),
            )
            for side in sides
        ),
        legend=profile.Legend(
            value=_("waarde"), interval=_("zekerheid 90 %"), survey=_("uit de enquête"), agreed=_("afgesproken"), other=_("andere bron"),
            ambition=_("gewenst"), open_phase=_("niet ingevuld in het instrument"),
        ),
    )  # fmt: skip
    rows = []
    for each in instrument.dimensions:
        found = outcome.dimension(each.code)
        rows.append((f"{side_name(each.side)}: {each.label}", number(found.value, 2), source_word(found), interval(found.low, found.high),
                     str(found.phase) if found.phase else _("onbekend"), each.words[found.phase - 1] if found.phase else _("onbekend")))  # fmt: skip
    columns = (Column(label=_("Dimensie")), Column(label=_("Waarde"), numeric=True), Column(label=_("Bron")), Column(label=_("Zekerheid 90 %")),
               Column(label=_("Fase"), numeric=True), Column(label=_("Bereikt")))  # fmt: skip
    table = Table(caption=_("Profiel in cijfers"), columns=columns, rows=tuple(rows))
    caption = (
        _("Vet is de bereikte fase. Hoe verder de lijn in een kolom staat, hoe dichter bij de volgende fase.")
        if any(found.value is not None for found in outcome.dimensions) else _("Er is nog geen waarde bekend.")
    )  # fmt: skip
    alt = "; ".join(f"{instrument.dimension(found.dimension).label} {number(found.value)}" for found in outcome.dimensions)
    return figure(_("Profiel"), alt, profile.draw(data, prefix="profiel"), table, caption)


def profile_words(instrument: Instrument) -> Table:
    """Return the word of every dimension in every phase, as the instrument gives them."""
    columns = (Column(label=_("Dimensie")), *(Column(label=f"{phase.nr}. {phase.title}") for phase in instrument.phases))
    rows = tuple((f"{side_name(each.side)}: {each.label}", *each.words) for each in instrument.dimensions)
    note = instrument.open_phase.label if instrument.open_phase else ""
    return Table(caption=_("Profielwoorden"), columns=columns, rows=rows, note=note)


def _row(found: DimensionOutcome, label: str, words: tuple[str, ...], ambition: float | None) -> profile.Row:
    return profile.Row(
        label=label, value_text=number(found.value), source_text=source_word(found) if found.value is not None else "", value=found.value,
        source=MARKS.get(found.source, "other"), words=words, ambition=ambition,
        interval=(found.low, found.high) if found.low is not None and found.high is not None else None,
    )  # fmt: skip


def _quadrant(outcome: Outcome, instrument: Instrument) -> Chart:
    organisation, ict = outcome.level(Side.ORGANISATION), outcome.level(Side.ICT)
    corner = {(each.organisation_high, each.ict_high): quadrant.Corner(code=each.code, name=each.label) for each in instrument.types}
    thresholds = instrument.scoring.sensitivity_thresholds
    both = organisation.value is not None and ict.value is not None
    point = (
        quadrant.Point(
            x=organisation.value or 0, y=ict.value or 0, label=_("nu"),
            x_interval=(organisation.low, organisation.high) if organisation.low is not None and organisation.high is not None else None,
            y_interval=(ict.low, ict.high) if ict.low is not None and ict.high is not None else None,
        )
        if both else None
    )  # fmt: skip
    data = quadrant.Quadrant(
        title=_("Type"), description=_("Het niveau van de organisatie tegen dat van ICT, met de vier typen."),
        x_name=_("Organisatie"), y_name=_("ICT"), top_left=corner[False, True], top_right=corner[True, True], bottom_left=corner[False, False],
        bottom_right=corner[True, False], threshold=instrument.scoring.threshold_level, band=(min(thresholds), max(thresholds)),
        ticks=tuple((float(level), str(level)) for level in range(1, outcome.top + 1)), point=point, missing=_("nog niet te bepalen"),
    )  # fmt: skip
    rows = tuple((side_name(each.side), level_number(each.value, 2), interval(each.low, each.high)) for each in outcome.levels)
    columns = (Column(label=_("Niveau")), Column(label=_("Waarde"), numeric=True), Column(label=_("Zekerheid 90 %")))
    alt = _("Organisatie %(o)s en ICT %(i)s. %(type)s") % {
        "o": level_number(organisation.value),
        "i": level_number(ict.value),
        "type": type_sentence(outcome.type, instrument),
    }
    return figure(_("Type"), alt, quadrant.draw(data, prefix="type"), Table(caption=_("Niveaus in cijfers"), columns=columns, rows=rows),
                  type_sentence(outcome.type, instrument))  # fmt: skip


def _groups(outcome: Outcome, instrument: Instrument, role_labels: dict[str, str], asked: Collection[str]) -> Chart:
    shown = [each for each in outcome.groups if each.role is not None and not each.is_hidden]
    names = tuple(role_labels.get(each.role or "", each.role or "") for each in shown)
    hidden = _("niet apart getoond")
    rows, numbers = [], []
    for dimension in instrument.dimensions:
        means = [(index, figure_.mean) for index, each in enumerate(shown) if (figure_ := each.figure(dimension.code)).mean is not None]
        found = outcome.dimension(dimension.code)
        label = f"{side_name(dimension.side)}: {dimension.label}"
        spread = found.spread if found.source is Source.SURVEY else None  # beside what the groups answered, only their own agreement
        remark = str(SPREAD_LABELS[spread_label(spread).value]) if spread is not None else ""
        rows.append(
            groups.Row(
                label=label, means=tuple(groups.Mean(group=index, value=mean) for index, mean in means if mean is not None), remark=remark
            )
        )
        known = dict(means)
        numbers.append((label, *(number(known[i]) if i in known else hidden for i in range(len(shown))), spread_number(spread)))
    data = groups.Groups(
        title=_("Verschillen tussen groepen"), description=_("Het gemiddelde van elke rolgroep per dimensie."), names=names, rows=tuple(rows),
        ticks=tuple((float(level), str(level)) for level in range(1, outcome.top + 1)),
    )  # fmt: skip
    columns = (
        Column(label=_("Dimensie")),
        *(Column(label=name, numeric=True) for name in names),
        Column(label=_("Eensgezindheid"), numeric=True),
    )
    flagged = dict.fromkeys(each.dimension for each in outcome.perception_gaps if each.gap.is_flagged)
    count = len(flagged)
    unseen = [role_labels.get(each.role, each.role) for each in outcome.groups if each.role and each.role in asked and each.is_hidden]
    caption = (
        ngettext("Op %(number)s dimensie is het verschil tussen twee groepen minstens een hele fase, en groter dan toeval: %(names)s.",
                 "Op %(number)s dimensies is het verschil tussen twee groepen minstens een hele fase, en groter dan toeval: %(names)s.", count)
        % {"number": count, "names": ", ".join(instrument.dimension(code).label for code in flagged)}
        if count else _("Geen twee groepen verschillen aantoonbaar een hele fase.")
    )  # fmt: skip
    if unseen:
        caption += " " + _("Niet apart getoond, om kleine groepen te beschermen: %(names)s.") % {"names": ", ".join(unseen)}
    alt = _("Gemiddelden van %(names)s op %(number)s dimensies; de cijfers staan in de tabel.") % {
        "names": ", ".join(names) or _("geen enkele groep"),
        "number": len(rows),
    }
    return figure(_("Verschillen tussen groepen"), alt, groups.draw(data, prefix="groepen"),
                  Table(caption=_("Gemiddelde per rolgroep"), columns=columns, rows=tuple(numbers)), caption)  # fmt: skip


def _chain(outcome: Outcome, instrument: Instrument) -> Chart:
    found = outcome.interoperability
    values = {each.code: each.value for each in found.layers}
    data = chain.Chain(
        title=_("Interoperabiliteit"), description=_("De vier lagen als schakels van een keten."), weakest=_("zwakste"),
        links=tuple(
            chain.Link(label=layer.label, value_text=number(values[layer.code]), known=values[layer.code] is not None, weakest=layer.code == found.weakest)
            for layer in instrument.layers
        ),
    )  # fmt: skip
    rows = tuple(
        (
            layer.label,
            layer.chapter,
            number(values[layer.code], 2),
            ", ".join(instrument.dimension(code).label for code in layer.dimensions),
        )
        for layer in instrument.layers
    )
    columns = (Column(label=_("Laag")), Column(label=_("Vraag")), Column(label=_("Waarde"), numeric=True), Column(label=_("Dimensies")))
    weakest = next((layer.label for layer in instrument.layers if layer.code == found.weakest), None)
    caption = (
        _("De zwakste schakel bepaalt: %(name)s (%(value)s).") % {"name": weakest, "value": number(found.overall)}
        if weakest
        else _("Er is nog geen laag bekend.")
    )
    unknown = [layer.label for layer in instrument.layers if values[layer.code] is None]
    if weakest and unknown:
        caption += " " + _("Nog onbekend, en dus misschien zwakker: %(names)s.") % {"names": ", ".join(unknown)}
    alt = "; ".join(f"{layer.label} {number(values[layer.code])}" for layer in instrument.layers)
    return figure(
        _("Interoperabiliteit"),
        alt,
        chain.draw(data, prefix="iop"),
        Table(caption=_("Lagen in cijfers"), columns=columns, rows=rows),
        caption,
    )


def _alignment(outcome: Outcome, instrument: Instrument) -> Chart:
    labels = {area.code: area.organisation_label for area in instrument.areas}
    data = alignment.Alignment(
        title=_("Afstemming per gebied"), description=_("ICT min organisatie, per aandachtsgebied."), negative=_("organisatie verder"), positive=_("ICT verder"),
        areas=tuple(alignment.Area(label=labels[each.area], value=each.alignment, value_text=_signed(each.alignment)) for each in outcome.areas),
        ticks=((-2.0, "\N{MINUS SIGN}2"), (-1.0, "\N{MINUS SIGN}1"), (0.0, "0"), (1.0, "1"), (2.0, "2")), limit=_limit(outcome),
    )  # fmt: skip
    rows = tuple((labels[each.area], number(each.organisation, 2), number(each.ict, 2), _signed(each.alignment)) for each in outcome.areas)
    columns = (
        Column(label=_("Aandachtsgebied")),
        Column(label=_("Organisatie"), numeric=True),
        Column(label=_("ICT"), numeric=True),
        Column(label=_("Verschil"), numeric=True),
    )
    known = [each for each in outcome.areas if each.alignment is not None]
    widest = max(known, key=lambda each: abs(each.alignment or 0), default=None)
    caption = (
        _("Het grootste verschil staat bij %(name)s: %(value)s fase.") % {"name": labels[widest.area], "value": _signed(widest.alignment)}
        if widest else _("Er is nog geen gebied aan beide kanten bekend.")
    )  # fmt: skip
    alt = "; ".join(f"{labels[each.area]} {_signed(each.alignment)}" for each in outcome.areas)
    return figure(
        _("Afstemming per gebied"),
        alt,
        alignment.draw(data, prefix="afstemming"),
        Table(caption=_("Afstemming in cijfers"), columns=columns, rows=rows),
        caption,
    )


def _limit(outcome: Outcome) -> float:
    return float(max(2, outcome.top - 1))


def _signed(value: float | None) -> str:
    if value is None:
        return _("onbekend")
    text = dutch(abs(value), 1)
    sign = "" if text == "0,0" else "+" if value > 0 else "\N{MINUS SIGN}"
    return sign + localised(text)
