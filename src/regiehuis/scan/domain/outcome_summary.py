"""The outcome on one screen of plain Dutch text, for whoever runs the command line by hand."""

from collections.abc import Iterator

from regiehuis.scan.domain.instrument import Instrument
from regiehuis.scan.domain.numbers import dutch
from regiehuis.scan.domain.outcome import Outcome
from regiehuis.scan.domain.ranking import APPROACH_THEME
from regiehuis.scan.domain.triggers import Verdict

UNKNOWN = "onbekend"
FIRST_RECOMMENDATIONS = 7


def summary(outcome: Outcome, instrument: Instrument) -> str:
    """Lines without a closing newline: levels, type, dimensions, weakest layer and the first recommendations."""
    return "\n".join([*_position(outcome, instrument), "", *_dimensions(outcome, instrument), "", *_advice(outcome)])


def _position(outcome: Outcome, instrument: Instrument) -> Iterator[str]:
    for level in outcome.levels:
        yield f"{level.side.value}-niveau: {_value(level.value, level.low, level.high)}"
    if outcome.type is None:
        yield f"Type: {UNKNOWN}, onvoldoende gegevens"
    else:
        label = next(each.label for each in instrument.types if each.code == outcome.type.code)
        sure = [outcome.type.label.value] if outcome.type.label else []
        between = ["/".join(outcome.type.between)] if outcome.type.between else []
        certainty = f" ({' '.join(sure + between)})" if sure else ""
        yield f"Type: {outcome.type.code} {label}{certainty}; {outcome.type.lead.value}"
    matches = (f"{each.code} {each.met} van {each.known}" for each in outcome.characteristics.matches)
    yield f"Kenmerken: {', '.join(matches)}"
    yield f"Zwakste IOP-laag: {outcome.interoperability.weakest or UNKNOWN}"


def _dimensions(outcome: Outcome, instrument: Instrument) -> Iterator[str]:
    for each in outcome.dimensions:
        found = _value(each.value, each.low, each.high)
        spread = f", {each.spread_label.value}" if each.spread_label else ""
        yield f"{each.dimension} {instrument.dimension(each.dimension).label}: {found}{spread}"


def _value(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return UNKNOWN
    return dutch(value) if low is None or high is None else f"{dutch(value)} ({dutch(low)}-{dutch(high)})"


def _advice(outcome: Outcome) -> Iterator[str]:
    applying = [each for each in outcome.recommendations if each.verdict is Verdict.APPLIES]
    untold = sum(each.verdict is Verdict.CANNOT_TELL for each in outcome.recommendations)
    yield f"Aanbevelingen: {len(applying)} van toepassing, {untold} niet te beoordelen"
    ranked = (each for each in applying if each.recommendation.theme != APPROACH_THEME)
    for each in ranked:
        if each.rank is not None and each.rank <= FIRST_RECOMMENDATIONS and each.score is not None:
            recommendation = each.recommendation
            score = dutch(each.score.total)
            yield f"{each.rank}. [{recommendation.actor}] {recommendation.code} ({score}): {recommendation.text}"
