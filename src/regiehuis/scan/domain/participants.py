"""Who is asked to answer: what a list of addresses and role groups would do to the people on the list already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from regiehuis.documents.domain.imports import Checked, LineError, LineState, plain

from .instrument import RoleGroup

EMAIL, ROLE_GROUP = "email", "rolgroep"  # as the columns are headed
MOST_PARTICIPANTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantRow:
    """One line of a list; ``role_group`` is a code or a label as somebody typed it, empty when the list does not say."""

    line: int
    email: str
    role_group: str


def role_of(typed: str, role_groups: Sequence[RoleGroup]) -> str | None:
    """Return the code of the role group with this code or label, however it is spelled; None when there is no such group."""
    return next((each.code for each in role_groups if plain(typed) in (plain(each.code), plain(each.label))), None)


def check(rows: Sequence[ParticipantRow], known: Mapping[str, str], role_groups: Sequence[RoleGroup], *, is_address: Callable[[str], bool]) -> Checked:  # fmt: skip
    """Return what the list would do. ``known`` is {address in lower case: code of its role group}.

    An address is the key, whatever its capitals. The same address twice with one role group is once; with two it is an error on
    both lines. New people past the limit are errors on their lines, in file order.
    """
    groups: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        groups[row.email.lower()].add(plain(row.role_group))
    seen, states, errors = dict(known), [], []
    for row in rows:
        address, role = row.email.lower(), role_of(row.role_group, role_groups) if row.role_group else known.get(row.email.lower())
        conflict = len({role_of(each, role_groups) or each for each in groups[address]}) > 1
        found = _errors(row, role, conflict=conflict, is_address=is_address)
        if not found and address not in seen and len(seen) >= MOST_PARTICIPANTS:
            found = [LineError(line=row.line, column=EMAIL, kind="too_many", value=row.email)]
        errors += found
        states.append(_state(found, address, role, seen))
        if not found and role is not None:
            seen[address] = role
    return Checked(states=tuple(states), errors=tuple(errors))


def _errors(row: ParticipantRow, role: str | None, *, conflict: bool, is_address: Callable[[str], bool]) -> list[LineError]:
    checks = (
        (not row.email, EMAIL, "empty", ""),
        (bool(row.email) and not is_address(row.email), EMAIL, "no_address", row.email),
        (bool(row.email) and conflict, EMAIL, "conflict", row.email),
        (not row.role_group and role is None, ROLE_GROUP, "empty", ""),
        (bool(row.role_group) and role is None, ROLE_GROUP, "unknown_role_group", row.role_group),
    )
    return [LineError(line=row.line, column=column, kind=kind, value=value) for applies, column, kind, value in checks if applies]


def _state(errors: Sequence[LineError], address: str, role: str | None, seen: Mapping[str, str]) -> LineState:
    if errors:
        return LineState.WRONG
    if address not in seen:
        return LineState.NEW
    return LineState.UNCHANGED if seen[address] == role else LineState.CHANGED
