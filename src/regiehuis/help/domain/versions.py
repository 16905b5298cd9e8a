"""Comparing version numbers."""

from __future__ import annotations

import re


def is_newer(version: str, than: str) -> bool:
    """Return whether a version comes after another; every version comes after none.

    >>> is_newer("0.10.0", "0.9.1")
    True
    """
    return _numbers(version) > _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version without zeros at its end, which say nothing: 1.0 is 1.0.0."""
    numbers = [int(number) for number in re.findall(r"\d+", version, re.ASCII)]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
