"""What a report says, apart from how it looks: blocks that all renderers write in the same order and words."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, Literal

from regiehuis.documents.domain import pictures
from regiehuis.documents.domain.cleaning import clean
from regiehuis.documents.domain.words import Language, words, written_date

_ANCHOR = re.compile(r"[a-z][a-z0-9-]*\Z")
_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_INTERNAL = re.compile(r"(/(?![/\\])|#)[^\s\\]*\Z")


def _clean_fields(block: Any, *names: str, required: tuple[str, ...] = ()) -> None:
    for name in names:
        object.__setattr__(block, name, clean(getattr(block, name)))
    for name in required:
        if not getattr(block, name).strip():
            raise ValueError(f"{type(block).__name__}: {name} is empty")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A run of words; `href` leads to the evidence behind it and shows on the web page only."""

    text: str
    strong: bool = False
    href: str | None = None  # path inside the application, or an anchor of this report

    def __post_init__(self) -> None:
        _clean_fields(self, "text")
        if self.href is not None and not _INTERNAL.match(self.href):
            raise ValueError(f"a link stays inside the application: {self.href!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    runs: tuple[Text, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def paragraph(*parts: str | Text) -> Paragraph:
    """Return a paragraph of plain words and runs, in the order given."""
    return Paragraph(runs=tuple(Text(text=part) if isinstance(part, str) else part for part in parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    level: int  # 1 to 4, under the title of the report
    text: str
    anchor: str

    def __post_init__(self) -> None:
        _clean_fields(self, "text", required=("text",))
        if not 1 <= self.level <= 4:
            raise ValueError(f"a heading has level 1 to 4, not {self.level}")
        if not _ANCHOR.match(self.anchor):
            raise ValueError(f"an anchor has small letters, digits and hyphens only: {self.anchor!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    items: tuple[Paragraph, ...]
    ordered: bool = False

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("a list without items: say in a sentence that there are none")


def bullets(*items: str | Paragraph, ordered: bool = False) -> Bullets:
    """Return a list of sentences or paragraphs."""
    return Bullets(items=tuple(paragraph(item) if isinstance(item, str) else item for item in items), ordered=ordered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    label: str
    numeric: bool = False

    def __post_init__(self) -> None:
        _clean_fields(self, "label", required=("label",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Cells are words as they are to be read: numbers arrive formatted, an unknown as a word."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        _clean_fields(self, "caption", "note", required=("caption",))
        if not self.columns:
            raise ValueError(f"table {self.caption!r} has no columns")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.caption!r}, row {number}: {len(row)} cells under {len(self.columns)} columns")
        object.__setattr__(self, "rows", tuple(tuple(clean(cell) for cell in row) for row in self.rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture with everything a reader who cannot see it needs: alternative text and the numbers."""

    title: str
    alt: str
    svg: str
    table: Table
    caption: str = ""

    def __post_init__(self) -> None:
        _clean_fields(self, "title", "alt", "caption", required=("title", "alt"))
        pictures.inspect(self.svg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A remark set apart; the title carries the meaning, the colour only repeats it."""

    kind: Literal["info", "attention"]
    title: str
    text: str

    def __post_init__(self) -> None:
        _clean_fields(self, "title", "text", required=("title",))
        if self.kind not in {"info", "attention"}:
            raise ValueError(f"a notice is info or attention, not {self.kind!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreak:
    """A new page on paper; nothing on the web page."""


Block = Heading | Paragraph | Bullets | Table | Chart | Notice | PageBreak


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The house style on paper. Colours are #rrggbb; the logo is a PNG in base64, empty without one.

    A template is named by its sha256: whoever renders brings the file. Empty: the format in our own form.
    """

    accent: str = "#0d5267"
    band: str = "#cfe1e6"  # uncertainty around own data in a chart
    logo: str = ""
    docx_template: str = ""
    odt_template: str = ""

    def __post_init__(self) -> None:
        if not all(_COLOUR.match(value) for value in (self.accent, self.band)):
            raise ValueError(f"a colour is #rrggbb: {self.accent!r}, {self.band!r}")
        if not re.fullmatch(r"[A-Za-z0-9+/=]*", self.logo):
            raise ValueError("a logo is base64")
        if not all(not each or _SHA256.match(each) for each in (self.docx_template, self.odt_template)):
            raise ValueError("a template is named by its sha256")

    def template(self, kind: str) -> str:
        """Return the sha256 of the template for a format; empty without one."""
        return {"docx": self.docx_template, "odt": self.odt_template}.get(kind, "")

    def painted(self, svg: str) -> str:
        """Return a chart in the colours of the house."""
        return svg.replace(Look().accent, self.accent).replace(Look().band, self.band)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    title: str
    subtitle: str
    organisation: str
    language: Language
    date: date
    fictitious: bool
    provenance: str  # source, version, moment of calculation, what was left out
    blocks: tuple[Block, ...]
    look: Look = Look()

    def __post_init__(self) -> None:
        _clean_fields(self, "title", "subtitle", "organisation", "provenance", required=("title", "organisation", "provenance"))
        words(self.language)
        _check_levels(self.headings)
        _check_ids(self.blocks)

    @property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Heading))


def _check_levels(headings: tuple[Heading, ...]) -> None:
    level = 0
    for heading in headings:
        if heading.level > level + 1:
            raise ValueError(f"heading {heading.text!r} jumps from level {level} to {heading.level}")
        level = heading.level


def _check_ids(blocks: tuple[Block, ...]) -> None:
    seen: set[str] = set()
    for block in blocks:
        ids: tuple[str, ...] = ()
        if isinstance(block, Heading):
            ids = (block.anchor,)
        elif isinstance(block, Chart):
            ids = pictures.inspect(block.svg).ids
        for name in ids:
            if name in seen:
                raise ValueError(f"the id {name!r} occurs twice in the report")
            seen.add(name)


def front_words(report: Report) -> Iterator[str]:
    """Yield the lines above the text: who, what, when, and that it is fictitious."""
    yield report.organisation
    if report.fictitious:
        yield words(report.language).fictitious
    yield report.title
    if report.subtitle:
        yield report.subtitle
    yield written_date(report.date, report.language)


def plain_text(report: Report) -> list[str]:
    """Return the words of the report in reading order, the same for every format.

    Alternative texts, the contents list and the repeated header and footer are not part of it.
    """
    lines = [*front_words(report)]
    for block in report.blocks:
        lines += _lines(block)
    return [line for line in [*lines, report.provenance] if line.strip()]


def _lines(block: Block) -> list[str]:
    match block:
        case Heading() | Paragraph():
            return [block.text]
        case Bullets():
            return [item.text for item in block.items]
        case Table():
            cells = [cell for row in block.rows for cell in row]
            return [block.caption, *(column.label for column in block.columns), *cells, block.note]
        case Chart():
            return [block.title, block.caption, *_lines(block.table)]
        case Notice():
            return [block.title, block.text]
        case PageBreak():
            return []


# Added since the first reports were stored: left out while unused, so that their hash stays the same.
_ADDED = {"look": Look(), "docx_template": "", "odt_template": ""}


def as_data(value: Any) -> Any:
    """Return the content as plain lists and dictionaries; each block names its kind."""
    if is_dataclass(value) and not isinstance(value, type):
        return {"kind": type(value).__name__.lower()} | {
            field.name if field.name != "kind" else "tone": as_data(getattr(value, field.name))
            for field in fields(value)
            if field.name not in _ADDED or getattr(value, field.name) != _ADDED[field.name]
        }
    if isinstance(value, tuple):
        return [as_data(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def report_hash(report: Report) -> str:
    """Return the sha256 over the canonical JSON of the content: two reports with the same hash say the same."""
    canonical = json.dumps(as_data(report), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
