"""Where people stand on the map, and where we know too few of them (domain §4.5, D7)."""

import pytest

from relationships.people_map import Gap, gaps, is_urgent, places


@pytest.mark.parametrize(
    ("influence", "levels", "met_by", "expected"),
    [
        pytest.param(5, {1: 2}, [], "not_close one_only", id="high and not close"),
        pytest.param(4, {1: 2, 2: 1}, [], "not_close", id="two know them, neither well"),
        pytest.param(4, {1: 3, 2: 1}, [], "", id="close enough"),
        pytest.param(3, {1: 2, 2: 1}, [], "", id="little influence asks for no closeness"),
        pytest.param(5, {}, [], "not_close unknown", id="nobody knows them"),
        pytest.param(5, {1: 0}, [], "not_close unknown", id="level 0 is not known"),
        pytest.param(1, {}, [7], "one_only", id="met once by one of us"),
        pytest.param(1, {3: 2}, [7, 3], "", id="assessed by one, met by another"),
        pytest.param(None, {}, [], "unknown", id="influence unknown"),
    ],
)
def test_gaps(influence, levels, met_by, expected):
    assert " ".join(gaps(influence, levels, met_by)) == expected


@pytest.mark.parametrize(
    ("gap", "from_influence"), [(Gap.NOT_CLOSE, 4), (Gap.UNKNOWN, 3), (Gap.ONE_ONLY, 3)]
)
def test_a_gap_is_urgent_by_influence(gap, from_influence):
    answers = [is_urgent(gap, influence) for influence in (None, 1, 2, 3, 4, 5)]
    assert answers == [False] + [influence >= from_influence for influence in range(1, 6)]


class TestPlaces:
    def test_a_boss_stands_over_the_middle_of_the_reports(self):
        found = places({1: None, 2: 1, 3: 1, 4: 3, 5: 3}, {})
        assert found.theirs == {2: (0, 1), 4: (1, 2), 5: (2, 2), 3: (1.5, 1), 1: (0.75, 0)}
        assert (found.columns, found.rows) == (3, 3)

    def test_those_without_lines_stand_below_the_trees_six_a_row(self):
        bosses = {1: None, 2: 1} | dict.fromkeys(range(10, 18))
        found = places(bosses, {})
        assert [found.theirs[pk] for pk in (10, 15, 16)] == [(0, 2), (5, 2), (0, 3)]
        assert found.rows == 4

    def test_ours_stand_in_the_last_row_near_those_they_know(self):
        found = places({1: None, 2: None, 3: None}, {91: [3], 92: [1]})
        assert found.ours == {92: (0.25, 1), 91: (1.75, 1)}
        assert found.rows == 2

    def test_a_boss_who_is_gone_and_a_loop_leave_nobody_out(self):
        found = places({1: 99, 2: 3, 3: 2}, {})
        assert set(found.theirs) == {1, 2, 3}

    def test_nobody_overlaps(self):
        bosses = {n: (n // 2 if n > 1 else None) for n in range(1, 30)} | dict.fromkeys((50, 51))
        found = places(bosses, {n: [n] for n in range(1, 9)})
        spots = [*found.theirs.values(), *found.ours.values()]
        assert len(set(spots)) == len(spots) == 39

    def test_an_empty_account(self):
        assert places({}, {}).rows == 0
