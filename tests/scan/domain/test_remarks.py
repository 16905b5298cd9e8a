"""Remarks: section 7, "Free text with name, e-mail, BSN or phone pattern"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.scan.domain.remarks import LONGEST_REMARK, MASK, Hint, hints, is_bsn, is_rijksregisternummer, masked

BSN = "111222333"  # 9+8+7+12+10+8+9+6-3 = 66 = 6 x 11
RIJKSREGISTER = "85073003328"  # 850730033 mod 97 = 69, and 97 - 69 = 28


@pytest.mark.parametrize(("digits", "holds"), [(BSN, True), ("111222334", False), ("012345672", True), ("12345672", True), ("000000000", False), ("1112223330", False)])  # fmt: skip
def test_the_eleven_test(digits, holds):
    assert is_bsn(digits) is holds


@pytest.mark.parametrize(("digits", "holds"), [(RIJKSREGISTER, True), ("85073003329", False), ("00000000000", False)])
def test_the_belgian_check_number(digits, holds):
    assert is_rijksregisternummer(digits) is holds


def test_the_belgian_check_number_from_2000_on():
    rest = "010203004"
    assert is_rijksregisternummer(f"{rest}{97 - int('2' + rest) % 97:02}")


@pytest.mark.parametrize("written", [BSN, "111 222 333", "111.222.333", "111-222-333", "85.07.30-033.28"])
def test_a_persons_number_is_masked_however_it_is_written(written):
    assert masked(f"Mijn nummer is {written}, bel mij.") == f"Mijn nummer is {MASK}, bel mij."


@pytest.mark.parametrize("text", ["Zaak 111222334 loopt nog.", "Het kost 1.250.000 euro.", "Sinds 2019, 30 mensen.", f"{BSN}{BSN}"])
def test_other_numbers_stay(text):
    assert masked(text) == text


@pytest.mark.parametrize(("text", "found"), [
    ("Mail mij op j.jansen@gemeente.example.", [Hint.EMAIL]),
    ("Bel 06-12345678 of +31 20 624 11 11", [Hint.PHONE]),
    ("Vraag het mevrouw Pieters.", [Hint.NAME]),
    ("Volgens mij zit Jan de Vries hier te lang.", [Hint.NAME]),
    (f"Ik ben {MASK}", [Hint.NUMBER]),
    ("Het archief loopt achter. Wij wachten al jaren.", []),
    ("", []),
])  # fmt: skip
def test_what_may_point_at_a_person_is_named(text, found):
    assert hints(text) == found


@given(st.text(max_size=LONGEST_REMARK))
def test_masking_ends_and_twice_is_once(text):
    assert masked(masked(text)) == masked(text)
    hints(text)


@given(st.integers(10_000_000, 999_999_999).map(lambda number: f"{number:09}").filter(is_bsn), st.text(alphabet="abc ,.!", max_size=20))
def test_no_bsn_is_ever_stored(number, around):
    assert number not in masked(f"{around} {number} {around}")
