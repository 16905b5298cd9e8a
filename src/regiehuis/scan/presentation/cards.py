"""The five cards of a dimension, as somebody picks one: in the survey and in the workshop."""

from __future__ import annotations

from ..domain.instrument import Dimension, Instrument


def cards_to_pick(instrument: Instrument, dimension: Dimension, picked: str | None) -> list[dict[str, object]]:
    """Return per phase the value, word and text of its card, whether it is picked, and the note of the phase that was left open."""
    return [
        {
            "value": str(phase.nr),
            "word": word,
            "text": picture,
            "checked": picked == str(phase.nr),
            "note": instrument.open_phase.label if instrument.open_phase and word == instrument.open_phase.mark else "",
        }
        for phase, word, picture in zip(instrument.phases, dimension.words, dimension.pictures, strict=True)
    ]
