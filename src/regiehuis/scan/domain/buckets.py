"""Under which role group an answer is stored, so that not even the stored row points at a few people."""

from collections.abc import Mapping

from regiehuis.scan.domain.publication import shown_cells

OTHER_ROLE = "overig"  # everyone whose own role group is too small; no instrument needs to list it


def stored_roles(invited: Mapping[str, int], *, k: int) -> dict[str, str]:
    """Role group -> the one to store: `overig` for those with fewer than k people invited, itself for the others.

    While `overig` holds 1 to k-1 people, the smallest other role group (tie: code) joins it. People who were invited as
    `overig` stay there.

    >>> stored_roles({"bestuur": 3, "mt": 6, "medewerker": 90}, k=5)
    {'bestuur': 'overig', 'mt': 'overig', 'medewerker': 'medewerker'}
    """
    listed = {role: count for role, count in invited.items() if role != OTHER_ROLE}
    large_enough = shown_cells(listed, k=k, unlisted=invited.get(OTHER_ROLE, 0))
    return {role: role if role in large_enough else OTHER_ROLE for role in invited}
