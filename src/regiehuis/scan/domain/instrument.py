"""What a scan asks and how it scores: the instrument as loaded from its data file; every scale is read off it."""

from dataclasses import dataclass
from enum import StrEnum

SMALLEST_K = 5  # answers: a smaller group is never shown, whatever a file, form or programme asks
FactValue = bool | int | float | str


class Side(StrEnum):
    """The two profiles of a scan: the organisation and its ICT."""

    ORGANISATION = "O"
    ICT = "I"


class Phase5Mode(StrEnum):
    """Whether the phase that the original study left open counts in values (`meetellen`) or is only counted apart."""

    EXPLORATORY = "verkennend"
    COUNTED = "meetellen"


class FactKind(StrEnum):
    """What a fact of the intake may hold."""

    WHOLE = "int"
    DECIMAL = "decimal"
    YES_NO = "bool"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    nr: int
    title: str
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer to a statement; value None is "weet ik niet"."""

    code: str
    label: str
    value: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    code: str
    organisation_label: str
    ict_labels: tuple[str, ...]
    caf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InteroperabilityLayer:
    code: str
    label: str
    chapter: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Code = dimension, phase and a letter in file order: O.PRO-2a."""

    code: str
    phase: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """Words and pictures: one per phase. `ask`: role groups that get the statements; every role gets the cards."""

    code: str
    side: Side
    area: str
    label: str
    words: tuple[str, ...]
    pictures: tuple[str, ...]
    ask: tuple[str, ...]
    statements: tuple[Statement, ...]

    def statements_of(self, phase: int) -> tuple[Statement, ...]:
        return tuple(statement for statement in self.statements if statement.phase == phase)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    key: str
    question: str
    kind: FactKind
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    sensitive: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactTest:
    """Holds when the fact has one of the allowed values, or lies from minimum up to and including maximum."""

    fact: str
    allowed: tuple[FactValue, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristic:
    """test None: shown, never tested."""

    theme: str
    text: str
    test: FactTest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalityType:
    code: str
    label: str
    source: str
    organisation_high: bool
    ict_high: bool
    characteristics: tuple[Characteristic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IctSizeClass:
    """From minimum up to and including maximum people in the ICT service; maximum None = no upper bound."""

    code: str
    label: str
    text: str
    source: str
    minimum: int
    maximum: int | None
    seed_count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationClass:
    """From minimum up to and including maximum inhabitants; `group` is the coarser class of the benchmark."""

    code: str
    minimum: int
    maximum: int | None
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGroup:
    code: str
    label: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """The constants of the rules; `prior_sd` in phases, `z90` the 95 % point of the normal curve."""

    threshold_level: float
    sensitivity_thresholds: tuple[float, ...]
    stop_below: float
    min_answered_share: float
    min_areas_known: int
    prior_n: float
    prior_sd: float
    min_half_width: float
    z90: float
    k_anonymity: int
    k_distribution: int
    benchmark_min: int
    benchmark_batch: int

    @property
    def smallest_se(self) -> float:
        """R9: no value is more certain than the narrowest interval that is ever shown."""
        return self.min_half_width / self.z90


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPhase:
    """The last phase, which the original study left open: its words are all `mark`."""

    mark: str
    label: str
    explanation: str
    default_mode: Phase5Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class CulturePair:
    closed: str
    open: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """sha256 is the hash of the content this was read from; open_phase None: every phase counts in both modes."""

    code: str
    version: str
    sha256: str
    title: str
    text: str
    source: str
    scoring: Scoring
    open_phase: OpenPhase | None
    answers: tuple[Answer, ...]
    phases: tuple[Phase, ...]
    role_groups: tuple[RoleGroup, ...]
    areas: tuple[Area, ...]
    layers: tuple[InteroperabilityLayer, ...]
    dimensions: tuple[Dimension, ...]
    facts: tuple[Fact, ...]
    types: tuple[MunicipalityType, ...]
    ict_size_classes: tuple[IctSizeClass, ...]
    population_classes: tuple[PopulationClass, ...]
    culture_scale: tuple[int, ...]
    culture_pairs: tuple[CulturePair, ...]

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    @property
    def default_mode(self) -> Phase5Mode:
        return self.open_phase.default_mode if self.open_phase else Phase5Mode.COUNTED

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for dimension in self.dimensions for statement in dimension.statements)

    @property
    def largest_answer(self) -> int:
        """What a statement scores at most."""
        return max(answer.value for answer in self.answers if answer.value is not None)

    @property
    def dimension_codes(self) -> tuple[str, ...]:
        return tuple(dimension.code for dimension in self.dimensions)

    @property
    def role_codes(self) -> tuple[str, ...]:
        return tuple(role.code for role in self.role_groups)

    def top(self, mode: Phase5Mode) -> int:
        """The highest value on the scale: an open phase counts only in `meetellen`."""
        left_out = self.open_phase is not None and mode is Phase5Mode.EXPLORATORY
        return len(self.phases) - left_out

    def dimension(self, code: str) -> Dimension:
        return next(dimension for dimension in self.dimensions if dimension.code == code)

    def fact(self, key: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.key == key), None)

    def type_of(self, *, organisation_high: bool, ict_high: bool) -> MunicipalityType | None:
        """The type in that corner of the plot; None in an instrument without types."""
        wanted = (organisation_high, ict_high)
        return next((each for each in self.types if (each.organisation_high, each.ict_high) == wanted), None)
