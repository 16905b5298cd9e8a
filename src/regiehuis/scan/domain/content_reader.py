"""Read loaded content (TOML or JSON) field by field, and say in Dutch which field is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite


class ContentError(ValueError):
    """What is wrong with the content, as the middle part of a Dutch sentence."""


class Table:
    """One table of the content, with the words by which a reader will recognise it ("dimensie O.PRO")."""

    def __init__(self, fields: Mapping[str, object], name: str) -> None:
        self.fields = fields
        self.name = name

    def _missing(self, key: str) -> ContentError:
        return ContentError(f"{self.name} mist het veld '{key}'")

    def has(self, key: str) -> bool:
        return key in self.fields

    def text(self, key: str, default: str | None = None) -> str:
        value = self.fields.get(key, default)
        if value is None:
            raise self._missing(key)
        if not isinstance(value, str):
            raise ContentError(f"{self.name}, veld '{key}': verwacht een tekst")
        if not value.strip() and default is None:
            raise ContentError(f"{self.name}, veld '{key}' is leeg")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.items(key)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise ContentError(f"{self.name}, veld '{key}': verwacht een lijst van teksten")
        return tuple(str(value) for value in values)

    def items(self, key: str) -> Sequence[object]:
        if key not in self.fields:
            raise self._missing(key)
        values = self.fields[key]
        if not isinstance(values, (list, tuple)):
            raise ContentError(f"{self.name}, veld '{key}': verwacht een lijst")
        return values

    def number(self, key: str, *, low: float | None = None, high: float | None = None) -> float:
        if key not in self.fields:
            raise self._missing(key)
        return self._in_range(as_number(self.fields[key], f"{self.name}, veld '{key}'"), key, low, high)

    def optional_number(self, key: str) -> float | None:
        return self.number(key) if self.has(key) else None

    def whole(self, key: str, *, low: int | None = None, high: int | None = None) -> int:
        value = self.number(key, low=low, high=high)
        if value != int(value) or isinstance(self.fields[key], float):
            raise ContentError(f"{self.name}, veld '{key}': verwacht een geheel getal")
        return int(value)

    def optional_whole(self, key: str) -> int | None:
        return self.whole(key) if self.has(key) else None

    def yes_no(self, key: str, default: bool | None = None) -> bool:
        value = self.fields.get(key, default)
        if value is None:
            raise self._missing(key)
        if not isinstance(value, bool):
            raise ContentError(f"{self.name}, veld '{key}': verwacht true of false")
        return value

    def table(self, key: str) -> "Table":
        if key not in self.fields:
            raise self._missing(key)
        return as_table(self.fields[key], f"{self.name}, deel '{key}'" if self.name else f"deel '{key}'")

    def tables(self, key: str, noun: str, id_field: str = "code") -> list["Table"]:
        """The list of tables under key, each named by its code: "dimensie O.PRO"; a double code is refused."""
        tables = []
        for number, item in enumerate(self.items(key), start=1):
            fields = as_table(item, f"{noun} nummer {number}").fields
            tables.append(Table(fields, f"{noun} {fields.get(id_field, f'nummer {number}')}"))
        refuse_doubles((table.text(id_field) for table in tables if id_field), noun)
        return tables

    def _in_range(self, value: float, key: str, low: float | None, high: float | None) -> float:
        if (low is not None and value < low) or (high is not None and value > high):
            bounds = " en ".join(
                part
                for part in (
                    f"minstens {low:g}" if low is not None else "",
                    f"hoogstens {high:g}" if high is not None else "",
                )
                if part
            )
            raise ContentError(f"{self.name}, veld '{key}' is {value:g}, verwacht {bounds}")
        return value


def as_table(value: object, name: str) -> Table:
    if not isinstance(value, Mapping):
        raise ContentError(f"{name} is geen tabel met velden")
    return Table(value, name)


def as_number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        raise ContentError(f"{name}: verwacht een getal")
    return value


def refuse_doubles(codes: Iterable[str], noun: str) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise ContentError(f"{noun} {code} komt dubbel voor")
        seen.add(code)


def refuse_unknown(codes: Iterable[str], known: Iterable[str], *, who: str, what: str) -> None:
    """who names a code that is not among the known ones: "dimensie O.PRO noemt onbekend aandachtsgebied XYZ"."""
    allowed = set(known)
    for code in codes:
        if code not in allowed:
            raise ContentError(f"{who} noemt {what} {code}, en die code is onbekend")
