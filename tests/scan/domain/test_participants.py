"""What a list of addresses and role groups does to the people on the list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.documents.domain.imports import LineState
from regiehuis.scan.domain.instrument import RoleGroup
from regiehuis.scan.domain.participants import MOST_PARTICIPANTS, ParticipantRow, check, role_of

GROUPS = (
    RoleGroup(code="mt", label="Managementteam en secretaris", weight=1.0),
    RoleGroup(code="iprof", label="I-professionals", weight=1.0),
)
NEW, CHANGED, UNCHANGED, WRONG = LineState.NEW, LineState.CHANGED, LineState.UNCHANGED, LineState.WRONG


def checked(*lines, known=None):
    rows = [ParticipantRow(line=number, email=email, role_group=role) for number, (email, role) in enumerate(lines, 2)]
    return check(rows, known or {}, GROUPS, is_address=lambda text: "@" in text)


@pytest.mark.parametrize(("typed", "code"), [
    ("mt", "mt"), ("MT", "mt"), ("managementteam  en secretaris", "mt"), ("i professionals", "iprof"), ("I-Professionals", "iprof"), ("raad", None), ("", None),
])  # fmt: skip
def test_a_role_group_goes_by_code_or_label_however_it_is_spelled(typed, code):
    assert role_of(typed, GROUPS) == code


@pytest.mark.parametrize(("lines", "states", "errors"), [
    pytest.param([("a@x", "mt"), ("B@x", "I-professionals")], [NEW, NEW], [], id="good"),
    pytest.param([("oud@x", "mt"), ("OUD@X", "MT")], [UNCHANGED, UNCHANGED], [], id="on-the-list-already"),
    pytest.param([("oud@x", "iprof")], [CHANGED], [], id="another-role-group"),
    pytest.param([("oud@x", "")], [UNCHANGED], [], id="an-empty-cell-keeps-the-role-group"),
    pytest.param([("a@x", "mt"), ("A@X", "mt")], [NEW, UNCHANGED], [], id="twice-the-same-is-once"),
    pytest.param([("a@x", "mt"), ("A@X", "iprof")], [WRONG, WRONG], [(2, "email", "conflict"), (3, "email", "conflict")], id="twice-with-another-group"),
    pytest.param([("a@x", "mt"), ("a@x", "Managementteam en secretaris")], [NEW, UNCHANGED], [], id="code-and-label-are-one-group"),
    pytest.param([("a", "mt"), ("b@x", "raad"), ("", "mt"), ("c@x", "")], [WRONG] * 4,
                 [(2, "email", "no_address"), (3, "rolgroep", "unknown_role_group"), (4, "email", "empty"), (5, "rolgroep", "empty")], id="each-mistake-by-line"),
])  # fmt: skip
def test_what_a_list_does_and_what_is_wrong(lines, states, errors):
    found = checked(*lines, known={"oud@x": "mt"})
    assert list(found.states) == states
    assert [(error.line, error.column, error.kind) for error in found.errors] == errors


def test_people_past_the_limit_are_told_by_line():
    found = checked(
        *((f"n{n}@x", "mt") for n in range(10)), ("oud0@x", "iprof"), known={f"oud{n}@x": "mt" for n in range(MOST_PARTICIPANTS - 8)}
    )
    assert [error.line for error in found.errors] == [10, 11]
    assert {error.kind for error in found.errors} == {"too_many"}
    assert found.states[-1] == CHANGED, "somebody on the list always fits"


emails = st.sampled_from(["a@x", "A@x", "b@x", "c@x", "geen", ""])
roles = st.sampled_from(["mt", "MT", "iprof", "I-professionals", "raad", ""])
lists = st.lists(st.tuples(emails, roles), max_size=8)


@given(lists, st.dictionaries(st.sampled_from(["a@x", "b@x"]), st.sampled_from(["mt", "iprof"])))
def test_a_good_list_changes_nothing_the_second_time(lines, known):
    first = checked(*lines, known=known)
    if not first.errors:
        after = known | {email.lower(): role for email, typed in lines if (role := role_of(typed, GROUPS))}
        assert set(checked(*lines, known=after).states) <= {UNCHANGED}


@given(lists, st.randoms())
def test_the_order_of_the_lines_changes_no_error(lines, random):
    shuffled = list(lines)
    random.shuffle(shuffled)
    one, other = checked(*lines), checked(*shuffled)
    assert sorted((error.column, error.kind, error.value) for error in one.errors) == sorted(
        (e.column, e.kind, e.value) for e in other.errors
    )
    assert one.count(NEW) == other.count(NEW)
