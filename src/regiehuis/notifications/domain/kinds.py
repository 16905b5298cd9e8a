"""A kind of notification, as the app that sends it describes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that happened: what it is about, by its public id, and few plain details; no names and no titles."""

    id: int
    kind: str
    subject: str
    detail: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """What a reader sees of it."""

    text: str
    url: str


# Who reads, and what happened -> the lines of what this reader may see today, by id. What they may not see is left out.
Describe = Callable[[Any, Sequence[Happening]], Mapping[int, Line]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """``roles``: who can get it at all; empty means everyone."""

    code: str
    label: Any
    describe: Describe
    roles: frozenset[str] = frozenset()

    def concerns(self, roles: frozenset[Any]) -> bool:
        return not self.roles or bool(self.roles & roles)
