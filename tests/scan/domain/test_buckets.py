import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiehuis.scan.domain.buckets import OTHER_ROLE, stored_roles


@pytest.mark.parametrize(
    ("invited", "other"),
    [
        pytest.param({"mt": 6, "medewerker": 90}, set(), id="all-large-enough"),
        pytest.param({"bestuur": 3, "iprof": 2, "mt": 6}, {"bestuur", "iprof"}, id="two-small-ones-together"),
        pytest.param({"bestuur": 1, "mt": 6, "medewerker": 90}, {"bestuur", "mt"}, id="the-smallest-joins-a-lone-head"),
        pytest.param({"bestuur": 1, "mt": 7, "leiding": 7, "medewerker": 90}, {"bestuur", "leiding"}, id="tie-by-code"),
        pytest.param({"bestuur": 3, "medewerker": 20}, {"bestuur", "medewerker"}, id="everyone"),
        pytest.param({"bestuur": 2, "mt": 2}, {"bestuur", "mt"}, id="fewer-than-k-in-all"),
        pytest.param({"bestuur": 0, "mt": 6}, {"bestuur"}, id="nobody-invited-draws-nobody-in"),
        pytest.param({OTHER_ROLE: 2, "mt": 6, "medewerker": 90}, {OTHER_ROLE, "mt"}, id="some-are-invited-as-other"),
        pytest.param({}, set(), id="nobody"),
    ],
)
def test_stored_roles(invited, other):
    stored = stored_roles(invited, k=5)
    assert stored == {role: OTHER_ROLE if role in other else role for role in invited}


@given(st.dictionaries(st.sampled_from(["a", "b", "c", "d", OTHER_ROLE]), st.integers(0, 12)), st.integers(5, 9))
def test_no_stored_role_has_1_to_k_minus_1_people_unless_everyone_is_in_it(invited, k):
    sizes = dict.fromkeys(stored_roles(invited, k=k).values(), 0)
    for role, stored in stored_roles(invited, k=k).items():
        sizes[stored] += invited[role]
    assert all(size == 0 or size >= k for size in sizes.values()) or set(sizes) == {OTHER_ROLE}
    assert sum(sizes.values()) == sum(invited.values())
