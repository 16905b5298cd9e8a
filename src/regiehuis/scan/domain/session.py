"""A workshop in which a room votes: the stages of a dimension, what may be known in each, and in which order to talk (R7).

Nobody's client may know anything of votes before they are shown. That is a property of the functions here: ``covered`` takes no
votes, ``uncovered`` refuses a stage that shows none, and ``Progress.shown_rounds`` says which votes may be looked up at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from .cards import Tally
from .numbers import rounded
from .official_value import median

TALK_MINUTES = 5
TICK_SECONDS = 10  # how finely is kept when a phone was last heard of
ACTIVE_TICKS = 3  # so a phone counts as present for 30 seconds
MOST_PARTICIPANTS = 400
HOURS_OPEN = 24  # a session that nobody closed ends by itself
FIRST_CODE, LAST_CODE = 100_000, 999_999
DONT_KNOW = "wn"


class Stage(StrEnum):
    """Where a dimension is; the values are the words of the field."""

    READY = "klaar"
    VOTING1 = "stemmen1"
    REVEALED1 = "onthuld1"
    TALK = "gesprek"
    VOTING2 = "stemmen2"
    REVEALED2 = "onthuld2"
    RECORDED = "vastgelegd"


class Step(StrEnum):
    """What the lead asks for."""

    NEXT = "verder"
    VOTE_AGAIN = "opnieuw"
    BACK = "terug"
    RECORD = "vastleggen"


_STEPS: Mapping[Step, Mapping[Stage, Stage]] = {
    Step.NEXT: {
        Stage.READY: Stage.VOTING1, Stage.VOTING1: Stage.REVEALED1, Stage.REVEALED1: Stage.TALK, Stage.VOTING2: Stage.REVEALED2,
    },
    Step.VOTE_AGAIN: {Stage.REVEALED1: Stage.VOTING2, Stage.TALK: Stage.VOTING2},
    Step.BACK: {
        Stage.VOTING1: Stage.READY, Stage.REVEALED1: Stage.VOTING1, Stage.TALK: Stage.REVEALED1, Stage.VOTING2: Stage.TALK,
        Stage.REVEALED2: Stage.VOTING2, Stage.RECORDED: Stage.TALK,
    },
    Step.RECORD: {Stage.TALK: Stage.RECORDED, Stage.REVEALED2: Stage.RECORDED, Stage.RECORDED: Stage.RECORDED},
}  # fmt: skip
_VOTING = {Stage.VOTING1: 1, Stage.VOTING2: 2}
_REVEALED = {Stage.REVEALED1: 1, Stage.REVEALED2: 2}


class NoSuchStep(Exception):
    """This step does not exist from this stage."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a dimension is; ``voted_again``: the second round was shown, also after the value was agreed."""

    stage: Stage = Stage.READY
    voted_again: bool = False

    @property
    def voting_round(self) -> int | None:
        """The round in which people can vote now."""
        return _VOTING.get(self.stage)

    @property
    def shown_rounds(self) -> tuple[int, ...]:
        """The rounds whose votes may be known; empty before the reveal, and again when a round is open."""
        if self.stage in (Stage.READY, Stage.VOTING1, Stage.VOTING2):
            return ()
        return (1, 2) if self.voted_again else (1,)

    def may(self, step: Step) -> bool:
        return self.stage in _STEPS[step]


def after(progress: Progress, step: Step) -> Progress:
    """Return where the step leads; raises NoSuchStep. Going back reopens a stage: the votes stay, what they led to does not."""
    if not progress.may(step):
        raise NoSuchStep(f"{step} from {progress.stage}")
    stage = _STEPS[step][progress.stage]
    if step is Step.BACK and progress.stage is Stage.RECORDED and progress.voted_again:
        stage = Stage.REVEALED2
    voted_again = stage is Stage.REVEALED2 or (stage is Stage.RECORDED and progress.voted_again)
    return Progress(stage=stage, voted_again=voted_again)


def revealed_round(before: Progress, now: Progress) -> int | None:
    """Return the round whose votes this step made known."""
    return _REVEALED.get(now.stage) if before.voting_round else None


def reopened_round(before: Progress, now: Progress) -> int | None:
    """Return the round that this step opened again after its votes were known: its result no longer counts."""
    return now.voting_round if before.stage in _REVEALED and _REVEALED[before.stage] == now.voting_round else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The state of a session. ``dimension`` is empty while people come in; ``progress`` holds what is past ``klaar``."""

    order: tuple[str, ...]
    dimension: str = ""
    progress: Mapping[str, Progress] = field(default_factory=dict)

    @property
    def now(self) -> Progress:
        return self.of(self.dimension)

    @property
    def voting_round(self) -> int | None:
        return self.now.voting_round if self.dimension else None

    def of(self, dimension: str) -> Progress:
        return self.progress.get(dimension, Progress())

    def neighbour(self, distance: int) -> str | None:
        """The dimension so many places on in the order; None beyond either end."""
        place = self.order.index(self.dimension) + distance if self.dimension else distance - 1
        return self.order[place] if 0 <= place < len(self.order) else None

    def chosen(self, dimension: str) -> Session:
        """The same session at another dimension, or at the entrance (empty). Raises NoSuchStep for one it does not have."""
        if dimension and dimension not in self.order:
            raise NoSuchStep(dimension)
        return replace(self, dimension=dimension)

    def stepped(self, step: Step) -> Session:
        """The session after a step: also from the entrance, to the next dimension, and back to the entrance."""
        if step is Step.NEXT and (not self.dimension or self.now.stage is Stage.RECORDED):
            if (following := self.neighbour(1)) is None:
                raise NoSuchStep(f"{step} after the last dimension")
            return self.chosen(following)
        if step is Step.BACK and self.dimension and self.now.stage is Stage.READY:
            return self.chosen(self.neighbour(-1) or "")
        if not self.dimension:
            raise NoSuchStep(f"{step} at the entrance")
        return replace(self, progress={**self.progress, self.dimension: after(self.now, step)})


# ---- what a client may know ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """All that anybody's client may know while votes are not shown: how many voted, never what."""

    dimension: str
    stage: Stage
    voted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered:
    """What everybody sees after the reveal: the votes per round."""

    dimension: str
    stage: Stage
    rounds: Mapping[int, Tally]

    @property
    def last(self) -> Tally:
        return self.rounds[max(self.rounds)]


def covered(session: Session, *, voted: int) -> Covered:
    """Build what may be known before the reveal. There is no way to hand it votes. Raises ValueError where votes are shown."""
    if session.dimension and session.now.shown_rounds:
        raise ValueError("the votes are shown in this stage")
    return Covered(dimension=session.dimension, stage=session.now.stage, voted=voted)


def uncovered(session: Session, rounds: Mapping[int, Tally]) -> Uncovered:
    """Build what may be known after the reveal. Raises ValueError for votes that this stage does not show."""
    if not session.dimension or not rounds or tuple(sorted(rounds)) != session.now.shown_rounds:
        raise ValueError("these votes are not shown in this stage")
    return Uncovered(dimension=session.dimension, stage=session.now.stage, rounds=dict(rounds))


# ---- the talk ------------------------------------------------------------------------------------------------------------


def ordered(dimensions: Sequence[str], spreads: Mapping[str, float | None], *, most_divided_first: bool) -> tuple[str, ...]:
    """R7: talk first where people differ most; without a known spread, and otherwise, the order of the instrument."""
    if not most_divided_first:
        return tuple(dimensions)

    def key(code: str) -> float:
        known = spreads.get(code)
        return rounded(known) if known is not None else 2.0

    return tuple(sorted(dimensions, key=key))


def voices(tally: Tally) -> tuple[int, int] | None:
    """The lowest and the highest phase that somebody picked: whom to ask, without naming anybody. None without votes."""
    picked = [phase for phase, count in enumerate(tally.phases, start=1) if count]
    return (picked[0], picked[-1]) if picked else None


def proposal(tally: Tally, *, top: int) -> float:
    """Where the slider of the agreed value starts: the median of the votes, in halves and on the scale."""
    middle = median((*tally.phases[: top - 1], sum(tally.phases[top - 1 :])))
    return middle if middle is not None else 1.0


# ---- codes and votes as people type them -----------------------------------------------------------------------------------


def read_code(text: str) -> str | None:
    """Return the six digits of a code, however they were typed; None when it cannot be a code."""
    digits = "".join(each for each in text if not each.isspace() and each not in "-.\N{NO-BREAK SPACE}")
    return digits if len(digits) == 6 and digits.isascii() and digits.isdecimal() else None


def written_code(code: str) -> str:
    """Return a code as it is shown: in two groups, with a space that does not break."""
    return f"{code[:3]}\N{NO-BREAK SPACE}{code[3:]}"


def read_vote(text: str, *, phases: int) -> int | None:
    """Return the phase that was picked, None for "weet ik niet". Raises ValueError for anything else."""
    if text == DONT_KNOW:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= phases):
        raise ValueError(text)
    return int(text)
