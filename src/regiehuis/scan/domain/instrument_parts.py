"""The parts of an instrument file that describe the municipality itself: intake facts, types and size classes."""

from collections.abc import Sequence

from regiehuis.scan.domain.content_reader import ContentError, Table, as_table
from regiehuis.scan.domain.instrument import (
    Characteristic,
    Choice,
    Fact,
    FactKind,
    FactTest,
    FactValue,
    IctSizeClass,
    MunicipalityType,
    PopulationClass,
)

CORNERS = 4  # both axes low or high


def parse_facts(root: Table) -> tuple[Fact, ...]:
    return tuple(_fact(table) for table in root.tables("fact", "feit", id_field="key")) if root.has("fact") else ()


def _fact(table: Table) -> Fact:
    kind = table.text("type")
    if kind not in set(FactKind):
        raise ContentError(f"{table.name} heeft soort {kind}, verwacht {', '.join(FactKind)}")
    choices: tuple[Choice, ...] = ()
    if kind == FactKind.CHOICE:
        options = table.table("keuzes")
        choices = tuple(Choice(code=code, label=options.text(code)) for code in options.fields)
        if len(choices) < 2:
            raise ContentError(f"{table.name} heeft {len(choices)} keuzes, verwacht er minstens 2")
    return Fact(
        key=table.text("key"),
        question=table.text("vraag"),
        kind=FactKind(kind),
        choices=choices,
        minimum=table.optional_number("min"),
        maximum=table.optional_number("max"),
        sensitive=table.yes_no("gevoelig", default=False),
        hint=table.text("hint", default=""),
    )


def parse_allowed(table: Table, fact: Fact) -> tuple[FactValue, ...]:
    """The `in` list of a test on a fact; a value that the fact can never have is refused."""
    allowed: list[FactValue] = []
    codes = {choice.code for choice in fact.choices}
    for value in table.items("in"):
        fits = isinstance(value, bool) if fact.kind is FactKind.YES_NO else isinstance(value, str) and value in codes
        if not fits or not isinstance(value, (bool, str)):
            raise ContentError(f"{table.name}: feit {fact.key} heeft nooit de waarde {value}")
        allowed.append(value)
    if not allowed:
        raise ContentError(f"{table.name}, veld 'in' is leeg")
    return tuple(allowed)


def parse_types(root: Table, facts: Sequence[Fact]) -> tuple[MunicipalityType, ...]:
    """No types at all, or exactly one for each corner of the plot."""
    types = tuple(_type(table, facts) for table in root.tables("type", "type")) if root.has("type") else ()
    corners = {(each.organisation_high, each.ict_high) for each in types}
    if types and (len(types) != CORNERS or len(corners) != CORNERS):
        raise ContentError("er is niet precies één type voor elke combinatie van org_high en ict_high")
    return types


def _type(table: Table, facts: Sequence[Fact]) -> MunicipalityType:
    return MunicipalityType(
        code=table.text("code"),
        label=table.text("seed_label"),
        source=table.text("bron", default=""),
        organisation_high=table.yes_no("org_high"),
        ict_high=table.yes_no("ict_high"),
        characteristics=tuple(
            _characteristic(as_table(item, f"{table.name}, kenmerk {number}"), facts)
            for number, item in enumerate(table.items("kenmerken"), start=1)
        ),
    )


def _characteristic(table: Table, facts: Sequence[Fact]) -> Characteristic:
    return Characteristic(theme=table.text("thema"), text=table.text("tekst"), test=_fact_test(table, facts))


def _fact_test(table: Table, facts: Sequence[Fact]) -> FactTest | None:
    if not table.has("feit"):
        return None
    key = table.text("feit")
    fact = next((fact for fact in facts if fact.key == key), None)
    if fact is None:
        raise ContentError(f"{table.name} noemt feit {key}, en die code is onbekend")
    if table.has("in"):
        return FactTest(fact=key, allowed=parse_allowed(table, fact))
    minimum, maximum = table.optional_number("min"), table.optional_number("max")
    if minimum is None and maximum is None:
        raise ContentError(f"{table.name} toetst feit {key} zonder 'in', 'min' of 'max'")
    if fact.kind not in {FactKind.WHOLE, FactKind.DECIMAL}:
        raise ContentError(f"{table.name}: feit {key} is geen getal en heeft dus geen 'min' of 'max'")
    return FactTest(fact=key, minimum=minimum, maximum=maximum)


def parse_ict_classes(root: Table) -> tuple[IctSizeClass, ...]:
    if not root.has("ict_size_class"):
        return ()
    tables = root.tables("ict_size_class", "ICT-klasse")
    bounds = _adjoining(tables)
    return tuple(
        IctSizeClass(
            code=table.text("code"),
            label=table.text("seed_label"),
            text=table.text("text"),
            source=table.text("bron", default=""),
            minimum=minimum,
            maximum=maximum,
            seed_count=table.optional_whole("seed_count"),
        )
        for table, (minimum, maximum) in zip(tables, bounds, strict=True)
    )


def parse_population_classes(root: Table) -> tuple[PopulationClass, ...]:
    if not root.has("population_class"):
        return ()
    tables = root.tables("population_class", "inwonersklasse")
    bounds = _adjoining(tables)
    return tuple(
        PopulationClass(code=table.text("code"), minimum=minimum, maximum=maximum, group=table.text("groep"))
        for table, (minimum, maximum) in zip(tables, bounds, strict=True)
    )


def _adjoining(tables: Sequence[Table]) -> list[tuple[int, int | None]]:
    """Bounds from 0 up without gap or overlap; only the last class has no upper bound."""
    bounds: list[tuple[int, int | None]] = []
    expected = 0
    for table in tables:
        minimum = table.whole("min") if table.has("min") else 0
        maximum = table.optional_whole("max")
        if minimum != expected:
            raise ContentError(f"{table.name} begint bij {minimum}, verwacht {expected}")
        is_last = table is tables[-1]
        if (maximum is None) != is_last or (maximum is not None and maximum < minimum):
            raise ContentError(f"{table.name} heeft geen passende bovengrens; alleen de laatste klasse is naar boven open")
        bounds.append((minimum, maximum))
        expected = maximum + 1 if maximum is not None else expected
    return bounds
