"""Which version is newer: by number, not by letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.help.domain.versions import is_newer

VERSIONS = st.lists(st.integers(0, 20), max_size=3).map(lambda numbers: ".".join(map(str, numbers)))


@pytest.mark.parametrize(("version", "than", "newer"), [
    ("0.1.0", "", True), ("0.1.0", "0.1.0", False), ("0.10.0", "0.9.1", True), ("1.0", "1.0.0", False), ("0.9.9", "1.0.0", False), ("", "", False),
])  # fmt: skip
def test_newer(version, than, newer):
    assert is_newer(version, than) is newer


@given(VERSIONS, VERSIONS, VERSIONS)
def test_newer_is_an_order(first, second, third):
    assert not (is_newer(first, second) and is_newer(second, first))
    assert not (is_newer(first, second) and is_newer(second, third)) or is_newer(first, third)
