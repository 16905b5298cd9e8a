from regiehuis.scan.domain.estimate import GroupAnswers
from regiehuis.scan.domain.numbers import rounded
from regiehuis.scan.domain.perception_gap import perception_gap, shown_gaps


def group(role, counts, headcount=None):
    return GroupAnswers(roles=(role,), counts=counts, headcount=headcount)


MT = group("mt", (0, 1, 4, 0), 8)
STAFF = group("medewerker", (40, 40, 20, 0), 400)


def test_a_whole_phase_above_the_margin_is_flagged(scoring):
    gap = perception_gap(MT, STAFF, k=5, scoring=scoring)
    assert rounded(gap.gap) == 1.0
    assert rounded(gap.margin, 3) == 0.311
    assert gap.is_flagged
    assert (gap.first, gap.second) == ("mt", "medewerker")


def test_the_other_way_round_is_the_same_gap(scoring):
    gap = perception_gap(STAFF, MT, k=5, scoring=scoring)
    assert rounded(gap.gap) == -1.0
    assert gap.is_flagged


def test_less_than_a_phase_is_not_flagged(scoring):
    assert not perception_gap(MT, group("medewerker", (38, 41, 21, 0), 400), k=5, scoring=scoring).is_flagged


def test_a_phase_that_chance_explains_is_not_flagged(scoring):
    split = perception_gap(group("mt", (4, 0, 0, 1)), group("iprof", (2, 0, 0, 3)), k=5, scoring=scoring)
    assert abs(split.gap) >= 1
    assert split.margin > abs(split.gap)
    assert not split.is_flagged


def test_a_group_under_k_has_no_gap(scoring):
    assert perception_gap(group("mt", (0, 0, 4, 0)), STAFF, k=5, scoring=scoring) is None
    assert perception_gap(STAFF, group("mt", (0, 0, 4, 0)), k=5, scoring=scoring) is None


def test_a_gap_with_a_small_group_is_cut_to_halves(scoring):
    (gap,) = shown_gaps([STAFF, group("mt", (0, 0, 4, 1))], k=5, k_distribution=10, scoring=scoring)
    assert (gap.gap, gap.margin, gap.is_flagged) == (-1.0, None, True)
    (exact,) = shown_gaps([STAFF, group("mt", (0, 0, 8, 2))], k=5, k_distribution=10, scoring=scoring)
    assert rounded(exact.gap) == -1.4
