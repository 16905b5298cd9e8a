"""Read the two CSV files of `regiehuis scan aggregate`, and name in one Dutch line where one is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from regiehuis.scan.domain.input_document import LONGEST_VALUE, InputError
from regiehuis.scan.domain.instrument import Instrument
from regiehuis.scan.domain.outcome_input import Response, accepted_roles
from regiehuis.scan.domain.unit_tree import Tree, tree_of

ROOT = "root"  # the organisation as a whole, above what has nothing above it
UNIT, ROLE = "eenheid", "rol"
UNIT_COLUMNS = ("code", "bovenliggend", "naam", "aantal")
LARGEST_FIELD = 10_000


def read_units(text: str) -> Tree:
    """Read `code;bovenliggend;naam;aantal`: the tree of units below one root. A single top unit that is called `root` is that root."""
    parents: dict[str, str | None] = {}
    lines: dict[str, int] = {}
    for line, row in _rows(text, "eenheden", required=("code", "bovenliggend"), known=UNIT_COLUMNS):
        code, number = row["code"], row.get("aantal", "")
        if not code:
            raise InputError(f"eenheden, regel {line}: de code ontbreekt.")
        if code in parents:
            raise InputError(f"eenheden, regel {line}: code {_shown(code)} staat ook op regel {lines[code]}.")
        if number and not (number.isascii() and number.isdigit()):
            raise InputError(f"eenheden, regel {line}: aantal {_shown(number)} is geen geheel getal; laat het leeg als het onbekend is.")
        parents[code], lines[code] = row["bovenliggend"] or None, line
    for code, parent in parents.items():
        if parent is not None and parent not in parents:
            raise InputError(f"eenheden, regel {lines[code]}: bovenliggende eenheid {_shown(parent)} bestaat niet.")
    if parents.get(ROOT) is not None:
        raise InputError(f"eenheden, regel {lines[ROOT]}: {ROOT} is het geheel en heeft niets boven zich.")
    try:
        return tree_of(parents, root=ROOT)
    except ValueError as error:
        raise InputError(f"eenheden: deze eenheden hangen in een kring aan elkaar: {str(error)[:200]}.") from None


def read_responses(text: str, tree: Tree, instrument: Instrument) -> list[Response]:
    """Read `eenheid;rol;O.LEI;...`: a line per response, a column per dimension; an empty card is "weet ik niet", an empty unit the whole."""
    codes, roles, last = instrument.dimension_codes, accepted_roles(instrument), len(instrument.phases)
    responses = []
    for line, row in _rows(text, "antwoorden", required=(UNIT, ROLE), known=(UNIT, ROLE, *codes)):
        unit = row[UNIT] or ROOT
        if unit not in tree.parents:
            raise InputError(f"antwoorden, regel {line}: eenheid {_shown(unit)} staat niet in het bestand met eenheden.")
        if row[ROLE] not in roles:
            raise InputError(f"antwoorden, regel {line}: rol {_shown(row[ROLE])} is onbekend; kies {', '.join(roles)}.")
        cards: dict[str, int | None] = {}
        for code in codes:
            if card := row.get(code, ""):
                if card not in {str(phase) for phase in range(1, last + 1)}:
                    raise InputError(
                        f"antwoorden, regel {line}, kolom {code}: {_shown(card)} is geen fase; kies 1 tot en met {last} of laat leeg."
                    )
                cards[code] = int(card)
        responses.append(Response(role=row[ROLE], unit=unit, cards=cards))
    return responses


def _rows(text: str, what: str, *, required: Sequence[str], known: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line with its number in the file and its trimmed values; empty lines are left out."""
    csv.field_size_limit(LARGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    try:
        columns = [column.strip() for column in next(reader, [])]
        for column in columns:
            if column not in known:
                raise InputError(f"{what}: kolom {_shown(column)} is onbekend; kies uit {', '.join(known)}.")
            if columns.count(column) > 1:
                raise InputError(f"{what}: kolom {_shown(column)} staat er dubbel.")
        if missing := [column for column in required if column not in columns]:
            raise InputError(f"{what}: kolom {missing[0]} ontbreekt; scheid kolommen met een puntkomma.")
        for values in reader:
            if len(values) > len(columns):
                raise InputError(f"{what}, regel {reader.line_num}: {len(values)} velden, verwacht {len(columns)}.")
            if any(value.strip() for value in values):
                padded = [*values, *[""] * (len(columns) - len(values))]
                yield reader.line_num, {column: value.strip() for column, value in zip(columns, padded, strict=True)}
    except csv.Error:
        raise InputError(f"{what}, regel {reader.line_num}: dit is geen leesbare CSV.") from None


def _shown(value: str) -> str:
    """The wrong value on one line, safe to print and not too long."""
    text = value if value.isprintable() else ascii(value)[1:-1]
    return f"'{text[:LONGEST_VALUE]}'"
