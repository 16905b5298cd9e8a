"""Everything an outcome is computed from, as plain values, and the hash by which that is recognised (R20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum

from regiehuis.scan.domain.buckets import OTHER_ROLE
from regiehuis.scan.domain.cards import Tally, tally
from regiehuis.scan.domain.hashing import canonical_json, content_hash
from regiehuis.scan.domain.instrument import SMALLEST_K, Dimension, FactValue, Instrument, Phase5Mode
from regiehuis.scan.domain.knowledge_base import KnowledgeBase
from regiehuis.scan.domain.publication import RoleAnswers, Thresholds
from regiehuis.scan.domain.statements import statement_score


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What one person filled in: a card by dimension, an answer by statement. None or absent is "weet ik niet"."""

    role: str
    unit: str = ""
    cards: Mapping[str, int | None] = field(default_factory=dict)
    statements: Mapping[str, int | None] = field(default_factory=dict)

    def on(self, dimension: Dimension, instrument: Instrument, mode: Phase5Mode) -> float | None:
        """In phases: the score of the statements (R3) where they give one, for it says more than the card (R2); None = unknown."""
        score = statement_score(self.statements, dimension, instrument, mode) if self.statements else None
        return score if score is not None else self.cards.get(dimension.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeInput:
    """By code; absent = unknown. Values in phases. `workshop`: round 1 or 2, then votes by dimension on all phases.

    weights: absent = that of the instrument. k: never below that of the instrument, whatever is given here.
    Roles are those of the instrument, and `overig` for people whose own role group was too small to store.
    """

    phase5_mode: Phase5Mode = Phase5Mode.EXPLORATORY
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    agreed: Mapping[str, float] = field(default_factory=dict)
    agreed_se: Mapping[str, float] = field(default_factory=dict)
    spread: Mapping[str, float] = field(default_factory=dict)
    ambition: Mapping[str, float] = field(default_factory=dict)
    headcounts: Mapping[str, int] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    responses: Sequence[Response] = ()
    workshop: Mapping[int, Mapping[str, Tally]] = field(default_factory=dict)
    intake_estimates: Mapping[str, float] = field(default_factory=dict)
    k: int = SMALLEST_K


def limits_of(inputs: OutcomeInput, instrument: Instrument) -> Thresholds:
    """R17: the numbers of people from which figures may be shown; the instrument is the floor."""
    k = max(inputs.k, instrument.scoring.k_anonymity)
    top = instrument.top(inputs.phase5_mode)
    return Thresholds(k=k, distribution=max(k, instrument.scoring.k_distribution), top=top)


def accepted_roles(instrument: Instrument) -> tuple[str, ...]:
    """The role groups an answer may come from: those of the instrument in their order, then `overig`."""
    return tuple(dict.fromkeys((*instrument.role_codes, OTHER_ROLE)))


def weights_of(inputs: OutcomeInput, instrument: Instrument) -> dict[str, float]:
    """The weight of every role group that is accepted; for `overig`, unless given, the mean of all others."""
    weights = {role.code: inputs.weights.get(role.code, role.weight) for role in instrument.role_groups}
    mean = fsum(weights.values()) / len(weights)
    return {role: weights.get(role, inputs.weights.get(role, mean)) for role in accepted_roles(instrument)}


def answers_by_role(inputs: OutcomeInput, instrument: Instrument) -> dict[str, RoleAnswers]:
    """All answers counted per role group, in the order of the instrument; refuses (ValueError) an unknown role.

    `overig` comes last, and only when someone was asked or answered as such.
    """
    by_role: dict[str, list[Response]] = {role: [] for role in instrument.role_codes}
    if inputs.headcounts.get(OTHER_ROLE) or any(each.role == OTHER_ROLE for each in inputs.responses):
        by_role.setdefault(OTHER_ROLE, [])
    for response in inputs.responses:
        if response.role not in by_role:
            raise ValueError(f"role {response.role} is not in instrument {instrument.code}")
        by_role[response.role].append(response)
    phase_count = len(instrument.phases)
    return {
        role: RoleAnswers(
            responses=len(responses),
            tallies={
                each.code: tally((response.on(each, instrument, inputs.phase5_mode) for response in responses), phase_count=phase_count)
                for each in instrument.dimensions
            },
            headcount=inputs.headcounts.get(role),
        )
        for role, responses in by_role.items()
    }


def input_hash(inputs: OutcomeInput, instrument: Instrument, knowledge_base: KnowledgeBase) -> str:
    """R20: SHA-256 of all inputs and of both contents; the order in which responses arrived does not matter."""
    codes = instrument.dimension_codes
    responses = [
        [each.role, each.unit, *(each.cards.get(code) for code in codes), *([dict(each.statements)] if each.statements else [])]
        for each in inputs.responses
    ]
    return content_hash(
        {
            "instrument": [instrument.code, instrument.version, instrument.sha256],
            "knowledge_base": [knowledge_base.code, knowledge_base.version, knowledge_base.sha256],
            "phase5_mode": inputs.phase5_mode.value,
            "facts": dict(inputs.facts),
            "agreed": _floats(inputs.agreed),
            "agreed_se": _floats(inputs.agreed_se),
            "spread": _floats(inputs.spread),
            "ambition": _floats(inputs.ambition),
            "headcounts": dict(inputs.headcounts),
            "weights": _floats(weights_of(inputs, instrument)),
            "responses": sorted(canonical_json({"response": response}) for response in responses),
            "workshop": {
                str(number): {code: [*votes.phases, votes.dont_know] for code, votes in each.items()}
                for number, each in inputs.workshop.items()
            },
            "intake": _floats(inputs.intake_estimates),
            "k": limits_of(inputs, instrument).k,
        }
    )


def _floats(values: Mapping[str, float]) -> dict[str, float]:
    return {code: float(value) for code, value in values.items()}
