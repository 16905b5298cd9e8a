"""In which order the recommendations that apply deserve attention (R15)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from math import fsum

from regiehuis.scan.domain.instrument import Instrument, MunicipalityType, Side
from regiehuis.scan.domain.knowledge_base import KnowledgeBase, RankingWeights, Recommendation
from regiehuis.scan.domain.levels import mean
from regiehuis.scan.domain.numbers import below, rounded

APPROACH_THEME = "aanpak"  # how to go about change: ranked in a list of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where the municipality stands: values, ambitions (phases) and spreads by dimension; absent = unknown, default."""

    values: Mapping[str, float] = field(default_factory=dict)
    spreads: Mapping[str, float] = field(default_factory=dict)
    ambition: Mapping[str, float] = field(default_factory=dict)
    type: MunicipalityType | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Parts from 0 to 1; None = nothing known about it ("onbekend"), counted as 0. `total` from 0 to 100."""

    need: float | None
    lag: float | None
    breadth: float | None
    agree: float | None
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """`rank` counts from 1 within the actor, and apart for the theme `aanpak`."""

    recommendation: Recommendation
    score: Score
    rank: int


def score(recommendation: Recommendation, position: Position, instrument: Instrument, weights: RankingWeights) -> Score:
    """R15: 100 x the weighted sum of need, lag, breadth and agreement over the dimensions of the recommendation."""
    codes = recommendation.dimensions
    known = [(position.values[code], position.ambition.get(code, weights.default_ambition)) for code in codes if code in position.values]
    need = max((_between_0_and_1((wanted - value) / weights.need_span) for value, wanted in known), default=None)
    breadth = mean([float(below(value, wanted)) for value, wanted in known])
    lag = _lag(codes, position.type, instrument)
    agree = mean([position.spreads[code] for code in codes if code in position.spreads])
    parts = ((weights.need, need), (weights.lag, lag), (weights.breadth, breadth), (weights.agree, agree))
    total = 100 * fsum(weight * part for weight, part in parts if part is not None)
    return Score(need=need, lag=lag, breadth=breadth, agree=agree, total=total)


def _between_0_and_1(x: float) -> float:
    return min(1.0, max(0.0, x))


def _lag(codes: Iterable[str], found: MunicipalityType | None, instrument: Instrument) -> float | None:
    """1 when every dimension lies on the side that is behind; None when the type is unknown."""
    if found is None:
        return None
    if found.organisation_high == found.ict_high:
        return 0.0
    behind = Side.ORGANISATION if found.ict_high else Side.ICT
    return float(all(instrument.dimension(code).side is behind for code in codes))


def ranking(
    triggered: Iterable[Recommendation], position: Position, instrument: Instrument, knowledge_base: KnowledgeBase
) -> tuple[Ranked, ...]:
    """R15: per actor, the theme `aanpak` apart: by score, theme, code, but never before a predecessor that fired too.

    The order is total: the same input gives the same ranks, in whatever order it comes.
    """
    themes = {theme.code: place for place, theme in enumerate(knowledge_base.themes)}
    actors = {actor.code: place for place, actor in enumerate(knowledge_base.actors)}
    lists: dict[tuple[int, bool], list[tuple[Recommendation, Score]]] = {}
    for each in triggered:
        place = (actors[each.actor], each.theme == APPROACH_THEME)
        lists.setdefault(place, []).append((each, score(each, position, instrument, knowledge_base.ranking)))
    return tuple(ranked for _, members in sorted(lists.items(), key=lambda item: item[0]) for ranked in _placed(members, themes))


def _placed(members: list[tuple[Recommendation, Score]], themes: Mapping[str, int]) -> list[Ranked]:
    """Kahn's algorithm with a heap: of what is free to be placed, each time the first by key."""
    by_code = {each.code: (each, points) for each, points in members}
    waiting = {code: {before for before in each.after if before in by_code} for code, (each, _) in by_code.items()}
    keys = {code: (-rounded(points.total), themes[each.theme], code) for code, (each, points) in by_code.items()}
    free = [keys[code] for code, predecessors in waiting.items() if not predecessors]
    heapify(free)
    placed: list[Ranked] = []
    while free:
        _, _, code = heappop(free)
        recommendation, points = by_code[code]
        placed.append(Ranked(recommendation=recommendation, score=points, rank=len(placed) + 1))
        for other, predecessors in waiting.items():
            if code in predecessors:
                predecessors.discard(code)
                if not predecessors:
                    heappush(free, keys[other])
    return placed
