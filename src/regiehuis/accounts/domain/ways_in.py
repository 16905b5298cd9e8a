"""The ways into an account: one must stay."""

from __future__ import annotations


def is_last_way_in(*, has_password: bool, other_services: int, passkeys: int) -> bool:
    """Return whether an account would be shut for its owner without this link.

    >>> is_last_way_in(has_password=False, other_services=0, passkeys=0), is_last_way_in(has_password=False, other_services=1, passkeys=0)
    (True, False)
    """
    return not (has_password or other_services or passkeys)
