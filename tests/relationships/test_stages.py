"""The rules of the 25 squares, with the test vectors of domain §4."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kam.lib.classes import AbcType, KeyAccountClass
from kam.lib.relations import RelationKind, Stage, Trend
from relationships import ladders, stages
from relationships.models import Axis, Preset
from relationships.stages import Lopsided, Move, Zone

GATE3, LADDER5 = stages.preset_cells("GATE3"), stages.preset_cells("LADDER5")
PRESETS = [GATE3, LADDER5]
SHARE = Decimal("0.60")
level = st.integers(0, 5)

STAGES = """
GATE3   3 3 1   GATE3   4 3 2   GATE3   3 4 2   GATE3   5 3 2   GATE3   3 5 2
GATE3   4 4 3   GATE3   5 4 4   GATE3   4 5 4   GATE3   5 5 5   GATE3   2 5 0
GATE3   5 2 0   GATE3   1 1 0   LADDER5 3 3 3   LADDER5 5 2 2   LADDER5 1 5 1
LADDER5 5 5 5   GATE3   0 5 0   LADDER5 0 5 0   LADDER5 5 0 0   GATE3   0 0 0
""".split()


@pytest.mark.parametrize(
    ("preset", "p", "c", "stage"), [tuple(STAGES[i : i + 4]) for i in range(0, len(STAGES), 4)]
)
def test_tv_4_3_the_square_decides_the_stage(preset, p, c, stage):
    assert stages.stage_of(int(p), int(c), stages.preset_cells(preset)) == int(stage)


@pytest.mark.parametrize(
    ("cells", "counts"),
    [
        pytest.param(GATE3, {0: 16, 1: 1, 2: 4, 3: 1, 4: 2, 5: 1}, id="GATE3"),
        pytest.param(LADDER5, {1: 9, 2: 7, 3: 5, 4: 3, 5: 1}, id="LADDER5"),
    ],
)
def test_cells_per_stage(cells, counts):
    assert Counter(cells.values()) == counts


@pytest.mark.parametrize("cells", PRESETS, ids=["GATE3", "LADDER5"])
@given(p=level, c=level, more_p=level, more_c=level)
def test_a_higher_level_never_lowers_the_stage(cells, p, c, more_p, more_c):
    higher = (min(5, p + more_p), min(5, c + more_c))
    assert stages.stage_of(*higher, cells) >= stages.stage_of(p, c, cells)


def test_squares_before_the_stages_fall_in_three_zones():
    zones = Counter(stages.zone_of(p, c, stage) for (p, c), stage in GATE3.items())
    assert zones == {Zone.CONTACT: 4, Zone.PERSON: 6, Zone.BRAND: 6, None: 9}
    assert stages.zone_of(0, 4, 0) == Zone.OFF
    assert stages.zone_of(5, 2, 0) == Zone.PERSON  # US-06


@pytest.mark.parametrize(
    ("p", "c", "found"),
    [
        (5, 3, Lopsided.PERSON_LEAVES),  # US-06
        (3, 5, Lopsided.NO_COACH),
        (4, 3, None),
        (5, 2, None),  # not inside the stages
        (3, 3, None),
    ],
)
def test_an_axis_that_runs_ahead_is_a_risk(p, c, found):
    assert stages.lopsided(p, c, stages.stage_of(p, c, GATE3), 2) == found


@pytest.mark.parametrize(
    ("people", "found"),
    [
        ([(5, 2), (3, 4), (2, 5)], 2),
        ([(5, 3), (3, 4), (2, 5)], 3),
        ([(5, 5), (1, 1)], 5),
        ([], 0),
        ([(5, 0), (5, 0)], 0),
        ([(3, 4), (2, 0)], 4),  # exactly 60 %
    ],
    ids=["tv 1", "tv 2", "tv 3", "none", "nobody assessed", "exactly the share"],
)
def test_tv_4_5_influence_decides_the_level_of_the_account(people, found):
    assert stages.account_level(people, SHARE) == found


@given(st.lists(st.tuples(st.integers(1, 5), level), min_size=1), st.data())
def test_a_person_who_comes_closer_never_lowers_the_account(people, data):
    at = data.draw(st.integers(0, len(people) - 1))
    weight, was = people[at]
    closer = [*people[:at], (weight, data.draw(st.integers(was, 5))), *people[at + 1 :]]
    assert stages.account_level(closer, SHARE) >= stages.account_level(people, SHARE)


TODAY = date(2026, 11, 27)


def path(*moves):
    """Moves as (days ago, personal, company)."""
    return [
        Move(TODAY - timedelta(days=ago), p, c, stages.stage_of(p, c, GATE3)) for ago, p, c in moves
    ]


@pytest.mark.parametrize(
    ("moves", "found"),
    [
        pytest.param([], Trend.STABLE, id="never assessed"),
        pytest.param([(10, 3, 3)], Trend.STABLE, id="the first assessment is no move"),
        pytest.param([(200, 3, 3), (180, 4, 3)], Trend.RISING, id="stage rose 180 days ago"),
        pytest.param([(200, 3, 3), (181, 4, 3)], Trend.STABLE, id="181 days ago"),
        pytest.param([(90, 1, 1), (80, 2, 1)], Trend.RISING, id="only the sum rose"),
        pytest.param([(90, 3, 3), (80, 3, 2)], Trend.FALLING, id="fell"),
        pytest.param([(90, 2, 3), (80, 4, 3), (9, 3, 3)], Trend.FALLING, id="the last one decides"),
        pytest.param([(190, 4, 4), (80, 3, 3), (9, 4, 3)], Trend.RISING, id="fell, then rose"),
        pytest.param([(365, 4, 4), (364, 4, 3), (9, 3, 3)], Trend.UNCOUPLING, id="twice in a year"),
        pytest.param([(400, 4, 4), (366, 4, 3), (9, 3, 3)], Trend.FALLING, id="a year apart"),
        pytest.param([(90, 4, 3), (9, 3, 4)], Trend.STABLE, id="sideways"),
        pytest.param([(-1, 4, 3), (-2, 3, 3)], Trend.STABLE, id="still to come"),
    ],
)
def test_trend(moves, found):
    assert stages.trend_of(path(*moves), TODAY) == found


def test_a_manager_may_declare_that_a_relation_ends():
    assert stages.trend_of(path((9, 5, 5)), TODAY, declared=True) == Trend.UNCOUPLING


@pytest.mark.parametrize(("days", "stale"), [(180, False), (181, True)])
def test_levels_grow_stale_after_180_days(days, stale):
    assert stages.is_stale(TODAY - timedelta(days=days), TODAY, 180) is stale


@pytest.mark.parametrize(
    ("cells", "square", "found"),
    [
        pytest.param(GATE3, (3, 3), [(3, 4), (4, 3)], id="one axis is enough"),
        pytest.param(GATE3, (5, 3), [(5, 4)], id="past the half step"),
        pytest.param(GATE3, (5, 1), [(5, 3)], id="two steps to the gate"),
        pytest.param(GATE3, (5, 5), [], id="the top"),
        pytest.param(LADDER5, (2, 2), [(3, 3)], id="both"),
        pytest.param(GATE3, (0, 0), [(3, 3)], id="off the grid"),
    ],
)
def test_what_the_next_stage_asks_for(cells, square, found):
    assert stages.next_squares(*square, cells) == found


CORE, IMPORTANT = KeyAccountClass.CORE, KeyAccountClass.IMPORTANT


@pytest.mark.parametrize(
    ("stage", "signed", "kind"),
    [
        (Stage.PARTNER, True, RelationKind.ALLIANCE),
        (Stage.PARTNER, False, RelationKind.PARTNERSHIP),
        (Stage.HIGH, True, RelationKind.PARTNERSHIP),
        (Stage.MID, False, RelationKind.PARTNERSHIP),
        (Stage.EARLY, False, RelationKind.PREFERRED),
        (Stage.GESTATION, False, RelationKind.PREFERRED),
        (Stage.PRE, True, RelationKind.TRADING),
    ],
)
def test_what_the_relation_is(stage, signed, kind):
    assert stages.actual_kind(stage, alliance_signed=signed) == kind


@pytest.mark.parametrize(
    ("key_class", "abc", "kinds", "stage"),
    [
        (CORE, 0, (RelationKind.ALLIANCE,), Stage.PARTNER),
        (IMPORTANT, AbcType.RIB, (RelationKind.PARTNERSHIP,), Stage.HIGH),
        (0, AbcType.PLATINUM, (RelationKind.PREFERRED, RelationKind.TRADING), Stage.MID),
        (0, AbcType.PLUM, (RelationKind.PREFERRED, RelationKind.TRADING), Stage.MID),
        (0, AbcType.RIB, (RelationKind.PREFERRED, RelationKind.TRADING), None),
    ],
)
def test_what_it_should_be(key_class, abc, kinds, stage):
    assert stages.target_kinds(key_class) == kinds
    assert stages.target_stage(key_class, abc) == stage


def test_five_of_the_eight_signs_prove_a_partnership():
    signs = list(ladders.PARTNERSHIP)
    assert len(signs) == 8
    assert not stages.is_proven(signs[:4] * 2)
    assert stages.is_proven(signs[:5])


@pytest.mark.parametrize("preset", Preset)
@pytest.mark.parametrize("axis", Axis)
def test_each_level_has_a_name_and_two_items_to_observe(preset, axis):
    named = {str(ladders.level_name(preset, axis, each)) for each in range(6)}
    assert len(named) == 6
    codes = [code for each in stages.LEVELS for code in ladders.items(preset, axis, each)]
    assert len(codes) == len(set(codes))
    assert all(len(ladders.items(preset, axis, each)) >= 2 for each in stages.LEVELS)


@pytest.mark.parametrize(
    ("preset", "axis", "number", "name"),
    [
        ("GATE3", "personal", 3, "观念趋同"),
        ("GATE3", "company", 3, "喜好偏好"),
        ("LADDER5", "personal", 1, "观念趋同"),
        ("LADDER5", "company", 1, "喜好偏好"),
        ("GATE3", "personal", 5, "知己同盟"),
        ("LADDER5", "company", 5, "战略同盟"),
    ],
)
def test_the_names_of_the_source(preset, axis, number, name):
    with translation.override("zh-hans"):
        assert str(ladders.level_name(preset, axis, number)) == name
