"""Concentration of revenue and Pareto check: domain §6.2, §6.13."""

import numpy as np
import pytest

from tiering.engine import Policy, Risk, Spread, concentration, pareto_check


def measure(revenue):
    return concentration(np.array(revenue, np.int64), Policy())


@pytest.mark.parametrize(
    ("revenue", "hhi", "effective"),
    [
        ([40, 30, 20, 10], 3000, 3.33),
        ([30, 30, 20, 20], 2600, 3.85),
        ([70, 30], 5800, 1.72),
        ([5] * 10, 1000, 10),
    ],
    ids=str,
)
def test_tv_6_13(revenue, hhi, effective):
    result = measure(revenue)
    assert result.hhi == hhi
    assert round(result.effective, 2) == effective


@pytest.mark.parametrize("revenue", [[], [0], [-5, 0]], ids=str)
def test_tv_6_13_without_positive_revenue(revenue):
    assert measure(revenue) is None


def test_negative_revenue_counts_as_none():
    assert measure([60, 40, -1000]) == measure([40, 60])


@pytest.mark.parametrize(
    ("largest", "level"),
    [
        (999, Risk.GREEN),
        (1000, Risk.NOTICE),
        (1999, Risk.NOTICE),
        (2000, Risk.AMBER),
        (3000, Risk.RED),
    ],
)
def test_cr1_levels_include_their_threshold(largest, level):
    rest = 10_000 - largest
    result = measure([largest, *[rest // 100] * 99, rest - rest // 100 * 99])
    assert result.cr1 == largest / 100
    assert result.cr1_level is level


@pytest.mark.parametrize(
    ("first_five", "level"), [(49, Risk.GREEN), (50, Risk.AMBER), (69, Risk.AMBER), (70, Risk.RED)]
)
def test_cr5_levels_include_their_threshold(first_five, level):
    result = measure([first_five * 20] * 5 + [100 - first_five] * 100)
    assert result.cr5 == first_five
    assert result.cr5_level is level


@pytest.mark.parametrize(
    ("revenue", "level"),
    [([1] * 11, Spread.LOW), ([1] * 10, Spread.MODERATE), ([1] * 5, Spread.HIGH)],
    ids=["below 1000", "1000", "2000"],
)
def test_hhi_levels(revenue, level):
    assert measure(revenue).hhi_level is level


def test_pareto_check():
    result = pareto_check(np.array([50, 30, 10, 5, 5, 0, -20], np.int64))
    assert result.top20_share == 80  # the best two of seven
    assert result.n80 == 2
    assert [(point.accounts, point.value) for point in result.curve] == [
        (1, 50),
        (2, 80),
        (3, 90),
        (4, 95),
        (5, 100),
        (6, 100),
        (7, 100),
    ]


def test_curve_has_at_most_100_points_and_ends_with_everybody():
    curve = pareto_check(np.arange(1, 1235)).curve
    assert len(curve) == 100
    assert (curve[-1].accounts, curve[-1].value) == (1234, 1234 * 1235 // 2)


@pytest.mark.parametrize("values", [[], [0, 0], [-3]], ids=str)
def test_pareto_check_without_positive_value(values):
    assert pareto_check(np.array(values, np.int64)) is None
