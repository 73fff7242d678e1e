"""The customer pyramid: domain §3.3."""

import pytest

from kam.lib.classes import PyramidTier as Tier
from kam.lib.classes import SmallSubtype as Subtype
from tiering.engine import Policy, Population, score, with_changes
from tiering.engine.pyramid import cut_ranks


def by_revenue(values, policy=None, **columns):
    population = Population.from_columns(
        account_id=range(1, len(values) + 1), net_revenue=values, **columns
    )
    return score(population, policy or Policy())


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (1, (1, 0, 0, 0)),
        (2, (1, 0, 0, 1)),
        (3, (1, 0, 1, 1)),
        (4, (1, 0, 1, 2)),
        (5, (1, 0, 2, 2)),
        (7, (1, 0, 3, 3)),
        (10, (1, 1, 3, 5)),
        (20, (1, 3, 6, 10)),
        (37, (1, 6, 12, 18)),
        (50, (1, 9, 15, 25)),
        (99, (1, 19, 30, 49)),
        (100, (1, 19, 30, 50)),
        (101, (1, 19, 31, 50)),
        (150, (2, 28, 45, 75)),
        (151, (2, 28, 46, 75)),
        (250, (3, 47, 75, 125)),
        (1000, (10, 190, 300, 500)),
    ],
)
def test_tv_3_3_counts(size, expected):
    tiers = by_revenue(list(range(1, size + 1))).pyramid.tolist()
    assert tuple(tiers.count(tier) for tier in Tier) == expected


def test_nobody_to_rank():
    result = by_revenue([])
    assert result.context.cut_ranks == (0, 0, 0)
    assert result.context.cut_values == (None, None, None)
    assert not result.context.not_separating
    assert len(result) == 0


@pytest.mark.parametrize(("value", "tier"), [(5, Tier.TOP), (0, Tier.SMALL), (-5, Tier.SMALL)])
def test_a_single_account_is_top_only_with_positive_value(value, tier):
    assert by_revenue([value]).pyramid.tolist() == [tier]


def test_cuts_are_exact_where_floats_are_not():
    # 0.35 x 90 is 31.499999999999996 in floats; exactly 31.5, which rounds up.
    policy = with_changes(Policy(), {"pyramid.cumulative": [0.01, 0.2, 0.35]})
    assert cut_ranks(90, policy) == (1, 18, 32)


def test_ties_share_the_better_rank():
    result = by_revenue([90, 70, 70, 50, 40, 30, 20, 10, 5, 1])
    assert result.rank.tolist() == [1, 2, 2, 4, 5, 6, 7, 8, 9, 10]
    assert result.position.tolist() == list(range(1, 11))
    assert result.pyramid.tolist()[:4] == [Tier.TOP, Tier.MAJOR, Tier.MAJOR, Tier.ORDINARY]
    assert result.context.cut_values == (90, 70, 40)


def test_poor_credit_is_left_out_of_the_rank_but_counts_in_n():
    credit = [29, 30, -1, 80, 80, 80, 80, 80, 80, 80]
    result = by_revenue([90, 80, 70, 60, 50, 40, 30, 20, 10, 5], credit_score=credit)
    assert result.rank.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert result.context.cut_ranks == (1, 2, 5)
    assert result.pyramid.tolist()[:3] == [Tier.SMALL, Tier.TOP, Tier.MAJOR]
    assert result.subtype.tolist() == [
        Subtype.POOR_CREDIT,
        0,
        0,
        0,
        0,
        0,
        *[Subtype.LOW_PROFIT] * 4,
    ]


def test_poor_credit_goes_before_low_profit():
    result = by_revenue([10, -5], credit_score=[80, 10])
    assert result.subtype.tolist() == [0, Subtype.POOR_CREDIT]


def test_no_profit_is_small_whatever_the_rank():
    result = by_revenue([10, 0, 0, 0])
    assert result.rank.tolist() == [1, 2, 2, 2]
    assert result.pyramid.tolist() == [Tier.TOP, Tier.SMALL, Tier.SMALL, Tier.SMALL]
    assert result.subtype.tolist() == [0, *[Subtype.LOW_PROFIT] * 3]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([7] * 20, True),
        ([9, 9, 8, 7, 6, 5, 4, 3, 2, 1], False),
        ([9, 9, 9, 7, 6, 5, 4, 3, 2, 1], True),
        ([0] * 20, False),
    ],
    ids=["all equal", "twice the quota", "above twice the quota", "nobody above the bottom"],
)
def test_metric_does_not_separate(values, expected):
    assert by_revenue(values).context.not_separating is expected


def test_all_equal_accounts_are_all_top():
    assert set(by_revenue([7] * 20).pyramid.tolist()) == {Tier.TOP}


def test_position_goes_by_value_then_account_id():
    values = [number * 7 % 5 for number in range(1000)]
    expected = sorted(range(1000), key=lambda row: (-values[row], row))
    positions = by_revenue(values).position.tolist()
    assert [positions[row] for row in expected] == list(range(1, 1001))
