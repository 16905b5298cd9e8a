"""Refusals that every layer understands: the service raises them, the page shows them, nothing is half stored."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class NotAllowed(Exception):
    """An act may not happen now; ``obstacles`` says why."""

    def __init__(self, obstacles: Sequence[StrEnum]) -> None:
        super().__init__(", ".join(obstacles))
        self.obstacles = tuple(obstacles)


class Forbidden(Exception):
    """This person's roles do not carry the right; the page answers 403 with who may."""


class NotValid(Exception):
    """A value that came in through the API does not fit; ``place`` names it as it was sent."""

    def __init__(self, place: str, text: str) -> None:
        super().__init__(f"{place}: {text}")
        self.place, self.text = place, text
