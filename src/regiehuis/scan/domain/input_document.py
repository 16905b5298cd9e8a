"""Read the JSON document of `regiehuis scan outcome`, and name in one Dutch line where it is wrong."""

import json
from collections.abc import Callable, Mapping
from math import isfinite
from typing import TypeGuard, TypeVar

from regiehuis.scan.domain.cards import Tally
from regiehuis.scan.domain.instrument import Fact, FactKind, FactValue, Instrument, Phase5Mode
from regiehuis.scan.domain.outcome_input import OutcomeInput, Response, accepted_roles

Value = TypeVar("Value")

LARGEST_NUMBER = 1_000_000_000
LONGEST_VALUE = 40  # characters of a wrong value that are repeated in a message
KEYS = (
    *("instrument", "phase5_mode", "k", "facts", "agreed", "agreed_se", "spread", "ambition"),
    *("intake", "headcounts", "weights", "workshop", "responses"),
)


class InputError(ValueError):
    """One Dutch line that says where the document is wrong and what is expected there."""


class _Object(dict[str, object]):
    """A JSON object that remembers a key which was written twice."""

    doubled: str | None = None


def read_document(text: str, instrument: Instrument) -> OutcomeInput:
    """Read a JSON text; raises InputError for what is not JSON, has a double key, or does not fit the instrument."""
    try:
        document = json.loads(text, object_pairs_hook=_object, parse_int=_whole_number)
    except RecursionError:
        raise InputError("de invoer is geen leesbare JSON: te diep genest.") from None
    except json.JSONDecodeError as error:
        raise InputError(f"de invoer is geen JSON: fout in regel {error.lineno}, teken {error.colno}.") from None
    return read_input(document, instrument)


def read_input(document: object, instrument: Instrument) -> OutcomeInput:
    """Check a loaded document against the instrument; raises InputError at the first thing that does not fit."""
    root = _fields(document, "de invoer", KEYS)
    _one_of(root.get("instrument", instrument.code), (instrument.code,), "instrument")
    mode = Phase5Mode(_one_of(root.get("phase5_mode", instrument.default_mode), tuple(Phase5Mode), "phase5_mode"))
    top, last = instrument.top(mode), len(instrument.phases)
    codes, roles = instrument.dimension_codes, accepted_roles(instrument)
    agreed = _numbers(root, "agreed", codes, low=1, high=top)
    errors = _numbers(root, "agreed_se", codes, low=0, high=last)
    for code in errors:
        if code not in agreed:
            raise InputError(f"agreed_se.{code}: hoort bij een waarde in agreed, en die is er niet.")
    intake = _numbers(root, "intake", codes, low=1, high=top)
    for code, value in intake.items():
        if (value * 2) % 1:
            raise InputError(f"intake.{code}: {value:g} is geen hele of halve fase.")
    smallest_k = instrument.scoring.k_anonymity
    return OutcomeInput(
        phase5_mode=mode,
        facts=_facts(root.get("facts", {}), instrument),
        agreed=agreed,
        agreed_se=errors,
        spread=_numbers(root, "spread", codes, low=0, high=1),
        ambition=_numbers(root, "ambition", codes, low=1, high=last),
        headcounts=_each(root, "headcounts", roles, _count),
        weights=_numbers(root, "weights", roles, low=0.001, high=1000),
        responses=_responses(root.get("responses", []), instrument),
        workshop=_workshop(root.get("workshop", {}), instrument),
        intake_estimates=intake,
        k=_count(root.get("k", smallest_k), "k", low=smallest_k),
    )


def _object(pairs: list[tuple[str, object]]) -> _Object:
    found = _Object(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        found.doubled = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return found


def _whole_number(digits: str) -> float:
    """A number with more digits than any count or code has is refused later as too large, without being worked out."""
    return int(digits) if len(digits) <= len(str(LARGEST_NUMBER)) + 1 else float("inf")


def _fields(value: object, where: str, keys: tuple[str, ...] | None = None) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise InputError(f"{where}: {_shown(value)} is geen object; schrijf {{...}}.")
    if isinstance(value, _Object) and value.doubled is not None:
        raise InputError(f"{where}: de sleutel {_shown(value.doubled)} staat er dubbel.")
    for key in value:
        if keys is not None and key not in keys:
            raise InputError(f"{where}: {_shown(key)} is onbekend; kies uit {', '.join(keys)}.")
    return value


def _items(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise InputError(f"{where}: {_shown(value)} is geen lijst; schrijf [...].")
    return value


def _each(root: Mapping[str, object], name: str, codes: tuple[str, ...], read: Callable[[object, str], Value]) -> dict[str, Value]:
    fields = _fields(root.get(name, {}), name, codes)
    return {code: read(value, f"{name}.{code}") for code, value in fields.items()}


def _numbers(root: Mapping[str, object], name: str, codes: tuple[str, ...], *, low: float, high: float) -> dict[str, float]:
    return _each(root, name, codes, lambda value, where: _number(value, where, low=low, high=high))


def _number(value: object, where: str, *, low: float, high: float) -> float:
    if not _is_number(value) or not low <= value <= high:
        raise InputError(f"{where}: {_shown(value)} past niet; kies een getal van {_plain(low)} tot en met {_plain(high)}.")
    return float(value)


def _plain(bound: float) -> str:
    return str(int(bound)) if bound == int(bound) else str(bound)


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def _count(value: object, where: str, *, low: int = 0) -> int:
    if not _is_number(value) or not isinstance(value, int) or not low <= value <= LARGEST_NUMBER:
        bounds = f"van {low} tot en met {LARGEST_NUMBER}"
        raise InputError(f"{where}: {_shown(value)} past niet; kies een geheel getal {bounds}.")
    return value


def _one_of(value: object, allowed: tuple[str, ...], where: str) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise InputError(f"{where}: {_shown(value)} is onbekend; kies {' of '.join(allowed)}.")
    return value


def _facts(value: object, instrument: Instrument) -> dict[str, FactValue]:
    """null is the same as absent: unknown."""
    by_key = {fact.key: fact for fact in instrument.facts}
    fields = _fields(value, "facts", tuple(by_key))
    return {key: read_fact(by_key[key], each, f"facts.{key}") for key, each in fields.items() if each is not None}


def read_fact(fact: Fact, value: object, where: str) -> FactValue:
    """Return the value as this fact takes it; raises InputError for any other."""
    match fact.kind:
        case FactKind.YES_NO:
            if isinstance(value, bool):
                return value
            raise InputError(f"{where}: {_shown(value)} past niet; kies true, false of null.")
        case FactKind.CHOICE:
            codes = [choice.code for choice in fact.choices]
            if isinstance(value, str) and value in codes:
                return value
            raise InputError(f"{where}: {_shown(value)} is geen keuze; kies {', '.join(codes)} of null.")
        case _:
            low = fact.minimum if fact.minimum is not None else -LARGEST_NUMBER
            high = fact.maximum if fact.maximum is not None else LARGEST_NUMBER
            number = _number(value, where, low=low, high=high)
            if fact.kind is FactKind.DECIMAL:
                return number
            return _count(value, where, low=-LARGEST_NUMBER)


def _responses(value: object, instrument: Instrument) -> tuple[Response, ...]:
    responses, statements = [], {each.code for each in instrument.statements}
    for place, item in enumerate(_items(value, "responses")):
        where = f"responses[{place}]"
        fields = _fields(item, where, ("role", "unit", "cards", "statements"))
        if "role" not in fields:
            raise InputError(f"{where}: de sleutel role ontbreekt.")
        role = _one_of(fields["role"], accepted_roles(instrument), f"{where}.role")
        unit = fields.get("unit")
        if not isinstance(unit, str | None):
            raise InputError(f"{where}.unit: {_shown(unit)} is geen tekst.")
        cards = _fields(fields.get("cards", {}), f"{where}.cards", instrument.dimension_codes)
        picked = {code: _card(card, f"{where}.cards.{code}", len(instrument.phases)) for code, card in cards.items()}
        given = _fields(fields.get("statements", {}), f"{where}.statements")
        for code in given:
            if code not in statements:
                raise InputError(f"{where}.statements: {_shown(code)} is geen stelling van dit instrument.")
        answers = {code: _answer(answer, f"{where}.statements.{code}", instrument.largest_answer) for code, answer in given.items()}
        responses.append(Response(role=role, unit=unit or "", cards=picked, statements=answers))
    return tuple(responses)


def _card(value: object, where: str, last: int) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= last:
        raise InputError(f"{where}: {_shown(value)} is geen fase; kies 1 tot en met {last} of null.")
    return value


def _answer(value: object, where: str, largest: int) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= largest:
        raise InputError(f"{where}: {_shown(value)} is geen antwoord; kies 0 tot en met {largest} of null.")
    return value


def _workshop(value: object, instrument: Instrument) -> dict[int, dict[str, Tally]]:
    rounds = _fields(value, "workshop", ("1", "2"))
    return {
        int(number): {
            code: _votes(votes, f"workshop.{number}.{code}", len(instrument.phases))
            for code, votes in _fields(each, f"workshop.{number}", instrument.dimension_codes).items()
        }
        for number, each in rounds.items()
    }


def _votes(value: object, where: str, last: int) -> Tally:
    fields = _fields(value, where, ("counts", "dont_know"))
    counts = _items(fields.get("counts", []), f"{where}.counts")
    if len(counts) != last:
        raise InputError(f"{where}.counts: {len(counts)} aantallen, verwacht {last}: een per fase.")
    return Tally(
        phases=tuple(_count(count, f"{where}.counts[{place}]") for place, count in enumerate(counts)),
        dont_know=_count(fields.get("dont_know", 0), f"{where}.dont_know"),
    )


def _shown(value: object) -> str:
    """The wrong value on one line, safe to print and not too long."""
    if isinstance(value, float) and not isfinite(value):
        return "dit getal"
    if isinstance(value, (dict, list)):
        return "dit object" if isinstance(value, dict) else "deze lijst"
    text = json.dumps(value, ensure_ascii=False)
    if not text.isprintable():
        text = json.dumps(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}..."
