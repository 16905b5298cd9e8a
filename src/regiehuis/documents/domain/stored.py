"""Read stored content back into a report, so that any file of it can be made again, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from regiehuis.documents.domain import content

KINDS = {
    kind.__name__.lower(): kind
    for kind in (
        content.Report,
        content.Look,
        content.Heading,
        content.Paragraph,
        content.Text,
        content.Bullets,
        content.Table,
        content.Column,
        content.Chart,
        content.Notice,
        content.PageBreak,
    )
}


def report_from_data(data: Mapping[str, Any]) -> content.Report:
    """Return the report that ``content.as_data`` wrote down; raises ValueError for anything else."""
    found = _value(data)
    if not isinstance(found, content.Report):
        raise ValueError("this is not the content of a report")
    return found


def _value(data: Any) -> Any:
    if isinstance(data, list):
        return tuple(_value(item) for item in data)
    if not isinstance(data, Mapping):
        return data
    kind = KINDS.get(str(data.get("kind")))
    if kind is None:
        raise ValueError(f"unknown kind of content: {data.get('kind')!r}")
    names = {field.name: "tone" if field.name == "kind" else field.name for field in fields(kind)}
    values = {name: _value(data[stored]) for name, stored in names.items() if stored in data}
    if kind is content.Report:
        values["date"] = date.fromisoformat(values["date"])
    return kind(**values)
