"""What a live workshop shows after the reveal, in words and pictures: for the big screen and, as text, for the phones."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regiehuis.documents.charts import consensus as scale
from regiehuis.documents.charts import votes
from regiehuis.documents.charts.figure import figure
from regiehuis.documents.domain.content import Chart, Column, Table

from ..domain.cards import highest_phase_count, scored
from ..domain.dimension_outcome import SourceEstimate
from ..domain.instrument import Dimension, Instrument, Phase5Mode
from ..domain.session import Uncovered, voices
from ..domain.spread import BORDERS, SpreadLabel, consensus, spread_label
from ..texts import SPREAD_LABELS
from .wording import localised, number, spread_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far the room agrees, in a word, a number and a scale; the earlier round in words."""

    word: str
    sentence: str
    svg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """Everything that the reveal brings. ``agreement`` is None when nobody knew."""

    sentence: str
    notes: tuple[str, ...]
    chart: Chart
    agreement: Agreement | None
    questions: tuple[str, ...]


def revealed(shown: Uncovered, dimension: Dimension, instrument: Instrument, mode: Phase5Mode, survey: SourceEstimate | None) -> Revealed:
    """Return the page of the reveal; ``survey`` only where its outcome may be shown."""
    top = instrument.top(mode)
    last, answers = max(shown.rounds), shown.last.answers
    sentence = ngettext("%(number)s deelnemer stemde. Ronde %(round)s.", "%(number)s deelnemers stemden. Ronde %(round)s.", answers)
    return Revealed(
        sentence=sentence % {"number": answers, "round": last}, notes=_notes(shown, top), agreement=_agreement(shown, top),
        chart=_chart(shown, dimension, instrument, is_open=top < len(instrument.phases), survey=survey), questions=questions(shown, top),
    )  # fmt: skip


def _notes(shown: Uncovered, top: int) -> tuple[str, ...]:
    notes = []
    if unsure := shown.last.dont_know:
        notes.append(ngettext("%(number)s deelnemer weet het niet.", "%(number)s deelnemers weten het niet.", unsure) % {"number": unsure})
    if top < len(shown.last.phases) and (highest := highest_phase_count(shown.last)):
        text = ngettext("%(number)s koos fase %(phase)s; dat telt als fase %(top)s.", "%(number)s kozen fase %(phase)s; dat telt als fase %(top)s.", highest)  # fmt: skip
        notes.append(text % {"number": highest, "phase": len(shown.last.phases), "top": top})
    return tuple(notes)


def questions(shown: Uncovered, top: int) -> tuple[str, ...]:
    """What to ask the room: the highest voice, the lowest, and what a further phase takes. Never who."""
    if (found := voices(shown.last)) is None:
        return (_("Wat maakt dat u het niet weet?"), _("Wie kan iets vertellen over hoe het nu gaat?"))
    lowest, highest = found
    asked = [_("Wie ziet een voorbeeld van fase %(phase)s?") % {"phase": highest}]
    if lowest < highest:
        asked.append(_("Wat maakt dat u fase %(phase)s koos?") % {"phase": lowest})
    if lowest < top:
        asked.append(_("Wat missen wij om één fase verder te komen?"))
    return tuple(asked)


def round_name(number_: int) -> str:
    return _("Ronde %(number)s") % {"number": number_}


def _chart(shown: Uncovered, dimension: Dimension, instrument: Instrument, *, is_open: bool, survey: SourceEstimate | None) -> Chart:
    columns = tuple(votes.Column(number=str(phase.nr), word=word) for phase, word in zip(instrument.phases, dimension.words, strict=True))
    per_phase = ", ".join(f"{column.number}: {count}" for column, count in zip(columns, shown.last.phases, strict=True))
    alt = _("Stemmen per fase: %(votes)s.") % {"votes": per_phase}
    marker = None
    if survey is not None:
        value = number(survey.value)
        alt += " " + _("De enquête schat %(value)s.") % {"value": value}
        note = ngettext("%(number)s antwoord", "%(number)s antwoorden", survey.known) % {"number": survey.known}
        marker = votes.Marker(value=survey.value, text=_("Enquête: %(value)s") % {"value": value}, note=note)
    drawn = votes.draw(
        votes.Votes(
            title=dimension.label, description=alt, columns=columns, counts=shown.last.phases, is_open=is_open, marker=marker,
            earlier=shown.rounds[1].phases if len(shown.rounds) == 2 else None, names=(round_name(1), round_name(2)),
        ),
        prefix="stemmen",
    )  # fmt: skip
    return figure(dimension.label, alt, drawn, votes_table(shown, dimension))


def votes_table(shown: Uncovered, dimension: Dimension) -> Table:
    """Return the votes as a table: one line per card, one column per round."""
    lines = [(f"{nr}. {word}", *(str(each.phases[nr - 1]) for each in shown.rounds.values())) for nr, word in enumerate(dimension.words, 1)]
    lines.append((_("Weet ik niet"), *(str(each.dont_know) for each in shown.rounds.values())))
    columns = (Column(label=_("Fase")), *(Column(label=round_name(each), numeric=True) for each in shown.rounds))
    return Table(caption=_("Stemmen per fase"), columns=columns, rows=tuple(lines))


def _agreement(shown: Uncovered, top: int) -> Agreement | None:
    values = {each: consensus(scored(tally, top=top)) for each, tally in shown.rounds.items()}
    value = values[max(values)]
    if value is None:
        return None
    sentence = _("Eensgezindheid %(value)s") % {"value": spread_number(value)}
    if len(values) == 2 and (first := values[1]) is not None:
        sentence = _("Eensgezindheid %(value)s, eerst %(first)s") % {"value": spread_number(value), "first": spread_number(first)}
    word = str(SPREAD_LABELS[spread_label(value).value])
    parts = zip((0.0, *BORDERS), ("0", *(localised(f"{border:.2f}".replace(".", ",")) for border in BORDERS)),
                (SpreadLabel.STRONGLY_DIVIDED, SpreadLabel.DIVIDED, SpreadLabel.UNITED), strict=True)  # fmt: skip
    first_part, middle, last = (
        scale.Part(start=start, start_text=text, word=str(SPREAD_LABELS[label.value])) for start, text, label in parts
    )
    svg = scale.draw(
        scale.Consensus(title=_("Eensgezindheid"), description=f"{sentence}: {word}", parts=(first_part, middle, last), end=1.0, end_text="1", value=value, width=300,),
        prefix="eensgezindheid",
    )  # fmt: skip
    return Agreement(word=word[:1].upper() + word[1:], sentence=sentence, svg=svg)
