"""The recommendations with their conditions and ranking weights, checked against the instrument they speak about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from regiehuis.scan.domain.content_reader import ContentError, Table, as_table, refuse_doubles, refuse_unknown
from regiehuis.scan.domain.hashing import content_hash
from regiehuis.scan.domain.instrument import FactValue, Instrument, Side
from regiehuis.scan.domain.instrument_parts import parse_allowed
from regiehuis.scan.domain.numbers import rounded

PERCEPTION_ROLES = ("mt", "medewerker")  # the gap that conditions of the kind `perception` look at


class KnowledgeBaseError(ValueError):
    """A whole Dutch sentence that says why the recommendations were not loaded."""


class ConditionKind(StrEnum):
    """What a condition looks at; the value is its key in the file."""

    DIMENSION = "dim"
    LEVEL = "level"
    LAYER = "iop"
    TYPE = "type"
    FACT = "fact"
    SPREAD = "spread"
    AREA_GAP = "gap_area"
    PERCEPTION = "perception"
    ALWAYS = "always"


class Comparison(StrEnum):
    BELOW = "below"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """With a comparison: the value of the subject against the limit. Else: one of the allowed values (type, fact)."""

    kind: ConditionKind
    subject: str = ""
    comparison: Comparison | None = None
    limit: float | None = None
    allowed: tuple[FactValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """`when_all` and `when_any` must both hold (empty: it does); `after`: codes that go before when they fire too."""

    code: str
    theme: str
    actor: str
    origin: str
    text: str
    source: str
    dimensions: tuple[str, ...]
    after: tuple[str, ...]
    working_group: str
    why: str
    first_step: str
    measure: str
    when_all: tuple[Condition, ...]
    when_any: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingWeights:
    """The four weights add up to 1; `need_span` in phases; `default_ambition` is a phase."""

    need: float
    lag: float
    breadth: float
    agree: float
    need_span: float
    default_ambition: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeBase:
    code: str
    version: str
    sha256: str
    themes: tuple[Theme, ...]
    actors: tuple[Actor, ...]
    recommendations: tuple[Recommendation, ...]
    ranking: RankingWeights


def parse_knowledge_base(content: Mapping[str, object], instrument: Instrument) -> KnowledgeBase:
    """Read loaded recommendations; raises KnowledgeBaseError, one Dutch sentence, when they misfit the instrument."""
    try:
        return _knowledge_base(Table(content, "het bestand"), instrument, content_hash(content))
    except ContentError as error:
        raise KnowledgeBaseError(f"Aanbevelingen niet geladen: {error}.") from None
    except (TypeError, ValueError):
        raise KnowledgeBaseError(
            "Aanbevelingen niet geladen: het bestand bevat een waarde die geen tekst, getal, lijst of tabel is."
        ) from None


def _knowledge_base(root: Table, instrument: Instrument, sha256: str) -> KnowledgeBase:
    about = root.table("knowledge_base")
    _refuse_other_instrument(about, instrument)
    themes = tuple(Theme(code=table.text("code"), label=table.text("label")) for table in root.tables("theme", "thema"))
    actors = tuple(Actor(code=table.text("code"), label=table.text("seed_label")) for table in root.tables("actor", "actor"))
    recommendations = tuple(_recommendation(table, instrument) for table in root.tables("recommendation", "aanbeveling"))
    codes = [each.code for each in recommendations]
    for each in recommendations:
        who = f"aanbeveling {each.code}"
        refuse_unknown([each.theme], (theme.code for theme in themes), who=who, what="thema")
        refuse_unknown([each.actor], (actor.code for actor in actors), who=who, what="actor")
        refuse_unknown(each.after, codes, who=who, what="voorganger")
    _refuse_cycle({each.code: each.after for each in recommendations})
    return KnowledgeBase(
        code=about.text("code"),
        version=about.text("version"),
        sha256=sha256,
        themes=themes,
        actors=actors,
        recommendations=recommendations,
        ranking=_ranking(root.table("ranking"), len(instrument.phases)),
    )


def _refuse_other_instrument(about: Table, instrument: Instrument) -> None:
    code, major = about.text("instrument"), about.whole("instrument_major")
    if (code, major) != (instrument.code, instrument.major):
        raise ContentError(f"zij horen bij instrument {code} {major}.x, niet bij {instrument.code} {instrument.version}")


def _recommendation(table: Table, instrument: Instrument) -> Recommendation:
    dimensions, after = table.texts("dims"), table.texts("na")
    if not dimensions:
        raise ContentError(f"{table.name} noemt geen dimensie")
    refuse_unknown(dimensions, instrument.dimension_codes, who=table.name, what="dimensie")
    refuse_doubles(dimensions, f"{table.name}: dimensie")
    when = Table(table.table("when").fields, table.name)
    when_all, when_any = _conditions(when, "all", instrument), _conditions(when, "any", instrument)
    if not when_all and not when_any:
        raise ContentError(f"{table.name} heeft geen voorwaarde; schrijf zo nodig {{ always = true }}")
    return Recommendation(
        code=table.text("code"),
        theme=table.text("theme"),
        actor=table.text("actor"),
        origin=table.text("herkomst"),
        text=table.text("tekst"),
        source=table.text("bron"),
        dimensions=dimensions,
        after=after,
        working_group=table.text("werkgroep"),
        why=table.text("waarom"),
        first_step=table.text("eerste_stap"),
        measure=table.text("meet"),
        when_all=when_all,
        when_any=when_any,
    )


def _conditions(when: Table, key: str, instrument: Instrument) -> tuple[Condition, ...]:
    if not when.has(key):
        return ()
    items = when.items(key)
    if not items:
        raise ContentError(f"{when.name} heeft een lege lijst '{key}' met voorwaarden")
    return tuple(_condition(as_table(item, f"{when.name}, voorwaarde"), instrument) for item in items)


def _condition(table: Table, instrument: Instrument) -> Condition:
    kinds = [kind for kind in ConditionKind if table.has(kind)]
    if len(kinds) != 1:
        raise ContentError(f"{table.name} met de velden {', '.join(table.fields)}: verwacht precies één soort")
    kind = kinds[0]
    if kind is ConditionKind.ALWAYS:
        if not table.yes_no(kind):
            raise ContentError(f"{table.name}: 'always' kan alleen true zijn")
        return Condition(kind=kind)
    if kind is ConditionKind.TYPE:
        codes = table.texts(kind)
        refuse_unknown(codes, (each.code for each in instrument.types), who=table.name, what="type")
        return Condition(kind=kind, allowed=codes)
    subject = table.text(kind)
    refuse_unknown([subject], _subjects(kind, instrument), who=table.name, what=f"'{kind}'")
    if kind is ConditionKind.FACT:
        fact = next(fact for fact in instrument.facts if fact.key == subject)
        return Condition(kind=kind, subject=subject, allowed=parse_allowed(table, fact))
    comparisons = [comparison for comparison in Comparison if table.has(comparison)]
    if len(comparisons) != 1:
        raise ContentError(f"{table.name} over {subject}: verwacht 'below' of 'at_least'")
    if kind is ConditionKind.PERCEPTION:
        refuse_unknown(PERCEPTION_ROLES, instrument.role_codes, who=table.name, what="rolgroep")
    return Condition(kind=kind, subject=subject, comparison=comparisons[0], limit=float(table.number(comparisons[0])))


def _subjects(kind: ConditionKind, instrument: Instrument) -> Sequence[str]:
    match kind:
        case ConditionKind.LEVEL:
            return tuple(Side)
        case ConditionKind.LAYER:
            return tuple(layer.code for layer in instrument.layers)
        case ConditionKind.AREA_GAP:
            return tuple(area.code for area in instrument.areas)
        case ConditionKind.FACT:
            return tuple(fact.key for fact in instrument.facts)
        case _:
            return instrument.dimension_codes


def _refuse_cycle(after: Mapping[str, Sequence[str]]) -> None:
    """Take away, again and again, what has no predecessor left; what stays goes round in a circle."""
    left = dict(after)
    while left:
        free = [code for code, predecessors in left.items() if not any(each in left for each in predecessors)]
        if not free:
            raise ContentError(f"'na' loopt rond bij {_one_circle(left)}")
        for code in free:
            del left[code]


def _one_circle(left: Mapping[str, Sequence[str]]) -> str:
    path = [next(iter(left))]
    while True:
        following = next(each for each in left[path[-1]] if each in left)
        if following in path:
            return " na ".join([*path[path.index(following) :], following])
        path.append(following)


def _ranking(table: Table, phase_count: int) -> RankingWeights:
    weights = RankingWeights(
        need=float(table.number("w_need", low=0, high=1)),
        lag=float(table.number("w_lag", low=0, high=1)),
        breadth=float(table.number("w_breadth", low=0, high=1)),
        agree=float(table.number("w_agree", low=0, high=1)),
        need_span=float(table.number("need_span", low=0.01)),
        default_ambition=float(table.number("default_ambition", low=1, high=phase_count)),
    )
    total = rounded(weights.need + weights.lag + weights.breadth + weights.agree)
    if total != 1:
        raise ContentError(f"de gewichten van de rangorde tellen op tot {total:g}, verwacht 1")
    return weights
