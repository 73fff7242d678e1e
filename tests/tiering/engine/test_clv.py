"""Lifetime value and customer equity: domain §5.2."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam.lib.classes import PyramidTier
from tiering.engine import Policy, with_changes
from tiering.engine.clv import (
    Equity,
    Estimates,
    customer_equity,
    expected_contribution,
    lifetime_values,
    multiple,
    retention,
    tier_retention,
)


def measured(amounts):
    column = np.array(amounts, np.int64)
    return Estimates(column, np.ones(len(column), np.bool_), np.zeros(len(column), np.bool_))


def values(yearly, rates, costs=None, policy=None, growth=0):
    return lifetime_values(
        measured(yearly),
        np.array(rates, np.int32),
        np.array(costs or [0] * len(yearly), np.int64),
        policy or Policy(),
        growth,
    )


@pytest.mark.parametrize(
    ("rate", "discount", "expected"),
    [
        ("0.6", "0.12", 1.15),
        ("0.7", "0.12", 1.67),
        ("0.8", "0.12", 2.50),
        ("0.9", "0.12", 4.09),
        ("0.9", "0.10", 4.50),
        ("0.9", "0.16", 3.46),
    ],
)
def test_tv_5_2a_margin_multiples(rate, discount, expected):
    assert round(float(multiple(Decimal(rate), Decimal(discount), None)), 2) == expected


def test_tv_5_2b():
    twelve = with_changes(Policy(), {"money.discount_rate": 0.12})
    # 100 in ten-thousandths.
    assert values([1_000_000], [8000], policy=twelve).amount.tolist() == [2_035_164]
    assert 100 * multiple(Decimal("0.8"), Decimal("0.12"), None) == 250


@pytest.mark.parametrize(
    ("yearly", "rate", "cost", "expected"),
    [
        (240_000_00, 9000, 200_000_00, 484_020_34),
        (5_000_00, 6000, 20_000_00, -14_289_70),
        (240_000_00, 0, 200_000_00, -200_000_00),
        (-100_00, 9000, 0, -285_01),
        (0, 9000, 7, -7),
    ],
    ids=["TV 5.2c", "TV 5.2d", "TV 5.2e: nobody stays", "TV 5.2e: a loss", "nothing earned"],
)
def test_tv_5_2(yearly, rate, cost, expected):
    found = values([yearly], [rate], [cost])
    assert (found.amount[0], found.known[0], found.estimated[0]) == (expected, True, False)


def test_growth():
    # 100 x 0.5 / 1.1 + 110 x 0.25 / 1.21, and so on: with growth = discount 100 / 1.1 x (r + r²...)
    found = values([100_00], [5000], growth=Decimal("0.10"))
    assert found.amount[0] == round(100_00 / 1.1 * (0.5 + 0.25 + 0.125 + 0.0625 + 0.03125))


def test_certain_retention_without_discount_is_a_sum_of_years():
    flat = with_changes(Policy(), {"money.discount_rate": 0, "money.clv_horizon_years": 3})
    assert values([100], [10_000], policy=flat).amount.tolist() == [300]


def test_large_amounts_are_exact():
    exact = 9_999_999_999_999_999 * multiple(Decimal("0.9377"), Decimal("0.1"), 5)
    assert values([9_999_999_999_999_999], [9377]).amount[0] == int(exact + Fraction(1, 2))
    with pytest.raises(OverflowError):
        values([4 * 10**18], [9377])


@pytest.mark.parametrize(
    ("rates", "horizon", "growth"),
    [
        (("1.1", "0.1"), 5, 0),
        (("-0.1", "0.1"), 5, 0),
        (("1", "0"), None, 0),
        (("0.9", "0.1"), 5, -1),
    ]
    + [(("0.9", "-0.1"), 5, 0), (("0.5", "0.1"), None, Decimal("0.1"))],
)
def test_rates_that_are_refused(rates, horizon, growth):
    with pytest.raises(ValueError):
        multiple(*map(Decimal, rates), horizon, growth)


@pytest.mark.parametrize(
    ("months", "contribution", "forecast", "expected"),
    [
        (40, 1200, 5000, (1200, True, False)),
        (12, 1200, 5000, (1200, True, False)),
        (11, 1000, 5000, (1091, True, True)),
        (6, -1000, 5000, (-2000, True, True)),
        (5, 1000, 5000, (5000, True, True)),
        (5, 1000, None, (0, False, False)),
        (-1, 0, 5000, (5000, True, True)),
        (24, None, 5000, (5000, True, True)),
        (24, None, None, (0, False, False)),
    ],
)
def test_short_histories_are_scaled_or_forecast(months, contribution, forecast, expected):
    found = expected_contribution(
        np.array([contribution or 0]),
        np.array([contribution is not None]),
        np.array([months], np.int32),
        np.array([forecast or 0]),
        np.array([forecast is not None]),
        Policy(),
    )
    assert (found.amount[0], found.known[0], found.estimated[0]) == expected


def test_a_longer_window_is_scaled_down_to_a_year():
    two_years = with_changes(Policy(), {"window.ttm_months": 24})
    known, none = np.ones(3, np.bool_), np.zeros(3, np.bool_)
    found = expected_contribution(
        np.full(3, 2400), known, np.array([30, 15, 9], np.int32), np.zeros(3, int), none, two_years
    )
    assert found.amount.tolist() == [1200, 1920, 3200]
    assert found.estimated.tolist() == [False, False, True]


def test_tier_retention_is_drawn_towards_the_default():
    assert tier_retention(40, 50, Decimal("0.95"), 10) == Fraction(99, 120)
    assert tier_retention(0, 0, Decimal("0.95"), 10) == Fraction(95, 100)
    assert tier_retention(0, 0, Decimal("0.95"), 0) == Fraction(95, 100)
    with pytest.raises(ValueError):
        tier_retention(6, 5, Decimal("0.95"), 10)


def test_retention_is_the_accounts_own_or_that_of_its_tier():
    tiers = np.array([1, 2, 3, 4, 0, 1, 0], np.int8)
    own = np.array([-1, -1, -1, -1, -1, 0, 8800], np.int32)
    found = retention(tiers, own, {PyramidTier.MAJOR: (15, 20)}, Policy())
    assert found.tolist() == [9500, 8000, 7500, 5000, -1, 0, 8800]


def test_unknown_retention_or_contribution_leaves_the_value_unknown():
    expected = Estimates(
        np.array([100, 100, 0]), np.array([True, True, False]), np.array([True, True, False])
    )
    found = lifetime_values(
        expected, np.array([9000, -1, 9000], np.int32), np.array([5, 5, 5]), Policy()
    )
    assert found.known.tolist() == [True, False, False]
    assert found.estimated.tolist() == [True, False, False]
    assert found.amount.tolist()[1:] == [0, 0]


def test_customer_equity_tells_negative_values_apart():
    found = Estimates(
        np.array([100, -30, -20, 999]),
        np.array([True, True, True, False]),
        np.zeros(4, np.bool_),
    )
    assert customer_equity(found) == Equity(total=50, negative=-50, accounts=3)
    assert customer_equity(measured([])) == Equity(0, 0, 0)


yearly = st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=10)
rate = st.integers(0, 10_000)


@settings(deadline=None, max_examples=60)
@given(yearly, rate, st.integers(1, 10), st.integers(0, 50))
def test_value_is_the_sum_of_the_years_rounded_once(amounts, rate, horizon, discount):
    policy = with_changes(
        Policy(), {"money.clv_horizon_years": horizon, "money.discount_rate": discount / 100}
    )
    found = values(amounts, [rate] * len(amounts), policy=policy)
    step = Fraction(rate, 10_000) / (1 + Fraction(discount, 100))
    for amount, value in zip(amounts, found.amount):
        exact = sum(amount * step**year for year in range(1, horizon + 1))
        assert value == (exact + Fraction(1, 2)).__floor__()


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 10**12), st.lists(rate, min_size=2, max_size=8))
def test_who_stays_longer_is_worth_no_less(amount, rates):
    found = values([amount] * len(rates), sorted(rates)).amount
    assert (np.diff(found) >= 0).all()
