"""One bad file for every number, the same each time: ``bad_file("units", 7)``."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from . import damage, lists, others

NAMES = ("lijst.{}", "lijst.csv", "lijst.pdf", "lijst.xls", "lijst", "../../etc/passwd", "a\x00b.csv", "\u202evsc.exe", "x" * 400 + ".csv", "<script>.csv", "CON", "{}{}", "%00.csv", ".csv", "..", "a\nb.csv", "=1+1.csv", "é" * 120 + ".ods")  # fmt: skip
LISTS = {"units": lists.units, "people": lists.people, "municipalities": lists.municipalities}
OTHERS = {"logo": others.picture, "outcome": others.outcome_input}
# How many of a hundred files each way in gets: the lists of the web most, as they take three kinds of file.
SHARES = {"units": 38, "people": 32, "municipalities": 10, "logo": 10, "outcome": 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class BadFile:
    """``what`` says how it was made, for whoever reads a failure."""

    name: str
    content: bytes
    what: str


def bad_file(importer: str, number: int) -> BadFile:
    rng = Random(f"{importer} {number}")
    if importer in OTHERS:
        name, content = OTHERS[importer](rng)
        return BadFile(name=name, content=content, what=importer)
    rows, done = LISTS[importer](rng), []
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        if rows:
            mistake = rng.choice(lists.MISTAKES)
            mistake(rng, rows)
            done.append(mistake.__name__)
    kind = "csv" if importer == "municipalities" else rng.choice(("csv", "csv", "xlsx", "ods"))
    content = lists.WRITERS[kind](rng, rows)
    if not done or rng.random() < 0.5:
        content, harm = _harmed(rng, kind, content)
        done += harm
    name = "lijst.{}" if rng.random() < 0.7 else rng.choice(NAMES)
    return BadFile(name=name.replace("{}", kind), content=content, what=f"{kind}: {', '.join(done)}")


def _harmed(rng: Random, kind: str, content: bytes) -> tuple[bytes, list[str]]:
    if kind == "csv" or rng.random() < 0.1:
        harm = rng.choice(damage.BYTES)
        return harm(rng, content), [harm.__name__]
    if rng.random() < 0.3:
        harm = rng.choice(damage.ARCHIVE)
        return harm(rng, content), [harm.__name__]
    parts, change = damage.parts_of(content), rng.choice(damage.PARTS)
    change(rng, parts)
    return damage.packed(parts), [change.__name__]
