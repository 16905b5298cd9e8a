"""Load an instrument only if it is valid (R1): levels, pictures and codes must fit the scale of the file itself."""

import re
from collections.abc import Mapping, Sequence
from string import ascii_lowercase

from regiehuis.scan.domain.content_reader import (
    ContentError,
    Table,
    as_number,
    as_table,
    refuse_doubles,
    refuse_unknown,
)
from regiehuis.scan.domain.hashing import content_hash
from regiehuis.scan.domain.instrument import (
    SMALLEST_K,
    Answer,
    Area,
    CulturePair,
    Dimension,
    Instrument,
    InteroperabilityLayer,
    OpenPhase,
    Phase,
    Phase5Mode,
    RoleGroup,
    Scoring,
    Side,
    Statement,
)
from regiehuis.scan.domain.instrument_parts import parse_facts, parse_ict_classes, parse_population_classes, parse_types


class InstrumentError(ValueError):
    """A whole Dutch sentence that says why the instrument was not loaded."""


def parse_instrument(content: Mapping[str, object]) -> Instrument:
    """R1: read a loaded instrument file; raises InstrumentError with one Dutch sentence when anything does not fit."""
    try:
        return _instrument(Table(content, "het bestand"), content_hash(content))
    except ContentError as error:
        raise InstrumentError(f"Instrument niet geladen: {error}.") from None
    except (TypeError, ValueError):
        raise InstrumentError("Instrument niet geladen: het bestand bevat een waarde die geen tekst, getal, lijst of tabel is.") from None


def _instrument(root: Table, sha256: str) -> Instrument:
    about = root.table("instrument")
    phases = _phases(root)
    roles = _role_groups(root)
    areas = _areas(root)
    dimensions = _dimensions(root, phases, areas, roles)
    scoring = _scoring(root.table("scoring"), phases, areas)
    facts = parse_facts(root)
    scale, pairs = _culture(root)
    return Instrument(
        code=about.text("code"),
        version=_version(about),
        sha256=sha256,
        title=about.text("title"),
        text=about.text("text", default=""),
        source=about.text("bron", default=""),
        scoring=scoring,
        open_phase=_open_phase(root, dimensions, len(phases)),
        answers=_answers(root),
        phases=phases,
        role_groups=roles,
        areas=areas,
        layers=_layers(root, dimensions),
        dimensions=dimensions,
        facts=facts,
        types=parse_types(root, facts),
        ict_size_classes=parse_ict_classes(root),
        population_classes=parse_population_classes(root),
        culture_scale=scale,
        culture_pairs=pairs,
    )


def _version(about: Table) -> str:
    version = about.text("version")
    if not re.fullmatch(r"\d{1,6}\.\d{1,6}\.\d{1,6}", version, re.ASCII):
        raise ContentError(f"versie {version} heeft niet de vorm 1.0.0")
    return version


def _phases(root: Table) -> tuple[Phase, ...]:
    tables = root.tables("phase", "fase", id_field="")
    if len(tables) < 2:
        raise ContentError("er is minder dan twee keer een fase beschreven")
    phases = tuple(
        Phase(nr=table.whole("nr"), title=table.text("seed_title"), definition=table.text("seed_definition")) for table in tables
    )
    numbers = [phase.nr for phase in phases]
    if numbers != list(range(1, len(phases) + 1)):
        raise ContentError(f"de fasen zijn genummerd {', '.join(map(str, numbers))}, verwacht 1 tot en met {len(phases)} op volgorde")
    return phases


def _role_groups(root: Table) -> tuple[RoleGroup, ...]:
    roles = []
    for table in root.tables("role_group", "rolgroep"):
        weight = table.number("weight")
        if weight <= 0:
            raise ContentError(f"{table.name} heeft gewicht {weight:g}, verwacht meer dan 0")
        roles.append(RoleGroup(code=table.text("code"), label=table.text("label"), weight=float(weight)))
    if not roles:
        raise ContentError("er is geen rolgroep")
    return tuple(roles)


def _areas(root: Table) -> tuple[Area, ...]:
    areas = tuple(
        Area(
            code=table.text("code"),
            organisation_label=table.text("seed_org"),
            ict_labels=table.texts("seed_ict"),
            caf=table.text("caf", default=""),
        )
        for table in root.tables("area", "aandachtsgebied")
    )
    if not areas:
        raise ContentError("er is geen aandachtsgebied")
    return areas


def _answers(root: Table) -> tuple[Answer, ...]:
    return tuple(
        Answer(code=table.text("code"), label=table.text("label"), value=table.optional_whole("value"))
        for table in root.tables("answer", "antwoord")
    )


def _dimensions(root: Table, phases: Sequence[Phase], areas: Sequence[Area], roles: Sequence[RoleGroup]) -> tuple[Dimension, ...]:
    dimensions = tuple(_dimension(table, len(phases)) for table in root.tables("dimension", "dimensie"))
    if not dimensions:
        raise ContentError("er is geen dimensie")
    for dimension in dimensions:
        who = f"dimensie {dimension.code}"
        refuse_unknown([dimension.area], (area.code for area in areas), who=who, what="aandachtsgebied")
        refuse_unknown(dimension.ask, (role.code for role in roles), who=who, what="rolgroep")
    return dimensions


def _dimension(table: Table, phase_count: int) -> Dimension:
    side = table.text("scan")
    if side not in set(Side):
        raise ContentError(f"{table.name} hoort bij scan {side}, verwacht O of I")
    return Dimension(
        code=table.text("code"),
        side=Side(side),
        area=table.text("area"),
        label=table.text("seed_label"),
        words=_one_per_phase(table, "seed_levels", "niveaus", phase_count),
        pictures=_one_per_phase(table, "beeld", "beelden", phase_count),
        ask=table.texts("ask"),
        statements=_statements(table, phase_count),
    )


def _one_per_phase(table: Table, key: str, noun: str, phase_count: int) -> tuple[str, ...]:
    texts = table.texts(key)
    if len(texts) != phase_count:
        raise ContentError(f"{table.name} heeft {len(texts)} {noun}, verwacht {phase_count}")
    return texts


def _statements(table: Table, phase_count: int) -> tuple[Statement, ...]:
    """A step p2 up to the last phase, each with at least one statement; phase 1 is where everyone starts."""
    for key in table.fields:
        if re.fullmatch(r"p\d+", key) and not 2 <= int(key[1:]) <= phase_count:
            raise ContentError(f"{table.name} heeft stellingen bij fase {key[1:]}, verwacht 2 tot en met {phase_count}")
    statements = []
    for phase in range(2, phase_count + 1):
        texts = table.texts(f"p{phase}")
        if not 1 <= len(texts) <= len(ascii_lowercase):
            raise ContentError(f"{table.name} heeft {len(texts)} stellingen bij fase {phase}, verwacht 1 tot en met 26")
        for letter, text in zip(ascii_lowercase, texts, strict=False):
            statements.append(Statement(code=f"{table.text('code')}-{phase}{letter}", phase=phase, text=text))
    return tuple(statements)


def _open_phase(root: Table, dimensions: Sequence[Dimension], phase_count: int) -> OpenPhase | None:
    """The last phase is open when its word is the mark in every dimension; in only some of them it is a mistake."""
    if not root.has("fase5"):
        return None
    table = root.table("fase5")
    mark = table.text("seed_value")
    marked = [dimension.code for dimension in dimensions if dimension.words[-1] == mark]
    if not marked:
        return None
    if len(marked) < len(dimensions):
        other = next(dimension.code for dimension in dimensions if dimension.code not in marked)
        raise ContentError(f"fase {phase_count} is open ('{mark}') bij {marked[0]} maar niet bij {other}")
    mode = table.text("default_mode")
    if mode not in set(Phase5Mode):
        raise ContentError(f"{table.name}, veld 'default_mode' is {mode}, verwacht verkennend of meetellen")
    return OpenPhase(
        mark=mark,
        label=table.text("label_ui"),
        explanation=table.text("toelichting"),
        default_mode=Phase5Mode(mode),
    )


def _layers(root: Table, dimensions: Sequence[Dimension]) -> tuple[InteroperabilityLayer, ...]:
    layers = []
    for table in root.tables("iop", "IOP-laag") if root.has("iop") else []:
        codes = table.texts("dimensions")
        refuse_unknown(codes, (dimension.code for dimension in dimensions), who=table.name, what="dimensie")
        refuse_doubles(codes, f"{table.name}: dimensie")
        layers.append(
            InteroperabilityLayer(
                code=table.text("code"),
                label=table.text("seed_label"),
                chapter=table.text("seed_chapter"),
                dimensions=codes,
            )
        )
    return tuple(layers)


def _scoring(table: Table, phases: Sequence[Phase], areas: Sequence[Area]) -> Scoring:
    top = len(phases)
    thresholds = [as_number(value, f"{table.name}, veld 'sensitivity_thresholds'") for value in table.items("sensitivity_thresholds")]
    if not all(1 <= value <= top for value in thresholds):
        raise ContentError(f"{table.name}, veld 'sensitivity_thresholds': verwacht getallen van 1 tot en met {top}")
    return Scoring(
        threshold_level=float(table.number("threshold_level", low=1, high=top)),
        sensitivity_thresholds=tuple(map(float, thresholds)),
        stop_below=float(table.number("stop_below", low=0, high=1)),
        min_answered_share=float(table.number("min_answered_share", low=0, high=1)),
        min_areas_known=table.whole("min_areas_known", low=1, high=len(areas)),
        prior_n=float(table.number("prior_n", low=1)),
        prior_sd=float(table.number("prior_sd", low=0.01)),
        min_half_width=float(table.number("min_half_width", low=0.01)),
        z90=float(table.number("z90", low=0.01)),
        k_anonymity=table.whole("k_anonymity", low=SMALLEST_K),
        k_distribution=table.whole("k_distribution", low=SMALLEST_K),
        benchmark_min=table.whole("benchmark_min", low=SMALLEST_K),
        benchmark_batch=table.whole("benchmark_batch", low=1),
    )


def _culture(root: Table) -> tuple[tuple[int, ...], tuple[CulturePair, ...]]:
    if not root.has("cultuurspiegel"):
        return (), ()
    table = root.table("cultuurspiegel")
    scale = tuple(int(as_number(value, f"{table.name}, veld 'schaal'")) for value in table.items("schaal"))
    pairs = []
    for number, item in enumerate(table.items("paren"), start=1):
        words = as_table({"paar": item}, f"{table.name}, paar {number}").texts("paar")
        if len(words) != 2:
            raise ContentError(f"{table.name}, paar {number} heeft {len(words)} woorden, verwacht 2")
        pairs.append(CulturePair(closed=words[0], open=words[1]))
    return scale, tuple(pairs)
