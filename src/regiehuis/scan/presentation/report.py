"""The report of a scan, as a document that every format renders alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from regiehuis.documents.domain.content import (
    Block,
    Chart,
    Column,
    Heading,
    Look,
    Notice,
    PageBreak,
    Paragraph,
    Report,
    Table,
    Text,
    bullets,
    paragraph,
)
from regiehuis.organisations.facade import OrganisationInfo

from ..domain.instrument import Instrument, Side
from ..domain.knowledge_base import KnowledgeBase
from ..domain.outcome import Outcome
from ..domain.workflow import Decision
from ..models import IntakeFact, IssuedRecommendation, Scan, SurveyRound
from ..texts import DECISIONS, LEADS
from .figures import Figure, profile_words
from .interpretation import conflict_sentence, findings, matches
from .recommendations import Card, cards, lists
from .wording import fact_text, level_sentence, number, percent, role_labels, sensitivity_sentence, type_name, type_sentence

TEMPLATE_VERSION = "scan-report-2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything a report is made from."""

    scan: Scan
    organisation: OrganisationInfo
    outcome: Outcome
    instrument: Instrument
    knowledge_base: KnowledgeBase
    figures: tuple[Figure, ...]
    issued: dict[str, IssuedRecommendation]
    facts: dict[str, IntakeFact]
    survey: SurveyRound | None
    remarks: Sequence[str]
    made_on: date
    look: Look

    def page(self, name: str) -> str:
        return reverse(f"scan:{name}", args=[self.scan.public_id])

    def figure(self, name: str) -> Chart | None:
        return next((each.chart for each in self.figures if each.name == name), None)


def build(material: Material) -> Report:
    """Return the report: the same material always gives the same report."""
    chapters = (_summary, _method, _profile, _type, _interoperability, _differences, _recommendations, _decision, _appendices)
    blocks = [block for chapter in chapters for block in chapter(material)]
    scan, instrument = material.scan, material.instrument
    provenance = _("Instrument %(title)s, versie %(version)s. Controlegetal %(hash)s. Groepen met minder dan %(k)s antwoorden zijn niet getoond.") % {
        "title": instrument.title, "version": instrument.version, "hash": f"{material.outcome.input_hash[:4]} {material.outcome.input_hash[4:8]}", "k": material.outcome.k,
    }  # fmt: skip
    return Report(
        title=scan.title, subtitle=_("Een spiegel, geen rapportcijfer"), organisation=material.organisation.name, language="nl", date=material.made_on,
        fictitious=material.organisation.is_fictitious, provenance=provenance, blocks=tuple(blocks), look=material.look,
    )  # fmt: skip


def _summary(m: Material) -> list[Block]:
    known = sorted((each for each in m.outcome.dimensions if each.value is not None), key=lambda each: each.value or 0)
    name = {each.code: each.label for each in m.instrument.dimensions}
    side = {each.code: _("organisatie") if each.side is Side.ORGANISATION else _("ICT") for each in m.instrument.dimensions}

    interpretation = m.page("interpretation")

    def line(code: str, value: float | None) -> Paragraph:
        return paragraph(f"{name[code]} ({side[code]}): ", Text(text=number(value), href=f"{interpretation}#profiel"))

    blocks: list[Block] = [
        Heading(level=1, text=_("Samenvatting"), anchor="samenvatting"),
        paragraph(
            _("Organisatie: "),
            Text(text=level_sentence(m.outcome.level(Side.ORGANISATION).value), strong=True, href=f"{interpretation}#profiel"),
            ".",
        ),
        paragraph(
            _("ICT: "), Text(text=level_sentence(m.outcome.level(Side.ICT).value), strong=True, href=f"{interpretation}#profiel"), "."
        ),
        paragraph(Text(text=type_sentence(m.outcome.type, m.instrument), strong=True, href=f"{interpretation}#type")),
    ]
    if conflict := conflict_sentence(m.outcome):
        blocks.append(Notice(kind="attention", title=_("Scores en kenmerken verschillen"), text=conflict))
    if known:
        blocks += [Heading(level=2, text=_("Sterkste punten"), anchor="sterk"), bullets(*(line(each.dimension, each.value) for each in reversed(known[-3:]))),
                   Heading(level=2, text=_("Punten van aandacht"), anchor="aandacht"), bullets(*(line(each.dimension, each.value) for each in known[:3]))]  # fmt: skip
    if found := findings(m.outcome, m.instrument):
        blocks += [
            Heading(level=2, text=_("Wat opvalt"), anchor="opvalt"),
            bullets(*(paragraph(Text(text=sentence, href=interpretation)) for sentence in found)),
        ]
    return blocks


def _open_phase(m: Material) -> list[Block]:
    """What the phase that the study left open means for the numbers."""
    if not m.instrument.open_phase:
        return []
    blocks: list[Block] = [Notice(kind="info", title=m.instrument.open_phase.label, text=m.instrument.open_phase.explanation)]
    if m.outcome.top < len(m.instrument.phases):
        text = _("Wie in de vragenlijst of werksessie fase %(open)s koos, telt mee als fase %(top)s; hoe vaak dat gebeurde, staat apart.")
        blocks.append(paragraph(text % {"open": len(m.instrument.phases), "top": m.outcome.top}))
    counts = [
        (m.instrument.dimension(each.dimension).label, each.highest_phase_count)
        for each in m.outcome.dimensions
        if each.highest_phase_count
    ]
    if counts:
        listed = "; ".join(f"{label} {count}" for label, count in counts)
        blocks.append(paragraph(_("Hoe vaak fase 5 gekozen is: %(list)s.") % {"list": listed}))
    return blocks


def _method(m: Material) -> list[Block]:
    blocks: list[Block] = [Heading(level=1, text=_("Hoe is gemeten"), anchor="meting"), paragraph(m.instrument.text)]
    roles = {role.code: role for role in m.instrument.role_groups}
    if m.survey and m.survey.headcounts:
        invited = sum(m.survey.headcounts.values())
        blocks.append(paragraph(_("Aan de vragenlijst deden %(answered)s van de %(invited)s genodigde mensen mee (%(share)s).") % {
            "answered": m.outcome.responses, "invited": invited, "share": percent(m.outcome.responses / invited)}))  # fmt: skip
        rows = []
        for group in m.outcome.groups:
            if group.role is None or group.role not in m.survey.headcounts:
                continue  # nobody of this group was asked
            label = role_labels(m.instrument)[group.role]
            hidden = _("niet apart getoond")
            rows.append((label, str(group.responses) if group.responses is not None else hidden, percent(group.response_rate) if group.response_rate is not None else hidden,
                         number(roles[group.role].weight if group.role in roles else 1.0)))  # fmt: skip
        columns = (
            Column(label=_("Rolgroep")),
            Column(label=_("Antwoorden"), numeric=True),
            Column(label=_("Respons"), numeric=True),
            Column(label=_("Gewicht"), numeric=True),
        )
        blocks.append(Table(caption=_("Respons per rolgroep"), columns=columns, rows=tuple(rows),
                            note=_("Het gewicht geldt per rolgroep, zodat een grote groep een kleine niet overstemt. Niet apart getoond: te klein, of nodig om een kleine groep te beschermen.")))  # fmt: skip
    else:
        blocks.append(
            paragraph(_("Er is geen vragenlijst gehouden. De waarden komen uit de werksessie of uit de schatting van de begeleider."))
        )
    blocks.append(
        paragraph(
            _(
                "De grens tussen een lager en een hoger niveau ligt op 2,5, halverwege fase 2 en fase 3. Het oorspronkelijke onderzoek geeft geen getal; deze grens is een keuze van Regiehuis."
            )
        )
    )
    return [*blocks, *_open_phase(m)]


def _chart(m: Material, name: str) -> list[Block]:
    chart = m.figure(name)
    return [chart] if chart else []


def _profile(m: Material) -> list[Block]:
    return [Heading(level=1, text=_("Profiel van organisatie en ICT"), anchor="profiel"),
            paragraph(_("Vet is de bereikte fase. Hoe verder de lijn in een kolom staat, hoe dichter bij de volgende fase.")), *_chart(m, "profiel")]  # fmt: skip


def _type(m: Material) -> list[Block]:
    blocks: list[Block] = [Heading(level=1, text=_("Afstemming en type"), anchor="type"), *_chart(m, "type")]
    if m.outcome.type:
        blocks += [
            paragraph(sensitivity_sentence(m.outcome.type)),
            paragraph(_("Onderlinge afstemming: %(lead)s.") % {"lead": LEADS[m.outcome.type.lead]}),
        ]
    blocks += _chart(m, "afstemming")
    rows = tuple(
        (str(each["name"]), str(each["met"]), str(each["known"]), str(each["testable"])) for each in matches(m.outcome, m.instrument)
    )
    if rows:
        columns = (
            Column(label=_("Type")),
            Column(label=_("Kenmerken gevonden"), numeric=True),
            Column(label=_("Feiten bekend"), numeric=True),
            Column(label=_("Te toetsen"), numeric=True),
        )
        blocks.append(Heading(level=2, text=_("Kenmerkentoets"), anchor="kenmerken"))
        blocks.append(
            Table(
                caption=_("Kenmerken per type, los van de scores"),
                columns=columns,
                rows=rows,
                note=_("Onbekende feiten tellen niet mee, ook niet tegen."),
            )
        )
    if m.scan.talk_on:
        recognised = type_name(m.instrument, m.scan.recognised_type) if m.scan.recognised_type != "geen" else _("geen van de vier")
        blocks += [Heading(level=2, text=_("Gesprek met het managementteam"), anchor="gesprek"),
                   paragraph(_("Het managementteam herkent: %(type)s.") % {"type": recognised}), *([paragraph(m.scan.talk_note)] if m.scan.talk_note else [])]  # fmt: skip
    return blocks


def _interoperability(m: Material) -> list[Block]:
    return [Heading(level=1, text=_("Interoperabiliteit"), anchor="interoperabiliteit"), *_chart(m, "interoperabiliteit")]


def _differences(m: Material) -> list[Block]:
    chart = _chart(m, "groepen")
    return [Heading(level=1, text=_("Verschillen in beeld"), anchor="verschillen"), *chart] if chart else []


def _recommendations(m: Material) -> list[Block]:
    found = cards(m.outcome, m.instrument, m.knowledge_base, m.issued)
    divided = lists(found, m.knowledge_base)
    parts = (
        (_("Begin hier"), "begin", divided.begin), (_("Ook van toepassing"), "ook", divided.rest), (_("Zo pakt u het aan"), "aanpak", divided.approach),
        (_("Aan centrale overheden"), "centraal", divided.central), (_("Aan leveranciers"), "leveranciers", divided.suppliers),
    )  # fmt: skip
    blocks: list[Block] = [Heading(level=1, text=_("Aanbevelingen"), anchor="aanbevelingen")]
    for title, anchor, group in parts:
        if group:
            blocks.append(Heading(level=2, text=title, anchor=f"aanbevelingen-{anchor}"))
            blocks += [block for card in group for block in _card_blocks(card, m)]
    if divided.unknown:
        blocks.append(Heading(level=2, text=_("Niet te beoordelen"), anchor="aanbevelingen-onbekend"))
        blocks.append(
            bullets(
                *(
                    _("%(code)s: %(text)s Ontbreekt: %(missing)s.") % {"code": card.code, "text": card.text, "missing": _missing(card)}
                    for card in divided.unknown
                )
            )
        )
    return blocks


def _missing(card: Card) -> str:
    return "; ".join([*card.missing_dimensions, *(question for _key, question in card.missing_facts)])


def _card_blocks(card: Card, m: Material) -> list[Block]:
    evidence = f"{m.page('recommendations')}{card.code}/"
    lines = [
        paragraph(Text(text=_("Waarom hier: "), strong=True), Text(text=" ".join(sentence for sentence, holds in card.evidence if holds), href=evidence)),
        paragraph(Text(text=_("Eerste stap: "), strong=True), card.first_step),
        paragraph(Text(text=_("Zo meet u het: "), strong=True), card.measure),
        paragraph(Text(text=_("Besluit: "), strong=True), card.decision_text, f". {card.reason}" if card.reason else ""),
        paragraph(Text(text=_("Bron: "), strong=True), f"{card.source} ({card.origin})"),
    ]  # fmt: skip
    return [
        Heading(
            level=3, text=f"{card.code}. {card.adapted_text or card.text}", anchor=f"aanbeveling-{card.code.lower().replace('.', '-')}"
        ),
        bullets(*lines),
    ]


def _decision(m: Material) -> list[Block]:
    decisions: dict[str, int] = {}
    own = {each.code for each in m.knowledge_base.recommendations if each.actor == "gemeente"}
    for issued in m.issued.values():
        if issued.verdict == "van toepassing" and issued.code in own:
            decisions[issued.decision] = decisions.get(issued.decision, 0) + 1
    blocks: list[Block] = [Heading(level=1, text=_("Besluit en vervolg"), anchor="besluit"),
                           bullets(*(f"{DECISIONS[Decision(name)]}: {count}" for name, count in sorted(decisions.items()))) if decisions else paragraph(_("Nog geen besluiten."))]  # fmt: skip
    if m.scan.decision_on:
        blocks.append(paragraph(_("Besluit van %(body)s op %(day)s, kenmerk %(document)s.") % {
            "body": m.scan.decision_body, "day": m.scan.decision_on.strftime("%d-%m-%Y"), "document": m.scan.decision_document or _("niet vermeld")}))  # fmt: skip
    blocks.append(
        paragraph(
            _(
                "Elke overgenomen aanbeveling wordt overgedragen aan het programma, met een terugverwijzing naar deze scan. Over twee jaar is een nieuwe meting zinvol."
            )
        )
    )
    return blocks


def _appendices(m: Material) -> list[Block]:
    blocks: list[Block] = [
        PageBreak(),
        Heading(level=1, text=_("Bijlagen"), anchor="bijlagen"),
        Heading(level=2, text=_("Feiten uit de intake"), anchor="feiten"),
    ]
    rows = []
    for fact in m.instrument.facts:
        stored = m.facts.get(fact.key)
        if fact.sensitive and (stored is None or not stored.is_released):
            continue
        rows.append(
            (fact.question, fact_text(fact, stored.value) if stored else _("onbekend"), str(stored.get_source_display()) if stored else "")
        )
    columns = (Column(label=_("Vraag")), Column(label=_("Antwoord")), Column(label=_("Bron")))
    blocks.append(Table(caption=_("Antwoorden van de intake"), columns=columns, rows=tuple(rows)))
    blocks += [Heading(level=2, text=_("Profielwoorden"), anchor="profielwoorden"), profile_words(m.instrument)]
    if m.remarks:
        blocks += [
            Heading(level=2, text=_("Opmerkingen uit de vragenlijst"), anchor="opmerkingen"),
            paragraph(_("Wat mensen zelf toevoegden. De begeleider las elke opmerking eerst. De volgorde is die van het alfabet.")),
            bullets(*(" ".join(text.split()) for text in m.remarks)),
        ]
    blocks.append(Heading(level=2, text=_("Volgende stap per dimensie"), anchor="stappen"))
    for each in m.outcome.next_steps:
        if each.statements:
            dimension = m.instrument.dimension(each.dimension)
            side = _("organisatie") if dimension.side is Side.ORGANISATION else _("ICT")
            blocks.append(Heading(level=3, text=f"{dimension.label} ({side})", anchor=f"stap-{dimension.code.lower().replace('.', '-')}"))
            blocks.append(bullets(*(statement.text for statement in each.statements)))
    return blocks
